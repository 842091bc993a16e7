"""How a simulated device is recognised, and who it says it is."""

import re
from collections.abc import Sequence

from collectors.profiles.identity import Detection, Source
from collectors.profiles.model import Profile
from collectors.simulator.families.cells import Cells
from collectors.simulator.families.texts import some_text, text_with
from collectors.snmp.client import Oid, SnmpType, SnmpValue

SYS_DESCR: Oid = (1, 3, 6, 1, 2, 1, 1, 1, 0)
SYS_OBJECT_ID: Oid = (1, 3, 6, 1, 2, 1, 1, 2, 0)
SYS_NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)

MODEL, SERIAL, FIRMWARE = "SIM-2000", "5349000001", "1.0.0"
_LEFT_ALONE = frozenset({SYS_DESCR, SYS_OBJECT_ID})


def put_identity(profile: Profile, cells: Cells) -> None:
    """The system group and the identity's instances; before anything else, for rows may rest on them."""
    said = (
        (profile.identity.model, MODEL),
        (profile.identity.serial, SERIAL),
        (profile.identity.firmware, FIRMWARE),
        (profile.identity.name, f"simulated {profile.family}"),
        (profile.identity.vendor, profile.vendor),
    )
    described = _described(profile, said)
    cells.put(SYS_DESCR, _octets(described))
    cells.put(SYS_OBJECT_ID, SnmpValue(SnmpType.OID, _sys_object_id(profile.detection)))
    cells.put(SYS_NAME, _octets(f"simulated-{profile.family}"))
    for condition in profile.detection.probe_where:
        text = min(condition.values) if condition.values else some_text(condition.pattern)
        cells.put(condition.oid, _said(text))
    for sources, text in said:
        source = next((one for one in sources if not one.is_column and one.oid not in _LEFT_ALONE), None)
        if source is not None and source.oid not in profile.detection.probe_absent:
            cells.put(source.oid, _octets((text_with(source.pattern, text) if source.pattern else text) or text))


def put_probes(profile: Profile, cells: Cells) -> None:
    """What discovery asks for and no table has brought."""
    detection = profile.detection
    if detection.probe and not any(cells.has(oid) for oid in detection.probe):
        cells.put(detection.probe[0], SnmpValue(SnmpType.INTEGER, 1))
    columns = detection.probe_columns
    if columns and not detection.probe and not any(cells.walked().columns[column] for column in columns):
        cells.put((*columns[0], 1), SnmpValue(SnmpType.INTEGER, 1))


def _sys_object_id(detection: Detection) -> Oid:
    """The family's own, else one that it shares; a standard's device has none that says anything."""
    known = (*detection.exact_sys_object_ids, *detection.sys_object_ids, *detection.shared_sys_object_ids)
    return known[0] if known else (1, 3, 6, 1, 4, 1, 8072, 3, 2, 10)


def _described(profile: Profile, said: Sequence[tuple[Sequence[Source], str]]) -> str:
    """A sysDescr in which everything is found that is looked for in it."""
    patterns = [(source.pattern, text) for sources, text in said for source in sources if source.oid == SYS_DESCR]
    pieces = [text_with(pattern, text) or some_text(pattern) for pattern, text in patterns if pattern]
    pieces += [some_text(pattern) for pattern in profile.detection.sys_descr[:1]]
    wanted = [pattern for pattern, _ in patterns if pattern] + list(profile.detection.sys_descr[:1])
    # What must stand at the beginning comes first, and of several the longest, which has the others in it.
    order = sorted(zip(wanted, pieces, strict=True), key=lambda one: (not one[0].startswith("^"), -len(one[1])))
    text = ""
    for pattern, piece in order:
        if not re.search(pattern, text):
            text = f"{text} {piece}".strip()
    return text or f"{profile.vendor} simulated {profile.family}"


def _octets(text: str) -> SnmpValue:
    return SnmpValue(SnmpType.OCTETS, text.encode())


def _said(text: str) -> SnmpValue:
    return SnmpValue(SnmpType.INTEGER, int(text)) if text.isdecimal() else _octets(text)

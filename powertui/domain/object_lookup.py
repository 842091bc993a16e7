"""Finding an object by what a person calls it: `rack:R12`, `feed:PP-A1/A1-01`, `pdu-r01-a:Outlet 3`, `srv-db03`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from powertui.domain.merge_kinds import KIND_OF, KINDS, ModelKind, ModelObject, objects_of
from powertui.domain.merge_names import ModelNames
from powertui.domain.topology import Cable, Device, Location, PowerOutlet, PowerPanel, PowerPort, Rack, Topology

KIND_WORDS: Mapping[str, ModelKind] = {
    "tenant": ModelKind.TENANT,
    "site": ModelKind.SITE,
    "location": ModelKind.LOCATION,
    "rack": ModelKind.RACK,
    "type": ModelKind.DEVICE_TYPE,
    "device-type": ModelKind.DEVICE_TYPE,
    "panel": ModelKind.POWER_PANEL,
    "feed": ModelKind.POWER_FEED,
    "device": ModelKind.DEVICE,
    "pdu": ModelKind.DEVICE,
    "port": ModelKind.POWER_PORT,
    "outlet": ModelKind.POWER_OUTLET,
    "branch": ModelKind.PDU_BRANCH,
    "poll": ModelKind.POLL_TARGET,
    "cable": ModelKind.CABLE,
}
"""What may stand before the colon."""

CABLE_ENDS = frozenset({ModelKind.POWER_FEED, ModelKind.POWER_PORT, ModelKind.POWER_OUTLET})

_WORD_OF = {kind: word for word, kind in reversed(tuple(KIND_WORDS.items()))}


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing, or more than one thing, is called that."""

    sentence: str


def find_object(topology: Topology, text: str, kinds: Iterable[ModelKind] = ModelKind) -> ModelObject | NotFound:
    """The object that a text names, among some kinds."""
    wanted = frozenset(kinds)
    prefix, colon, rest = text.partition(":")
    kind = KIND_WORDS.get(prefix.strip().casefold()) if colon else None
    names = ModelNames(topology)
    found: list[ModelObject] = []
    if kind is not None and kind in wanted:
        found = _called(topology, names, rest, frozenset({kind}))
    # A device may be called `pdu`: then `pdu:Outlet 3` is a part of it.
    # What polls a device is mostly called as the device: it is meant only by its own word.
    found = found or _called(topology, names, text, wanted - {ModelKind.POLL_TARGET} or wanted)
    if len(found) == 1:
        return found[0]
    if found:
        told = ", ".join(address(item, names) for item in found[:8])
        return NotFound(f'"{text}" may be {told}{" or another one" if len(found) > 8 else ""}: say which')
    only = next(iter(wanted)) if len(wanted) == 1 else kind if kind in wanted else None
    what = "object" if only is None else only.value
    called = rest if kind is not None and kind in wanted else text
    near = _near(topology, names, called, frozenset({kind}) if kind is not None and kind in wanted else wanted)
    return NotFound(f'there is no {what} "{called}"' + (f'; did you mean "{near}"?' if near else ""))


def address(item: ModelObject, names: ModelNames) -> str:
    """What a person would write for an object; unnamed ones and cables by their id."""
    kind = KIND_OF[type(item)]
    word = _WORD_OF[kind]
    if isinstance(item, Cable) or (isinstance(item, Device) and not item.name):
        return f"{word}:#{item.id}"
    return f"{word}:{names.of(item).replace(' / ', '/')}"


def _called(topology: Topology, names: ModelNames, text: str, kinds: frozenset[ModelKind]) -> list[ModelObject]:
    wanted = _plain(text)
    if not wanted:
        return []
    if wanted.startswith("#") and wanted[1:].isdecimal() and len(kinds) == 1:
        found = names.get(next(iter(kinds)), int(wanted[1:]))
        return [found] if found is not None else []
    whole: list[ModelObject] = []
    short: list[ModelObject] = []
    for spec in KINDS:
        if spec.kind not in kinds or spec.kind is ModelKind.CABLE:
            continue
        for item in objects_of(topology, spec.kind):
            own = item.model if spec.kind is ModelKind.DEVICE_TYPE else item.name
            # Most are neither: the whole name is put together only for what ends in the right letters.
            if not wanted.endswith(_plain(own)) or not own:
                continue
            if _plain(own) == wanted:
                short.append(item)
            if wanted in _forms(item, names):
                whole.append(item)
    exact = whole or short
    if len(exact) > 1:
        # Letter case tells apart what else would be the same.
        same = [item for item in exact if _collapsed(text) in _forms_as_written(item, names)]
        exact = same or exact
    return exact


def _forms(item: ModelObject, names: ModelNames) -> set[str]:
    return {_plain(form) for form in _forms_as_written(item, names)}


def _forms_as_written(item: ModelObject, names: ModelNames) -> set[str]:
    full = _collapsed(names.of(item))
    forms = {full}
    if isinstance(item, PowerPort | PowerOutlet):
        forms.add(f"{_collapsed(names.name(ModelKind.DEVICE, item.device_id))}:{_collapsed(item.name)}")
    elif isinstance(item, Rack | PowerPanel | Location | Device):
        forms.add(f"{_collapsed(names.name(ModelKind.SITE, item.site_id))}/{full}")
    return forms


def _near(topology: Topology, names: ModelNames, text: str, kinds: frozenset[ModelKind]) -> str:
    wanted = _plain(text)
    candidates = {
        _plain(names.of(item)): item
        for spec in KINDS
        if spec.kind in kinds and spec.kind not in {ModelKind.CABLE, ModelKind.POWER_PORT, ModelKind.POWER_OUTLET}
        for item in objects_of(topology, spec.kind)
    }
    close = get_close_matches(wanted, candidates, n=1) if len(candidates) < 5000 else []
    return address(candidates[close[0]], names) if close else ""


def _plain(text: str) -> str:
    return _collapsed(text).casefold()


def _collapsed(text: str) -> str:
    return "/".join(part.strip() for part in text.strip().strip('"').split("/"))

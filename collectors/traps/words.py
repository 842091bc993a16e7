"""A notification in words: what people call it, and its varbinds as text that is safe to print. Pure."""

import ipaddress
from collections.abc import Iterable

from collectors.profiles.model import Profile
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.traps.notification import SNMP_TRAPS, Varbinds

_STANDARD: dict[Oid, str] = {
    **{
        (*SNMP_TRAPS, number): name
        for number, name in enumerate(
            ("coldStart", "warmStart", "linkDown", "linkUp", "authenticationFailure", "egpNeighborLoss"), start=1
        )
    },
    # RFC 1628; as version 1 has them, with a 0 before the last arc.
    **{
        (1, 3, 6, 1, 2, 1, 33, 2, *zero, number): name
        for number, name in enumerate(
            ("upsTrapOnBattery", "upsTrapTestCompleted", "upsTrapAlarmEntryAdded", "upsTrapAlarmEntryRemoved"), start=1
        )
        for zero in ((), (0,))
    },
    (1, 3, 6, 1, 2, 1, 47, 2, 0, 1): "entConfigChange",
    (1, 3, 6, 1, 2, 1, 99, 2, 0, 1): "entitySensorThresholdNotification",
}
"""RFC 3418, RFC 1628, RFC 6933."""

_ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)

_SNMP_TRAP_COMMUNITY: Oid = (1, 3, 6, 1, 6, 3, 18, 1, 4, 0)
"""A proxy puts the community here (RFC 3584 3.1): a secret."""

MOST_VARBINDS = 16
MOST_VALUE_CHARACTERS = 80
MOST_DETAIL_CHARACTERS = 600

_MOST_OCTETS = 4 * MOST_VALUE_CHARACTERS
"""Of a text, before it is decoded."""


class TrapNames:
    """Names of notifications: the standards' own, else the MIB that profiles know the enterprise by, and arcs."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        mibs: dict[Oid, set[str]] = {}
        vendors: dict[Oid, set[str]] = {}
        for profile in profiles:
            detection = profile.detection
            own = (*detection.sys_object_ids, *detection.exact_sys_object_ids)
            for oid in own:
                if oid[:6] != _ENTERPRISES or len(oid) < 7:
                    continue
                mib = _mib_name(profile.mib)
                for prefix in {oid, oid[:7]}:
                    vendors.setdefault(prefix, set()).add(profile.vendor)
                    if mib:
                        mibs.setdefault(prefix, set()).add(mib)
        # One word for each prefix: the MIB if there is only one, else the maker if there is only one.
        self._by_prefix = {
            prefix: min(names)
            for known in (vendors, mibs)
            for prefix, names in known.items()
            if len(names) == 1 and min(names)
        }

    def name(self, oid: Oid) -> str:
        """What people call it; empty where nobody knows."""
        standard = _STANDARD.get(oid)
        if standard is not None:
            return standard
        for length in range(len(oid), 6, -1):
            word = self._by_prefix.get(oid[:length])
            if word is not None:
                return f"{word} {dotted(oid[6:])}"
        return ""


def dotted(oid: Oid) -> str:
    """1.3.6.1."""
    return ".".join(map(str, oid))


def detail(varbinds: Varbinds) -> str:
    """Varbinds as one line: `OID=value; OID=value`; what is too long or too many is cut with …."""
    told = [item for item in varbinds if item[0] != _SNMP_TRAP_COMMUNITY]
    parts = [f"{dotted(name)}={_value(value)}" for name, value in told[:MOST_VARBINDS]]
    if len(told) > MOST_VARBINDS:
        parts.append("…")
    return _cut("; ".join(parts), MOST_DETAIL_CHARACTERS)


def _value(item: SnmpValue) -> str:
    value = item.value
    if isinstance(value, tuple):
        text = dotted(value)
    elif isinstance(value, bytes):
        text = str(ipaddress.IPv4Address(value)) if item.type is SnmpType.IP_ADDRESS else _octets(value)
    elif value is None:
        text = item.type.value
    else:
        text = str(value)
    return _cut(text, MOST_VALUE_CHARACTERS)


def _octets(value: bytes) -> str:
    """Text where it is text, else hexadecimal; a byte of zero at the end is C's, not the text's."""
    shown = value[:_MOST_OCTETS].removesuffix(b"\0")
    try:
        text = shown.decode("utf-8")
    except UnicodeDecodeError as error:
        # Cut in the middle of a character is still text.
        is_cut = len(value) > _MOST_OCTETS and error.start > _MOST_OCTETS - 4
        text = shown[: error.start].decode("utf-8") if is_cut else ""
        if not is_cut:
            return "0x" + shown.hex()
    if any(not letter.isprintable() and letter not in "\t\r\n" for letter in text):
        return "0x" + shown.hex()
    return '"' + " ".join(text.split()) + '"'


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _mib_name(mib: str) -> str:
    """The MIB's own name: `PowerNet-MIB` of `PowerNet-MIB (rPDU2*)`; empty where a profile names none."""
    word = mib.partition(" (")[0].partition(",")[0]
    return word if "MIB" in word and " " not in word else ""

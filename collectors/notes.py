"""What a discovery found, as octets that a later process can take it up from. Pure.

Everything that was walked is kept, not what was made of it: the profile of today decides what it means.
"""

import json
import zlib
from collections.abc import Sequence
from typing import Any

from collectors.discovery import Found
from collectors.profiles.model import Profile
from collectors.snmp.client import TAGS, TYPE_BY_TAG, Oid, SnmpValue
from collectors.snmp.plan import discovery_columns
from collectors.snmp.tables import Walked

_FORMAT = 1
MOST_OCTETS = 64 << 20
"""Of notes unpacked: a bus with thousands of meters has a tenth of that."""
_TEXTS = ("vendor", "model", "serial", "firmware", "name")


def written(found: Found) -> bytes:
    """A discovery's notes."""
    document = {
        "format": _FORMAT,
        "family": found.profile.family,
        **{name: getattr(found, name) for name in _TEXTS},
        "witness": {_dotted(oid): _cell(value) for oid, value in found.witness.items()},
        "walked": {
            _dotted(column): {_dotted(index): _cell(value) for index, value in rows.items()}
            for column, rows in found.walked.columns.items()
        },
    }
    return zlib.compress(json.dumps(document, separators=(",", ":")).encode())


def read(notes: bytes, profiles: Sequence[Profile]) -> Found | None:
    """What was found; None for notes of another kind, and where a profile of today asks for more than was walked."""
    try:
        unpacked = zlib.decompressobj()
        document = json.loads(unpacked.decompress(notes, MOST_OCTETS))
        if document["format"] != _FORMAT:
            return None
        walked = {
            _oid(column): {_oid(index): _required(cell) for index, cell in rows.items()}
            for column, rows in document["walked"].items()
        }
        witness = {_oid(oid): _value(cell) for oid, cell in document["witness"].items()}
        vendor, model, serial, firmware, name = (str(document[text]) for text in _TEXTS)
        profile = next((one for one in profiles if one.family == document["family"]), None)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error):
        return None
    if profile is None or not walked.keys() >= set(discovery_columns(profile)):
        return None
    return Found(profile, vendor, model, serial, firmware, name, Walked(walked), witness)


def _dotted(oid: Oid) -> str:
    return ".".join(map(str, oid))


def _oid(dotted: str) -> Oid:
    return tuple(map(int, dotted.split("."))) if dotted else ()


def _cell(value: SnmpValue | None) -> list[Any] | None:
    """`[tag, value]`; octets in hexadecimal digits."""
    if value is None:
        return None
    raw = value.value
    return [TAGS[value.type], raw.hex() if isinstance(raw, bytes) else list(raw) if isinstance(raw, tuple) else raw]


def _required(cell: Any) -> SnmpValue:
    value = _value(cell)
    if value is None:
        raise ValueError("a cell without a value")
    return value


def _value(cell: Any) -> SnmpValue | None:
    if cell is None:
        return None
    tag, raw = cell
    if isinstance(raw, str):
        return SnmpValue(TYPE_BY_TAG[tag], bytes.fromhex(raw))
    if isinstance(raw, list):
        return SnmpValue(TYPE_BY_TAG[tag], tuple(map(int, raw)))
    if raw is not None and type(raw) is not int:
        raise ValueError(f"a cell holds a {type(raw).__name__}")
    return SnmpValue(TYPE_BY_TAG[tag], raw)

"""Values of any SNMP type as octets."""

from collectors.snmp.client import TAGS, SnmpValue
from tests.collectors.hostile.wire import name, number, tlv


def encoded_value(value: SnmpValue) -> bytes:
    tag, raw = TAGS[value.type], value.value
    if isinstance(raw, int):
        return number(raw, tag)
    if isinstance(raw, tuple):
        return name(raw)
    return tlv(tag, raw or b"")

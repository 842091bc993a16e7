"""Our encoder against pyasn1's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pyasn1.type import univ
from pysnmp.proto import rfc1902

from collectors.snmp import ber


@given(st.integers(-(2**31), 2**31 - 1))
def test_integers_are_read_as_they_were_written(value: int) -> None:
    assert decoder.decode(ber.integer(value)) == (value, b"")


@pytest.mark.parametrize(
    ("value", "content"),
    [(0, b"\x00"), (127, b"\x7f"), (128, b"\x00\x80"), (-1, b"\xff"), (-128, b"\x80"), (-129, b"\xff\x7f")],
)
def test_integers_take_as_few_octets_as_hold_their_sign(value: int, content: bytes) -> None:
    assert ber.integer(value) == bytes((2, len(content))) + content


@given(st.integers(0, 2**32 - 1))
def test_unsigned_integers_are_encoded_as_the_standard_says(value: int) -> None:
    assert ber.integer(value, ber.GAUGE) == encoder.encode(rfc1902.Gauge32(value))
    assert ber.integer(value, ber.TIMETICKS) == encoder.encode(rfc1902.TimeTicks(value))
    assert ber.integer(value, ber.COUNTER) == encoder.encode(rfc1902.Counter32(value))


@given(st.lists(st.integers(0, 2**32 - 1), max_size=20))
def test_object_identifiers_are_encoded_as_the_standard_says(arcs: list[int]) -> None:
    name = (1, 3, *arcs)
    assert ber.oid(name) == encoder.encode(univ.ObjectIdentifier(name))


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 70_000])
def test_lengths_are_encoded_as_the_standard_says(size: int) -> None:
    octets = bytes(size)
    assert ber.tlv(ber.OCTETS, octets) == encoder.encode(univ.OctetString(octets))

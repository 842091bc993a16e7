from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.profiles.model import Column, Parse
from collectors.snmp.client import SnmpType, SnmpValue
from collectors.snmp.decode import MISSING, decode, factor_of, has_bit, rule_for, text_of
from powertui.domain.reading import MISSING_RAW, Quality, Quantity
from tests.collectors.devices import value

ANYTHING = st.builds(
    SnmpValue,
    st.sampled_from(SnmpType),
    st.none() | st.integers() | st.binary(max_size=50) | st.lists(st.integers(0)).map(tuple),
)


def column(scale: str = "1", **more: object) -> Column:
    return Column(Quantity.CURRENT, (1, 3), scale=Fraction(scale), **more)  # type: ignore[arg-type]  # test's own keywords


@pytest.mark.parametrize(
    ("scale", "raw", "milli"),
    [("0.1", 49, 4900), ("0.01", 95, 950), ("0.001", 14108, 14108), ("10", 114, 1_140_000), ("1/3600", 10, 3)],
)
def test_a_raw_value_becomes_thousandths(scale: str, raw: int, milli: int) -> None:
    assert decode(rule_for(column(scale)), value(raw)) == (milli, Quality.GOOD)


def test_what_the_device_says_of_the_scale_is_part_of_the_rule() -> None:
    rule = rule_for(column(), factor_of(value(3), None))
    assert decode(rule, value(7467)) == (7467, Quality.GOOD)


@pytest.mark.parametrize(("told", "factor"), [(-100, Fraction(1, 100)), (100, Fraction(100)), (0, Fraction(1))])
def test_a_scale_column_divides_or_multiplies(told: int, factor: Fraction) -> None:
    assert factor_of(None, value(told)) == factor


@pytest.mark.parametrize(
    ("text", "milli", "quality"),
    [
        ("32A", 32_000, Quality.GOOD),
        ("4.75 A", 4_750, Quality.GOOD),
        ("200-240V", 220_000, Quality.ESTIMATED),
        ("", MISSING_RAW, Quality.MISSING),
        ("A32", MISSING_RAW, Quality.MISSING),
    ],
)
def test_a_number_in_a_text_is_read(text: str, milli: int, quality: Quality) -> None:
    assert decode(rule_for(column(parse=Parse.TEXT)), value(text)) == (milli, quality)


def test_a_number_too_great_for_a_batch_is_missing() -> None:
    counter = SnmpValue(SnmpType.COUNTER64, 2**64 - 1)
    assert decode(rule_for(column("1000")), counter) == MISSING


@given(ANYTHING | st.none(), st.sampled_from(Parse), st.booleans())
def test_whatever_an_agent_sends_becomes_a_number_that_fits_or_none(
    raw: SnmpValue | None, parse: Parse, magnitude: bool
) -> None:
    milli, quality = decode(rule_for(column("0.1", parse=parse, magnitude=magnitude)), raw)
    assert -(2**63) <= milli < 2**63
    assert (milli == MISSING_RAW) == (quality in {Quality.MISSING, Quality.UNSUPPORTED})


@given(ANYTHING)
def test_a_text_has_nothing_that_moves_a_cursor(raw: SnmpValue) -> None:
    text = text_of(raw)
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in text)


def test_bits_count_from_the_highest_of_the_first_octet() -> None:
    assert [has_bit(value(b"\x30"), bit) for bit in range(9)] == [bit in {2, 3} for bit in range(9)]

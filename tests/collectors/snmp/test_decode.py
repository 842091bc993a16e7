from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.profiles.columns import Column, Parse, Words
from collectors.snmp.client import SnmpType, SnmpValue
from collectors.snmp.decode import MISSING, UNSUPPORTED, decode, has_bit, rounded, rule_for, text_of
from powertui.domain.reading import MISSING_RAW, Quality, Quantity
from tests.collectors.devices import value

ANYTHING = st.builds(
    SnmpValue,
    st.sampled_from(SnmpType),
    st.none() | st.integers() | st.binary(max_size=50) | st.lists(st.integers(0)).map(tuple),
)


def column(scale: str = "1", quantity: Quantity = Quantity.CURRENT, **more: object) -> Column:
    return Column(quantity, (1, 3), scale=Fraction(scale), **more)  # type: ignore[arg-type]  # test's own keywords


@pytest.mark.parametrize(
    ("scale", "raw", "milli"),
    [("0.1", 49, 4900), ("0.01", 95, 950), ("0.001", 14108, 14108), ("10", 114, 1_140_000), ("1/3600", 10, 3)],
)
def test_a_raw_value_becomes_thousandths(scale: str, raw: int, milli: int) -> None:
    assert decode(rule_for(column(scale)), value(raw)) == (milli, Quality.GOOD)


def test_what_the_device_says_of_the_scale_is_part_of_the_rule() -> None:
    assert decode(rule_for(column(), Fraction(1, 1000)), value(7467)) == (7467, Quality.GOOD)


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


@pytest.mark.parametrize(
    ("quantity", "text", "expected"),
    [
        (Quantity.ACTIVE_POWER, "0.061kW", 61.0),
        (Quantity.VOLTAGE, "232.6V", 232.6),
        (Quantity.CURRENT, "4.75 A", 4.75),
        (Quantity.CURRENT, "350 mA", 0.35),
        (Quantity.ENERGY, "2.28kWh", 2.28),
        (Quantity.ENERGY, "2280 Wh", 2.28),
        (Quantity.VOLTAGE, "-13,8 V", -13.8),
        (Quantity.VOLTAGE, "4.75 A", None),
        (Quantity.VOLTAGE, "230V (nominal)", None),
        (Quantity.VOLTAGE, "n/a", None),
    ],
)
def test_a_text_with_a_unit_is_read_in_the_quantitys_own(quantity: Quantity, text: str, expected: float | None) -> None:
    milli = decode(rule_for(column(quantity=quantity, parse=Parse.QUANTITY)), value(text))[0]
    assert milli == (MISSING_RAW if expected is None else round(expected * 1000))


@pytest.mark.parametrize(
    ("text", "milli"), [("46.0", 46_000), (" -0.5", -500), ("46.0V", MISSING_RAW), ("", MISSING_RAW)]
)
def test_a_text_that_must_be_a_number_is_nothing_else(text: str, milli: int) -> None:
    assert decode(rule_for(column(parse=Parse.DECIMAL)), value(text))[0] == milli


def test_a_whole_number_is_read_whatever_texts_a_column_may_hold() -> None:
    for parse in Parse:
        assert decode(rule_for(column("0.1", parse=parse)), value(49)) == (4900, Quality.GOOD)


def test_a_pattern_finds_the_number_in_a_text() -> None:
    third = rule_for(column(pattern=r"^(?:[^,]*,){2}\s*(-?\d+)"))
    assert decode(third, value("1,0,17,1")) == (17_000, Quality.GOOD)
    assert decode(third, value("1,0")) == MISSING


def test_words_may_be_texts_or_stand_in_a_text() -> None:
    words = Words({1: 1, 0: 0}, {"on": 1, "1": 1, "0": 0})
    spelt = rule_for(column(quantity=Quantity.STATE, words=words))
    assert decode(spelt, value("On "))[0] == 1000
    assert decode(spelt, value("whatever"))[0] == 9000
    listed = rule_for(column(quantity=Quantity.STATE, words=words, pattern=r"^\d,(\d)"))
    assert decode(listed, value("0,1,0"))[0] == 1000


def test_a_sentinel_may_be_spelt_as_text() -> None:
    rule = rule_for(column(parse=Parse.DECIMAL, not_supported=frozenset({-1}), not_supported_texts=frozenset({"n/a"})))
    assert decode(rule, value("-1")) == UNSUPPORTED
    assert decode(rule, value(" N/A")) == UNSUPPORTED


@pytest.mark.parametrize(("raw", "celsius"), [(725, 22.5), (320, 0.0), (-400, -40.0)])
def test_degrees_fahrenheit_become_celsius(raw: int, celsius: float) -> None:
    rule = rule_for(column("0.1", Quantity.TEMPERATURE), fahrenheit=True)
    assert decode(rule, value(raw)) == (round(celsius * 1000), Quality.GOOD)


def test_an_offset_is_added_to_what_is_scaled() -> None:
    rule = rule_for(column("1/18", Quantity.TEMPERATURE, offset=Fraction(-160, 9)))
    assert decode(rule, value(725)) == (22_500, Quality.GOOD)


def test_a_decoder_goes_first() -> None:
    assert decode(rule_for(column("0.1", decoder="big_endian")), value(b"\x01\x00")) == (25_600, Quality.GOOD)
    assert decode(rule_for(column(decoder="big_endian")), value("far too long")) == MISSING


@given(st.integers(-(2**70), 2**70), st.integers(1, 2**40))
def test_a_quotient_is_rounded_as_an_exact_fraction_is(number: int, by: int) -> None:
    assert rounded(number, by) == round(Fraction(number, by))


def test_a_number_too_great_for_a_batch_is_missing() -> None:
    counter = SnmpValue(SnmpType.COUNTER64, 2**64 - 1)
    assert decode(rule_for(column("1000")), counter) == MISSING


@given(ANYTHING | st.none(), st.sampled_from(Parse), st.booleans(), st.sampled_from(["", "(.*)", r"(\d+)|x"]))
def test_whatever_an_agent_sends_becomes_a_number_that_fits_or_none(
    raw: SnmpValue | None, parse: Parse, magnitude: bool, pattern: str
) -> None:
    milli, quality = decode(rule_for(column("0.1", parse=parse, magnitude=magnitude, pattern=pattern)), raw)
    assert -(2**63) <= milli < 2**63
    assert (milli == MISSING_RAW) == (quality in {Quality.MISSING, Quality.UNSUPPORTED})


@given(ANYTHING)
def test_a_text_has_nothing_that_moves_a_cursor(raw: SnmpValue) -> None:
    text = text_of(raw)
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in text)


def test_bits_count_from_the_highest_of_the_first_octet() -> None:
    assert [has_bit(value(b"\x30"), bit) for bit in range(9)] == [bit in {2, 3} for bit in range(9)]

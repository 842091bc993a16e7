"""How devices say their scales, and units that stand beside numbers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.profiles.columns import DeviceScale, Lookup, Percentage
from collectors.profiles.templates import Template
from collectors.snmp.client import Oid, SnmpValue
from collectors.snmp.scales import device_factor, factor_between
from tests.collectors.devices import Raw, value

COLUMN: Oid = (1, 3, 9)


def factor(scale: DeviceScale, told: Raw | None, whole: Raw | None = None) -> Fraction | None:
    def cell(column: Oid) -> SnmpValue | None:
        return None if told is None or column != COLUMN else value(told)

    return device_factor(scale, cell, None if whole is None else value(whole))


@pytest.mark.parametrize(("digits", "expected"), [(3, "1/1000"), (0, "1"), ("2", "1/100"), (None, None), (99, None)])
def test_digits_are_tenths_hundredths_thousandths(digits: Raw | None, expected: str | None) -> None:
    assert factor(DeviceScale(digits=COLUMN), digits) == (Fraction(expected) if expected else None)


@pytest.mark.parametrize(("told", "expected"), [(-100, "1/100"), (100, "100"), (0, "1"), (1, "1"), (-1, "1")])
def test_a_scale_column_divides_or_multiplies(told: int, expected: str) -> None:
    assert factor(DeviceScale(scale=COLUMN), told) == Fraction(expected)


@pytest.mark.parametrize(("told", "expected"), [(-2, "1/100"), (1, "10"), (0, "1")])
def test_an_exponent_is_a_power_of_ten(told: int, expected: str) -> None:
    assert factor(DeviceScale(exponent=COLUMN), told) == Fraction(expected)


@pytest.mark.parametrize(("told", "expected"), [(9, "1"), (8, "1/1000"), (10, "1000"), (7, "1/1000000"), (0, None)])
def test_the_entity_sensor_enumeration_counts_in_thousands(told: int, expected: str | None) -> None:
    assert factor(DeviceScale(si_scale=COLUMN), told) == (Fraction(expected) if expected else None)


@pytest.mark.parametrize(("told", "expected"), [("kW", 1000), ("W", 1), ("kW\0", 1000), ("A", None), (None, None)])
def test_a_unit_that_is_not_listed_makes_no_value(told: Raw | None, expected: int | None) -> None:
    scale = DeviceScale(unit=COLUMN, units={"W": Fraction(1), "kW": Fraction(1000)})
    assert factor(scale, told) == expected


def test_a_share_is_of_another_cell_with_a_scale_of_its_own() -> None:
    share = Percentage(Lookup(COLUMN, Template("1")), Fraction(1, 10))
    scale = DeviceScale(percent_of=share)
    assert factor(scale, None, 320) == Fraction(32, 100)
    assert factor(scale, None, 0) is None
    assert factor(scale, None) is None


@pytest.mark.parametrize(
    ("said", "own", "expected"),
    [
        ("kW", "W", "1000"),
        ("Wh", "kWh", "1/1000"),
        ("kWh", "kWh", "1"),
        ("MWh", "kWh", "1000"),
        ("mA", "A", "1/1000"),
        ("A", "mA", "1000"),
        ("V", "V", "1"),
        ("VA", "VA", "1"),
        ("kVAh", "kVAh", "1"),
        ("hz", "Hz", "1"),
        ("", "A", "1"),
        ("V", "A", None),
        ("VA", "W", None),
        ("VA", "V", None),
        ("apples", "A", None),
    ],
)
def test_units_are_converted_and_never_mistaken(said: str, own: str, expected: str | None) -> None:
    assert factor_between(said, own) == (Fraction(expected) if expected else None)


@given(st.text(max_size=8), st.sampled_from(["W", "kWh", "A", "mA", "", "%"]))
def test_any_unit_is_a_positive_factor_or_none(said: str, own: str) -> None:
    found = factor_between(said, own)
    assert found is None or found > 0

"""What may be too high and too low: temperature and humidity of sensors."""

import pytest

from powertui.domain.alerts import Finding, RuleKind, Severity
from powertui.domain.reading import Quantity, SubjectDescription, SubjectKind
from powertui.domain.rules import RuleOverride, RuleSettings
from tests.domain.rules.plants import Plant, found, reading

WARN, CRIT = Severity.WARNING, Severity.CRITICAL
RULE_OF = {
    Quantity.TEMPERATURE: RuleKind.TEMPERATURE_BAND,
    Quantity.HUMIDITY: RuleKind.HUMIDITY_BAND,
}


def plant(quantity: Quantity, value: float) -> Plant:
    sensor = SubjectDescription(SubjectKind.SENSOR, "T1", quantities=(quantity,))
    return Plant(more=[(sensor, (reading(quantity, value),))])


def judged(quantity: Quantity, value: float, settings: RuleSettings | None = None) -> Finding | None:
    return next(iter(found(plant(quantity, value).judge(settings), RULE_OF[quantity])), None)


@pytest.mark.parametrize(
    ("quantity", "value", "severity"),
    [
        (Quantity.TEMPERATURE, 40.5, CRIT),
        (Quantity.TEMPERATURE, 35.5, WARN),
        (Quantity.TEMPERATURE, 22, None),
        (Quantity.TEMPERATURE, 15.0, None),
        (Quantity.TEMPERATURE, 14.9, WARN),
        (Quantity.TEMPERATURE, 4.9, CRIT),
        (Quantity.HUMIDITY, 91, CRIT),
        (Quantity.HUMIDITY, 81, WARN),
        (Quantity.HUMIDITY, 45, None),
        (Quantity.HUMIDITY, 7, WARN),
        (Quantity.HUMIDITY, 0.5, WARN),
    ],
)
def test_a_sensor_is_judged_both_ways(quantity: Quantity, value: float, severity: Severity | None) -> None:
    finding = judged(quantity, value)
    assert (finding.severity if finding else None) is severity


def test_what_is_too_low_says_so_and_has_advice_of_its_own() -> None:
    low, high = judged(Quantity.TEMPERATURE, 12.0), judged(Quantity.TEMPERATURE, 36.0)
    assert low is not None
    assert high is not None
    assert low.message == "temperature 12.0 °C is below 15 °C"
    assert (low.is_low, low.limit_value) == (True, 15)
    assert "condenses" in low.advice
    assert high.message == "temperature 36.0 °C is over 35 °C"
    assert not high.is_low
    assert "cooling" in high.advice


@pytest.mark.parametrize("quantity", list(RULE_OF))
def test_exactly_nothing_is_no_probe_rather_than_ice_or_air_without_water(quantity: Quantity) -> None:
    conditions = plant(quantity, 0.0).judge()
    assert found(conditions, RULE_OF[quantity]) == []
    # What was open on its way there stays so: this clears nothing.
    assert [key.rule for key in conditions.unknown] == [RULE_OF[quantity]]
    assert judged(quantity, 0.1) is not None


@pytest.mark.parametrize("value", [15.4, 34.6])
def test_the_way_back_has_a_band_on_both_sides(value: float) -> None:
    conditions = plant(Quantity.TEMPERATURE, value).judge()
    assert found(conditions, RuleKind.TEMPERATURE_BAND) == []
    assert [key.rule for key in conditions.band] == [RuleKind.TEMPERATURE_BAND]


def test_the_lower_thresholds_can_be_others() -> None:
    settings = RuleSettings(overrides=(RuleOverride(RuleKind.TEMPERATURE_BAND, warn_below=18.0, over_below=15.0),))
    warned, bad = (judged(Quantity.TEMPERATURE, value, settings) for value in (17.0, 14.0))
    assert warned is not None
    assert bad is not None
    assert (warned.severity, bad.severity) == (WARN, CRIT)


def test_voltage_and_frequency_are_judged_both_ways_too() -> None:
    for volts in (230 * 0.89, 230 * 1.11):
        findings = found(Plant(voltage_v=volts).judge(), RuleKind.VOLTAGE_BAND)
        assert {finding.severity for finding in findings} == {CRIT}
        assert {finding.is_low for finding in findings} == {volts < 230}

"""Vectors from ATEN-PE-CFG: 42 outlets always, and minus two million for what is not there."""

import pytest

from powertui.domain.reading import OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import Cells, columns, facts, system

ROOT = "21317.1.3.2.2.2"
ABSENT = -2000000
UNIT: Cells = {
    "1.99.1.2": {"1": 8125},
    "1.99.1.3": {"1": 230400},
    "1.99.1.4": {"1": 1790500},
    "1.99.1.5": {"1": 719706},
}
BANKS: Cells = {"3.99.1.2": {"1": 4100, "2": ABSENT}, "3.99.1.3": {"1": 230400, "2": ABSENT}}


def outlets(states: dict[int, int]) -> dict[str, Raw]:
    """All 42 rows; those without a state do not exist."""
    cells: dict[str, dict[str, Raw]] = {"2.99.1.2": {}, "2.99.1.3": {}, "2.99.1.4": {}, "2.10.1.2": {}}
    for outlet in range(1, 43):
        real = outlet in states
        cells[f"2.{outlet + 1 if outlet <= 8 else outlet + 2}"] = {"0": states.get(outlet, 7)}
        for column, raw in (("2.99.1.2", 610), ("2.99.1.3", 230100), ("2.99.1.4", 121000)):
            cells[column][str(outlet)] = raw if real else ABSENT
        cells["2.10.1.2"][str(outlet)] = f"host {outlet}" if real else "N/A"
    return columns(ROOT, cells)


def test_values_are_thousandths_and_the_energy_an_estimate() -> None:
    device = read(system("21317") | columns(ROOT, {**UNIT, **BANKS}))
    assert device.description.family == "aten-pe"
    assert facts(device) == {
        "unit 1": {"current_a": 8.125, "voltage_v": 230.4, "active_power_w": 1790.5, "energy_kwh": 719.706},
        "branch B1": {"current_a": 4.1, "voltage_v": 230.4},
        "branch B2": {"current_a": Quality.UNSUPPORTED, "voltage_v": Quality.UNSUPPORTED},
    }
    assert device.reading(SubjectKind.UNIT, "1", Quantity.ENERGY).quality is Quality.ESTIMATED


def test_of_42_rows_those_count_that_have_a_state() -> None:
    device = read(system("21317") | columns(ROOT, UNIT) | outlets({1: 2, 8: 1, 9: 4, 42: 5}))
    states = {key: device.value(SubjectKind.OUTLET, key, Quantity.STATE) for key in device.keys(SubjectKind.OUTLET)}
    assert states == {
        "1": OutletState.ON,
        "8": OutletState.OFF,
        "9": OutletState.REBOOTING,
        "42": OutletState.UNKNOWN,
    }
    assert facts(device)["outlet 9"] == {
        "state": OutletState.REBOOTING,
        "current_a": 0.61,
        "voltage_v": 230.1,
        "active_power_w": 121.0,
    }
    assert device.subject(SubjectKind.OUTLET, "42").name == "host 42"


@pytest.mark.parametrize(
    ("text", "value"), [("0.61", 0.61), ("N/A", Quality.UNSUPPORTED), ("not-support", Quality.UNSUPPORTED)]
)
def test_old_firmware_has_texts_alone(text: str, value: float | Quality) -> None:
    device = read(system("21317") | columns(ROOT, {"2.1.1.2": {"1": text}, "2.2": {"0": 2}}))
    assert facts(device) == {"outlet 1": {"state": OutletState.ON, "current_a": value}}

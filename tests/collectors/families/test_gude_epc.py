"""Vectors from the MIBs of Gude's EPC and PDU models."""

import pytest

from powertui.domain.reading import OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system


def channel(model: int, status: int = 1, table: str = "1.5.1.2") -> dict[str, Raw]:
    cells: dict[str, Raw] = {"2": status, "3": 4711000, "4": 1020, "5": 4650, "6": 231, "7": 4998, "8": 950, "10": 1074}
    return columns(f"28507.{model}.{table}.1", {column: {"1": raw} for column, raw in cells.items()})


@pytest.mark.parametrize("model", [19, 38, 43, 58, 62])
def test_the_model_is_an_arc_of_every_object(model: int) -> None:
    device = read(system(f"28507.{model}") | channel(model))
    assert device.description.family == "gude-epc"
    assert facts(device) == {
        "unit 1": {
            "active_power_w": 1020.0,
            "apparent_power_va": 1074.0,
            "current_a": 4.65,
            "voltage_v": 231.0,
            "frequency_hz": 49.98,
            "power_factor": 0.95,
            "energy_kwh": 4711.0,
        }
    }


def test_a_channel_that_is_not_active_has_no_values() -> None:
    values = facts(read(system("28507.62") | channel(62, status=0)))
    assert set(values["unit 1"].values()) == {Quality.MISSING}


def test_an_absent_sensor_is_not_a_large_negative_value() -> None:
    objects = channel(43) | {"28507.43.1.5.1.2.1.4.1": -9999}
    assert facts(read(system("28507.43") | objects))["unit 1"]["active_power_w"] is Quality.UNSUPPORTED


def test_a_leading_power_factor_has_its_magnitude() -> None:
    objects = channel(43) | {"28507.43.1.5.1.2.1.8.1": -950}
    assert facts(read(system("28507.43") | objects))["unit 1"]["power_factor"] == 0.95


def test_ports_are_off_at_0_and_have_names() -> None:
    ports = columns("28507.38.1.3.1.2.1", {"2": {"1": "fan", "2": "nas"}, "3": {"1": 0, "2": 1}})
    device = read(system("28507.38") | ports)
    assert [device.value(SubjectKind.OUTLET, port, Quantity.STATE) for port in "12"] == [
        OutletState.OFF,
        OutletState.ON,
    ]
    assert device.subject(SubjectKind.OUTLET, "2").name == "nas"


def test_the_8226_measures_each_port() -> None:
    ports = columns("28507.58.1.3.1.2.1", {"3": {"1": 1}})
    device = read(system("28507.58") | ports | channel(58, table="1.5.5.2"))
    assert facts(device)["outlet 1"] == {
        "state": 1.0,
        "active_power_w": 1020.0,
        "apparent_power_va": 1074.0,
        "current_a": 4.65,
        "voltage_v": 231.0,
        "frequency_hz": 49.98,
        "power_factor": 0.95,
        "energy_kwh": 4711.0,
    }

"""Vectors from SCHLEIFENBAUER-DATABUS-MIB, which Conteg has below its own enterprise."""

import pytest

from powertui.domain.reading import Leg, Quality, Quantity, SubjectKind
from tests.collectors.devices import Device, Raw, read
from tests.collectors.families.walks import Cells, columns, facts, system

FAMILIES = [
    ("schleifenbauer-databus", "31034", "31034.11.1"),
    ("schleifenbauer-databus", "31034", "31034.11.3"),
    ("conteg", "28402", "28402.11.1"),
]
IDENTITY: Cells = {
    "1.1.1.5": {"210": "SPDM-1"},
    "1.1.1.6": {"210": "SVNL0001"},
    "1.1.1.2": {"210": 250},
    "1.1.1.10": {"210": "row 3"},
}
PHASE: Cells = {
    "6.1.1.2": {"210.1": 66},
    "6.1.1.3": {"210.1": 12},
    "6.1.1.4": {"210.1": 4594},
    "6.1.1.5": {"210.1": 199},
    "6.1.1.7": {"210.1": 22900},
    "6.1.1.9": {"210.1": 460},
    "6.1.1.10": {"210.1": 210},
    "6.1.1.11": {"210.1": 2800},
}


def pdu(*tables: Cells, enterprise: str = "31034", sys_object_id: str = "31034.11.1") -> Device:
    objects: dict[str, Raw] = system(sys_object_id)
    for table in tables:
        objects |= columns(f"{enterprise}.12.1.1.2", table)
    return read(objects)


@pytest.mark.parametrize(("family", "enterprise", "sys_object_id"), FAMILIES)
def test_watts_are_whole_volts_and_amperes_hundredths(family: str, enterprise: str, sys_object_id: str) -> None:
    device = pdu(IDENTITY, PHASE, enterprise=enterprise, sys_object_id=sys_object_id)
    assert device.description.family == family
    assert facts(device)["phase 210:L1"] == {
        "current_a": 1.99,
        "voltage_v": 229.0,
        "active_power_w": 210.0,
        "apparent_power_va": 460.0,
        "power_factor": 0.459,
        "energy_kwh": 66.0,
        "energy_resettable_kwh": 12.0,
        "overload_a": 28.0,
    }


def test_a_unit_is_called_by_its_serial_number_wherever_it_is_on_the_bus() -> None:
    device = pdu(IDENTITY, PHASE)
    unit = device.subject(SubjectKind.UNIT, "210:SVNL0001")
    assert (unit.unit, unit.name) == ("210", "row 3")
    identity = device.description
    assert (identity.model, identity.serial, identity.firmware) == ("SPDM-1", "SVNL0001", "250")


def test_many_units_answer_through_one_agent() -> None:
    names: Cells = {"1.1.1.10": {"1": "PDU A", "7": "PDU B"}}
    outlets: Cells = {"7.1.1.2": {"1.1": "web", "7.1": "db"}, "7.2.1.11": {"1.1": 70, "7.1": 90}}
    device = pdu(names, outlets)
    assert [device.subject(SubjectKind.UNIT, key).name for key in device.keys(SubjectKind.UNIT)] == ["PDU A", "PDU B"]
    assert device.keys(SubjectKind.OUTLET) == ["1", "7:1"]
    assert device.subject(SubjectKind.OUTLET, "7:1").name == "db"
    assert device.value(SubjectKind.OUTLET, "7:1", Quantity.ACTIVE_POWER) == 90.0


def test_newer_firmware_has_totals_of_its_own() -> None:
    totals: Cells = {
        "2.1.1.10": {"210": 1},
        "11.1.1.2": {"210.1": 500, "210.2": 0},
        "11.1.1.4": {"210.1": 812, "210.2": 0},
        "11.1.1.6": {"210.1": 1900, "210.2": 0},
        "11.1.1.7": {"210.1": 1790, "210.2": 0},
        "11.1.1.8": {"210.1": 55, "210.2": 0},
    }
    device = pdu(IDENTITY, totals)
    assert device.keys(SubjectKind.UNIT) == ["210:SVNL0001"]
    assert facts(device)["unit 210:SVNL0001"] == {
        "active_power_w": 1790.0,
        "apparent_power_va": 1900.0,
        "current_a": 8.12,
        "neutral_current_a": 0.55,
        "energy_kwh": 500.0,
    }


def test_older_firmwares_total_is_the_sum_of_its_phases() -> None:
    second: Cells = {"6.1.1.10": {"210.1": 210, "210.2": 400, "9.1": 70}}
    device = pdu(IDENTITY, second)
    power = device.reading(SubjectKind.UNIT, "210:SVNL0001", Quantity.ACTIVE_POWER)
    assert (power.value, power.quality) == (610.0, Quality.ESTIMATED)
    assert device.subject(SubjectKind.PHASE, "210:L2").leg is Leg.B


@pytest.mark.parametrize(("metered", "expected"), [(1, {"current_a": 0.38}), (0, {})])
def test_outlets_have_values_only_if_the_unit_measures_any(metered: int, expected: dict[str, float]) -> None:
    cells: Cells = {
        "2.1.1.2": {"210": 1},
        "2.1.1.4": {"210": metered},
        "7.1.1.2": {"210.1": "web", "210.2": "padding"},
        "7.2.1.5": {"210.1": 38, "210.2": 0},
    }
    device = pdu(IDENTITY, cells)
    assert {part: values for part, values in facts(device).items() if "outlet" in part} == {"outlet 210:1": expected}


def test_branches_and_residual_current() -> None:
    cells: Cells = {"8.1.1.5": {"210": 3}, "10.1.1.5": {"210.2": 412}, "10.1.1.7": {"210.2": 23011}}
    device = pdu(IDENTITY, cells)
    assert facts(device)["unit 210:SVNL0001"] == {"residual_current_ma": 30.0}
    assert facts(device)["branch 210:B2"] == {"current_a": 4.12, "voltage_v": 230.11}

"""Vectors from GEIST-MIB-V3 and GEIST-V4-MIB."""

import pytest

from powertui.domain.reading import Leg, OutletState, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system

V3, V4 = "21239.2", "21239.5.1"
Cells = dict[str, dict[str, Raw]]


def console(cells: Cells) -> dict[str, Raw]:
    return (
        system(V3)
        | columns(V3, {"1.1": {"0": "RCM-O"}, "1.2": {"0": "3.4"}, "1.3": {"0": "rack 4"}})
        | columns(V3, cells)
    )


def test_a_three_phase_meter_has_its_phases_in_columns() -> None:
    blocks = {"L1": (6, 231, 101), "L2": (14, 232, 102), "L3": (22, 233, 103)}
    cells: Cells = {"25.1.30": {"1": 7000}}
    for volts, volts_raw, amps_raw in blocks.values():
        cells |= {
            f"25.1.{volts}": {"1": volts_raw},
            f"25.1.{volts + 2}": {"1": amps_raw},
            f"25.1.{volts + 4}": {"1": 2300},
            f"25.1.{volts + 5}": {"1": 2400},
        }
    device = read(console(cells))
    assert (device.description.model, device.description.name) == ("RCM-O", "rack 4")
    assert facts(device) == {"unit 1": {"active_power_w": 7000.0}} | {
        f"phase {leg}": {
            "voltage_v": float(volts_raw),
            "current_a": amps_raw / 10,
            "active_power_w": 2300.0,
            "apparent_power_va": 2400.0,
        }
        for leg, (_, volts_raw, amps_raw) in blocks.items()
    }
    assert [part.leg for part in device.description.subjects if part.kind is SubjectKind.PHASE] == [Leg.A, Leg.B, Leg.C]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (
            {"3.1.6": {"2": 230}, "3.1.10": {"2": 57}},
            {"unit powMon 2": {"voltage_v": 230.0, "current_a": 5.7, "apparent_power_va": 1311.0}},
        ),
        (
            {"15.1.5": {"1": 120}, "15.1.12": {"1": 7}},
            {"branch A": {"current_a": 12.0}, "branch H": {"current_a": 0.7}},
        ),
        (
            {"16.1.3": {"1": 1, "2": 0}, "16.1.6": {"1": 3, "2": 0}},
            {
                "outlet 1": {"state": OutletState.ON, "current_a": 0.3},
                "outlet 2": {"state": OutletState.OFF, "current_a": 0.0},
            },
        ),
    ],
)
def test_the_tables_that_have_rows_tell_the_hardware(cells: Cells, wanted: dict[str, dict[str, float]]) -> None:
    assert facts(read(console(cells))) == wanted


@pytest.mark.parametrize("sys_object_id", [V4, "21239.42.1"])
def test_remote_power_monitors_of_generation_4(sys_object_id: str) -> None:
    device = read(system(sys_object_id) | columns(V4, {"10.1.11": {"1": 450}, "10.1.12": {"1": 470}}))
    assert device.description.family == "geist-v4"
    assert facts(device) == {"unit 1": {"active_power_w": 450.0, "apparent_power_va": 470.0}}


def test_a_pdu_with_the_same_sys_object_id_is_none() -> None:
    device = read(system("21239.42.1") | columns("21239.5.2", {"1.8": {"0": "IMD"}, "3.1.1.9": {"1": 1017}}))
    assert device.description.family == "vertiv-v5"

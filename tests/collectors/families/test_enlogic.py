"""Vectors from ENLOGIC-PDU-MIB."""

from powertui.domain.reading import LoadState, OutletState
from tests.collectors.devices import read
from tests.collectors.families.walks import Cells, columns, facts, system


def test_slots_of_breakers_without_a_label_are_padding() -> None:
    cells: Cells = {
        "1.2.1": {"10.1": "EN2810", "11.1": "EN2207011"},
        "2.3.1": {"6.1": 1},
        "2.4.1": {"3.1": 5, "4.1": 1460, "9.1": 38120},
        "3.4.1.5": {"1.1": 652, "1.2": 0},
        "3.4.1.6": {"1.1": 229, "1.2": 0},
        "3.4.1.9": {"1.1": 98, "1.2": 0},
        "3.2.1.6": {"1.1": 3200},
        "4.4.1.1": {"1.1": 1, "1.2": 2, "1.3": 0},
        "4.4.1.3": {"1.1": "B1", "1.2": "B2", "1.3": "NA"},
        "4.4.1.4": {"1.1": 5, "1.2": 4, "1.3": 0},
        "4.4.1.5": {"1.1": 401, "1.2": 12, "1.3": 0},
        "4.2.1.8": {"1.1": 1280, "1.3": 0},
        "5.4.1.4": {"1.1": 1, "1.2": 0, "1.3": 0},
        "5.9.1.2": {"1.1": 1, "1.2": 2, "1.3": 0},
        "5.4.1.2": {"1.1": 1, "1.2": 2, "1.3": 0},
        "5.9.1.6": {"1.1": 88, "1.2": 0, "1.3": 0},
        "5.8.1.5": {"1.1": 2},
    }
    device = read(system("38446.1") | columns("38446.1", cells))
    assert (device.description.family, device.description.serial) == ("enlogic", "EN2207011")
    read_off = facts(device)
    assert read_off == {
        "unit 1": {
            "active_power_w": 1460.0,
            "energy_kwh": 3812.0,
            "load_state": LoadState.NORMAL,
            "num_phases": 1.0,
        },
        "phase L1": {"current_a": 6.52, "voltage_v": 229.0, "power_factor": 0.98, "overload_a": 32.0},
        "branch B1": {"current_a": 4.01, "load_state": LoadState.NORMAL, "near_overload_a": 12.8},
        "branch B2": {"current_a": 0.12, "load_state": LoadState.LOW_CRITICAL},
        "outlet 1": {"active_power_w": 88.0, "state": OutletState.ON},
        "outlet 2": {"active_power_w": 0.0, "state": OutletState.OFF},
    }

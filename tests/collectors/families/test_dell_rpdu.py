"""Vectors from DellrPDU-MIB, which is neither of APC's two trees."""

from powertui.domain.reading import LoadState, OutletState, Quality
from tests.collectors.devices import read
from tests.collectors.families.walks import Cells, columns, facts, system


def test_each_level_has_a_scale_of_its_own() -> None:
    cells: Cells = {
        "100.2.1": {"7.1": "DELL6605", "8.1": "CN04417"},
        "110.2.1": {"3.1": 217, "4.1": 51204, "6.1": 5},
        "120.2.1": {"3.1": 1, "4.1": 104, "5.1": 209, "6.1": 216},
        "130.2.2.1.3": {"1": "san-1", "2": "Outlet 2"},
        "130.2.2.1.6": {"1": 3, "2": 0},
        "130.2.2.1.7": {"1": 412},
        "130.2.2.1.8": {"1": 655, "2": 0},
        "130.2.2.1.11": {"1": 2, "2": 1},
        "130.1.2.1.4": {"1": 1, "2": 2},
    }
    device = read(system("674.10903.200.3.1") | columns("674.10903.200.2.200", cells))
    assert (device.description.family, device.description.model) == ("dell-rpdu", "DELL6605")
    assert facts(device) == {
        "unit 1": {"active_power_w": 2170.0, "energy_kwh": 5120.4, "load_state": Quality.UNSUPPORTED},
        "phase L1": {"current_a": 10.4, "voltage_v": 209.0, "active_power_w": 2160.0, "load_state": LoadState.LOW},
        "outlet 1": {
            "current_a": 3.0,
            "active_power_w": 655.0,
            "energy_kwh": 412.0,
            "load_state": LoadState.NORMAL,
            "state": OutletState.ON,
        },
        "outlet 2": {
            "current_a": 0.0,
            "active_power_w": 0.0,
            "load_state": LoadState.LOW,
            "state": OutletState.OFF,
        },
    }

"""Vectors from ICT-DISTRIBUTION-PANEL-MIB: texts, of which negative ones are real."""

from powertui.domain.reading import LoadState, OutletState, SubjectKind
from tests.collectors.devices import read
from tests.collectors.families.walks import Cells, columns, facts, system


def test_a_minus_48_volt_plant_has_negative_values_and_outputs_are_counted_from_1() -> None:
    cells: Cells = {
        "1": {"0": "ICT180S-12BRCP"},
        "6": {"0": "-55.2"},
        "7": {"0": "-3.1"},
        "8.1.2": {"0": "router", "11": b"\x00"},
        "8.1.3": {"0": "-3.1", "11": "0.0"},
        "8.1.4": {"0": 1, "11": 2},
        "8.1.5": {"0": 1, "11": 2},
    }
    device = read(system("39145.10") | columns("39145.10", cells))
    assert device.description.family == "ict-distribution"
    assert facts(device) == {
        "unit 1": {"voltage_v": -55.2, "current_a": -3.1, "active_power_w": 171.12},
        "outlet 1": {"state": OutletState.ON, "current_a": -3.1, "status": LoadState.NORMAL},
        "outlet 12": {"state": OutletState.OFF, "current_a": 0.0, "status": LoadState.FUSE_BLOWN},
    }
    assert device.subject(SubjectKind.OUTLET, "1").name == "router"
    assert device.subject(SubjectKind.OUTLET, "12").name == ""

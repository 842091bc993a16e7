"""Eaton Pulizzi: scalars whose OIDs hold the outlets' numbers, so names and other texts interleave in a walk."""

import pytest

from powertui.domain.reading import OutletState, SubjectKind
from tests.collectors.devices import read
from tests.collectors.families.walks import Cells, columns, facts, system


@pytest.mark.parametrize("sys_object_id", ["20677.1", "20677.2"])
def test_outlets_are_counted_inside_the_oid(sys_object_id: str) -> None:
    metering: Cells = {"8.6.4.1": {"0": 208}, "8.6.4.2": {"0": 11}, "8.6.4.3": {"0": 2288}}
    states: Cells = {"6.3": {"1.0": 1, "2.0": 2, "10.0": 1}}
    names: Cells = {"6.1": {"1.1.0": "edge", "1.2.0": "not a name", "10.1.0": "far end"}}
    device = read(system(sys_object_id) | columns("20677.2", {**metering, **states, **names}))
    assert device.description.family == "eaton-pulizzi"
    assert facts(device) == {
        "unit 1": {"voltage_v": 208.0, "current_a": 11.0, "apparent_power_va": 2288.0},
        "outlet 1": {"state": OutletState.ON},
        "outlet 2": {"state": OutletState.OFF},
        "outlet 10": {"state": OutletState.ON},
    }
    outlets = [device.subject(SubjectKind.OUTLET, key) for key in ("1", "2", "10")]
    assert [outlet.name for outlet in outlets] == ["edge", "", "far end"]

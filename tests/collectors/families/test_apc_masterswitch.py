"""Vectors from PowerNet-MIB's sPDU tree: switches without meters."""

from powertui.domain.reading import OutletState
from tests.collectors.devices import read
from tests.collectors.families.walks import Cells, columns, facts, system

ROOT = "318.1.1.4"


def test_outlets_behind_the_declared_number_are_padding() -> None:
    cells: Cells = {
        "1": {"4.0": "AP9212", "5.0": "WA0104004355"},
        "4": {"1.0": 3},
        "4.2.1.3": {"1": 1, "2": 2, "3": 3, "4": 4, "5": 4},
        "4.2.1.4": {"1": "core", "2": "spare", "3": "Outlet 3", "4": "Outlet 4", "5": "Outlet 5"},
    }
    device = read(system("318.1.3.4.3") | columns(ROOT, cells))
    assert (device.description.family, device.description.model) == ("apc-masterswitch", "AP9212")
    assert facts(device) == {
        "unit 1": {"num_outlets": 3.0, "num_switched_outlets": 3.0},
        "outlet 1": {"state": OutletState.ON},
        "outlet 2": {"state": OutletState.OFF},
        "outlet 3": {"state": OutletState.REBOOTING},
    }
    assert [part.name for part in device.description.subjects] == ["", "core", "spare", "Outlet 3"]

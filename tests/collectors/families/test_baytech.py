"""Baytech RPC: vectors of what other programs read, there is no MIB text."""

from powertui.domain.reading import OutletState, SubjectKind
from tests.collectors.devices import read
from tests.collectors.families.walks import columns, measured, system

DEVICE = system("4779") | columns(
    "4779.1.3.5",
    {
        "2.1.24": {"1": "RPC14A"},
        "5.1.6": {"1.1": 7777, "2.1": 62, "2.2": 8888},
        "5.1.8": {"2.1": 1187},
        "3.1.3": {"1.1": 1, "1.2": 0, "1.3": 2, "1.4": -1, "2.1": 1},
        "3.1.4": {"1.2": "lab bench"},
    },
)


def test_only_the_row_that_is_known_to_be_the_inlet_is_read() -> None:
    device = read(DEVICE)
    assert (device.description.family, device.description.model) == ("baytech", "RPC14A")
    assert measured(device) == {
        "unit 1": {"current_a": 6.2, "voltage_v": 118.7},
        "outlet 1": {"state": OutletState.ON},
        "outlet 2": {"state": OutletState.OFF},
        "outlet 3": {"state": OutletState.REBOOTING},
        "outlet 4": {"state": OutletState.UNKNOWN},
    }
    assert device.subject(SubjectKind.OUTLET, "2").name == "lab bench"

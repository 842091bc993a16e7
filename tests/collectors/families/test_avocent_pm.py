"""Vectors from PM-MIB: a chain of two, and outlets that are off and on in many ways."""

import pytest

from powertui.domain.reading import OutletState, Quality, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, measured, system

IDENTITY = system("10418.17.1.7") | {"10418.17.2.1.2.0": "PM3003V"}


def chain() -> dict[str, Raw]:
    return IDENTITY | columns(
        "10418.17.2.5",
        {
            "3.1.10": {"1.1": 105, "1.2": 31},
            "3.1.31": {"1.1": 229, "1.2": -1},
            "5.1.4": {"1.2.1": "db-7"},
            "5.1.5": {"1.1.1": 1, "1.2.1": 2},
            "5.1.50": {"1.1.1": 0, "1.2.1": 14},
            "5.1.60": {"1.1.1": 0, "1.2.1": 3150},
            "5.1.70": {"1.1.1": 229, "1.2.1": 228},
        },
    )


def test_the_middle_index_is_the_unit_of_the_chain() -> None:
    device = read(chain())
    assert (device.description.family, device.description.model) == ("avocent-pm", "PM3003V")
    assert measured(device) == {
        "unit 1": {"current_a": 10.5, "voltage_v": 229.0},
        "unit 2": {"current_a": 3.1, "voltage_v": Quality.UNSUPPORTED},
        "outlet 1": {"state": OutletState.OFF, "current_a": 0.0, "active_power_w": 0.0, "voltage_v": 229.0},
        "outlet 2:1": {"state": OutletState.ON, "current_a": 1.4, "active_power_w": 315.0, "voltage_v": 228.0},
    }
    outlet = device.subject(SubjectKind.OUTLET, "2:1")
    assert (outlet.unit, outlet.name) == ("2", "db-7")


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (3, OutletState.OFF),
        (4, OutletState.ON),
        (6, OutletState.PENDING_OFF),
        (7, OutletState.PENDING_ON),
        (9, OutletState.UNKNOWN),
        (10, OutletState.ON),
        (12, OutletState.OFF),
        (99, OutletState.UNKNOWN),
    ],
)
def test_an_outlets_switch_means(raw: int, state: OutletState) -> None:
    device = read(IDENTITY | {"10418.17.2.5.5.1.5.1.1.8": raw})
    assert measured(device) == {"outlet 8": {"state": state}}

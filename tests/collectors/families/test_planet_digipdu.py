"""Vectors from DIGIPDU-MIB: the recorded device is idle, so tenths of an ampere show only here."""

from powertui.domain.reading import OutletState
from tests.collectors.devices import read
from tests.collectors.families.walks import columns, facts, system

DEVICE = system("10456", "IPM-8220 1.30.4") | columns(
    "10456.3.3",
    {
        "2.1.3": {"1": 231},
        "2.1.5": {"1": 43},
        "2.1.6": {"1": 950},
        "3.1.4": {"1": 1, "2": 0},
        "3.1.6": {"1": 230, "2": 230},
        "3.1.7": {"1": 43, "2": 0},
        "3.1.9": {"1": 950, "2": 0},
    },
)


def test_currents_are_tenths_and_powers_whole_watts() -> None:
    device = read(DEVICE)
    assert device.description.family == "planet-digipdu"
    assert facts(device) == {
        "unit 1": {"voltage_v": 231.0, "current_a": 4.3, "active_power_w": 950.0},
        "outlet 1": {"state": OutletState.ON, "voltage_v": 230.0, "current_a": 4.3, "active_power_w": 950.0},
        "outlet 2": {"state": OutletState.OFF, "voltage_v": 230.0, "current_a": 0.0, "active_power_w": 0.0},
    }


def test_the_model_is_the_first_word_of_the_description() -> None:
    description = read(DEVICE).description
    assert (description.model, description.firmware) == ("IPM-8220", "1.30.4")

"""Vectors from PowerNet-MIB's ePDU tree, and the texts of the firmware that has none."""

from powertui.domain.reading import OutletState, Quality
from tests.collectors.devices import read
from tests.collectors.families.walks import Cells, columns, facts, system


def test_units_phases_and_outlets_have_scales_of_their_own() -> None:
    cells: Cells = {
        "1": {"0": 3},
        "2.1.1.4": {"1": "EPDU1116B"},
        "2.1.1.7": {"1": 483, "2": 0, "3": 0},
        "2.1.1.10": {"1": 942, "2": 0, "3": 0},
        "2.1.1.11": {"1": 1234567, "2": 0, "3": 0},
        "2.1.1.12": {"1": 49980, "2": 0, "3": 0},
        "4.2.1.4": {"1": 2317},
        "4.2.1.5": {"1": 221},
        "4.2.1.6": {"1": 483},
        "4.2.1.9": {"1": -1},
        "6.1.1.4": {"1": 1, "2": 2},
    }
    device = read(system("318.1.3.4.9") | columns("318.1.1.30", cells))
    assert (device.description.family, device.description.model) == ("apc-easy-epdu", "EPDU1116B")
    assert facts(device) == {
        "unit 1": {"active_power_w": 483.0, "power_factor": 0.942, "energy_kwh": 1234.567, "frequency_hz": 49.98},
        "phase L1": {
            "voltage_v": 231.7,
            "current_a": 2.21,
            "active_power_w": 483.0,
            "power_factor": Quality.UNSUPPORTED,
        },
        "outlet 1": {"state": OutletState.OFF},
        "outlet 2": {"state": OutletState.ON},
    }


def test_firmware_without_a_tree_answers_texts_with_units() -> None:
    texts = {"1": "229.8V", "2": "1.27A", "3": "0.281kW", "6": "0.96", "7": "73.05kWh", "27": "50.0Hz"}
    cells = columns("1.3.6.1.4.1.1.1", {column: {"1": text} for column, text in texts.items()})
    device = read(system("1.3.6.1.4.1.0", "EPDU1132M") | cells)
    assert (device.description.family, device.description.model) == ("apc-easy-epdu", "EPDU1132M")
    phase = {
        "voltage_v": 229.8,
        "current_a": 1.27,
        "active_power_w": 281.0,
        "power_factor": 0.96,
        "energy_kwh": 73.05,
    }
    assert facts(device) == {"unit 1": phase | {"frequency_hz": 50.0}, "phase L1": phase}

"""Temperature and humidity, where PDUs have sockets for probes; a socket with none in it is no sensor."""

from tests.collectors.devices import read
from tests.collectors.families.walks import Cells, columns, facts, system


def test_apcs_empty_socket_is_type_4() -> None:
    cells: Cells = {
        "2.1.8": {"1": "AP8941"},
        "10.2.2.1.2": {"1": 1, "2": 2},
        "10.2.2.1.3": {"1": "", "2": "inlet air"},
        "10.2.2.1.4": {"1": 1, "2": 1},
        "10.2.2.1.5": {"1": 4, "2": 2},
        "10.2.2.1.8": {"1": -1, "2": 231},
        "10.2.2.1.10": {"1": -1, "2": 38},
    }
    device = read(system("318.1.3.4.6") | columns("318.1.1.26", cells))
    assert facts(device) == {"sensor 2:1": {"temperature_c": 23.1, "humidity_pct": 38.0}}
    assert device.description.subjects[0].name == "inlet air"


def test_raritans_sensors_have_types_units_and_digits() -> None:
    cells: Cells = {
        "3.2.1.1.3": {"1": "PX3-5190"},
        "3.6.3.1.2": {"1.1": 10, "1.2": 11, "1.3": 10, "1.4": 10, "1.5": 28},
        "3.6.3.1.4": {"1.1": "Temperature 1"},
        "3.6.3.1.16": {"1.1": 7, "1.2": 9, "1.3": 14, "1.4": 7, "1.5": 22},
        "3.6.3.1.17": {"1.1": 1, "1.2": 0, "1.3": 1, "1.4": 1, "1.5": 0},
        "5.5.3.1.2": {"1.1": 1, "1.2": 1, "1.3": 1, "1.4": 2, "1.5": 1},
        "5.5.3.1.4": {"1.1": 229, "1.2": 15, "1.3": 770, "1.4": 0, "1.5": 6},
    }
    read_off = facts(read(system("13742.6") | columns("13742.6", cells)))
    assert {key: read_off[key] for key in ("sensor 1", "sensor 2", "sensor 3")} == {
        "sensor 1": {"temperature_c": 22.9},
        "sensor 2": {"humidity_pct": 15.0},
        "sensor 3": {"temperature_c": 25.0},
    }
    assert "sensor 5" not in read_off


def test_eatons_probes_are_one_sensor_each_and_count_only_if_connected() -> None:
    cells: Cells = {
        "1.2.1.2": {"0": "ePDU G3"},
        "7.1.1.3": {"0.1": 1, "0.2": 0, "1.1": 1},
        "7.1.1.4": {"0.1": 246, "0.2": 0, "1.1": -31},
        "7.2.1.3": {"0.1": 1, "0.2": 0},
        "7.2.1.4": {"0.1": 402, "0.2": 0},
    }
    assert facts(read(system("534.6.6.7") | columns("534.6.6.7", cells))) == {
        "sensor 1": {"temperature_c": 24.6, "humidity_pct": 40.2},
        "sensor 1:1": {"temperature_c": -3.1},
    }

"""Vectors from RFC 3433: value x 10^((scale - 9) x 3 - precision)."""

import pytest

from powertui.domain.reading import Quality, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system

UNITS, MILLI, KILO = 9, 8, 10


def sensor(kind: int, scale: int, precision: int, value: int, status: int = 1) -> dict[str, Raw]:
    cells: dict[str, dict[str, Raw]] = {
        "1": {"1007": kind},
        "2": {"1007": scale},
        "3": {"1007": precision},
        "4": {"1007": value},
        "5": {"1007": status},
    }
    return system("99999.1") | columns("1.3.6.1.2.1.99.1.1.1", cells) | {"1.3.6.1.2.1.47.1.1.1.1.7.1007": "Inlet B"}


@pytest.mark.parametrize(
    ("kind", "scale", "precision", "raw", "quantity", "value"),
    [
        (3, UNITS, 1, 2304, "voltage_v", 230.4),
        (4, UNITS, 2, -4812, "voltage_v", -48.12),
        (5, MILLI, 0, 5210, "current_a", 5.21),
        (6, KILO, 3, 1842, "active_power_w", 1842.0),
        (7, UNITS, 1, 499, "frequency_hz", 49.9),
        (8, UNITS, 0, 24, "temperature_c", 24.0),
        (9, UNITS, 1, 437, "humidity_pct", 43.7),
    ],
)
def test_a_sensors_type_scale_and_precision_say_what_its_value_is(
    kind: int, scale: int, precision: int, raw: int, quantity: str, value: float
) -> None:
    device = read(sensor(kind, scale, precision, raw))
    assert device.description.family == "entity-sensor"
    assert facts(device) == {"sensor 1007": {quantity: value}}
    assert device.subject(SubjectKind.SENSOR, "1007").name == "Inlet B"


@pytest.mark.parametrize("status", [2, 3])
def test_the_value_of_a_sensor_that_is_unavailable_or_broken_means_nothing(status: int) -> None:
    assert facts(read(sensor(8, UNITS, 0, 24, status))) == {"sensor 1007": {"temperature_c": Quality.MISSING}}


def test_what_is_no_number_of_power_or_climate_is_left_out() -> None:
    rpm = {name: raw for name, raw in sensor(10, UNITS, 0, 5400).items() if "47.1.1" not in name}
    device = read(sensor(6, UNITS, 0, 300) | {name.replace(".1007", ".1008"): raw for name, raw in rpm.items()})
    assert device.keys(SubjectKind.SENSOR) == ["1007"]

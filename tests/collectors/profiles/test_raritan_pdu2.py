"""Vectors from PDU2-MIB: each sensor has its own decimal digits and its own availability."""

import pytest

from powertui.domain.reading import Leg, LoadState, OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import SYS_OBJECT_ID, Raw, oid, read

UNIT, PHASE, BRANCH, OUTLET = SubjectKind.UNIT, SubjectKind.PHASE, SubjectKind.BRANCH, SubjectKind.OUTLET
IDENTITY: dict[str, Raw] = {SYS_OBJECT_ID: oid("13742.6"), "13742.6.3.2.1.1.3.1": "PX3-5660"}


def inlet_sensor(sensor: int, raw: int, digits: int, **more: int) -> dict[str, Raw]:
    columns = {"available": "13742.6.5.2.3.1.2", "state": "13742.6.5.2.3.1.3"}
    return {
        f"13742.6.5.2.3.1.4.1.1.{sensor}": raw,
        f"13742.6.3.3.4.1.7.1.1.{sensor}": digits,
        **{f"{columns[name]}.1.1.{sensor}": number for name, number in more.items()},
    }


@pytest.mark.parametrize(
    ("sensor", "raw", "digits", "quantity", "value"),
    [
        (1, 7467, 3, Quantity.CURRENT, 7.467),
        (1, 75, 1, Quantity.CURRENT, 7.5),
        (4, 229, 0, Quantity.VOLTAGE, 229.0),
        (5, 1665, 0, Quantity.ACTIVE_POWER, 1665.0),
        (7, 98, 2, Quantity.POWER_FACTOR, 0.98),
        (8, 74057676, 0, Quantity.ENERGY, 74057.676),
        (23, 500, 1, Quantity.FREQUENCY, 50.0),
        (26, 3, 3, Quantity.RESIDUAL_CURRENT, 3.0),
        (29, 541, 0, Quantity.REACTIVE_POWER, 541.0),
    ],
)
def test_digits_scale_a_sensors_raw_value(sensor: int, raw: int, digits: int, quantity: Quantity, value: float) -> None:
    device = read(IDENTITY | inlet_sensor(sensor, raw, digits))
    assert device.value(UNIT, "I1", quantity) == pytest.approx(value)


def test_a_value_whose_digits_the_device_does_not_tell_is_no_reading() -> None:
    device = read(IDENTITY | inlet_sensor(4, 229, 0) | {"13742.6.5.2.3.1.4.1.1.1": 7467})
    assert device.subject(UNIT, "I1").quantities == (Quantity.VOLTAGE,)


def test_zero_of_a_sensor_that_is_not_available_is_no_reading() -> None:
    device = read(IDENTITY | inlet_sensor(1, 0, 3, available=2, state=-1) | inlet_sensor(5, 0, 0, available=1, state=4))
    assert device.reading(UNIT, "I1", Quantity.CURRENT).quality is Quality.MISSING
    assert device.value(UNIT, "I1", Quantity.ACTIVE_POWER) == 0.0


def test_where_availability_is_not_told_the_state_tells() -> None:
    device = read(IDENTITY | inlet_sensor(1, 0, 3, state=-1))
    assert device.value(UNIT, "I1", Quantity.CURRENT) is None


def test_ratings_are_text() -> None:
    objects: dict[str, Raw] = {"13742.6.3.3.3.1.7.1.1": "32A", "13742.6.3.3.3.1.6.1.1": "380-415V"}
    device = read(IDENTITY | inlet_sensor(1, 1, 3) | objects)
    assert device.value(UNIT, "I1", Quantity.RATED_CURRENT) == 32.0
    nominal = device.reading(UNIT, "I1", Quantity.NOMINAL_VOLTAGE)
    assert (nominal.value, nominal.quality) == (397.5, Quality.ESTIMATED)


@pytest.mark.parametrize(("bits", "raw", "value"), [(b"\x30", 20800, 20.8), (b"\x00", 20800, None), (b"\x30", 0, None)])
def test_a_threshold_counts_only_if_it_is_enabled_and_was_set(bits: bytes, raw: int, value: float | None) -> None:
    objects: dict[str, Raw] = {"13742.6.3.3.4.1.24.1.1.1": raw, "13742.6.3.3.4.1.25.1.1.1": bits}
    facts = read(IDENTITY | inlet_sensor(1, 7467, 3) | objects).subject(UNIT, "I1").facts
    assert [fact.value for fact in facts if fact.quantity is Quantity.NEAR_OVERLOAD_CURRENT] == (
        [] if value is None else [pytest.approx(value)]
    )


def test_poles_are_legs_and_the_fourth_is_neutral() -> None:
    objects: dict[str, Raw] = {}
    for pole in (1, 2, 3, 4):
        objects |= {f"13742.6.5.2.4.1.4.1.1.{pole}.1": 1000 * pole, f"13742.6.3.3.6.1.7.1.1.{pole}.1": 3}
    device = read(IDENTITY | objects)
    assert device.keys(PHASE) == ["L1", "L2", "L3", "N"]
    assert [device.subject(PHASE, key).leg for key in device.keys(PHASE)] == [Leg.A, Leg.B, Leg.C, Leg.NEUTRAL]
    assert device.value(PHASE, "L3", Quantity.CURRENT) == 3.0


def test_a_poles_voltage_to_neutral_is_not_that_to_the_next_pole() -> None:
    objects: dict[str, Raw] = {
        "13742.6.5.2.4.1.4.1.1.1.4": 400,
        "13742.6.3.3.6.1.7.1.1.1.4": 0,
        "13742.6.5.2.4.1.4.1.1.1.25": 231,
        "13742.6.3.3.6.1.7.1.1.1.25": 0,
    }
    device = read(IDENTITY | objects)
    assert device.value(PHASE, "L1", Quantity.VOLTAGE) == 231.0
    assert device.value(PHASE, "L1", Quantity.VOLTAGE_LINE_TO_LINE) == 400.0


def test_line_pairs_are_legs_of_two_lines() -> None:
    objects: dict[str, Raw] = {f"13742.6.5.2.5.1.4.1.1.{pair}.4": 208 for pair in (1, 2, 3)}
    objects |= {f"13742.6.3.3.8.1.7.1.1.{pair}.4": 0 for pair in (1, 2, 3)}
    device = read(IDENTITY | objects)
    assert [device.subject(PHASE, key).leg for key in device.keys(PHASE)] == [Leg.AB, Leg.BC, Leg.CA]


def test_an_outlet_points_to_the_protector_that_feeds_it() -> None:
    objects: dict[str, Raw] = {
        "13742.6.3.4.3.1.2.1.2": "C2",
        "13742.6.5.3.3.1.4.1.2.1": 5250,
        "13742.6.3.4.4.1.7.1.2.1": 3,
        "13742.6.5.3.3.1.3.1.2.15": 1,
        "13742.6.4.1.2.1.3.1.7": 8,
        "13742.6.3.5.3.1.33.1.7": oid("13742.6.3.4.3.1.2.1.2"),
    }
    device = read(IDENTITY | objects)
    assert device.subject(OUTLET, "7").branch == "C2"
    assert device.value(OUTLET, "7", Quantity.STATE) == OutletState.OFF
    assert device.value(BRANCH, "C2", Quantity.CURRENT) == 5.25
    assert device.value(BRANCH, "C2", Quantity.STATUS) == LoadState.NORMAL


def test_an_open_protector_has_tripped() -> None:
    device = read(IDENTITY | {"13742.6.5.3.3.1.3.1.1.15": 0})
    assert device.value(BRANCH, "C1", Quantity.STATUS) == LoadState.BREAKER_TRIPPED


def test_a_second_inlets_poles_are_told_from_the_firsts() -> None:
    objects: dict[str, Raw] = {"13742.6.5.2.4.1.4.1.1.1.1": 1, "13742.6.5.2.4.1.4.1.2.1.1": 2}
    objects |= {"13742.6.3.3.6.1.7.1.1.1.1": 3, "13742.6.3.3.6.1.7.1.2.1.1": 3}
    assert read(IDENTITY | objects).keys(PHASE) == ["L1", "I2:L1"]

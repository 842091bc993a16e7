"""Vectors from VERTIV-V5-MIB."""

import pytest

from powertui.domain.reading import Leg, OutletState, Quality, Quantity, SubjectKind, Wiring
from tests.collectors.devices import SYS_OBJECT_ID, Raw, oid, read

UNIT, PHASE, LINE, OUTLET = SubjectKind.UNIT, SubjectKind.PHASE, SubjectKind.LINE, SubjectKind.OUTLET
IDENTITY: dict[str, Raw] = {SYS_OBJECT_ID: oid("21239.42.1.52"), "21239.5.2.1.8.0": "MG02E4W1"}


@pytest.mark.parametrize(
    ("column", "raw", "quantity", "value"),
    [
        (9, 1017, Quantity.ACTIVE_POWER, 1017.0),
        (10, 1067, Quantity.APPARENT_POWER, 1067.0),
        (11, 95, Quantity.POWER_FACTOR, 0.95),
        (12, 8483906, Quantity.ENERGY, 8483.906),
        (6, 1, Quantity.WIRING, Wiring.DELTA),
    ],
)
def test_a_units_raw_value_means(column: int, raw: int, quantity: Quantity, value: float) -> None:
    device = read(IDENTITY | {f"21239.5.2.3.1.1.{column}.1": raw})
    assert device.value(UNIT, "1", quantity) == pytest.approx(value)


def test_a_total_that_is_unavailable_is_missing() -> None:
    device = read(IDENTITY | {"21239.5.2.3.1.1.9.1": 0, "21239.5.2.3.1.1.5.1": 0})
    assert device.reading(UNIT, "1", Quantity.ACTIVE_POWER).quality is Quality.MISSING


@pytest.mark.parametrize(
    ("labels", "legs"),
    [
        (("Phase A", "Phase B", "Phase C"), [Leg.A, Leg.B, Leg.C]),
        (("Phase AB", "Phase BC", "Phase CA"), [Leg.AB, Leg.BC, Leg.CA]),
    ],
)
def test_phases_are_called_by_their_legs(labels: tuple[str, ...], legs: list[Leg]) -> None:
    objects: dict[str, Raw] = {}
    for row, label in enumerate(labels, start=1):
        objects |= {f"21239.5.2.3.2.1.2.{row}": label, f"21239.5.2.3.2.1.4.{row}": 2350}
    device = read(IDENTITY | objects)
    assert [device.subject(PHASE, label).leg for label in labels] == legs
    assert device.value(PHASE, labels[0], Quantity.VOLTAGE) == 235.0


@pytest.mark.parametrize(
    ("wiring", "currents", "keys"),
    [
        (0, (0, 0, 0), []),
        (0, (0, 12, 0), ["L1", "L2", "L3"]),
        (1, (0, 0, 0), ["L1", "L2", "L3"]),
        (None, (0, 0, 0), ["L1", "L2", "L3"]),
    ],
)
def test_lines_of_a_wye_unit_that_are_all_zero_are_not_used(
    wiring: int | None, currents: tuple[int, ...], keys: list[str]
) -> None:
    objects: dict[str, Raw] = {f"21239.5.2.3.4.1.4.{row}": raw for row, raw in enumerate(currents, start=1)}
    if wiring is not None:
        objects["21239.5.2.3.1.1.6.1"] = wiring
    assert read(IDENTITY | objects).keys(LINE) == keys


@pytest.mark.parametrize(
    ("raw", "state"),
    [(1, OutletState.ON), (2, OutletState.OFF), (3, OutletState.PENDING_OFF), (5, OutletState.REBOOTING)],
)
def test_an_outlets_switch_means(raw: int, state: OutletState) -> None:
    device = read(IDENTITY | {"21239.5.2.3.5.1.4.7": raw})
    assert device.value(OUTLET, "7", Quantity.STATE) == state


def test_a_metered_outlet_is_the_same_as_the_switched_one() -> None:
    device = read(IDENTITY | {"21239.5.2.3.5.1.4.7": 1, "21239.5.2.3.6.1.8.7": 136})
    assert device.keys(OUTLET) == ["7"]
    assert device.value(OUTLET, "7", Quantity.CURRENT) == pytest.approx(1.36)

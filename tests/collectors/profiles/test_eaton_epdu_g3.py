"""Vectors from EATON-EPDU-MIB."""

import pytest

from powertui.domain.reading import Leg, LoadState, OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import SYS_OBJECT_ID, Raw, oid, read

UNIT, PHASE, BRANCH, OUTLET = SubjectKind.UNIT, SubjectKind.PHASE, SubjectKind.BRANCH, SubjectKind.OUTLET
IDENTITY: dict[str, Raw] = {SYS_OBJECT_ID: oid("534.6.6.7"), "534.6.6.7.1.2.1.2.0": "EPDU MA 0U"}
E = "534.6.6.7"


@pytest.mark.parametrize(
    ("column", "raw", "quantity", "value"),
    [
        ("3.5.1.4", 1584, Quantity.ACTIVE_POWER, 1584.0),
        ("3.5.1.3", 1673, Quantity.APPARENT_POWER, 1673.0),
        ("3.5.1.5", 8185493, Quantity.ENERGY, 8185.493),
        ("3.5.1.7", 946, Quantity.POWER_FACTOR, 0.946),
        ("3.5.1.7", -946, Quantity.POWER_FACTOR, 0.946),  # leading
        ("3.5.1.8", -541, Quantity.REACTIVE_POWER, -541.0),
        ("3.1.1.3", 600, Quantity.FREQUENCY, 60.0),
        ("3.5.1.9", 1920, Quantity.RATED_APPARENT_POWER, 1920.0),
    ],
)
def test_an_inputs_raw_value_means(column: str, raw: int, quantity: Quantity, value: float) -> None:
    device = read(IDENTITY | {f"{E}.3.1.1.10.0.1": "Feed A", f"{E}.{column}.0.1": raw})
    assert device.value(UNIT, "Feed A", quantity) == pytest.approx(value)


def test_a_power_factor_of_minus_one_thousandth_is_not_supported() -> None:
    reading = read(IDENTITY | {f"{E}.3.5.1.7.0.1": -1}).reading(UNIT, "Input 1", Quantity.POWER_FACTOR)
    assert reading.quality is Quality.UNSUPPORTED


def three_phase(voltage_types: tuple[int, ...]) -> dict[str, Raw]:
    """Each table numbers its rows in its own way."""
    objects: dict[str, Raw] = {}
    for row, measure in enumerate((2, 3, 4, 5), start=1):
        objects |= {f"{E}.3.3.1.2.0.1.{row}": measure, f"{E}.3.3.1.4.0.1.{row}": 1000 * measure}
    for row, measure in enumerate(voltage_types, start=1):
        objects |= {f"{E}.3.2.1.2.0.1.{row}": measure, f"{E}.3.2.1.3.0.1.{row}": 230_000 + measure}
    for row, measure in enumerate((4, 1, 2, 3), start=1):
        objects |= {f"{E}.3.4.1.2.0.1.{row}": measure, f"{E}.3.4.1.4.0.1.{row}": 100 * measure}
    return objects


def test_currents_voltages_and_powers_of_three_tables_meet_in_one_phase() -> None:
    device = read(IDENTITY | three_phase((2, 3, 4)))
    assert device.keys(PHASE) == ["N", "L1", "L2", "L3"]
    assert device.value(PHASE, "L2", Quantity.CURRENT) == 4.0
    assert device.value(PHASE, "L2", Quantity.VOLTAGE) == pytest.approx(230.003)
    assert device.value(PHASE, "L2", Quantity.ACTIVE_POWER) == 200.0
    assert [device.subject(PHASE, key).leg for key in ("L1", "L2", "L3", "N")] == [Leg.A, Leg.B, Leg.C, Leg.NEUTRAL]


def test_voltages_between_lines_are_not_those_to_neutral() -> None:
    device = read(IDENTITY | three_phase((5, 6, 7)))
    assert device.value(PHASE, "L3", Quantity.VOLTAGE_LINE_TO_LINE) == pytest.approx(230.007)
    assert Quantity.VOLTAGE not in device.subject(PHASE, "L3").quantities


def test_where_there_is_no_total_the_power_tables_total_row_serves() -> None:
    device = read(IDENTITY | three_phase(()))
    assert device.value(UNIT, "Input 1", Quantity.ACTIVE_POWER) == 400.0


def test_the_threshold_status_means() -> None:
    objects: dict[str, Raw] = {f"{E}.3.3.1.2.0.1.1": 1, f"{E}.3.3.1.5.0.1.1": 3}
    assert read(IDENTITY | objects).value(PHASE, "L1", Quantity.LOAD_STATE) == LoadState.HIGH_WARNING


def test_chained_units_are_named_in_the_keys_of_their_parts() -> None:
    objects: dict[str, Raw] = {f"{E}.6.5.1.3.{strap}.1": 80 for strap in (0, 1)}
    objects |= {f"{E}.6.1.1.6.{strap}.1": "A1" for strap in (0, 1)}
    device = read(IDENTITY | objects)
    assert device.keys(OUTLET) == ["A1", "1:A1"]


def test_an_outlets_parent_is_its_branch_and_user_groups_are_none() -> None:
    objects: dict[str, Raw] = {
        f"{E}.5.1.1.4.0.1": 1,
        f"{E}.5.4.1.3.0.1": 6296,
        f"{E}.5.1.1.5.0.1": 1,
        f"{E}.5.1.1.4.0.2": 5,
        f"{E}.5.4.1.3.0.2": 6296,
        f"{E}.6.1.1.6.0.1": "A1",
        f"{E}.6.6.1.2.0.1": 2,
        f"{E}.6.2.1.3.0.1.1": oid(f"{E}.5.1.1.2.1"),
        f"{E}.6.5.1.6.0.1": -842,
    }
    device = read(IDENTITY | objects)
    assert device.keys(BRANCH) == ["1"]
    assert device.value(BRANCH, "1", Quantity.CURRENT) == pytest.approx(6.296)
    assert device.subject(OUTLET, "A1").branch == "1"
    assert device.value(OUTLET, "A1", Quantity.STATE) == OutletState.PENDING_OFF
    assert device.value(OUTLET, "A1", Quantity.POWER_FACTOR) == pytest.approx(0.842)


def test_where_there_is_no_total_at_all_it_is_the_sum_of_the_phases_and_an_estimate() -> None:
    objects: dict[str, Raw] = {f"{E}.3.1.1.3.0.1": 500}
    for row, watts in enumerate((410, 395, 402), start=1):
        objects |= {f"{E}.3.4.1.2.0.1.{row}": row, f"{E}.3.4.1.4.0.1.{row}": watts}
    reading = read(IDENTITY | objects).reading(UNIT, "Input 1", Quantity.ACTIVE_POWER)
    assert (reading.value, reading.quality) == (1207.0, Quality.ESTIMATED)


def test_two_inputs_of_one_strap_do_not_each_get_the_sum_of_both() -> None:
    objects: dict[str, Raw] = {}
    for feed in (1, 2):
        objects |= {f"{E}.3.1.1.3.0.{feed}": 500, f"{E}.3.4.1.2.0.{feed}.1": 1, f"{E}.3.4.1.4.0.{feed}.1": 100 * feed}
    device = read(IDENTITY | objects)
    assert device.subject(UNIT, "Input 1").quantities == (Quantity.FREQUENCY,)
    assert (device.value(PHASE, "L1", Quantity.ACTIVE_POWER), device.value(PHASE, "I2:L1", Quantity.ACTIVE_POWER)) == (
        100.0,
        200.0,
    )

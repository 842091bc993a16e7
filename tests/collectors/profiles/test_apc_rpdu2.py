"""Vectors from PowerNet-MIB: what each raw value means."""

import pytest

from powertui.domain.reading import Leg, LoadState, OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import SYS_DESCR, SYS_OBJECT_ID, Device, Raw, oid, read

UNIT, PHASE, BRANCH, OUTLET = SubjectKind.UNIT, SubjectKind.PHASE, SubjectKind.BRANCH, SubjectKind.OUTLET
IDENTITY: dict[str, Raw] = {SYS_OBJECT_ID: oid("318.1.3.4.6"), "318.1.1.26.2.1.8.1": "AP8959"}


def phases(*modules_and_numbers: tuple[int, int], current: int = 27) -> dict[str, Raw]:
    objects: dict[str, Raw] = {}
    for row, (module, number) in enumerate(modules_and_numbers, start=1):
        objects |= {
            f"318.1.1.26.6.3.1.2.{row}": module,
            f"318.1.1.26.6.3.1.3.{row}": number,
            f"318.1.1.26.6.3.1.5.{row}": current + row - 1,
        }
    return objects


@pytest.mark.parametrize(
    ("column", "raw", "quantity", "value"),
    [
        ("4.3.1.5", 114, Quantity.ACTIVE_POWER, 1140.0),  # hundredths of a kilowatt
        ("4.3.1.16", 119, Quantity.APPARENT_POWER, 1190.0),
        ("4.3.1.17", 96, Quantity.POWER_FACTOR, 0.96),
        ("4.3.1.9", 35128, Quantity.ENERGY, 3512.8),  # tenths of a kilowatt-hour
        ("4.3.1.4", 1, Quantity.LOAD_STATE, LoadState.LOW),
        ("4.3.1.4", 2, Quantity.LOAD_STATE, LoadState.NORMAL),
        ("4.3.1.4", 3, Quantity.LOAD_STATE, LoadState.NEAR_OVERLOAD),
        ("4.3.1.4", 4, Quantity.LOAD_STATE, LoadState.OVERLOAD),
        ("4.3.1.6", 143, Quantity.PEAK_POWER, 1430.0),
        ("4.1.1.8", 40, Quantity.NEAR_OVERLOAD_POWER, 4000.0),  # a threshold: tenths of a kilowatt
        ("4.1.1.9", 50, Quantity.OVERLOAD_POWER, 5000.0),
        ("4.2.1.9", 24, Quantity.RATED_CURRENT, 24.0),
        ("4.2.1.13", 28, Quantity.RATED_POWER, 2800.0),
    ],
)
def test_a_units_raw_value_means(column: str, raw: int, quantity: Quantity, value: float) -> None:
    device = read(
        IDENTITY | {"318.1.1.26.4.3.1.3.1": "rack 4", "318.1.1.26.4.3.1.6.1": 0, f"318.1.1.26.{column}.1": raw}
    )
    assert device.value(UNIT, "1", quantity) == pytest.approx(value)


def test_minus_one_is_not_supported_and_no_number() -> None:
    reading = read(IDENTITY | {"318.1.1.26.4.3.1.9.1": -1}).reading(UNIT, "1", Quantity.ENERGY)
    assert (reading.value, reading.quality) == (None, Quality.UNSUPPORTED)


def test_a_load_state_of_five_is_not_supported() -> None:
    reading = read(IDENTITY | {"318.1.1.26.4.3.1.4.1": 5}).reading(UNIT, "1", Quantity.LOAD_STATE)
    assert reading.quality is Quality.UNSUPPORTED


def test_power_that_the_card_computes_is_an_estimate() -> None:
    device = read(IDENTITY | {"318.1.1.26.4.3.1.5.1": -1, "318.1.1.12.1.16.0": 312})
    reading = device.reading(UNIT, "1", Quantity.ACTIVE_POWER)
    assert (reading.value, reading.quality) == (312.0, Quality.ESTIMATED)


def test_power_that_is_measured_comes_before_power_that_is_computed() -> None:
    device = read(IDENTITY | {"318.1.1.26.4.3.1.5.1": 31, "318.1.1.12.1.16.0": 312})
    reading = device.reading(UNIT, "1", Quantity.ACTIVE_POWER)
    assert (reading.value, reading.quality) == (310.0, Quality.GOOD)


def test_three_phases_are_three_legs() -> None:
    device = read(IDENTITY | phases((1, 1), (1, 2), (1, 3)))
    assert [device.subject(PHASE, key).leg for key in ("L1", "L2", "L3")] == [Leg.A, Leg.B, Leg.C]
    assert device.value(PHASE, "L3", Quantity.CURRENT) == pytest.approx(2.9)


def test_one_phase_is_no_leg() -> None:
    assert read(IDENTITY | phases((1, 1))).subject(PHASE, "L1").leg is None


def test_units_of_a_chain_stand_in_one_flat_table() -> None:
    device = read(IDENTITY | phases((1, 1), (2, 1), (2, 2)))
    assert device.keys(PHASE) == ["L1", "2:L1", "2:L2"]
    assert device.subject(PHASE, "2:L2").unit == "2"


def test_a_threshold_of_the_older_tree_fills_in_and_is_whole_amperes() -> None:
    device = read(IDENTITY | phases((1, 1)) | {"318.1.1.12.2.2.1.1.3.1": 26})
    assert device.value(PHASE, "L1", Quantity.NEAR_OVERLOAD_CURRENT) == 26.0


def test_banks_of_the_older_tree_are_not_its_phases() -> None:
    rows = {1: (1, 0, 49), 2: (0, 1, 0), 3: (0, 2, 47)}
    objects: dict[str, Raw] = {}
    for row, (phase, bank, load) in rows.items():
        objects |= {
            f"318.1.1.12.2.3.1.1.2.{row}": load,
            f"318.1.1.12.2.3.1.1.4.{row}": phase,
            f"318.1.1.12.2.3.1.1.5.{row}": bank,
        }
    device = read(IDENTITY | objects)
    assert (device.keys(PHASE), device.keys(BRANCH)) == (["L1"], ["B1", "B2"])
    assert device.value(BRANCH, "B2", Quantity.CURRENT) == pytest.approx(4.7)


def outlet() -> dict[str, Raw]:
    return {
        "318.1.1.26.9.4.3.1.2.1": 1,
        "318.1.1.26.9.4.3.1.4.1": 1,
        "318.1.1.26.9.4.3.1.6.1": 9,
        "318.1.1.26.9.4.3.1.7.1": 163,
        "318.1.1.26.9.4.3.1.11.1": 3046,
        "318.1.1.26.9.4.1.1.6.1": 2000,
        "318.1.1.26.9.4.2.1.5.1": 5,
        "318.1.1.26.9.4.2.1.7.1": 2,
        "318.1.1.26.9.2.3.1.5.1": 1,
        "318.1.1.26.8.3.1.3.1": 2,
        "318.1.1.26.8.3.1.5.1": 11,
    }


def test_an_outlet_knows_its_load_switch_bank_and_leg() -> None:
    device = read(IDENTITY | outlet() | phases((1, 1), (1, 2), (1, 3)))
    assert device.value(OUTLET, "1", Quantity.CURRENT) == pytest.approx(0.9)
    assert device.value(OUTLET, "1", Quantity.ACTIVE_POWER) == 163.0
    assert device.value(OUTLET, "1", Quantity.ENERGY) == pytest.approx(304.6)
    assert device.value(OUTLET, "1", Quantity.NEAR_OVERLOAD_POWER) == 2000.0
    assert device.value(OUTLET, "1", Quantity.STATE) == OutletState.OFF
    subject = device.subject(OUTLET, "1")
    assert (subject.branch, subject.leg) == ("B2", Leg.BC)


def test_the_older_outlet_table_counts_the_other_way_round() -> None:
    device = read(IDENTITY | {"318.1.1.12.3.5.1.1.4.1": 1, "318.1.1.12.3.5.1.1.4.2": 2})
    assert device.value(OUTLET, "1", Quantity.STATE) == OutletState.ON
    assert device.value(OUTLET, "2", Quantity.STATE) == OutletState.OFF


def test_outlets_that_a_unit_does_not_have_are_padding() -> None:
    rows: dict[str, Raw] = {f"318.1.1.4.4.2.1.3.{number}": 1 for number in range(1, 25)}
    assert len(read(IDENTITY | rows | {"318.1.1.26.4.2.1.4.1": 8}).keys(OUTLET)) == 8


def test_a_model_may_be_known_only_from_the_system_description() -> None:
    objects: dict[str, Raw] = {
        SYS_OBJECT_ID: oid("318.1.3.4.6"),
        SYS_DESCR: "APC Web/SNMP Management Card (MB:v4.1.0 AF1:v6.8.0 MN:AP8853 HR:02 SN: ZA2001002384 MD:01/03/2020)",
    }
    description = read(objects).description
    assert (description.model, description.serial, description.firmware) == ("AP8853", "ZA2001002384", "v6.8.0")


def test_voltages_between_phases_belong_to_the_phase_they_begin_at() -> None:
    objects = phases((1, 1), (1, 2), (1, 3)) | {
        "318.1.1.26.13.1.1.3.1": 401,
        "318.1.1.26.13.1.1.4.1": 400,
        "318.1.1.26.13.1.1.5.1": 399,
    }
    device: Device = read(IDENTITY | objects)
    found = [device.value(PHASE, key, Quantity.VOLTAGE_LINE_TO_LINE) for key in ("L1", "L2", "L3")]
    assert found == [401.0, 400.0, 399.0]


@pytest.mark.parametrize(("monitored", "quantities"), [(0, {"state"}), (24, {"state", "current_a"})])
def test_the_older_trees_load_of_an_outlet_counts_only_if_outlets_are_monitored(
    monitored: int, quantities: set[str]
) -> None:
    outlet_of_both = {"318.1.1.26.9.2.3.1.5.1": 2, "318.1.1.12.3.5.1.1.7.1": 0, "318.1.1.12.3.1.5.0": monitored}
    device = read(IDENTITY | outlet_of_both)
    assert {quantity.key for quantity in device.subject(OUTLET, "1").quantities} == quantities


def test_a_configured_power_factor_is_an_estimate() -> None:
    reading = read(IDENTITY | {"318.1.1.12.1.17.0": 1000}).reading(UNIT, "1", Quantity.POWER_FACTOR)
    assert (reading.value, reading.quality) == (1.0, Quality.ESTIMATED)

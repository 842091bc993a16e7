"""Vectors from Sentry4-MIB."""

import pytest

from collectors.snmp.decode import LONGEST_TEXT
from collectors.snmp.drafts import LONGEST_KEY
from powertui.domain.reading import Leg, LoadState, OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import SYS_OBJECT_ID, Raw, oid, read

UNIT, PHASE, LINE = SubjectKind.UNIT, SubjectKind.PHASE, SubjectKind.LINE
BRANCH, OUTLET = SubjectKind.BRANCH, SubjectKind.OUTLET
IDENTITY: dict[str, Raw] = {SYS_OBJECT_ID: oid("1718.4"), "1718.4.1.2.2.1.5.1": "C2S42CE"}


@pytest.mark.parametrize(
    ("column", "raw", "quantity", "value"),
    [
        ("3.3.1.3", 1701, Quantity.ACTIVE_POWER, 1701.0),
        ("3.3.1.5", 1790, Quantity.APPARENT_POWER, 1790.0),
        ("3.3.1.8", 95, Quantity.POWER_FACTOR, 0.95),
        ("3.3.1.10", 8937, Quantity.ENERGY, 893.7),
        ("3.3.1.11", 600, Quantity.FREQUENCY, 60.0),
        ("3.3.1.7", 165, Quantity.LOAD_SHARE, 16.5),
        ("3.3.1.12", 26, Quantity.UNBALANCE, 2.6),
        ("3.2.1.7", 2080, Quantity.NOMINAL_VOLTAGE, 208.0),
        ("3.2.1.10", 30, Quantity.RATED_CURRENT, 30.0),
        ("3.4.1.4", 7565, Quantity.NEAR_OVERLOAD_POWER, 7565.0),
    ],
)
def test_a_cords_raw_value_means(column: str, raw: int, quantity: Quantity, value: float) -> None:
    device = read(IDENTITY | {f"1718.4.1.{column}.1.1": raw})
    assert device.value(UNIT, "AA", quantity) == pytest.approx(value)


def test_cords_are_named_by_letters_of_unit_and_cord() -> None:
    device = read(IDENTITY | {"1718.4.1.3.3.1.3.1.1": 1, "1718.4.1.3.3.1.3.2.1": 2})
    assert device.keys(UNIT) == ["AA", "BA"]


def test_readings_are_hundredths_and_thresholds_tenths_of_an_ampere() -> None:
    objects: dict[str, Raw] = {
        "1718.4.1.4.2.1.4.1.1.1": "AA:L1",
        "1718.4.1.4.3.1.3.1.1.1": 560,
        "1718.4.1.4.4.1.4.1.1.1": 168,
    }
    device = read(IDENTITY | objects)
    assert device.value(LINE, "AA:L1", Quantity.CURRENT) == 5.6
    assert device.value(LINE, "AA:L1", Quantity.NEAR_OVERLOAD_CURRENT) == 16.8


@pytest.mark.parametrize("status", [7, 8, 10])
def test_values_of_a_unit_that_is_gone_are_old_and_so_missing(status: int) -> None:
    device = read(IDENTITY | {"1718.4.1.3.3.1.3.1.1": 1701, "1718.4.1.3.3.1.2.1.1": status})
    assert device.reading(UNIT, "AA", Quantity.ACTIVE_POWER).quality is Quality.MISSING
    assert device.value(UNIT, "AA", Quantity.STATUS) == LoadState.LOST


@pytest.mark.parametrize(
    ("raw", "state"),
    [(12, LoadState.BREAKER_TRIPPED), (13, LoadState.FUSE_BLOWN), (15, LoadState.LOW_WARNING), (77, LoadState.UNKNOWN)],
)
def test_a_branchs_status_means(raw: int, state: LoadState) -> None:
    device = read(IDENTITY | {"1718.4.1.7.3.1.2.1.1.1": raw})
    assert device.value(BRANCH, "AA1", Quantity.STATUS) == state


def test_labels_tell_the_legs_of_delta_and_wye_cords() -> None:
    labels = {1: "AA:L1-L2", 2: "AA:L2-L3", 3: "AA:L3-L1", 4: "AA:L1-N"}
    objects: dict[str, Raw] = {}
    for row, label in labels.items():
        objects |= {f"1718.4.1.5.2.1.4.1.1.{row}": label, f"1718.4.1.5.3.1.3.1.1.{row}": 2079}
    device = read(IDENTITY | objects)
    assert [device.subject(PHASE, label).leg for label in labels.values()] == [Leg.AB, Leg.BC, Leg.CA, Leg.A]
    assert device.value(PHASE, "AA:L1-L2", Quantity.VOLTAGE) == pytest.approx(207.9)


def test_an_outlet_belongs_to_a_branch_and_has_its_leg() -> None:
    objects: dict[str, Raw] = {
        "1718.4.1.5.2.1.4.1.1.1": "AA:L1-L2",
        "1718.4.1.5.3.1.3.1.1.1": 2079,
        "1718.4.1.5.2.1.4.1.1.2": "AA:L2-L3",
        "1718.4.1.5.3.1.3.1.1.2": 2079,
        "1718.4.1.7.2.1.2.1.1.2": "AA2",
        "1718.4.1.7.2.1.4.1.1.2": "AA:L2-L3-BR2",
        "1718.4.1.7.3.1.3.1.1.2": 210,
        "1718.4.1.8.2.1.2.1.1.5": "AA5",
        "1718.4.1.8.2.1.32.1.1.5": "AA2",
        "1718.4.1.8.3.1.1.1.1.5": 1,
        "1718.4.1.8.3.1.14.1.1.5": 16698,
    }
    device = read(IDENTITY | objects)
    outlet = device.subject(OUTLET, "AA5")
    assert (outlet.branch, outlet.leg) == ("AA:L2-L3-BR2", Leg.BC)
    assert device.value(OUTLET, "AA5", Quantity.STATE) == OutletState.ON
    assert device.value(OUTLET, "AA5", Quantity.ENERGY) == pytest.approx(16.698)  # watt-hours here, tenths at the cord


def test_the_neutral_of_a_single_phase_cord_stays_one() -> None:
    device = read(
        {
            SYS_OBJECT_ID: oid("1718.4"),
            "1718.4.1.4.2.1.4.1.1.1": "AA:L1",
            "1718.4.1.4.2.1.4.1.1.2": "AA:N",
            "1718.4.1.4.3.1.3.1.1.1": 600,
            "1718.4.1.4.3.1.3.1.1.2": 600,
        }
    )
    legs = {part.key: part.leg for part in device.description.subjects if part.kind is SubjectKind.LINE}
    assert legs == {"AA:L1": None, "AA:N": Leg.NEUTRAL}


def test_labels_that_no_device_would_have_are_cut_and_stay_one_part_each() -> None:
    label, cells = "1718.4.1.4.2.1.4.1.1", "1718.4.1.4.3.1.3.1.1"
    device = read(
        {
            SYS_OBJECT_ID: oid("1718.4"),
            **{f"{label}.{line}": "x" * 50_000 + str(line) for line in (1, 2)},
            **{f"{cells}.{line}": 600 for line in (1, 2)},
        }
    )
    (line,) = [part for part in device.description.subjects if part.kind is SubjectKind.LINE]
    assert len(line.key) == LONGEST_KEY
    assert len(line.label) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("raw", "status", "celsius"),
    [(235, 0, 23.5), (-5, 14, -0.5), (-410, 0, None), (235, 7, None), (-10, 0, -1.0)],
)
def test_a_probes_temperature_is_tenths_and_a_place_without_one_has_none(
    raw: int, status: int, celsius: float | None
) -> None:
    device = read(
        IDENTITY
        | {
            "1718.4.1.9.1.10.0": 0,
            "1718.4.1.9.2.1.2.1.2": "A2",
            "1718.4.1.9.3.1.1.1.2": raw,
            "1718.4.1.9.3.1.2.1.2": status,
            "1718.4.1.10.2.1.2.1.2": "A2",
            "1718.4.1.10.3.1.1.1.2": 44,
        }
    )
    assert device.value(SubjectKind.SENSOR, "A2", Quantity.TEMPERATURE) == celsius
    assert device.value(SubjectKind.SENSOR, "A2", Quantity.HUMIDITY) == 44.0


def test_temperatures_are_fahrenheit_where_the_unit_is_set_so() -> None:
    device = read(IDENTITY | {"1718.4.1.9.1.10.0": 1, "1718.4.1.9.3.1.1.1.1": 770})
    assert device.value(SubjectKind.SENSOR, "A1", Quantity.TEMPERATURE) == pytest.approx(25.0)


def test_an_outlet_without_a_branch_has_the_leg_of_its_phase() -> None:
    objects: dict[str, Raw] = {
        "1718.4.1.5.2.1.4.1.2.3": "AB:L3-L1",
        "1718.4.1.5.3.1.3.1.2.3": 2079,
        "1718.4.1.5.2.1.4.1.2.1": "AB:L1-L2",
        "1718.4.1.5.3.1.3.1.2.1": 2079,
        "1718.4.1.8.2.1.2.1.2.7": "AB7",
        "1718.4.1.8.2.1.30.1.2.7": "AB3",
        "1718.4.1.8.3.1.1.1.2.7": 2,
    }
    assert read(IDENTITY | objects).subject(OUTLET, "AB7").leg is Leg.CA

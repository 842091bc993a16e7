"""Vectors from IPOMANII-MIB."""

import pytest

from powertui.domain.reading import Leg, Quality, Quantity, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import Cells, columns, measured, system


def inlets(count: int) -> dict[str, Raw]:
    rows = range(1, count + 1)
    return columns(
        "2468.1.4.2.1.3.1",
        {
            "2.1.7": {str(row): 160 for row in rows},
            "3.1.2": {str(row): 2300 + row for row in rows},
            "3.1.3": {str(row): 3250 for row in rows},
            "3.1.4": {str(row): 500 for row in rows},
        },
    )


def test_a_reading_is_thousandths_and_its_threshold_tenths_of_an_ampere() -> None:
    device = read(system("2468.1.4.2.1") | inlets(1))
    assert device.description.family == "ipoman"
    assert measured(device) == {
        "phase L1": {"voltage_v": 230.1, "current_a": 3.25, "frequency_hz": 50.0, "overload_a": 16.0}
    }


def test_three_inlets_are_three_legs() -> None:
    device = read(system("2468.1.4.2.1") | inlets(3))
    assert [device.subject(SubjectKind.PHASE, key).leg for key in ("L1", "L2", "L3")] == [Leg.A, Leg.B, Leg.C]


def test_the_names_of_energy_and_power_are_crossed() -> None:
    outlet: Cells = {"3.1.3": {"4": 512}, "3.1.4": {"4": 73250}, "3.1.5": {"4": 1185}, "2.1.2": {"4": "core switch"}}
    device = read(system("2468.1.4.2.1") | columns("2468.1.4.2.1.3.2", outlet))
    assert measured(device) == {"outlet 4": {"current_a": 0.512, "active_power_w": 118.5, "energy_kwh": 73.25}}
    assert device.subject(SubjectKind.OUTLET, "4").name == "core switch"


def test_the_unit_has_the_sums_of_its_parts_as_estimates() -> None:
    outlets = columns("2468.1.4.2.1.3.2.3.1", {"5": {"1": 1185, "2": 340}})
    device = read(system("2468.1.4.2.1") | inlets(3) | outlets)
    power = device.reading(SubjectKind.UNIT, "1", Quantity.ACTIVE_POWER)
    assert (power.value, power.quality) == (152.5, Quality.ESTIMATED)
    apparent = device.reading(SubjectKind.UNIT, "1", Quantity.APPARENT_POWER)
    assert apparent.value == pytest.approx(3.25 * (230.1 + 230.2 + 230.3))
    assert apparent.quality is Quality.ESTIMATED

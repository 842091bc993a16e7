"""Vectors from PANDUIT-MIB."""

import pytest

from powertui.domain.reading import Leg, LoadState, OutletState, Quality, Quantity, SubjectKind, Wiring
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system

ROOT = "19536.10.1"
IDENTITY = system("19536.10.1", "SN:1 PN:2 Model:P42D04M") | columns(ROOT, {"1.2.1.8": {"1": "CN18"}})


def walked(cells: dict[str, dict[str, Raw]]) -> dict[str, Raw]:
    own: dict[str, dict[str, Raw]] = {"2.1.1.5": {"1": 956}}
    return IDENTITY | columns(ROOT, own | cells)


def test_a_unit() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "2.1.1.1": {"1": 4},
        "2.1.1.2": {"1": 500},
        "2.1.1.4": {"1": 1022},
        "2.1.1.6": {"1": 7405},
        "2.1.1.8": {"1": 7405276},
        "2.1.1.9": {"1": 93},
        "2.1.1.11": {"1": 448},
    }
    device = read(walked(cells))
    assert (device.description.family, device.description.model) == ("panduit-g5", "P42D04M")
    assert facts(device)["unit 1"] == {
        "active_power_w": 956.0,
        "apparent_power_va": 1022.0,
        "power_factor": 0.93,
        "current_a": 4.48,
        "frequency_hz": 50.0,
        "energy_kwh": 7405.0,
        "energy_resettable_kwh": 7405.276,
        "wiring": Wiring.WYE,
    }


def test_phases_count_watt_hours() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "2.2.1.3": {"1.2": 2301},
        "2.2.1.10": {"1.2": 3200},
        "2.2.1.11": {"1.2": 1605},
        "2.2.1.19": {"1.2": 3690},
        "2.2.1.20": {"1.2": 3500},
        "2.2.1.21": {"1.2": 77384},
        "2.2.1.23": {"1.2": 95},
    }
    assert facts(read(walked(cells)))["phase L2"] == {
        "current_a": 16.05,
        "voltage_v": 230.1,
        "active_power_w": 3500.0,
        "apparent_power_va": 3690.0,
        "power_factor": 0.95,
        "energy_kwh": 77.384,
        "rated_a": 32.0,
    }


@pytest.mark.parametrize(
    ("name", "rated", "key"),
    [(b"B3\0", 1600, "B3"), (b"B3\0", 0, "B3"), (b"\0", 1600, "G1"), (b"\0", 0, None), (b" ", 0, None)],
)
def test_a_group_without_name_and_rating_is_padding(name: bytes, rated: int, key: str | None) -> None:
    cells: dict[str, dict[str, Raw]] = {
        "3.1.1.2": {"1.1": name},
        "3.1.1.11": {"1.1": rated},
        "3.1.1.12": {"1.1": 0},
    }
    assert read(walked(cells)).keys(SubjectKind.BRANCH) == ([key] if key else [])


def test_outlets_name_their_group_and_padding_is_left_out() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "3.1.1.2": {"1.2": "B4"},
        "3.1.1.11": {"1.2": 1600},
        "3.1.1.12": {"1.2": 193},
        "3.1.1.16": {"1.2": 1100},
        "3.1.1.17": {"1.2": 0},
        "3.1.1.26": {"1.2": 3},
        "5.1.1.1": {"1.1": 1, "1.2": 0, "1.3": 3},
        "5.1.1.2": {"1.1": "web", "1.2": "?", "1.3": ""},
        "5.1.1.4": {"1.1": 1000, "1.2": 1000, "1.3": 0},
        "5.1.1.5": {"1.1": 52, "1.2": 0, "1.3": 0},
        "5.1.1.9": {"1.1": 1800},
        "5.1.1.12": {"1.1": -1},
        "5.1.1.13": {"1.1": 115},
        "5.1.1.14": {"1.1": 16698},
        "5.1.1.16": {"1.1": 96},
        "5.1.1.18": {"1.1": 2},
        "5.2.1.1": {"1.1": 2},
    }
    device = read(walked(cells))
    parts = facts(device)
    assert parts["branch B4"] == {
        "current_a": 1.93,
        "status": LoadState.BREAKER_TRIPPED,
        "rated_a": 16.0,
        "near_overload_a": 11.0,
    }
    assert device.keys(SubjectKind.OUTLET) == ["1"]
    assert parts["outlet 1"] == {
        "state": OutletState.ON,
        "current_a": 0.52,
        "active_power_w": 115.0,
        "apparent_power_va": Quality.UNSUPPORTED,
        "power_factor": 0.96,
        "energy_kwh": 16.698,
        "rated_a": 10.0,
        "near_overload_w": 1800.0,
    }
    assert device.subject(SubjectKind.OUTLET, "1").branch == "B4"


def test_the_second_unit_of_a_chain_is_named_in_its_parts() -> None:
    device = read(walked({"2.1.1.5": {"1": 956, "2": 12}, "2.2.1.11": {"2.1": 5}}))
    assert device.keys(SubjectKind.UNIT) == ["1", "2"]
    assert device.value(SubjectKind.PHASE, "2:L1", Quantity.CURRENT) == 0.05


@pytest.mark.parametrize(("measured", "leg"), [(1, None), (2, Leg.A), (3, Leg.B), (4, Leg.C), (5, Leg.AB), (7, Leg.CA)])
def test_where_a_groups_voltage_is_measured_tells_its_leg(measured: int, leg: Leg | None) -> None:
    cells: dict[str, dict[str, Raw]] = {
        "3.1.1.2": {"1.1": "B1"},
        "3.1.1.4": {"1.1": measured},
        "3.1.1.5": {"1.1": 2300},
    }
    assert read(walked(cells)).subject(SubjectKind.BRANCH, "B1").leg is leg


@pytest.mark.parametrize("raw", [-1, -7])
def test_negative_is_not_available(raw: int) -> None:
    assert facts(read(walked({"2.2.1.11": {"1.1": raw}})))["phase L1"] == {"current_a": Quality.UNSUPPORTED}

"""Vectors from Sentry3-MIB."""

import pytest

from powertui.domain.reading import Leg, LoadState, OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system

ROOT = "1718.3"
IDENTITY = system("1718.3") | columns(ROOT, {"1.1": {"0": "Sentry Switched CDU Version 7.1"}, "2.1.1.7": {"1": "CW"}})


def test_energy_has_three_scales() -> None:
    cells = {"2.1.1.14": {"2": 812}, "2.2.1.16": {"2.1": 812}, "2.3.1.18": {"2.1.7": 812}}
    parts = facts(read(IDENTITY | columns(ROOT, cells)))
    assert parts["unit B"]["energy_kwh"] == 812.0
    assert parts["phase BA"] == {"energy_kwh": 81.2}
    assert parts["outlet BA7"] == {"energy_kwh": 0.812}


def test_an_infeeds_readings_are_hundredths_and_its_threshold_whole_amperes() -> None:
    cells = {
        "2.2.1.6": {"1.1": 4},
        "2.2.1.7": {"1.1": 1234},
        "2.2.1.8": {"1.1": 24},
        "2.2.1.10": {"1.1": 30},
        "2.2.1.11": {"1.1": 2081},
        "2.2.1.12": {"1.1": 2500},
        "2.2.1.13": {"1.1": 2550},
        "2.2.1.14": {"1.1": 98},
    }
    assert facts(read(IDENTITY | columns(ROOT, cells)))["phase AA"] == {
        "current_a": 12.34,
        "voltage_v": 208.1,
        "active_power_w": 2500.0,
        "apparent_power_va": 2550.0,
        "power_factor": 0.98,
        "load_state": LoadState.NEAR_OVERLOAD,
        "rated_a": 30.0,
        "near_overload_a": 24.0,
        "overload_a": 24.0,
    }


@pytest.mark.parametrize(
    ("infeeds", "legs"),
    [
        (1, [None]),
        (2, [None, None]),  # two feeds of their own
        (3, [Leg.A, Leg.B, Leg.C]),
        (4, [Leg.A, Leg.B, Leg.C, Leg.NEUTRAL]),
    ],
)
def test_three_infeeds_are_lines_and_a_fourth_is_the_neutral(infeeds: int, legs: list[Leg | None]) -> None:
    amps: dict[str, Raw] = {f"1.{number}": 100 for number in range(1, infeeds + 1)}
    device = read(IDENTITY | columns(ROOT, {"2.1.1.5": {"1": infeeds}, "2.2.1.7": amps}))
    assert [part.leg for part in device.description.subjects if part.kind is SubjectKind.PHASE] == legs


def test_the_neutral_has_a_current_only() -> None:
    device = read(IDENTITY | columns(ROOT, {"2.2.1.7": {"1.4": 212}, "2.2.1.11": {"1.4": -1}, "2.2.1.12": {"1.4": -1}}))
    assert facts(device)["phase AD"] == {
        "current_a": 2.12,
        "voltage_v": Quality.UNSUPPORTED,
        "active_power_w": Quality.UNSUPPORTED,
    }


def test_the_systems_total_is_a_lone_towers_own() -> None:
    system_cells = {"1.4": {"0": 1}, "1.6": {"0": 279}, "1.10": {"0": 97}}
    assert facts(read(IDENTITY | columns(ROOT, system_cells))) == {
        "unit A": {"active_power_w": 279.0, "power_factor": 0.97}
    }


def test_the_systems_total_is_no_towers_where_there_are_two() -> None:
    cells = {"1.4": {"0": 2}, "1.6": {"0": 900}, "2.1.1.11": {"1": 400, "2": 500}}
    assert facts(read(IDENTITY | columns(ROOT, cells))) == {
        "unit A": {"active_power_w": 400.0},
        "unit B": {"active_power_w": 500.0},
    }


def test_a_tower_without_a_power_of_its_own_has_its_infeeds_without_the_neutral() -> None:
    watts: dict[str, Raw] = {"1.1": 147, "1.2": 53, "1.3": 78, "1.4": -1}
    device = read(IDENTITY | columns(ROOT, {"1.4": {"0": 2}, "2.1.1.5": {"1": 4}, "2.2.1.12": watts}))
    total = device.reading(SubjectKind.UNIT, "A", Quantity.ACTIVE_POWER)
    assert (total.value, total.quality) == (278.0, Quality.ESTIMATED)


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (0, OutletState.OFF),
        (1, OutletState.ON),
        (2, OutletState.PENDING_OFF),
        (3, OutletState.PENDING_ON),
        (5, OutletState.ON),
        (6, OutletState.UNKNOWN),
        (8, OutletState.OFF),
        (9, OutletState.ON),
        (42, OutletState.UNKNOWN),
    ],
)
def test_an_outlets_state_means(raw: int, state: OutletState) -> None:
    device = read(IDENTITY | columns(ROOT, {"2.3.1.5": {"1.3.10": raw}}))
    assert device.value(SubjectKind.OUTLET, "AC10", Quantity.STATE) == state


def test_an_outlet() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "2.3.1.3": {"1.1.1": "core", "1.1.2": "spare"},
        "2.3.1.5": {"1.1.1": 1, "1.1.2": 6},
        "2.3.1.7": {"1.1.1": 64, "1.1.2": 64},
        "2.3.1.9": {"1.1.1": 12},
        "2.3.1.12": {"1.1.1": 16},
        "2.3.1.13": {"1.1.1": 2080},
        "2.3.1.14": {"1.1.1": -1},
    }
    device = read(IDENTITY | columns(ROOT, cells))
    parts = facts(device)
    assert parts["outlet AA1"] == {
        "state": OutletState.ON,
        "current_a": 0.64,
        "voltage_v": 208.0,
        "active_power_w": Quality.UNSUPPORTED,
        "rated_a": 16.0,
        "near_overload_a": 12.0,
        "overload_a": 12.0,
    }
    # Out of contact: the current is an old one.
    assert parts["outlet AA2"] == {"state": OutletState.UNKNOWN, "current_a": Quality.MISSING}
    assert device.subject(SubjectKind.OUTLET, "AA1").name == "core"


def test_a_branch() -> None:
    cells = {"2.7.1.6": {"1.1.2": 5}, "2.7.1.7": {"1.1.2": 1850}, "2.7.1.8": {"1.1.2": 16}, "2.7.1.9": {"1.1.2": 20}}
    assert facts(read(IDENTITY | columns(ROOT, cells)))["branch AA:BR2"] == {
        "current_a": 18.5,
        "load_state": LoadState.OVERLOAD,
        "rated_a": 20.0,
        "near_overload_a": 16.0,
        "overload_a": 16.0,
    }


@pytest.mark.parametrize(("scale", "degrees"), [(0, 23.5), (1, pytest.approx(-4.722, abs=0.001))])
def test_probes_tell_their_scale_and_are_listed_where_none_is_plugged_in(scale: int, degrees: float) -> None:
    cells: dict[str, dict[str, Raw]] = {
        "2.5.1.2": {"1.1": "A1", "1.2": "A2"},
        "2.5.1.4": {"1.1": 0, "1.2": 1},
        "2.5.1.6": {"1.1": 235, "1.2": -1},
        "2.5.1.10": {"1.1": 41, "1.2": -1},
        "2.5.1.13": {"1.1": scale, "1.2": scale},
    }
    parts = facts(read(IDENTITY | columns(ROOT, cells)))
    assert parts["sensor A1"] == {"temperature_c": degrees, "humidity_pct": 41.0}
    assert not set(parts["sensor A2"].values()) - {Quality.UNSUPPORTED, Quality.MISSING}


def test_a_tower_is_there_though_it_tells_no_readings() -> None:
    device = read(IDENTITY | columns(ROOT, {"2.3.1.7": {"1.1.1": 64}}))
    assert device.keys(SubjectKind.UNIT) == ["A"]

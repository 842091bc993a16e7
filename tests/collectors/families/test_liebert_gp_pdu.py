"""Vectors from LIEBERT-GP-PDU-MIB."""

import pytest

from powertui.domain.reading import OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system

ROOT = "476.1.42.3.8"
IDENTITY = system("476.1.42", "Rack PDU") | columns(
    ROOT, {"30.20.1.20": {"1.1": "MPH-X"}, "30.20.1.15": {"1.1": "PEM: 1-1"}}
)


def walked(cells: dict[str, dict[str, Raw]]) -> dict[str, Raw]:
    return IDENTITY | columns(ROOT, cells)


def test_a_unit_is_named_as_the_device_names_it() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "30.20.1.35": {"1.1": 300},
        "30.20.1.50": {"1.1": 959375},
        "30.20.1.65": {"1.1": 2411},
        "30.20.1.70": {"1.1": 204},
        "30.20.1.90": {"1.1": 2560},
        "30.20.1.95": {"1.1": 94},
        "30.20.1.100": {"1.1": 3},
    }
    assert facts(read(walked(cells)))["unit PEM: 1-1"] == {
        "active_power_w": 2411.0,
        "apparent_power_va": 2560.0,
        "power_factor": 0.94,
        "energy_kwh": 95937.5,
        "neutral_current_a": 20.4,
        "residual_current_ma": 3.0,
        "rated_a": 30.0,
    }


def test_a_power_factor_of_0_is_none() -> None:
    device = read(walked({"30.20.1.65": {"1.1": 514}, "30.20.1.95": {"1.1": 0}}))
    assert facts(device)["unit PEM: 1-1"]["power_factor"] is Quality.UNSUPPORTED


@pytest.mark.parametrize(
    ("fine", "coarse", "current_a", "voltage_v"),
    [
        ({"30.40.1.22": {"1.1.1": 2045}, "30.40.1.19": {"1.1.1": 1196}}, {}, 20.45, 119.6),
        (
            {"30.40.1.22": {"1.1.1": 2045}, "30.40.1.19": {"1.1.1": 1196}},
            {"30.40.1.21": {"1.1.1": 204}, "30.40.1.20": {"1.1.1": 119}},
            20.45,
            119.6,
        ),
        ({}, {"30.40.1.21": {"1.1.1": 204}, "30.40.1.20": {"1.1.1": 119}}, 20.4, 119.0),
    ],
)
def test_fine_twins_come_before_coarse_ones(
    fine: dict[str, dict[str, Raw]], coarse: dict[str, dict[str, Raw]], current_a: float, voltage_v: float
) -> None:
    device = read(walked(fine | coarse))
    assert facts(device)["phase L1"] == {"current_a": current_a, "voltage_v": voltage_v}


def test_thresholds_are_percent_of_the_rating() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "30.20.1.35": {"1.1": 300},
        "30.40.1.22": {"1.1.1": 242},
        "30.40.1.35": {"1.1.1": 0},
        "30.40.1.36": {"1.1.1": 75},
        "30.40.1.37": {"1.1.1": 80},
        "40.20.1.75": {"1.1": 200},
        "40.20.1.130": {"1.1": 228},
        "40.20.1.135": {"1.1": 5},
        "40.20.1.140": {"1.1": 90},
        "40.20.1.145": {"1.1": 95},
    }
    parts = facts(read(walked(cells)))
    near, over = "near_overload_pct_of_rated", "overload_pct_of_rated"
    assert parts["phase L1"] == {
        "current_a": 2.42,
        near: 75.0,
        over: 80.0,
        "near_overload_a": pytest.approx(22.5),
        "overload_a": pytest.approx(24.0),
    }
    assert parts["branch 1-1"] == {
        "current_a": 2.28,
        "rated_a": 20.0,
        "low_load_pct_of_rated": 5.0,
        near: 90.0,
        over: 95.0,
        "near_overload_a": pytest.approx(18.0),
        "overload_a": pytest.approx(19.0),
    }


def test_outlets_know_their_branch_and_1_is_off() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "40.20.1.20": {"1.2": "1-A"},
        "40.20.1.130": {"1.2": 228},
        "40.20.1.75": {"1.2": 160},
        "50.20.1.25": {"1.2.1": "1-A-1", "1.2.2": "1-A-2"},
        "50.20.1.95": {"1.2.1": 1, "1.2.2": 2},
        "50.20.1.60": {"1.2.1": 0, "1.2.2": 2},
        "50.20.1.61": {"1.2.2": 21},
    }
    device = read(walked(cells))
    parts = facts(device)
    assert parts["branch 1-A"] == {"current_a": 2.28, "rated_a": 16.0}
    assert parts["outlet 1-A-1"] == {"state": OutletState.OFF, "current_a": 0.0}
    assert parts["outlet 1-A-2"] == {"state": OutletState.ON, "current_a": 0.21}
    assert device.subject(SubjectKind.OUTLET, "1-A-2").branch == "1-A"


def test_the_parts_of_a_second_pdu_in_the_array_are_told_apart() -> None:
    device = read(walked({"30.40.1.22": {"1.1.1": 100, "2.1.1": 200}}))
    assert device.keys(SubjectKind.PHASE) == ["L1", "2:L1"]
    assert device.value(SubjectKind.PHASE, "2:L1", Quantity.CURRENT) == 2.0


def test_sensors_are_tenths_and_fahrenheit_is_not_asked() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "60.15.1.15": {"1.1.1": "SNSR: 1-1", "1.2.1": "SNSR: 1-2"},
        "60.15.1.40": {"1.2.1": 635},
        "60.15.1.70": {"1.2.1": 175},
        "60.15.1.95": {"1.1.1": 442},
    }
    parts = facts(read(walked(cells)))
    assert parts["sensor SNSR: 1-1"] == {"humidity_pct": 44.2}
    assert parts["sensor SNSR: 1-2"] == {"temperature_c": 17.5}


@pytest.mark.parametrize("words", ["Liebert GXT2-3000RT120", "Liebert APM UPS", "Liebert NXL"])
def test_a_ups_of_the_same_agents_is_none(words: str) -> None:
    with pytest.raises(AssertionError, match="no profile fits"):
        read(walked({"30.40.1.22": {"1.1.1": 100}}) | system("476.1.42", words))

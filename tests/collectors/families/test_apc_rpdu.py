"""Vectors from PowerNet-MIB's rPDU tree, and which of the three trees that one card may have counts."""

import pytest

from powertui.domain.reading import Leg, LoadState, OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system

ROOT = "318.1.1.12"
IDENTITY = system("318.1.3.4.4") | {f"{ROOT}.1.5.0": "AP7952", f"{ROOT}.1.6.0": "ZA0412003377"}
RPDU2: dict[str, Raw] = {"318.1.1.26.2.1.8.1": "AP8941", "318.1.1.26.4.3.1.5.1": 31}
SPDU: dict[str, Raw] = {"318.1.1.4.1.4.0": "AP7952", "318.1.1.4.4.2.1.3.1": 2}


def three_phases() -> dict[str, Raw]:
    """Three phases and two banks in one table; thresholds in two others."""
    return IDENTITY | columns(
        ROOT,
        {
            "1": {"8.0": 24, "9.0": 3, "7.0": 20, "16.0": 2208, "17.0": 960, "18.0": 2300, "15.0": 230},
            "2.3.1.1.2": {"1": 71, "2": 22, "3": 0, "4": 48, "5": 45},
            "2.3.1.1.3": {"1": 3, "2": 1, "3": 2, "4": 1, "5": 4},
            "2.3.1.1.4": {"1": 1, "2": 2, "3": 3, "4": 0, "5": 0},
            "2.3.1.1.5": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 2},
            "2.2.1.1.3": {"1": 7, "2": 8, "3": 9},
            "2.1.6.1.3": {"1": 16, "2": 16},
            "2.4.1.1.4": {"2": 13},
        },
    )


def outlets(monitored: int, model: str = "AP7952") -> dict[str, Raw]:
    return (
        IDENTITY
        | {f"{ROOT}.1.5.0": model}
        | columns(
            ROOT,
            {
                "1": {"8.0": 2},
                "3.1": {"5.0": monitored},
                "3.5.1.1.2": {"1": "db-4", "2": "Outlet 2", "3": "Outlet 3"},
                "3.5.1.1.3": {"1": 5, "2": 1, "3": 1},
                "3.5.1.1.4": {"1": 1, "2": 2, "3": 2},
                "3.5.1.1.7": {"1": 13, "2": 0, "3": 0},
                "3.4.3.1.5": {"1": 2000},
            },
        )
    )


def test_phases_and_banks_are_told_apart_and_thresholds_are_whole_amperes() -> None:
    device = read(three_phases())
    assert (device.description.family, device.description.model) == ("apc-rpdu", "AP7952")
    assert facts(device) == {
        "unit 1": {
            "active_power_w": 2208.0,
            "apparent_power_va": 2300.0,
            "power_factor": 0.96,
            "nominal_voltage_v": 230.0,
            "rated_a": 20.0,
            "num_outlets": 24.0,
            "num_phases": 3.0,
        },
        "phase L1": {"current_a": 7.1, "load_state": LoadState.NEAR_OVERLOAD, "near_overload_a": 7.0},
        "phase L2": {"current_a": 2.2, "load_state": LoadState.NORMAL, "near_overload_a": 8.0},
        "phase L3": {"current_a": 0.0, "load_state": LoadState.LOW, "near_overload_a": 9.0},
        "branch B1": {"current_a": 4.8, "load_state": LoadState.NORMAL, "rated_a": 16.0},
        "branch B2": {"current_a": 4.5, "load_state": LoadState.OVERLOAD, "rated_a": 16.0, "overload_a": 13.0},
    }
    assert device.subject(SubjectKind.PHASE, "L2").leg is Leg.B


def test_power_of_a_configured_voltage_is_an_estimate() -> None:
    device = read(three_phases())
    for quantity in (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.POWER_FACTOR):
        assert device.reading(SubjectKind.UNIT, "1", quantity).quality is Quality.ESTIMATED


def test_a_row_of_the_table_without_a_bank_column_is_a_phase() -> None:
    device = read(IDENTITY | {f"{ROOT}.2.3.1.1.2.1": 28, f"{ROOT}.2.3.1.1.4.1": 1})
    assert facts(device) == {"phase L1": {"current_a": 2.8}}


def test_minus_one_is_not_supported() -> None:
    assert facts(read(IDENTITY | {f"{ROOT}.1.16.0": -1})) == {"unit 1": {"active_power_w": Quality.UNSUPPORTED}}


def test_a_load_of_0_of_outlets_that_are_not_monitored_is_no_current() -> None:
    device = read(outlets(monitored=0))
    assert facts(device)["outlet 1"] == {"state": OutletState.ON}
    assert device.keys(SubjectKind.OUTLET) == ["1", "2"]
    first = device.subject(SubjectKind.OUTLET, "1")
    assert (first.name, first.leg) == ("db-4", Leg.BC)


@pytest.mark.parametrize(("model", "threshold"), [("AP7952", "near_overload_a"), ("AP8641", "near_overload_w")])
def test_a_monitored_outlets_threshold_is_amperes_or_on_later_models_watts(model: str, threshold: str) -> None:
    assert facts(read(outlets(monitored=2, model=model)))["outlet 1"] == {
        "state": OutletState.ON,
        "current_a": 1.3,
        threshold: 2000.0,
    }


@pytest.mark.parametrize("sys_object_id", ["318.1.3.4.4", "318.1.3.4.5", "318.1.3.4.6", "318.1.3.4.8"])
@pytest.mark.parametrize(
    ("trees", "family"),
    [
        (SPDU, "apc-masterswitch"),
        (SPDU | IDENTITY, "apc-rpdu"),
        (SPDU | IDENTITY | RPDU2, "apc-rpdu2"),
        (IDENTITY | RPDU2, "apc-rpdu2"),
        (RPDU2, "apc-rpdu2"),
    ],
)
def test_the_newest_tree_that_a_card_has_is_its_family(sys_object_id: str, trees: dict[str, Raw], family: str) -> None:
    assert read(trees | system(sys_object_id)).description.family == family

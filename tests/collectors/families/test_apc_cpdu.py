"""Vectors from the cPDU part of PowerNet-MIB: padding, chains, breakers that are off."""

import pytest

from powertui.domain.reading import LoadState, OutletState, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import Cells, columns, facts, system

IDENTITY = system("318.1.1.32.1") | {"318.1.1.32.1.2.1.11.1": "APDU10250SM"}


def cpdu(cells: Cells) -> dict[str, Raw]:
    return IDENTITY | columns("318.1.1.32", cells)


def test_a_units_rows_and_counts() -> None:
    device = read(
        cpdu(
            {
                "2.2.1.10": {"1": 7360},
                "2.2.1.11": {"1": 5800},
                "2.3.1.3": {"1": 24},
                "2.3.1.7": {"1": 2},
                "2.4.1.1": {"1": 1, "2": 0},
                "2.4.1.3": {"1": 2, "2": 0},
                "2.4.1.4": {"1": 5912, "2": 0},
                "2.4.1.9": {"1": 90417, "2": 0},
                "2.4.1.10": {"1": 417, "2": 0},
                "2.4.1.13": {"1": 97, "2": 0},
            }
        )
    )
    assert device.description.family == "apc-cpdu"
    assert facts(device) == {
        "unit 1": {
            "active_power_w": 5912.0,
            "power_factor": 0.97,
            "energy_kwh": 9041.7,
            "energy_resettable_kwh": 41.7,
            "load_state": LoadState.HIGH_WARNING,
            "near_overload_w": 5800.0,
            "overload_w": 7360.0,
            "num_outlets": 24.0,
            "num_ocps": 2.0,
        }
    }


def test_slots_of_outlets_that_the_model_does_not_have_are_no_outlets() -> None:
    slots = {f"1.{slot}": slot if slot <= 2 else 0 for slot in range(1, 65)}
    device = read(
        cpdu(
            {
                "5.9.1.2": dict(slots),
                "5.9.1.3": {"1.1": "web-1", "1.2": "OUTLET 2", "1.3": "        "},
                "5.9.1.5": {index: 28 * slot for index, slot in slots.items()},
                "5.9.1.11": {"1.1": 573},
                "5.4.1.2": dict(slots),
                "5.4.1.4": dict.fromkeys(slots, 1) | {"1.2": 0},
                "5.8.1.5": {"1.1": 2, "1.2": 1},
                "5.8.1.7": {"1.1": 1600},
                "4.4.1.5": {"1.1": 0, "1.2": 84},
            }
        )
    )
    assert facts(device) == {
        "branch B1": {"current_a": 0.0},
        "branch B2": {"current_a": 0.84},
        "outlet 1": {"current_a": 0.28, "energy_kwh": 57.3, "state": OutletState.ON, "rated_a": 16.0},
        "outlet 2": {"current_a": 0.56, "state": OutletState.OFF},
    }
    first = device.subject(SubjectKind.OUTLET, "1")
    assert (first.name, first.branch) == ("web-1", "B2")


def test_a_second_unit_of_the_chain_has_its_number_before_its_parts() -> None:
    device = read(cpdu({"3.4.1.5": {"1.1": 812, "2.1": 640}, "3.4.1.11": {"2.1": 401}, "3.2.1.7": {"2.1": 1400}}))
    assert facts(device) == {
        "phase L1": {"current_a": 8.12},
        "phase 2:L1": {"current_a": 6.4, "voltage_ll_v": 401.0, "near_overload_a": 14.0},
    }


@pytest.mark.parametrize(
    ("raw", "load", "status"),
    [
        (1, LoadState.HIGH_CRITICAL, LoadState.NORMAL),
        (3, LoadState.LOW_WARNING, LoadState.NORMAL),
        (5, LoadState.NORMAL, LoadState.NORMAL),
        (6, LoadState.OFF, LoadState.OFF),
    ],
)
def test_a_breakers_state_tells_its_load_and_whether_it_is_open(raw: int, load: LoadState, status: LoadState) -> None:
    cells: Cells = {"4.4.1.3": {"1.1": "CB1"}, "4.4.1.4": {"1.1": raw}, "4.4.1.5": {"1.1": 31}}
    assert facts(read(cpdu(cells))) == {"branch CB1": {"current_a": 0.31, "load_state": load, "status": status}}

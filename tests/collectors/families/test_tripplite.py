"""Vectors from TRIPPLITE-PRODUCTS: PDUs and transfer switches of one agent with one sysObjectID."""

import pytest

from powertui.domain.reading import Leg, LoadState, OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system

PDU, ATS = "850.1.1.3.2", "850.1.1.3.4"
Cells = dict[str, dict[str, Raw]]


def agent(root: str, cells: Cells) -> dict[str, Raw]:
    own = columns("850.1.1.1.2.1", {"5": {"1": "PDU-X"}, "6": {"1": "row 3"}})
    return system("850.1.1.1", "PowerAlert 20") | own | columns(root, cells)


@pytest.mark.parametrize(("root", "family"), [(PDU, "tripplite-products"), (ATS, "tripplite-ats")])
def test_the_subtree_that_answers_tells_a_pdu_from_a_transfer_switch(root: str, family: str) -> None:
    device = read(agent(root, {"3.2.1.1.4": {"1.1": 2070}, "3.2.1.1.5": {"1.1": 100}, "3.2.1.1.11": {"1.1": 599}}))
    description = device.description
    assert (description.family, description.model, description.name) == (family, "PDU-X", "row 3")
    measured = {"current_a": 1.0, "voltage_v": 207.0, "frequency_hz": 59.9}
    assert facts(device)["unit 1.1"].items() >= measured.items()


def test_totals_count_only_where_no_output_has_rows() -> None:
    totals: Cells = {"2.1.1.9": {"1": 2300}, "2.1.1.14": {"1": 2400}, "2.1.1.16": {"1": 1150}, "3.1.1.1.10": {"1": 30}}
    marker: Cells = {"3.3.1.1.4": {"1.1": 2}}
    assert facts(read(agent(PDU, totals | marker)))["unit 1"] == {
        "active_power_w": 2300.0,
        "apparent_power_va": 2400.0,
        "current_a": 11.5,
        "rated_a": 30.0,
    }
    output: Cells = {"3.2.1.1.8": {"1.1": 2300}}
    assert read(agent(PDU, totals | marker | output)).keys(SubjectKind.UNIT) == ["1.1"]


def test_phases_circuits_and_breakers() -> None:
    cells: Cells = {
        "1.2.1.3": {"1": 1},
        "1.2.1.6": {"1": 2},
        "3.1.2.1.3": {"1.1": 600, "1.2": 0},
        "3.1.2.1.4": {"1.1": 2080, "1.2": 0},
        "3.1.2.1.7": {"1.1": 1602, "1.2": 0},
        "3.1.2.1.8": {"1.1": 3300, "1.2": 0},
        "3.4.1.1.2": {"1.1": 1, "1.2": 4},
        "3.4.1.1.4": {"1.1": 100, "1.2": 1250, "1.3": 0},
        "3.4.1.1.5": {"1.1": 1600, "1.2": 1600, "1.3": 0},
        "3.4.1.1.8": {"1.1": 207, "1.2": 2600},
        "3.5.1.1.2": {"1.1": 1, "1.2": 0, "1.3": 2},
    }
    parts = facts(read(agent(PDU, cells | {"3.2.1.1.4": {"1.1": 2080}})))
    assert parts["phase L1"] == {
        "current_a": 16.02,
        "voltage_v": 208.0,
        "active_power_w": 3300.0,
        "frequency_hz": 60.0,
    }
    circuit = {"rated_a": 16.0}
    assert parts["branch C1"] == circuit | {"current_a": 1.0, "active_power_w": 207.0, "status": LoadState.NORMAL}
    assert parts["branch C2"] == circuit | {
        "current_a": 12.5,
        "active_power_w": 2600.0,
        "status": LoadState.BREAKER_TRIPPED,
    }
    assert {"phase L2", "branch C3"}.isdisjoint(parts)


@pytest.mark.parametrize(
    ("supported", "wanted"),
    [
        (1, {"current_a": 0.52, "active_power_w": 110.0}),
        (2, {}),
        (None, {"current_a": 0.52, "active_power_w": 110.0}),  # an older agent, which does not say
    ],
)
def test_outlets_are_metered_where_the_device_says_so(supported: int | None, wanted: dict[str, float]) -> None:
    cells: Cells = {
        "1.2.1.4": {"1": 1},
        "3.1.2.1.4": {"1.1": 2080, "1.2": 2081},
        "3.3.1.1.2": {"1.1": "Load 1", "1.2": "Load 2"},
        "3.3.1.1.4": {"1.1": 2, "1.2": 1},
        "3.3.1.1.8": {"1.1": 52},
        "3.3.1.1.9": {"1.1": 110},
        "3.3.1.1.16": {"1.1": 2},
        "3.3.1.1.17": {"1.1": 2},
        "3.4.1.1.4": {"1.2": 100},
    }
    if supported is not None:
        cells |= {"1.3.1.4": {"1": supported}, "1.3.1.6": {"1": supported}}
    device = read(agent(PDU, cells))
    outlet = device.subject(SubjectKind.OUTLET, "1")
    assert facts(device)["outlet 1"] == {"state": OutletState.ON, "circuit": 2.0} | wanted
    assert (outlet.name, outlet.branch, outlet.leg) == ("Load 1", "C2", Leg.B)
    assert device.keys(SubjectKind.OUTLET) == ["1"]


def test_the_second_device_of_a_card_is_named_in_its_parts() -> None:
    device = read(agent(PDU, {"3.2.1.1.4": {"1.1": 1, "2.1": 2}, "3.4.1.1.4": {"1.1": 1, "2.1": 2}}))
    assert device.keys(SubjectKind.UNIT) == ["1.1", "2.1"]
    assert device.value(SubjectKind.BRANCH, "2:C1", Quantity.CURRENT) == 0.02


def test_a_transfer_switchs_inputs_circuits_and_outlets() -> None:
    cells: Cells = {
        "3.1.2.1.4": {"1.1.1": 600, "1.2.1": 598},
        "3.1.2.1.5": {"1.1.1": 1201, "1.2.1": 0},
        "3.2.1.1.5": {"1.1": 350},
        "3.3.1.1.2": {"1.1": "sw-a"},
        "3.3.1.1.4": {"1.1": 1},
        "3.4.1.1.4": {"1.1": 350},
    }
    assert facts(read(agent(ATS, cells))) == {
        "unit 1.1": {"current_a": 3.5},
        "input 1.1": {"voltage_v": 120.1, "frequency_hz": 60.0},
        "input 2.1": {"voltage_v": 0.0, "frequency_hz": 59.8},
        "branch C1": {"current_a": 3.5},
        "outlet 1": {"state": OutletState.OFF},
    }


def test_what_a_model_does_not_support_is_not_there() -> None:
    parts = facts(read(agent(PDU, {"3.2.1.1.4": {"1.1": 2070}})))
    assert parts == {"unit 1.1": {"voltage_v": 207.0}}
    assert Quality.UNSUPPORTED not in parts["unit 1.1"].values()

"""Which reported part is which modelled one."""

from dataclasses import replace

import pytest

from powertui.domain.graph import PowerGraph
from powertui.domain.measured import bind
from powertui.domain.reading import SubjectDescription, SubjectKind, TargetDescription
from powertui.domain.topology import PowerOutlet
from tests.plants import two_sided_topology


def bound_outlets(modelled: list[str], reported: list[SubjectDescription]) -> list[int | None]:
    outlets = tuple(PowerOutlet(number, 1, name) for number, name in enumerate(modelled, start=1))
    graph = PowerGraph(replace(two_sided_topology(), power_outlets=outlets, cables=()))
    return [
        binding.power_outlet_id
        for binding in bind(graph, 1, TargetDescription("test", "Test", subjects=tuple(reported)))
    ]


def outlet(key: str, *, label: str = "", name: str = "") -> SubjectDescription:
    return SubjectDescription(SubjectKind.OUTLET, key, label=label, name=name)


@pytest.mark.parametrize(
    ("modelled", "reported"),
    [
        (["1", "2", "3"], [outlet("1"), outlet("2"), outlet("3")]),
        (["Outlet 1", "Outlet 2", "Outlet 3"], [outlet("1"), outlet("2"), outlet("3")]),
        (["A1", "A2", "A3"], [outlet("A1"), outlet("A2"), outlet("A3")]),
        (["outlet a1", "OUTLET A2"], [outlet("x", label="Outlet A1"), outlet("y", label="Outlet A2")]),
        (["srv-1", "srv-2"], [outlet("x", name="srv-1"), outlet("y", name="srv-2")]),
    ],
)
def test_outlets_match_by_label_name_or_number(modelled: list[str], reported: list[SubjectDescription]) -> None:
    assert bound_outlets(modelled, reported) == list(range(1, len(modelled) + 1))


def test_an_outlet_that_the_model_lacks_is_bound_to_nothing() -> None:
    assert bound_outlets(["1"], [outlet("1"), outlet("2")]) == [1, None]


def test_units_phases_and_lines_belong_to_the_inlet() -> None:
    graph = PowerGraph(two_sided_topology())
    description = TargetDescription(
        "test",
        "Test",
        subjects=(
            SubjectDescription(SubjectKind.UNIT, "I1", unit="1"),
            SubjectDescription(SubjectKind.PHASE, "L1", unit="1"),
            SubjectDescription(SubjectKind.LINE, "L1", unit="other"),
            SubjectDescription(SubjectKind.BRANCH, "B1", unit="1"),
        ),
    )
    assert [binding.power_port_id for binding in bind(graph, 1, description)] == [1, 1, 1, None]


def test_a_unit_of_a_chain_that_the_model_has_no_inlet_for_is_not_counted_on_anothers() -> None:
    graph = PowerGraph(two_sided_topology())
    description = TargetDescription(
        "test",
        "Test",
        subjects=(
            SubjectDescription(SubjectKind.UNIT, "AA", unit="1", index="1.1"),
            SubjectDescription(SubjectKind.UNIT, "BA", unit="2", index="2.1"),
            SubjectDescription(SubjectKind.PHASE, "AA:L1", unit="1.1"),
            SubjectDescription(SubjectKind.PHASE, "BA:L1", unit="2.1"),
        ),
    )
    assert [binding.power_port_id for binding in bind(graph, 1, description)] == [1, None, 1, None]


def test_a_label_of_thousands_of_digits_is_no_number() -> None:
    assert bound_outlets(["Outlet 1"], [outlet("9" * 5000)]) == [None]


def test_a_number_that_two_outlets_share_matches_neither() -> None:
    assert bound_outlets(["A1", "B1"], [outlet("1")]) == [None]

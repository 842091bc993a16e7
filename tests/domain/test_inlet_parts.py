"""UPSs and transfer switches: their sources are their inlets, and what they give is no inlet's."""

from dataclasses import replace

import pytest

from powertui.domain.assemble import assemble_view
from powertui.domain.choices import TerminationKind
from powertui.domain.graph import PowerGraph
from powertui.domain.inlet_parts import on_active_source
from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget, bind
from powertui.domain.plant import PlantView
from powertui.domain.reading import (
    Leg,
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
)
from powertui.domain.reported import reported_devices
from powertui.domain.rollup import Basis
from powertui.domain.topology import Cable, PowerPort, Termination, Topology
from tests.measured import LIVING_POLLER, measured_target
from tests.plants import NOW_S, two_sided_topology

Said = tuple[SubjectDescription, dict[Quantity, float]]


def two_sources() -> Topology:
    """Device 1 with a second inlet, on feed 2: its ports 1 and 9 are sources A and B."""
    plant = two_sided_topology()
    feed, port = Termination(TerminationKind.POWER_FEED, 2), Termination(TerminationKind.POWER_PORT, 9)
    return replace(
        plant,
        power_ports=(*plant.power_ports, PowerPort(9, 1, "Inlet B")),
        cables=(*(cable for cable in plant.cables if cable.id != 2), Cable(2, (feed,), (port,))),
    )


def part(kind: SubjectKind, key: str, *, label: str = "", leg: Leg | None = None) -> SubjectDescription:
    return SubjectDescription(kind, key, unit="1", label=label, leg=leg)


def read(graph: PowerGraph, *said: Said) -> MeasuredTarget:
    described = tuple(replace(one, quantities=tuple(values)) for one, values in said)
    bindings = bind(graph, 1, TargetDescription("f", "V", subjects=described))
    subjects = tuple(
        MeasuredSubject(
            number,
            one,
            tuple(Reading(quantity, value, Quality.GOOD, NOW_S) for quantity, value in values.items()),
            binding,
        )
        for number, (one, (_, values), binding) in enumerate(zip(described, said, bindings, strict=True), start=1)
    )
    return measured_target(1, subjects, name="ats", device_id=1)


def view_of(graph: PowerGraph, target: MeasuredTarget, now_s: float = NOW_S) -> PlantView:
    return assemble_view(graph=graph, targets=[target], alerts=(), poller=LIVING_POLLER, now_s=now_s)


def switch(selected: float, *, current_a: float | None = None) -> tuple[Said, ...]:
    load: dict[Quantity, float] = {} if current_a is None else {Quantity.CURRENT: current_a}
    return (
        (part(SubjectKind.INPUT, "A", label="A"), {Quantity.VOLTAGE: 230, **load}),
        (part(SubjectKind.INPUT, "B", label="B"), {Quantity.VOLTAGE: 231}),
        (part(SubjectKind.UNIT, "1"), {Quantity.SELECTED_SOURCE: selected, Quantity.APPARENT_POWER: 1100}),
        (part(SubjectKind.PHASE, "L1", leg=Leg.A), {Quantity.CURRENT: 5, Quantity.VOLTAGE: 230}),
    )


@pytest.mark.parametrize(("selected", "feed_id"), [(1, 1), (2, 2)])
def test_a_transfer_switchs_load_is_that_of_the_feed_behind_the_source_that_it_draws_from(
    selected: float, feed_id: int
) -> None:
    graph = PowerGraph(two_sources())
    view = view_of(graph, read(graph, *switch(selected)))
    other = view.feeds[3 - feed_id]
    assert (view.feeds[feed_id].apparent_power.value, view.feeds[feed_id].basis) == (1100, Basis.INLET)
    assert view.feeds[feed_id].legs[0].current.value == 5
    assert other.apparent_power.value is None


@pytest.mark.parametrize("selected", [0, 3, 9])
def test_a_source_that_it_does_not_have_is_nobodys(selected: float) -> None:
    graph = PowerGraph(two_sources())
    target = read(graph, *switch(selected))
    assert on_active_source(target) == target


def test_an_old_word_of_the_source_binds_nothing() -> None:
    graph = PowerGraph(two_sources())
    view = view_of(graph, read(graph, *switch(1)), NOW_S + 3600)
    assert view.feeds[1].apparent_power.value is None


def test_a_source_that_is_measured_itself_is_believed_before_what_is_given() -> None:
    graph = PowerGraph(two_sources())
    view = view_of(graph, read(graph, *switch(1, current_a=6)))
    assert view.feeds[1].apparent_power.value == 6 * 230
    assert view.feeds[1].apparent_power.quality is Quality.ESTIMATED


def test_a_ups_draws_what_it_says_of_its_input_and_not_what_it_gives() -> None:
    graph = PowerGraph(two_sided_topology())
    legs = (Leg.A, Leg.B, Leg.C)
    inputs: list[Said] = [
        (
            part(SubjectKind.INPUT, f"in{number}", label="Input", leg=leg),
            {Quantity.VOLTAGE: 230, Quantity.CURRENT: number, Quantity.ACTIVE_POWER: 220.0 * number},
        )
        for number, leg in enumerate(legs, start=1)
    ]
    given: list[Said] = [
        (part(SubjectKind.UNIT, "1"), {Quantity.ACTIVE_POWER: 900}),
        (part(SubjectKind.PHASE, "out1", leg=Leg.A), {Quantity.CURRENT: 99}),
    ]
    load = view_of(graph, read(graph, *given, *inputs)).feeds[1]
    assert load.active_power.value == 220 * 6
    assert load.apparent_power.value == 230 * 6
    assert [leg.current.value for leg in load.legs] == [1, 2, 3]
    assert load.inlet_subject_ids == (3, 4, 5)


def test_the_phases_of_a_source_are_one_inlet() -> None:
    phases = [part(SubjectKind.INPUT, key, label=key[0]) for key in ("A", "A:L2", "A:L3", "B", "B:L2", "B:L3")]
    (device,) = reported_devices(TargetDescription("f", "V", subjects=(*phases, part(SubjectKind.UNIT, "1"))))
    assert [inlet.key for inlet in device.inlets] == ["A", "B"]
    assert [one.key for one in device.parts] == ["A:L2", "A:L3", "B:L2", "B:L3"]
    graph = PowerGraph(two_sources())
    bindings = bind(graph, 1, TargetDescription("f", "V", subjects=tuple(phases)))
    assert bindings == (Binding(1),) * 3 + (Binding(9),) * 3

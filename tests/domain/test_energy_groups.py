"""Whose meters a report adds up: each load once, however panels hang on each other."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from powertui.domain.choices import TerminationKind
from powertui.domain.energy_groups import Grouping, counted_once, energy_groups
from powertui.domain.energy_meters import PlantMeters
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget
from powertui.domain.reading import Quantity, SubjectDescription, SubjectKind
from powertui.domain.topology import Cable, Device, PowerFeed, PowerPanel, PowerPort, Rack, Site, Termination, Topology
from tests.measured import measured_target

FEED, PORT = TerminationKind.POWER_FEED, TerminationKind.POWER_PORT


def a_plant(random: Random, panels: int, feeds: int) -> tuple[PowerGraph, list[MeasuredTarget], set[int]]:
    """Panels that hang on feeds of panels before them; each feed has a PDU, of which some are polled."""
    on = {number: random.randint(1, panels) for number in range(1, feeds + 1)}
    above: dict[int, int | None] = {}
    for panel in range(1, panels + 1):
        upper = [number for number, of in on.items() if of < panel]
        above[panel] = random.choice(upper) if upper and random.random() < 0.7 else None
    metered = {number for number in on if random.random() < 0.6}
    topology = Topology(
        sites=(Site(1, "s", "s"),),
        racks=(Rack(1, 1, "R1"), Rack(2, 1, "R2")),
        power_panels=tuple(PowerPanel(panel, 1, f"P{panel}", fed_by_feed_id=above[panel]) for panel in above),
        power_feeds=tuple(
            PowerFeed(number, panel, f"F{number}", rack_id=1 + number % 2) for number, panel in on.items()
        ),
        devices=tuple(Device(number, 1, f"pdu-{number}", "pdu") for number in on),
        power_ports=tuple(PowerPort(number, number, "Inlet") for number in on),
        cables=tuple(Cable(number, (Termination(FEED, number),), (Termination(PORT, number),)) for number in on),
    )
    return PowerGraph(topology), [target(number) for number in sorted(metered)], metered


def target(number: int) -> MeasuredTarget:
    unit = MeasuredSubject(
        number,
        SubjectDescription(SubjectKind.UNIT, "1", quantities=(Quantity.ACTIVE_POWER, Quantity.ENERGY)),
        (),
        Binding(power_port_id=number),
    )
    return measured_target(number, (unit,), device_id=number)


def topmost(graph: PowerGraph, metered: set[int]) -> set[int]:
    """The metered feeds above which no other is metered, found by walking up."""

    def is_below_a_meter(number: int) -> bool:
        upper = graph.panels[graph.feeds[number].power_panel_id].fed_by_feed_id
        return upper is not None and (upper in metered or is_below_a_meter(upper))

    return {number for number in metered if not is_below_a_meter(number)}


@settings(max_examples=200)
@given(st.integers(0, 10**9), st.integers(1, 6), st.integers(1, 12))
def test_totals_have_the_topmost_meter_of_everything_and_no_other(seed: int, panels: int, feeds: int) -> None:
    graph, targets, metered = a_plant(Random(seed), panels, feeds)
    meters = PlantMeters(graph, targets)
    for grouping in (Grouping.FEED, Grouping.SITE):
        groups = energy_groups(meters, grouping)
        counted = [
            number
            for row, at in counted_once(meters, groups)
            for one in groups[row].loads[at].alternatives
            for number in one.subject_ids
        ]
        assert sorted(counted) == sorted(topmost(graph, metered))
    for grouping in (Grouping.RACK, Grouping.PANEL):
        groups = energy_groups(meters, grouping)
        total = {
            number
            for row, at in counted_once(meters, groups)
            for one in groups[row].loads[at].alternatives
            for number in one.subject_ids
        }
        listed = {
            number
            for group in groups
            for load in group.loads
            for one in load.alternatives
            for number in one.subject_ids
        }
        assert total <= listed <= metered
        assert total == {number for number in listed if number in topmost(graph, listed)}


@settings(max_examples=100)
@given(st.integers(0, 10**9), st.integers(1, 6), st.integers(1, 12))
def test_a_feed_has_a_meter_where_its_pdu_is_polled_and_is_never_above_itself(
    seed: int, panels: int, feeds: int
) -> None:
    graph, targets, metered = a_plant(Random(seed), panels, feeds)
    meters = PlantMeters(graph, targets)
    for group in energy_groups(meters, Grouping.FEED):
        (load,) = group.loads
        assert load.is_metered is (group.id in metered)
    for number in graph.feeds:
        above = meters.feeds_above(number)
        assert number not in above
        assert all(upper in graph.feeds for upper in above)

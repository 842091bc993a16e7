"""A cell worked out by itself has the figures of the whole plant; what hangs together further up has no cell."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.before import loads_before
from powertui.domain.redundancy.cells import Cells
from powertui.domain.redundancy.compile import compiled
from powertui.domain.redundancy.limits import limits_of
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.singles import single_losses
from powertui.domain.redundancy.verdicts import feed_standings
from powertui.domain.topology import Topology
from tests.bench.big_plant import big_plant
from tests.domain.redundancy.plants import Plant, plants
from tests.domain.redundancy.test_again import ASSUMED, metered_plant, singles_of
from tests.domain.redundancy.test_brute_force import measurements


@settings(max_examples=150, deadline=None)
@given(plants())
def test_a_cells_feeds_stand_as_in_the_whole_plant(plant: Plant) -> None:
    whole = singles_of(plant)
    expected = feed_standings(whole)
    cells = Cells(whole.network.graph)
    for feed_id in whole.network.graph.feeds:
        cell = cells.of_feed(feed_id)
        if cell is None:
            continue
        assert feed_id in cell.feed_ids
        network = compiled(PowerGraph(cells.topology([cell])))
        loads = loads_before(network, measurements(plant.meters), ASSUMED)
        found = feed_standings(single_losses(network, loads, limits_of(network)))
        assert found.keys() == expected.keys() & cell.feed_ids
        for one, standing in found.items():
            of_whole = expected[one]
            assert standing.pct == pytest.approx(of_whole.pct, rel=1e-6, abs=1e-6)
            assert standing.basis is of_whole.basis
            node = network.node_of[NodeSort.FEED][one]
            in_whole = whole.network.node_of[NodeSort.FEED][one]
            assert list(loads.va[4 * node : 4 * node + 4]) == pytest.approx(
                list(whole.loads.va[4 * in_whole : 4 * in_whole + 4]), rel=1e-6, abs=1e-6
            )


def test_racks_are_cells_of_their_own_and_the_part_that_is_worked_out_does_not_grow_with_the_plant() -> None:
    evaluated: list[int] = []
    for racks in (2, 30):
        topology = big_plant(racks)
        cells = Cells(PowerGraph(topology))
        feed = topology.power_feeds[0]
        cell = cells.of_feed(feed.id)
        assert cell is not None
        assert cell.feed_ids == {one.id for one in topology.power_feeds if one.rack_id == feed.rack_id}
        network = compiled(PowerGraph(cells.topology([cell])))
        loads = loads_before(network, metered_plant(racks), ASSUMED)
        evaluated.append(single_losses(network, loads, limits_of(network)).evaluated)
    # Two feeds, two PDUs, two panels.
    assert evaluated == [6, 6]


def test_what_supplies_panels_or_is_too_much_has_no_cell() -> None:
    topology = big_plant(2)
    first, second = topology.power_feeds[0], topology.power_feeds[-1]
    assert Cells(PowerGraph(topology), most_parts=50).of_feed(first.id) is None
    panels = tuple(
        replace(panel, fed_by_device_id=topology.devices[0].id) if panel.id == first.power_panel_id else panel
        for panel in topology.power_panels
    )
    nested = Cells(PowerGraph(replace(topology, power_panels=panels)))
    assert nested.of_feed(first.id) is None
    assert nested.of_feed(second.id) is None, "its rack has a side on that panel, too"
    assert Cells(PowerGraph(Topology())).of_feed(1) is None

"""Redundancy is told the same by the columns as by the objects."""

import math
from collections.abc import Mapping

from hypothesis import given, settings

from powertui.domain.assemble import assemble_view
from powertui.domain.choices import Phase
from powertui.domain.columns.metered import half_known_in, measurements_in, switching_in
from powertui.domain.redundancy.measurements import Metered
from powertui.domain.redundancy.of_view import measurements_of, switching_devices
from powertui.services.learnt_shares import half_known
from tests.domain.columns.plants_at_random import NOW_S, POLLER, RandomPlant, random_plants
from tests.domain.columns.test_same_figures import rolled_up


def assert_same(found: Mapping[int, Metered], expected: Mapping[int, Metered]) -> None:
    assert found.keys() == expected.keys()
    for key, meter in expected.items():
        for one, other in ((found[key].va, meter.va), (found[key].w, meter.w)):
            assert (one is None) == (other is None)
            assert one is None or other is None or math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-9)


@settings(max_examples=120, deadline=None)
@given(random_plants())
def test_what_is_metered_is_the_same(plant: RandomPlant) -> None:
    view = assemble_view(graph=plant.graph, targets=plant.measured(), alerts=(), poller=POLLER, now_s=NOW_S)
    columns = plant.columns()
    found = measurements_in(columns.compiled, rolled_up(columns), view)
    expected = measurements_of(view)
    assert_same(found.outlets, expected.outlets)
    assert_same(found.feeds, expected.feeds)
    assert_same(found.inlets, expected.inlets)
    assert found.selected == expected.selected
    assert switching_in(columns.compiled, view) == switching_devices(view)
    assert half_known_in(columns.compiled, found) == half_known(view, expected)
    for port_id, meter in expected.inlets.items():
        feed = plant.graph.feed_of_port(port_id)
        if feed is not None and feed.phase is Phase.THREE:
            assert (found.inlets[port_id].legs_va is None) == (meter.legs_va is None)

"""Measured beside modelled, on the small plant with two sides."""

import math

import numpy as np

from powertui.domain.columns.comparison import compared_with_model
from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.loads import PlantLoads
from powertui.domain.columns.plant import PlantColumns
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import MeasuredSubject, bind
from powertui.storage.latest_store import little_endian
from tests.plants import NOW_S, pdu_batch, pdu_description, two_sided_topology

Watts = tuple[float | None, float | None, float | None]


def columns() -> PlantColumns:
    graph = PowerGraph(two_sided_topology())
    description = pdu_description()

    def target(number: int) -> DescribedTarget:
        bindings = bind(graph, number, description)
        parts = tuple(
            MeasuredSubject(100 * number + place, subject, (), binding)
            for place, (subject, binding) in enumerate(zip(description.subjects, bindings, strict=True))
        )
        return DescribedTarget(number, f"pdu-{number}", number, None, parts)

    return PlantColumns(graph, [target(1), target(2)])


def loads_of(plant: PlantColumns, of_a: Watts, of_b: Watts, now_s: float = NOW_S) -> PlantLoads:
    for number, watts in ((1, of_a), (2, of_b)):
        batch = pdu_batch(watts, sampled_at_s=now_s)
        plant.take(number, batch.sampled_at_s, little_endian(batch.values), batch.qualities)
    return plant.roll_up(plant.judged(now_s, 75.0), now_s)


def test_each_figure_has_the_models_beside_it() -> None:
    plant = columns()
    found = compared_with_model(plant.places, loads_of(plant, (500, 130, 0), (300, 40, 0)))
    places = plant.places
    server, switch, unmodelled = (places.outlets.row_of[outlet_id] for outlet_id in (1, 2, 5))
    assert (found.outlets.difference_w[server], found.outlets.difference_pct[server]) == (100, 25)
    assert (found.outlets.difference_w[switch], found.outlets.maximum_w[switch]) == (30, 200)
    assert not found.outlets.is_over_maximum.any()
    assert np.flatnonzero(found.unmodelled).tolist() == [unmodelled]
    feed = places.feeds.row_of[1]
    assert (found.feeds.measured_w[feed], found.feeds.allocated_w[feed], found.feeds.maximum_w[feed]) == (
        630,
        500,
        1000,
    )
    inlet = places.inlets.row_of[1]
    assert (found.inlets.difference_w[inlet], found.outlet_sums_w[inlet]) == (130, 630)
    rack = places.racks.row_of[1]
    assert (found.racks.measured_w[rack], found.racks.allocated_w[rack], found.racks.maximum_w[rack]) == (
        970,
        900,
        1800,
    )
    first = int(places.feeds.first_leg[feed])
    assert found.legs.allocated_w[first : first + 3].tolist() == [400, 100, 0]


def test_what_is_not_measured_has_no_difference() -> None:
    plant = columns()
    found = compared_with_model(plant.places, loads_of(plant, (None, 130, 0), (900, 0, 0)))
    row = plant.places.outlets.row_of[1]
    assert math.isnan(found.outlets.measured_w[row]), "the model's draw is no measurement"
    assert math.isnan(found.outlets.difference_w[row])
    assert math.isnan(found.outlet_sums_w[plant.places.inlets.row_of[1]])
    assert found.outlets.is_over_maximum.tolist().count(True) == 1, "900 W on a port of 800 W"

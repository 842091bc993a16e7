"""Columns say of a plant what its objects say, sample by sample."""

from collections import defaultdict

import pytest
from hypothesis import given, settings

from powertui.domain.assemble import assemble_view
from powertui.domain.rollup import AreaKind
from powertui.metrics.families import Family
from powertui.metrics.labels import LabelSet
from powertui.metrics.load_families import AREAS
from tests.domain.columns.plants_at_random import NOW_S, POLLER, RandomPlant, random_plants
from tests.metrics.by_objects import by_objects
from tests.metrics.reading import metrics_of

Values = dict[tuple[Family, LabelSet], list[float]]


@settings(max_examples=60, deadline=None)
@given(random_plants())
def test_columns_and_objects_say_the_same(plant: RandomPlant) -> None:
    view = assemble_view(graph=plant.graph, targets=plant.measured(), alerts=(), poller=POLLER, now_s=NOW_S)
    metrics = metrics_of(view)
    expected: Values = defaultdict(list)
    of_racks = frozenset(
        one
        for families in (AREAS[AreaKind.RACK],)
        for one in (*families.active, *families.apparent, families.modelled, families.feeds)
    )
    for family, labels, value in by_objects(view, metrics):
        expected[family, labels].append(value)
    found: Values = defaultdict(list)
    families = {family for family, _ in expected} | of_racks
    for block in metrics.blocks():
        if block.family in families:
            for labels, value in block.samples:
                # Racks are told without their labels: all of them together.
                found[block.family, LabelSet(b"") if block.family in of_racks else labels].append(value)
    assert found.keys() == expected.keys()
    for key, values in expected.items():
        assert sorted(found[key]) == pytest.approx(sorted(values), rel=1e-12, abs=1e-9), key

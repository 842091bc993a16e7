"""Parts of polled devices, packed: the same as one by one, and what is said in the same words is kept once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from powertui.domain.columns.described import NO_PARTS, packed
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import bind
from powertui.domain.reading import Quality, Quantity, Reading
from powertui.services.staging import stage_plant
from powertui.storage import part_reader
from powertui.storage.engine import open_database, reading, writing
from powertui.storage.part_reader import PartReader
from powertui.storage.target_store import load_subjects, save_description
from tests.clocks import StillClock
from tests.plants import pdu_description, two_sided_topology, two_targets


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    stage_plant(database_url, two_sided_topology(), two_targets(), StillClock())
    opened = open_database(database_url, create=False)
    graph = PowerGraph(two_sided_topology())
    whole = pdu_description()
    rated = Reading(Quantity.RATED_CURRENT, 16.0, Quality.GOOD)
    first, *others = whole.subjects
    described = replace(whole, subjects=(replace(first, facts=(rated,)), *others))
    with writing(opened) as connection:
        for target in two_targets():
            bindings = bind(graph, target.device_id or 0, described)
            save_description(connection, target.id, described, bindings)
    yield opened
    opened.dispose()


@pytest.mark.parametrize("most_known", [20_000, 1])
def test_packed_parts_are_those_that_are_read_one_by_one(
    engine: Engine, most_known: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part_reader, "_MOST_KNOWN", most_known)
    with reading(engine) as connection:
        found = PartReader().read(connection, [1, 2, 3])
        expected = load_subjects(connection, [1, 2])
    assert sorted(found) == [1, 2]
    for target_id, subjects in expected.items():
        parts = found[target_id]
        assert [(one.id, one.description, one.binding) for one in parts] == [
            (one.id, one.description, one.binding) for one in subjects
        ]
        assert len(parts) == len(subjects)
        again = packed(subjects)
        assert [(one.id, one.description, one.binding) for one in again[1:3]] == [
            (one.id, one.description, one.binding) for one in parts[1:3]
        ]
        assert parts[-1].description == subjects[-1].description
        assert any(one.binding.power_outlet_id is None for one in parts)
        assert any(one.binding.power_outlet_id is not None for one in parts)


def test_devices_of_one_type_share_what_describes_them(engine: Engine) -> None:
    with reading(engine) as connection:
        found = PartReader().read(connection, [1, 2])
    assert found[1].descriptions is found[2].descriptions
    assert list(NO_PARTS) == []

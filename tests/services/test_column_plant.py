"""What stands out now, as the database changes beneath: readings, model, descriptions, switches."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Engine, update

from powertui.domain.graph import PowerGraph
from powertui.domain.measured import bind
from powertui.domain.reading import (
    OutletState,
    PollFailure,
    PollOutcome,
    Quality,
    Quantity,
    Reading,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
    scaled,
)
from powertui.domain.rules import RuleSettings
from powertui.domain.topology import PowerFeed
from powertui.services.column_plant import ColumnPlant, Look
from powertui.services.live import LivePlant
from powertui.services.staging import stage_plant
from powertui.storage import schema
from powertui.storage.engine import open_database, writing
from powertui.storage.latest_store import Attempt
from powertui.storage.object_store import write_objects
from powertui.storage.reading_store import save_attempts
from powertui.storage.target_store import save_description
from powertui.storage.topology_store import note_change
from tests.clocks import StillClock
from tests.plants import NOW_S, pdu_batch, pdu_description, two_sided_topology, two_targets

A_OUTLET = SubjectDescription(
    SubjectKind.OUTLET, "4", "1", quantities=(Quantity.STATE, Quantity.CURRENT, Quantity.ACTIVE_POWER)
)


@dataclass
class Plant:
    """The small plant in a database, and whoever looks at it."""

    engine: Engine
    columns: ColumnPlant
    clock: StillClock
    ids: dict[int, tuple[int, ...]]

    def poll(self, target_id: int, result: ReadingBatch | PollFailure) -> None:
        with writing(self.engine) as connection:
            now_s = self.clock.now_s()
            save_attempts(connection, [Attempt(target_id, int(now_s), now_s, 0.1, result, None, None)])

    def describe(self, target_id: int, description: TargetDescription) -> None:
        graph = PowerGraph(two_sided_topology())
        with writing(self.engine) as connection:
            bindings = bind(graph, target_id, description)
            self.ids[target_id] = save_description(connection, target_id, description, bindings)

    def look(self) -> Look:
        found = self.columns.look()
        assert found is not None
        return found


@pytest.fixture
def plant(database_url: str) -> Iterator[Plant]:
    clock = StillClock()
    stage_plant(database_url, two_sided_topology(), two_targets(), clock)
    engine = open_database(database_url, create=False)
    made = Plant(engine, ColumnPlant(engine, clock, RuleSettings()), clock, {})
    for target_id, watts in ((1, (400, 100, 0)), (2, (400, 0, 0))):
        made.describe(target_id, pdu_description())
        made.poll(target_id, pdu_batch(watts, sampled_at_s=NOW_S))
    yield made
    engine.dispose()


def test_there_is_nothing_to_look_at_without_a_plant(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    assert ColumnPlant(engine, StillClock(), RuleSettings()).look() is None
    engine.dispose()


def test_where_all_is_well_nothing_is_gone_through_and_everything_is_found(plant: Plant) -> None:
    view = plant.look().view
    assert [len(one) for one in (view.targets, view.feeds, view.outlets_of_target, view.racks, view.panels)] == [0] * 5
    whole = LivePlant(plant.engine, plant.clock).refresh()
    assert whole is not None
    assert {feed_id: view.feeds[feed_id] for feed_id in whole.feeds} == whole.feeds
    assert {target_id: view.targets[target_id] for target_id in whole.targets} == whole.targets
    assert {rack_id: view.racks[rack_id] for rack_id in whole.racks} == whole.racks
    assert {panel_id: view.panels[panel_id] for panel_id in whole.panels} == whole.panels
    assert 99 not in view.targets
    assert view.feeds.get(99) is None


def test_a_changed_model_is_taken_in_with_the_readings_that_were_there(plant: Plant) -> None:
    assert list(plant.look().view.feeds) == []
    (feed, _) = two_sided_topology().power_feeds
    with writing(plant.engine) as connection:
        write_objects(connection, PowerFeed, changed=[replace(feed, amperage_a=2)])
        note_change(connection, at_s=NOW_S, source="test", summary="a smaller breaker")
    view = plant.look().view
    assert [one.feed.amperage_a for one in view.feeds.values()] == [2], "it is over its limit now"
    assert view.feeds[1].apparent_power.value == 500


def test_a_new_description_is_taken_in(plant: Plant) -> None:
    plant.look()
    described = pdu_description()
    plant.describe(1, replace(described, subjects=(*described.subjects, A_OUTLET)))
    longer = pdu_batch((400, 100, 0), sampled_at_s=NOW_S)
    longer.values.extend([scaled(float(OutletState.ON)), scaled(0.3), scaled(70)])
    plant.poll(1, replace(longer, qualities=longer.qualities + bytes(3)))
    outlets = plant.look().view.outlets_of_target[1]
    assert [load.active_power.value for load in outlets] == [400, 100, 0, 70]


def test_a_batch_that_fits_no_description_is_as_if_it_were_not_there(plant: Plant) -> None:
    plant.look()
    with writing(plant.engine) as connection:
        short = {"values": b"\0" * 8, "qualities": b"\0", "revision": 10**9}
        connection.execute(update(schema.latest).where(schema.latest.c.target_id == 1).values(short))
    assert plant.look().view.feeds[1].apparent_power.value is None


def test_what_was_switched_is_seen_once_with_how_it_was(plant: Plant) -> None:
    assert plant.look().switches_before == {}
    described = pdu_description()
    place = 0
    for part in described.subjects:
        if (part.kind, part.key) == (SubjectKind.OUTLET, "2"):
            break
        place += len(part.quantities)
    batch = pdu_batch((400, 0, 0), sampled_at_s=NOW_S)
    batch.values[place] = scaled(float(OutletState.OFF))
    plant.poll(1, batch)
    look = plant.look()
    subject_id = plant.ids[1][5]
    assert look.switches_before == {subject_id: True}
    assert list(look.view.outlets_of_target) == [1]
    assert plant.look().switches_before == {}
    assert list(plant.columns.look(frozenset({1})).view.outlets_of_target) == [1]  # type: ignore[union-attr]


def test_a_device_that_does_not_answer_is_gone_through_without_its_parts(plant: Plant) -> None:
    plant.poll(1, PollFailure(PollOutcome.TIMEOUT, "no answer"))
    view = plant.look().view
    assert [(one.name, one.detail, one.subjects) for one in view.targets.values()] == [("pdu-r01-a", "no answer", ())]
    assert view.outlets_of_target[1][0].active_power == Reading(Quantity.ACTIVE_POWER, 400, Quality.GOOD, NOW_S)

"""Measured beside modelled, from a database; the history says which loads are dead."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from powertui.domain.compared import ComparedKind, ComparedObject, Remark
from powertui.domain.graph import PowerGraph
from powertui.domain.history import HistoryScope
from powertui.domain.measured import bind
from powertui.domain.reading import Quality
from powertui.services.comparing import DEAD_AFTER_S, compared_objects
from powertui.services.staging import stage_plant
from powertui.storage.engine import open_database, writing
from powertui.storage.history_layout import HistoryLayout, history_layout
from powertui.storage.latest_store import Attempt
from powertui.storage.reading_store import save_attempts
from powertui.storage.rollup_store import roll_up_until
from powertui.storage.target_store import load_targets, save_description
from tests.clocks import StillClock
from tests.plants import NOW_S, pdu_batch, pdu_description, two_sided_topology, two_targets

Watts = tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class Polled:
    """The two PDUs in a database."""

    engine: Engine
    layouts: dict[int, HistoryLayout]

    def poll(self, target_id: int, watts: Watts, at_s: float) -> None:
        batch = pdu_batch(watts, sampled_at_s=at_s)
        with writing(self.engine) as connection:
            save_attempts(connection, [Attempt(target_id, int(at_s), at_s, 0.1, batch, None, self.layouts[target_id])])


@pytest.fixture
def plant(database_url: str) -> Iterator[Polled]:
    stage_plant(database_url, two_sided_topology(), two_targets(), StillClock())
    opened = open_database(database_url, create=False)
    graph, description = PowerGraph(two_sided_topology()), pdu_description()
    layouts = {}
    with writing(opened) as connection:
        for target in load_targets(connection):
            assert target.device_id is not None
            bindings = bind(graph, target.device_id, description)
            ids = save_description(connection, target.id, description, bindings)
            layouts[target.id] = history_layout(ids, description.subjects, HistoryScope())
    yield Polled(opened, layouts)
    opened.dispose()


def compared(plant: Polled, kind: ComparedKind, now_s: float = NOW_S) -> dict[str, ComparedObject]:
    found = compared_objects(plant.engine, StillClock(now_s), kind)
    assert found is not None
    return {one.name: one for one in found}


def test_each_kind_of_object_has_both_figures(plant: Polled) -> None:
    plant.poll(1, (500, 130, 9), NOW_S)
    plant.poll(2, (300, 40, 0), NOW_S)
    feed = compared(plant, ComparedKind.FEED)["A1-01"]
    assert (feed.where, feed.measured_w, feed.allocated_w, feed.maximum_w) == ("P-A1", 639, 500, 1000)
    assert feed.difference_w == 139
    assert feed.difference_pct == pytest.approx(27.8)
    assert compared(plant, ComparedKind.RACK)["R01"].measured_w == 979
    assert compared(plant, ComparedKind.LEG)["A1-01 L1"].allocated_w == 400
    inlet = compared(plant, ComparedKind.INLET)["pdu-r01-a Inlet"]
    assert (inlet.where, inlet.outlets_w, inlet.remark) == ("A1-01", 639, None)
    port = compared(plant, ComparedKind.PORT)["srv-db01 PSU1"]
    assert (port.where, port.measured_w, port.allocated_w) == ("pdu-r01-a outlet 1", 500, 400)
    outlets = compared(plant, ComparedKind.OUTLET)
    assert outlets["pdu-r01-a outlet 3"].remark is Remark.UNMODELLED
    assert outlets["pdu-r01-b outlet 2"].remark is Remark.UNMODELLED
    assert outlets["pdu-r01-b outlet 3"].remark is None


def test_what_is_over_its_maximum_or_old_is_told(plant: Polled) -> None:
    plant.poll(1, (900, 130, 0), NOW_S)
    assert compared(plant, ComparedKind.PORT)["srv-db01 PSU1"].remark is Remark.OVER_MAXIMUM
    later = compared(plant, ComparedKind.PORT, NOW_S + 900)["srv-db01 PSU1"]
    assert (later.measured_w, later.quality, later.remark) == (900, Quality.STALE, None), "old says nothing of now"
    assert compared(plant, ComparedKind.PORT)["srv-db01 PSU2"].measured_w is None, "the model's draw is no measurement"


def test_a_load_that_drew_nothing_is_dead_once_the_history_says_so_for_days(plant: Polled) -> None:
    end_s = NOW_S - NOW_S % 900 + 900
    begin_s = end_s - DEAD_AFTER_S - 7200
    for at_s in range(int(begin_s), int(end_s), 3600):
        plant.poll(1, (0, 130, 0), at_s)
        plant.poll(2, (400 if at_s == begin_s + 3600 * 40 else 0, 0, 0), at_s)
    for target_id in (1, 2):
        plant.poll(target_id, (0, 130, 0), end_s - 10)
    roll_up_until(plant.engine, int(end_s))
    ports = compared(plant, ComparedKind.PORT, end_s)
    assert ports["srv-db01 PSU1"].remark is Remark.DEAD
    assert ports["srv-db01 PSU2"].remark is Remark.IDLE, "it drew something within the days"

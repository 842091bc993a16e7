"""A plan is applied as a whole or not at all, and is in the change log afterwards."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select

from powertui.domain.choices import TerminationKind
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.merge_scope import Scope
from powertui.domain.topology import Cable, PduBranch, PowerFeed, Termination, Topology
from powertui.errors import DatabaseError, ModelError
from powertui.services.model_sync import SyncPlan, apply, plan, plan_result, read_model
from powertui.storage import schema
from powertui.storage.engine import open_database
from tests.clocks import StillClock
from tests.plants import NOW_S, two_sided_topology, two_targets

PLANT = replace(
    two_sided_topology(), pdu_branches=(PduBranch(1, 1, "B1", 16.0, None, (1, 2)),), poll_targets=two_targets()
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'plant.db'}", create=True)
    yield opened
    opened.dispose()


def applied(engine: Engine, planned: SyncPlan) -> int:
    return apply(engine, planned, who="kim", source="test", clock=StillClock())


def log(engine: Engine) -> list[dict[str, object]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(schema.change_log)).mappings()]


def test_an_import_is_read_back_and_a_second_one_has_nothing_to_do(engine: Engine) -> None:
    revision = applied(engine, plan(engine, PLANT))
    assert read_model(engine).topology == PLANT
    assert read_model(engine).revision == revision > 0
    again = plan(engine, PLANT)
    assert (again.changes, again.refusals) == ((), ())
    assert applied(engine, again) == revision


def test_each_change_is_logged_with_who_and_when_and_what_was(engine: Engine) -> None:
    applied(engine, plan(engine, PLANT))
    rows_before = len(log(engine))
    feed = replace(PLANT.power_feeds[0], amperage_a=32)
    applied(engine, plan(engine, replace(PLANT, power_feeds=(feed, PLANT.power_feeds[1]))))
    (row,) = log(engine)[rows_before:]
    assert (row["at_s"], row["who"], row["source"]) == (NOW_S, "kim", "test")
    assert row["object_name"] == "power feed P-A1 / A1-01"
    assert row["summary"] == "change power feed P-A1 / A1-01: amperage_a 16 → 32"
    assert json.loads(str(row["before"])) == {"id": 1, "amperage_a": 16}
    assert json.loads(str(row["after"])) == {"id": 1, "amperage_a": 32}


def test_an_addition_is_logged_as_a_whole(engine: Engine) -> None:
    applied(engine, plan(engine, PLANT))
    rows = {str(row["object_name"]): row for row in log(engine)}
    added = rows["power outlet pdu-r01-a / Outlet 1"]
    assert added["before"] == ""
    assert json.loads(str(added["after"]))["feed_leg"] == "A"
    ends = json.loads(str(rows["cable P-A1 / A1-01 – pdu-r01-a / Inlet"]["after"]))["a"]
    assert ends == [{"kind": "power_feed", "id": 1}]


def test_everything_can_be_pruned(engine: Engine) -> None:
    applied(engine, plan(engine, PLANT))
    applied(engine, plan(engine, Topology(), prune=True))
    assert read_model(engine).topology == Topology()


def test_what_the_rules_refuse_is_not_written(engine: Engine) -> None:
    applied(engine, plan(engine, PLANT))
    wrong = replace(PLANT, power_feeds=(replace(PLANT.power_feeds[0], voltage_v=0), PLANT.power_feeds[1]))
    planned = plan(engine, wrong)
    (refused,) = planned.refusals
    assert (refused.object_name, refused.field) == ("power feed P-A1 / A1-01", "voltage")
    with pytest.raises(ModelError, match="nothing is changed: power feed P-A1 / A1-01: voltage: "):
        applied(engine, planned)
    assert read_model(engine).topology == PLANT


def test_what_is_wrong_already_does_not_forbid_mending_something_else(engine: Engine) -> None:
    current = read_model(engine)
    wrong = replace(PLANT, power_feeds=(replace(PLANT.power_feeds[0], voltage_v=0), PLANT.power_feeds[1]))
    applied(engine, replace(plan_result(current, wrong), refusals=()))
    racks = (replace(PLANT.racks[0], u_height=48),)
    planned = plan(engine, replace(wrong, racks=racks))
    assert planned.refusals == ()
    applied(engine, planned)
    assert read_model(engine).topology.racks == racks


def test_what_others_need_is_not_removed(engine: Engine) -> None:
    applied(engine, plan(engine, PLANT))
    scope = Scope(kinds=frozenset({ModelKind.RACK}))
    unracked = Topology(sites=PLANT.sites, locations=PLANT.locations)
    (refused,) = plan(engine, unracked, prune=True, scope=scope).refusals
    assert str(refused) == (
        "rack R01: cannot be removed, for it is still that of power feed P-A1 / A1-01 and 5 more:"
        " remove or move that first"
    )


def test_a_plan_of_a_model_that_has_changed_since_is_not_applied(engine: Engine) -> None:
    first, second = plan(engine, PLANT), plan(engine, replace(PLANT, poll_targets=()))
    applied(engine, first)
    with pytest.raises(ModelError, match="changed by somebody else meanwhile"):
        applied(engine, second)
    assert read_model(engine).topology == PLANT


def test_names_may_be_swapped(engine: Engine) -> None:
    applied(engine, plan(engine, PLANT))
    current = read_model(engine)
    one, two, *others = PLANT.power_outlets
    swapped = replace(PLANT, power_outlets=(replace(one, name=two.name), replace(two, name=one.name), *others))
    applied(engine, plan_result(current, swapped))
    assert read_model(engine).topology == swapped


def test_cords_may_change_places(engine: Engine) -> None:
    applied(engine, plan(engine, PLANT))
    cables = list(PLANT.cables)
    cables[2], cables[4] = replace(cables[2], b=cables[4].b), replace(cables[4], b=cables[2].b)
    applied(engine, plan(engine, replace(PLANT, cables=tuple(cables))))
    assert read_model(engine).topology.cables == tuple(cables)


def test_an_accident_in_the_middle_leaves_the_database_as_it_was(engine: Engine) -> None:
    applied(engine, plan(engine, PLANT))
    feeds = tuple(PowerFeed(0, 1, f"new-{number}") for number in range(5))
    incoming = replace(PLANT, power_feeds=tuple(replace(feed, id=100 + n) for n, feed in enumerate(feeds)))
    planned = plan(engine, replace(incoming, cables=PLANT.cables[2:]))

    def fail(*arguments: object) -> None:
        if "change_log" in str(arguments[2]) and "INSERT" in str(arguments[2]):
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(KeyboardInterrupt):
        applied(engine, planned)
    event.remove(engine, "before_cursor_execute", fail)
    assert read_model(engine).topology == PLANT


def test_a_database_that_refuses_is_told_in_a_sentence(engine: Engine) -> None:
    applied(engine, plan(engine, PLANT))
    current = read_model(engine)
    shared = Cable(6, (Termination(TerminationKind.POWER_FEED, 1),), ())
    twice = replace(PLANT, cables=(*PLANT.cables, shared))
    with pytest.raises(DatabaseError, match="the database refused the changes, and nothing is written: "):
        applied(engine, replace(plan_result(current, twice), refusals=()))
    assert read_model(engine).topology == PLANT

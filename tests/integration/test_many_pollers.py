"""Several pollers as processes on one real PostgreSQL: whatever happens to one of them, each PDU is polled, and once.

Agents count what they are asked, the database what was kept. Intervals are of two seconds, so that a shard that moves
within one does so while a test waits.
"""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.many_pollers import (
    INTERVAL_S,
    Database,
    Fleet,
    Pollers,
    Server,
    own_server,
    pollers,
    slot_of,
    until,
)

SHARDS = 64
PDUS = 12
SLACK_S = 0.3
"""What two cores that also run the agents may be late by."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with own_server() as made:
        yield made


@pytest.fixture
def url(server: Server) -> str:
    return server.new_database()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(url)
    yield made
    made.close()


@pytest.fixture
def group(tmp_path: Path, url: str) -> Iterator[Pollers]:
    with pollers(tmp_path, url) as made:
        yield made


@pytest.fixture
def fleet(url: str) -> Iterator[Fleet]:
    with Fleet(["berlin"] * PDUS) as made:
        made.stage(url)
        yield made


def shares(database: Database) -> list[int]:
    return sorted(database.held().values())


def settled(fleet: Fleet, database: Database, wanted: list[int]) -> float:
    """Once shares are as wanted, and each PDU has been polled by who has it; returns when."""
    until(lambda: shares(database) == wanted)
    until(lambda: len(fleet.polls) == len(fleet.sites))
    time.sleep(1.5 * INTERVAL_S)
    return time.time()


def not_kept(fleet: Fleet, database: Database, since_s: float, until_s: float) -> list[tuple[int, int]]:
    """Polls that agents answered and history does not have."""
    slots = database.slots()
    return [
        (target_id, turn)
        for target_id, turns in fleet.turns(since_s).items()
        for turn in turns
        if slot_of(target_id, turn) not in slots[target_id] and turn * INTERVAL_S < until_s - INTERVAL_S
    ]


def assert_all_polled_again(fleet: Fleet, event_s: float) -> None:
    assert fleet.longest_wait_s(event_s) <= 2 * INTERVAL_S + SLACK_S


def test_a_new_poller_takes_its_share_and_a_killed_ones_moves_within_two_intervals(
    fleet: Fleet, group: Pollers, database: Database
) -> None:
    group.start("a")
    group.start("b")
    settled_s = settled(fleet, database, [32, 32])
    group.start("c")
    settled(fleet, database, [21, 21, 22])
    killed_s = group.signal("a", signal.SIGKILL)
    group.running.pop("a").wait()
    time.sleep(2 * INTERVAL_S + SLACK_S)
    assert_all_polled_again(fleet, killed_s)
    assert shares(database) == [32, 32]
    assert fleet.twice(settled_s) == []
    ended_s = time.time()
    assert [group.end(name) for name in ("b", "c")] == [0, 0]
    # What the killed one had read and not yet stored, at most.
    lost = not_kept(fleet, database, settled_s, ended_s)
    assert [turn for _, turn in lost if abs(turn * INTERVAL_S - killed_s) > 2 * INTERVAL_S] == []


@pytest.mark.slow
def test_while_the_database_is_away_polling_goes_on_and_nothing_that_was_read_is_lost(
    fleet: Fleet, group: Pollers, database: Database, server: Server
) -> None:
    group.start("a")
    group.start("b")
    settled_s = settled(fleet, database, [32, 32])
    server.stop("immediate")
    stopped_s = time.time()
    time.sleep(2 * INTERVAL_S)
    assert_all_polled_again(fleet, stopped_s)
    server.start()
    started_s = time.time()
    time.sleep(2 * INTERVAL_S)
    assert_all_polled_again(fleet, started_s)
    until(lambda: shares(database) == [32, 32])
    assert fleet.twice(settled_s) == []
    assert [group.end(name) for name in ("a", "b")] == [0, 0]
    assert not_kept(fleet, database, settled_s, time.time()) == []


@pytest.mark.slow
def test_three_pollers_one_killed_one_cut_off_the_database_restarted(
    fleet: Fleet, group: Pollers, database: Database, server: Server
) -> None:
    for name in "abc":
        group.start(name)
    settled_s = settled(fleet, database, [21, 21, 22])
    cut_off_s = group.signal("b", signal.SIGSTOP)
    time.sleep(2 * INTERVAL_S + SLACK_S)
    assert_all_polled_again(fleet, cut_off_s)
    group.signal("b", signal.SIGCONT)
    settled(fleet, database, [21, 21, 22])
    killed_s = group.signal("a", signal.SIGKILL)
    group.running.pop("a").wait()
    time.sleep(2 * INTERVAL_S + SLACK_S)
    assert_all_polled_again(fleet, killed_s)
    known = database.slots()
    server.stop("fast")
    stopped_s = time.time()
    time.sleep(5 * INTERVAL_S)
    server.start()
    started_s = time.time()
    time.sleep(3 * INTERVAL_S)
    assert_all_polled_again(fleet, stopped_s)
    assert_all_polled_again(fleet, started_s)
    group.start("a")
    settled(fleet, database, [21, 21, 22])
    assert fleet.twice(settled_s) == []
    assert [group.end(name) for name in "abc"] == [0, 0, 0]
    now = database.slots()
    assert all(known[target_id] <= now[target_id] for target_id in known)
    lost = not_kept(fleet, database, settled_s, time.time())
    near_a_fall = [turn for _, turn in lost if min(abs(turn * INTERVAL_S - at_s) for at_s in (cut_off_s, killed_s)) < 4]
    assert len(near_a_fall) == len(lost)


@pytest.mark.slow
def test_what_waits_on_disk_outlives_the_poller(
    fleet: Fleet, group: Pollers, database: Database, server: Server
) -> None:
    group.start("a")
    settled_s = settled(fleet, database, [SHARDS])
    server.stop("fast")
    stopped_s = time.time()
    time.sleep(3 * INTERVAL_S)
    killed_s = group.signal("a", signal.SIGKILL)
    group.running.pop("a").wait()
    server.start()
    group.start("a")
    settled(fleet, database, [SHARDS])
    assert group.end("a") == 0
    slots = database.slots()
    kept = [
        (target_id, turn)
        for target_id, turns in fleet.turns(settled_s).items()
        for turn in turns
        if stopped_s < turn * INTERVAL_S < killed_s - 2 * INTERVAL_S
    ]
    assert len(kept) >= PDUS
    assert [turn for target_id, turn in kept if slot_of(target_id, turn) not in slots[target_id]] == []


@pytest.mark.slow
def test_a_sites_own_pollers_go_first_and_others_step_in(group: Pollers, database: Database, url: str) -> None:
    with Fleet(["berlin"] * 6 + ["paris"] * 6) as fleet:
        fleet.stage(url)
        group.start("berlin", "berlin")
        group.start("anywhere")
        settled(fleet, database, [SHARDS, SHARDS])
        killed_s = group.signal("berlin", signal.SIGKILL)
        group.running.pop("berlin").wait()
        time.sleep(2 * INTERVAL_S + SLACK_S)
        assert shares(database) == [2 * SHARDS]
        assert_all_polled_again(fleet, killed_s)
        group.end("anywhere")

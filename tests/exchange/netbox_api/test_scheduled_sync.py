"""The poller's own import from NetBox: when it is due, what the event log says of it, and what it never does."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from powertui.bootstrap.netbox_schedule import ScheduledSync, scheduled_sync
from powertui.bootstrap.netbox_sync import sync_once
from powertui.cli.main import run
from powertui.config import Settings, read_settings
from powertui.domain.events import Event, EventKind
from powertui.errors import ConfigError
from powertui.services.sync_log import FIRST_RETRY_S, SyncOutcome, next_sync_s, note_sync, sync_event, sync_is_due
from powertui.storage.engine import open_database
from powertui.storage.event_store import load_events
from powertui.storage.topology_store import load_topology
from tests.exchange.netbox_api.server import FakeNetBox, Mishap

NOW_S = 1_790_000_000.0
EVERY_S = 3600.0


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'plant.db'}", create=True)
    yield opened
    opened.dispose()


def configured(tmp_path: Path, netbox: FakeNetBox, more: str = "") -> Settings:
    config = tmp_path / "config.toml"
    config.write_text(
        f'[database]\nurl = "{tmp_path / "plant.db"}"\n'
        f'[netbox]\nurl = "{netbox.url}"\ntoken = "env:NB_TOKEN"\nsync_every_s = {EVERY_S:.0f}\n{more}',
        encoding="utf-8",
    )
    return read_settings(config)


def synced(engine: Engine) -> list[Event]:
    with engine.connect() as connection:
        return [event for event in load_events(connection) if event.kind is EventKind.MODEL_SYNC]


def racks(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return {rack.name for rack in load_topology(connection).racks}


def scheduled(settings: Settings) -> ScheduledSync:
    found = scheduled_sync(settings)
    assert found is not None
    return found


def test_what_changed_is_in_the_model_and_in_the_event_log(tmp_path: Path, netbox: FakeNetBox, engine: Engine) -> None:
    settings = configured(tmp_path, netbox)
    event = sync_once(settings)
    assert (event.kind, event.name, event.source) == (EventKind.MODEL_SYNC, "changed", netbox.url)
    assert "added" in event.detail
    netbox.lists["dcim/racks"][0]["name"] = "R1-new"
    assert sync_once(settings).detail == "1 object changed"
    assert "R1-new" in racks(engine)
    assert sync_once(settings).name == "unchanged"
    assert [event.name for event in synced(engine)] == ["changed", "changed", "unchanged"]


def test_nothing_is_removed_unless_it_is_configured(tmp_path: Path, netbox: FakeNetBox, engine: Engine) -> None:
    settings = configured(tmp_path, netbox)
    sync_once(settings)
    netbox.lists["dcim/cables"] = netbox.lists["dcim/cables"][1:]
    assert sync_once(settings).name == "unchanged"
    assert sync_once(configured(tmp_path, netbox, "sync_prune = true\n")).detail == "1 object removed"


def test_a_netbox_that_fails_changes_nothing_and_says_why(tmp_path: Path, netbox: FakeNetBox, engine: Engine) -> None:
    netbox.always["dcim/power-ports"] = Mishap.FORBIDDEN
    event = sync_once(configured(tmp_path, netbox))
    assert event.name == "failed"
    assert event.detail == "the token may not read power ports (403): its user needs dcim.view_powerport"
    assert racks(engine) == set()


def test_a_token_that_is_not_there_is_told_by_its_reference(
    tmp_path: Path, netbox: FakeNetBox, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NB_TOKEN")
    event = sync_once(configured(tmp_path, netbox))
    assert event.name == "failed"
    assert "NB_TOKEN is not set" in event.detail
    assert netbox.requests == []


def test_what_the_model_refuses_is_told(tmp_path: Path, netbox: FakeNetBox, engine: Engine) -> None:
    netbox.lists["dcim/power-feeds"][0]["voltage"] = 0
    event = sync_once(configured(tmp_path, netbox))
    assert (event.name, event.detail.startswith("nothing is written: power feed ")) == ("refused", True)
    assert racks(engine) == set()


def test_it_runs_in_a_process_of_its_own_when_it_is_due_and_not_again(
    tmp_path: Path, netbox: FakeNetBox, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = configured(tmp_path, netbox)
    sync = scheduled(settings)
    sync.work(engine, NOW_S)
    (event,) = synced(engine)
    assert event.name == "changed"
    asked = len(netbox.requests)
    sync.work(engine, event.at_s + EVERY_S - 1)
    assert len(netbox.requests) == asked
    sync.work(engine, event.at_s + EVERY_S)
    assert len(netbox.requests) > asked
    assert run(["--database", str(tmp_path / "plant.db"), "events"]) == 0
    said = capsys.readouterr().out
    assert "model-sync" in said
    assert "nothing to do" in said


def test_a_process_that_ends_badly_is_told(tmp_path: Path, netbox: FakeNetBox, engine: Engine) -> None:
    sync = scheduled(configured(tmp_path, netbox))
    sync = replace(sync, child=replace(sync.child, command=("/bin/sh", "-c", "kill -9 $$")))
    sync.work(engine, NOW_S)
    (event,) = synced(engine)
    assert (event.name, event.detail) == ("failed", "its process ended unexpectedly (exit status -9)")


def outcome(at_s: float, kind: SyncOutcome, detail: str = "") -> Event:
    return sync_event(at_s, kind, "https://nb.example.net", detail)


def test_a_failing_netbox_is_asked_less_and_less_often_up_to_the_usual_time() -> None:
    log: list[Event] = [outcome(NOW_S - 10, SyncOutcome.UNCHANGED)]
    at_s, waits = NOW_S, []
    for _ in range(10):
        log.insert(0, outcome(at_s, SyncOutcome.FAILED))
        due_s = next_sync_s(log, at_s, EVERY_S)
        waits.append(due_s - at_s)
        at_s = due_s
    assert waits == [FIRST_RETRY_S, 60, 120, 240, 480, 960, 1920, EVERY_S, EVERY_S, EVERY_S]


def test_after_a_failure_that_is_over_the_usual_time_holds() -> None:
    log = [outcome(NOW_S, SyncOutcome.UNCHANGED), outcome(NOW_S - 60, SyncOutcome.FAILED)]
    assert next_sync_s(log, NOW_S, EVERY_S) == NOW_S + EVERY_S


def test_a_refusal_is_not_tried_again_before_the_usual_time() -> None:
    assert next_sync_s([outcome(NOW_S, SyncOutcome.REFUSED)], NOW_S, EVERY_S) == NOW_S + EVERY_S


def test_without_a_sync_before_and_with_one_in_the_future_it_is_due(engine: Engine) -> None:
    assert sync_is_due(engine, NOW_S, EVERY_S)
    note_sync(engine, outcome(NOW_S, SyncOutcome.UNCHANGED))
    assert not sync_is_due(engine, NOW_S, EVERY_S)
    assert sync_is_due(engine, NOW_S - 86_400, EVERY_S)


def test_the_log_keeps_the_first_and_the_last_of_what_repeats_itself(engine: Engine) -> None:
    for number in range(20):
        note_sync(engine, outcome(NOW_S + number, SyncOutcome.FAILED, "cannot reach it"))
    assert [event.at_s for event in synced(engine)] == [NOW_S, NOW_S + 19]
    note_sync(engine, outcome(NOW_S + 20, SyncOutcome.CHANGED, "1 object changed"))
    note_sync(engine, outcome(NOW_S + 21, SyncOutcome.CHANGED, "1 object changed"))
    note_sync(engine, outcome(NOW_S + 22, SyncOutcome.CHANGED, "1 object changed"))
    assert len(synced(engine)) == 5


def test_it_is_off_by_default() -> None:
    assert scheduled_sync(Settings()) is None


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("sync_every_s = 3600\n", "needs"),
        ('url = "https://nb.example.net"\ntoken = "env:T"\nsync_every_s = 5\n', "60"),
        ('tags = ["gold"]\nsync_prune = true\n', "does not go with tags"),
    ],
)
def test_what_is_configured_wrongly_is_told(tmp_path: Path, section: str, words: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f"[netbox]\n{section}", encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        read_settings(config)

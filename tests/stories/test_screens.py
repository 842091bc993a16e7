"""What somebody on call does, key by key, and what they must then see."""

from dataclasses import replace

import pytest

from powertui.errors import DatabaseError
from powertui.services.ports import ProcessState, ProcessStatus
from powertui.tui.app import PowertuiApp
from powertui.tui.places import ViewId
from powertui.tui.widgets.live_table import LiveTable
from tests.clocks import StillClock
from tests.tui.conftest import *  # noqa: F403  # the fixtures of the screens' tests
from tests.tui.driving import current_view, press, screen_lines, screen_text, settled, turned
from tests.tui.plants import NOW_S, HallSource, HallSupervisor, hall_view

WIDE = (120, 36)
NARROW = (80, 24)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_first_look_names_the_critical_feed_its_value_and_its_limit(
    app: PowertuiApp, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        text = screen_text(pilot)
        assert "✖ crit" in text
        assert "feed A1-03 L1" in text
        assert "13.2 A" in text
        assert "12.8 A" in text
        assert "● LIVE 5s" in text


async def test_from_the_alert_to_the_feed_to_the_outlet_and_back(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "6", "enter")
        assert current_view(pilot).place.view is ViewId.FEED
        text = screen_text(pilot)
        assert "feed A1-03" in text
        assert "13.2 A ✖" in text
        assert "400 V × 16 A × 1.732 × 80 %" in text
        assert "B1-03" in text
        await press(pilot, "enter")
        assert current_view(pilot).place.view is ViewId.PDU
        assert "pdu-r03-a" in screen_text(pilot)
        await press(pilot, "escape")
        assert current_view(pilot).place.view is ViewId.FEED
        await press(pilot, "escape")
        assert current_view(pilot).place.view is ViewId.ALERTS
        await press(pilot, "escape")
        assert current_view(pilot).place.view is ViewId.OVERVIEW


async def test_a_box_of_the_overview_opens_its_list_on_the_same_row(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "tab", "down", "enter")
        view = current_view(pilot)
        assert view.place.view is ViewId.ALERTS
        assert view.table is not None
        assert view.table.cursor_key == "alert:2"


async def test_the_tree_opens_down_to_the_outlet_and_says_what_is_plugged_in(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "2", "down", "down", "down", "l", "l", "l", "l")
        text = screen_text(pilot)
        assert "srv-r01-01" in text
        assert "outlet 1" in text
        assert "ams1 › Hall 1 › P-A1 › feed A1-01 › pdu-r01-a › outlet 1" in text
        await press(pilot, "h", "h")
        assert "srv-r01-01" not in screen_text(pilot)


async def test_a_filter_narrows_the_list_says_so_and_goes_with_escape(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "4", "slash", *"A1 !03")
        assert "filter: A1 !03 · 4 of 17" in screen_text(pilot)
        await press(pilot, "enter", "down")
        assert "A1-03" not in screen_text(pilot)
        await press(pilot, "escape")
        assert "A1-03" in screen_text(pilot)
        assert current_view(pilot).place.view is ViewId.FEEDS


async def test_the_cursor_keeps_its_row_when_the_figures_change_their_order(
    app: PowertuiApp, source: HallSource
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "4", "G")
        table = current_view(pilot).table
        assert isinstance(table, LiveTable)
        assert table.cursor_key == "feed:16"
        assert source.view is not None
        source.view = replace(source.view, feeds=dict(reversed(list(source.view.feeds.items()))))
        await turned(pilot)
        assert table.cursor_key == "feed:16"


async def test_next_and_previous_feed_without_going_back(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "4", "enter", "l")
        assert "feed A1-02" in screen_text(pilot)
        await press(pilot, "h", "h")
        assert "feed B2-08" in screen_text(pilot)
        await press(pilot, "escape")
        assert current_view(pilot).place.view is ViewId.FEEDS


async def test_back_and_forward(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "4", "5", "[", "[")
        assert current_view(pilot).place.view is ViewId.OVERVIEW
        await press(pilot, "]")
        assert current_view(pilot).place.view is ViewId.FEEDS


async def test_a_dead_poller_is_said_within_two_turns_and_the_figures_stay_with_their_age(
    app: PowertuiApp, source: HallSource, supervisor: HallSupervisor, clock: StillClock
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "4")
        clock.advance(20)
        source.view = hall_view(NOW_S + 20, poller_is_alive=False, reads_at_s=NOW_S)
        ended = "ended by signal 9; starts again in 1 s"
        supervisor.statuses = (ProcessStatus("poller", ProcessState.RESTARTING, ended, 1),)
        await turned(pilot)
        text = screen_text(pilot)
        assert "! POLLER DOWN, restarting" in text
        assert ended in text
        assert "23 s ?" in text
        assert "4,280" in text
        assert "0 fresh" in text


async def test_a_poller_that_is_not_ours_is_told_dead_by_its_heartbeat(source: HallSource, clock: StillClock) -> None:
    app = PowertuiApp(source, None, clock, "production")
    source.view = hall_view(poller_is_alive=False)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert "! POLLER DOWN" in screen_text(pilot)


async def test_before_there_is_a_plant_it_says_what_is_being_done(
    app: PowertuiApp, source: HallSource, supervisor: HallSupervisor
) -> None:
    view, source.view = source.view, None
    supervisor.statuses = (ProcessStatus("simulator", ProcessState.RESTARTING, "port 16100 is taken"),)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        text = screen_text(pilot)
        assert "◌ STARTING" in text
        assert "starting: making the plant…" in text
        assert "port 16100 is taken" in text
        await press(pilot, "4")
        source.view = view
        supervisor.statuses = ()
        await turned(pilot)
        assert "A1-03" in screen_text(pilot)


async def test_a_database_that_is_gone_is_said_and_the_last_figures_grow_old(
    app: PowertuiApp, source: HallSource, clock: StillClock
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "4")
        source.trouble = DatabaseError("the database is locked: try again")
        clock.advance(60)
        await turned(pilot)
        text = screen_text(pilot)
        assert "! NO DATABASE" in text
        assert "the database is locked" in text
        assert "1 m ?" in text or "63 s ?" in text


async def test_pause_holds_the_figures_and_shows_for_how_long(
    app: PowertuiApp, source: HallSource, clock: StillClock
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "4", "p")
        before = screen_lines(pilot)[2:]
        clock.advance(41)
        source.view = hall_view(NOW_S + 41)
        await turned(pilot)
        assert "‖ PAUSED 00:41" in screen_text(pilot)
        assert screen_lines(pilot)[2:] == before
        await press(pilot, "p")
        await turned(pilot)
        assert "● LIVE" in screen_text(pilot)


async def test_poll_now_asks_for_the_devices_of_the_feed(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "4", "down", "down", "r")
        await turned(pilot)
        assert source.polls == [5]


async def test_copy_takes_the_row(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "4", "y")
        assert app.clipboard.split("\t")[1] == "A1-01"
        assert "4,280" in app.clipboard


async def test_zoom_shows_one_box_and_escape_shows_all(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "tab", "z")
        assert "Load of halls" not in screen_text(pilot)
        assert "Open alerts" in screen_text(pilot)
        await press(pilot, "escape")
        assert "Load of halls" in screen_text(pilot)


async def test_tab_on_a_small_terminal_reaches_what_there_is_no_room_for(app: PowertuiApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert "Biggest model gaps" not in screen_text(pilot)
        await press(pilot, "tab", "tab", "tab", "tab")
        assert "Biggest model gaps" in screen_text(pilot)
        await press(pilot, "tab", "tab")
        assert "Load of halls" in screen_text(pilot)


async def test_it_draws_one_box_on_a_tiny_terminal(app: PowertuiApp) -> None:
    async with app.run_test(size=(60, 15)) as pilot:
        await settled(pilot)
        for key in "23456781":
            await press(pilot, key)
            boxes = [line for line in screen_lines(pilot) if line.startswith("╭")]
            assert len(boxes) == 1, key


async def test_help_finds_a_key_and_runs_it(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "question_mark", *"alerts")
        assert "Alerts" in screen_text(pilot)
        await press(pilot, "enter")
        assert current_view(pilot).place.view is ViewId.ALERTS


async def test_hints_and_tabs_can_be_clicked(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.click("#tabs", offset=(screen_lines(pilot)[1].index("4 Feeds"), 0))
        await settled(pilot)
        assert current_view(pilot).place.view is ViewId.FEEDS
        await pilot.click("#hints", offset=(screen_lines(pilot)[-1].index("open"), 0))
        await settled(pilot)
        assert current_view(pilot).place.view is ViewId.FEED


async def test_hostile_names_are_shown_and_obeyed_by_nobody(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "4", "down", "enter", "slash", *"srv-", "enter")
        assert "srv-[red]·[31m" in screen_text(pilot)


async def test_leaving_ends_the_processes_and_gives_back_the_database(
    app: PowertuiApp, source: HallSource, supervisor: HallSupervisor
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert supervisor.is_started
        await pilot.press("q")
    assert supervisor.is_stopped
    assert source.is_closed


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_without_colour_every_severity_is_there_as_text(
    source: HallSource, clock: StillClock, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = PowertuiApp(source, None, clock, "demo plant")
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "6")
        text = screen_text(pilot)
        for sign in ("✖ crit", "▲ warn", "· info"):
            assert sign in text
        await press(pilot, "4")
        assert "? stale" in screen_text(pilot)
        assert "? no data" in screen_text(pilot)


async def test_a_filter_is_about_the_box_one_was_in(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "tab", "slash", *"redundancy", "enter")
        text = screen_text(pilot)
        assert "srv-r06-03 PSU2" in text
        assert "pdu-r04-b  " not in text.split("Feeds nearest")[0]
        assert "Hall 2" in text


async def test_whatever_the_source_does_the_screens_stay(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        source.trouble = RuntimeError("disk I/O error")
        await turned(pilot)
        assert "RuntimeError: disk I/O error" in screen_text(pilot)
        source.trouble = None
        await turned(pilot)
        assert "● LIVE" in screen_text(pilot)


async def test_a_poller_that_was_started_again_is_not_called_live_before_it_has_read(
    app: PowertuiApp, source: HallSource, supervisor: HallSupervisor
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        supervisor.statuses = (ProcessStatus("poller", ProcessState.RUNNING, "", restarts=1),)
        await turned(pilot)
        await turned(pilot)
        assert "! POLLER RESTARTED, no reading yet" in screen_text(pilot)
        assert source.view is not None
        source.view = replace(source.view, revision=source.view.revision + 1)
        await turned(pilot)
        assert "● LIVE" in screen_text(pilot)

"""What somebody asks of the what-if screen, key by key, and what they must then see."""

from threading import Event

import pytest

from powertui.domain.redundancy.causes import Cause, CauseKind
from powertui.presenters.what_if_page import WhatIfPage
from powertui.tui.app import PowertuiApp
from powertui.tui.failover import Asked, Failover, FailoverDesk
from powertui.tui.places import ViewId
from tests.tui.conftest import *  # noqa: F403  # the fixtures of the screens' tests
from tests.tui.driving import TuiPilot, current_view, press, screen_lines, screen_text, settled, turned
from tests.tui.plants import HallSource

WIDE = (120, 36)
NARROW = (80, 24)
TO_PANEL_B1 = ("7", "down", "down", "down")


def page_of(pilot: TuiPilot) -> WhatIfPage:
    scene = current_view(pilot).scene
    assert scene is not None
    assert scene.failover.page is not None
    return scene.failover.page


async def asked(pilot: TuiPilot, *keys: str) -> None:
    """Press keys, and wait until what they ask has been answered."""
    for key in keys:
        await press(pilot, key)
    await turned(pilot)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_it_says_what_to_do_before_anything_is_chosen(app: PowertuiApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await asked(pilot, "7")
        text = screen_text(pilot)
        assert "Nothing fails yet." in text
        assert "[ ] P-A1" in text
        assert "[x]" not in text


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_space_lets_a_panel_fail_and_the_answer_is_all_there(app: PowertuiApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await asked(pilot, *TO_PANEL_B1, "space")
        text = screen_text(pilot)
        assert "[x] P-B1" in text
        assert "feed:A1-03" in text
        assert "174 %" in text
        assert "Not survivable: 1 breaker would open in 1 round." in text
        assert "round 1  ✖ feed:A1-03 L1 opens at 1.39 × its breaker" in text
        assert "srv-r03-01" in text
        assert "powertui what-if --fail panel:P-B1" in text
        assert "4 over · 9 dark" in text


async def test_before_and_after_of_a_survivor_are_both_feeds_loads(app: PowertuiApp, source: HallSource) -> None:
    assert source.view is not None
    before = {load.feed.name: load.apparent_power.value for load in source.view.feeds.values()}
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await asked(pilot, *TO_PANEL_B1, "space")
        rows = {row.name: row for row in page_of(pilot).rows}
        survivor = rows["feed:A1-01"].whole
        assert survivor.before_va == pytest.approx(before["A1-01"])
        # What a PDU takes for itself (12 W) stays behind and is dark with it.
        assert survivor.after_va == pytest.approx((before["A1-01"] or 0) + (before["B1-01"] or 0) - 12 / 0.97)
        assert rows["feed:B1-01"].whole.is_dead


async def test_w_on_a_feed_opens_it_with_that_feed_lost_and_escape_leads_back(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await asked(pilot, "4", "down", "down", "w")
        assert current_view(pilot).place.view is ViewId.WHAT_IF
        assert "What-if › feed:A1-03" in screen_text(pilot)
        assert "[x] A1-03" in screen_text(pilot)
        await press(pilot, "escape")
        view = current_view(pilot)
        assert view.place.view is ViewId.FEEDS
        assert view.table is not None
        assert view.table.cursor_key == "feed:5"


@pytest.mark.parametrize(
    ("keys", "failed"),
    [
        (("tab", "tab"), "feed:A1-03"),
        (("tab",), "feed:A1-03"),
        (("2", "down", "down"), "panel:P-A1"),
        (("3", "down"), "panel:P-B1"),
        (("5",), "device:pdu-r01-a"),
        (("5", "enter"), "device:pdu-r01-a"),
        (("4", "enter"), "feed:A1-01"),
        (("6",), "feed:A1-03"),
    ],
)
async def test_w_asks_about_what_is_under_the_cursor_of_any_view(
    app: PowertuiApp, keys: tuple[str, ...], failed: str
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await turned(pilot)
        await asked(pilot, *keys, "w")
        assert page_of(pilot).failed == (failed,)


async def test_a_hall_does_not_fail_and_it_is_said(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await asked(pilot, "2", "g", "w")
        assert current_view(pilot).place.view is ViewId.TOPOLOGY
        await asked(pilot, "7", "g", "space")
        said = [toast.message for toast in app._notifications]
        assert said[0] == "Nothing here can fail: choose a feed, a panel, a rack or a device."
        assert said[1] == "Choose a panel, a feed, a PDU or an outlet: a place itself does not fail."


async def test_several_fail_together_and_both_sides_lost_is_dark(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await asked(pilot, "7", "down", "down", "space", "down", "space")
        page = page_of(pilot)
        assert page.failed == ("panel:P-A1", "panel:P-B1")
        assert len(page.dark) == 4 * 9
        assert "\x1b" not in screen_text(pilot)
        assert "srv-[red]·[31m·bad" in screen_text(pilot)


async def test_what_dies_with_a_panel_is_marked_too(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await asked(pilot, *TO_PANEL_B1, "space", "l")
        assert screen_text(pilot).count("[·] B1-0") == 4
        assert Cause(CauseKind.DEVICE, 2) in page_of(pilot).dead


async def test_space_again_takes_it_back_and_r_resets(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await asked(pilot, *TO_PANEL_B1, "space", "space")
        assert "Nothing fails yet." in screen_text(pilot)
        await asked(pilot, "space", "down", "space")
        assert screen_text(pilot).count("[x]") == 1
        await asked(pilot, "up", "R")
        assert "[x]" not in screen_text(pilot)
        assert "Nothing fails yet." in screen_text(pilot)


async def test_a_load_is_added_and_nonsense_gets_one_clear_sentence(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await asked(pilot, *TO_PANEL_B1, "space", "plus", *"rack:R01", "equals_sign", *"2x1kW", "enter")
        page = page_of(pilot)
        assert page.added == ("2x1kW in rack:R01",)
        assert "--add rack:R01=2x1kW" in screen_text(pilot)
        await asked(pilot, "plus", *"rack:nowhere", "equals_sign", *"1kW", "enter")
        assert "nowhere" in screen_lines(pilot)[-12] + screen_text(pilot)
        assert current_view(pilot).scene.failover.page is None  # type: ignore[union-attr]
        await press(pilot, "plus", "x", "enter")
        assert "write it like rack:R14=4x1.2kW" in screen_text(pilot)


async def test_keys_answer_while_it_is_reckoned(app: PowertuiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    going, plain = Event(), FailoverDesk.answer

    def slow(desk: FailoverDesk, view: object, wanted: Asked, now_s: float) -> Failover:
        if wanted.question is not None and wanted.question.is_asked:
            going.wait(20)
        return plain(desk, view, wanted, now_s)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(FailoverDesk, "answer", slow)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await asked(pilot, *TO_PANEL_B1)
        await pilot.press("space")
        app._tick()
        await pilot.press("g")
        await pilot.pause()
        assert "reckoning…" in screen_text(pilot)
        view = current_view(pilot)
        assert view.table is not None
        assert view.table.cursor_key == "site:1"
        await pilot.press("4")
        await pilot.pause()
        assert "Peer lost" in screen_text(pilot)
        going.set()
        await asked(pilot, "7")
        assert page_of(pilot).failed == ("panel:P-B1",)


async def test_columns_say_what_each_would_carry_if_its_peer_were_lost(app: PowertuiApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await asked(pilot, "4")
        await turned(pilot)
        lines = {line.split()[1]: line for line in screen_lines(pilot) if "R0" in line}
        assert "174 % ✖" in next(line for line in screen_lines(pilot) if " A1-03 " in line)
        assert "~120 % ✖" in next(line for line in screen_lines(pilot) if " A2-07 " in line)
        assert "dark" in next(line for line in screen_lines(pilot) if " A1-90 " in line)
        assert lines
        await asked(pilot, "3")
        assert "✖ fails 174 %" in next(line for line in screen_lines(pilot) if " R03 " in line)
        assert "✖ fails ~111 %" in next(line for line in screen_lines(pilot) if " R04 " in line)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_overview_names_the_worst_rack_first(app: PowertuiApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await turned(pilot)
        lines = screen_lines(pilot)
        title = next(number for number, text in enumerate(lines) if "Worst first: redundancy" in text)
        assert "on measured load" in lines[title]
        assert lines[title + 2].split()[1] == "R03"
        assert "✖ fails 174 %" in lines[title + 2]
        assert "8 fails" in screen_text(pilot)

"""Acknowledging, silencing, noting and grouping in the alerts view."""

from dataclasses import replace

from powertui.domain.alert_life.hands import Acknowledge, Note, Silence
from powertui.domain.alerts import AlertNote
from powertui.presenters.alerts import AlertRow, alert_entries, alert_key
from powertui.presenters.picture import Picture
from powertui.tui.app import PowertuiApp
from tests.tui.driving import press, screen_text, settled, turned
from tests.tui.plants import NOW_S, HallSource, hall_view


async def test_a_acknowledges_the_alert_under_the_cursor(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "6", "a")
        await turned(pilot)
    assert source.wishes == [Acknowledge(1)]


async def test_f_asks_for_how_long_and_why(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "6", "f")
        assert "Silence feed A1-03 L1" in screen_text(pilot)
        await press(pilot, *"soon", "enter")
        assert "begin with how long" in screen_text(pilot)
        await press(pilot, *["backspace"] * 4, *"2h", "enter")
        assert "say why" in screen_text(pilot)
        await press(pilot, "space", *"swap", "enter")
        await turned(pilot)
    assert source.wishes == [Silence(1, 7200.0, "swap")]


async def test_escape_silences_nothing(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "6", "f", *"2h", "escape")
        await turned(pilot)
    assert source.wishes == []


async def test_nothing_is_left_to_do_about_what_has_cleared(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "6", "G", "a")
        await turned(pilot)
        assert "over" in screen_text(pilot)
    assert source.wishes == []


async def test_n_writes_a_note(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "6", "n")
        assert "Note on feed A1-03 L1" in screen_text(pilot)
        await press(pilot, "enter")
        assert "a few words" in screen_text(pilot)
        await press(pilot, *"cord", "enter")
        await turned(pilot)
    assert source.wishes == [Note(1, "cord")]


async def test_what_an_alert_explains_is_folded_away_until_g_lists_it(app: PowertuiApp, source: HallSource) -> None:
    assert source.view is not None
    first, second, third, *rest = source.view.alerts
    linked = (replace(one, caused_by=first.finding.key, caused_by_id=first.id) for one in (second, third))
    noted = replace(first, notes=(AlertNote(NOW_S - 60, "ada", "cord 3 was loose"),))
    alone = [replace(one, caused_by=None, caused_by_id=None) for one in rest]
    source.view = replace(source.view, alerts=(noted, *linked, *alone))
    under = f"└ {AlertRow(Picture.of(source.view), second).object_name}"[:12]
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "6")
        text = screen_text(pilot)
        assert "2 linked to them, g lists" in text
        assert "+2" in text
        assert "2 linked alerts, same cause" in text
        assert "ada: cord 3 was loose" in text
        assert under not in text
        await press(pilot, "g")
        assert under in screen_text(pilot)
        await press(pilot, "j", "g")
        assert under not in screen_text(pilot)
        await press(pilot, "G", "g")
        assert "explains no other" in screen_text(pilot)


def test_whoever_searches_or_comes_to_it_finds_what_is_folded_away() -> None:
    picture = Picture.of(hall_view())
    first, second, *rest = picture.view.alerts
    linked = replace(second, caused_by=first.finding.key, caused_by_id=first.id)
    whole = replace(picture, view=replace(picture.view, alerts=(first, linked, *rest)))
    orphan = replace(linked, caused_by_id=4711)
    lost = replace(picture, view=replace(picture.view, alerts=(first, orphan, *rest)))
    key = alert_key(linked)
    assert key not in {entry.key for entry in alert_entries(whole)}
    assert key in {entry.key for entry in alert_entries(whole, frozenset({first.id}))}
    assert key in {entry.key for entry in alert_entries(whole, is_everything=True)}
    assert key in {entry.key for entry in alert_entries(lost)}

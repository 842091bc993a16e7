"""Whoever looks at a screen is told of what fires: a toast, a bell where wished for, and never twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from powertui.domain.alerts import Alert, AlertKey, ObjectKind, Severity
from powertui.presenters.alarms import toast_of
from powertui.tui.alarms import Alarms, Telling
from powertui.tui.app import PowertuiApp
from tests.alert_events import OTHER_RULE, alert_on
from tests.clocks import StillClock
from tests.tui.driving import TuiPilot
from tests.tui.plants import HallSource, hall_view


def test_what_is_there_at_the_first_look_is_no_news() -> None:
    alarms = Alarms()
    assert alarms.new_among([alert_on(1)]) == ()
    assert [alert.id for alert in alarms.new_among([alert_on(1), alert_on(2)])] == [2]
    assert alarms.new_among([alert_on(1), alert_on(2)]) == ()


def test_what_has_become_worse_is_news_and_what_has_eased_is_not() -> None:
    alarms = Alarms()
    alarms.new_among([alert_on(1)])
    assert len(alarms.new_among([alert_on(1, severity=Severity.CRITICAL)])) == 1
    assert alarms.new_among([alert_on(1, severity=Severity.WARNING)]) == ()


@pytest.mark.parametrize(
    "quiet",
    [
        lambda alert: replace(alert, fired_at_s=None),
        lambda alert: replace(alert, caused_by=AlertKey(OTHER_RULE, ObjectKind.PANEL, 1)),
    ],
    ids=["pending", "explained by another"],
)
def test_what_does_not_fire_by_itself_is_news_only_once_it_does(quiet: Callable[[Alert], Alert]) -> None:
    alarms = Alarms()
    alarms.new_among([])
    assert alarms.new_among([quiet(alert_on(1))]) == ()
    assert len(alarms.new_among([alert_on(1)])) == 1


@pytest.mark.parametrize(
    "known",
    [
        lambda alert: replace(alert, acknowledged_at_s=1.0),
        lambda alert: replace(alert, silenced_until_s=1.0),
        lambda alert: replace(alert, cleared_at_s=1.0),
    ],
    ids=["acknowledged", "silenced", "cleared"],
)
def test_what_somebody_knows_or_is_over_is_no_news(known: Callable[[Alert], Alert]) -> None:
    alarms = Alarms()
    alarms.new_among([])
    assert alarms.new_among([known(alert_on(1))]) == ()


def test_several_are_one_toast_about_the_worst() -> None:
    toast = toast_of([alert_on(1), alert_on(2, severity=Severity.CRITICAL, name="B\x1b[31m")])
    assert (toast.title, toast.severity) == ("2 new alerts, the worst: ✖ B·[31m", Severity.CRITICAL)


@contextmanager
def rung(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    bells: list[int] = []
    monkeypatch.setattr(PowertuiApp, "bell", lambda _app: bells.append(1))
    yield bells


@pytest.mark.parametrize(
    ("telling", "toasts", "bells"), [(Telling(), 1, 0), (Telling(toast=False, bell=True), 0, 1)], ids=["toast", "bell"]
)
async def test_an_alert_that_fires_is_told_on_any_screen_as_configured(
    monkeypatch: pytest.MonkeyPatch, clock: StillClock, telling: Telling, toasts: int, bells: int
) -> None:
    source = HallSource()
    app = PowertuiApp(source, None, clock, "demo plant", telling=telling)
    with rung(monkeypatch) as heard:
        async with app.run_test(size=(120, 36)) as pilot:
            await until(pilot, lambda: app._standing.picture is not None)
            assert not app._notifications
            view = hall_view()
            fired = replace(alert_on(9001, name="[red]A1-R01"), caused_by=None)
            source.view = replace(view, alerts=(fired, *view.alerts))
            # The app's own clock turns the pump.
            seen = source.refreshes
            await until(pilot, lambda: source.refreshes > seen and bool(app._notifications or heard))
            assert [note.title for note in app._notifications] == ["▲ [red]A1-R01"] * toasts
            assert len(heard) == bells


async def until(pilot: TuiPilot, is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        await pilot.pause(0.05)
    raise AssertionError("it takes too long")

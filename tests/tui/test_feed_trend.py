"""Where a feed's load is going, on its screen; found out beside the event loop, after all else."""

import pytest

from powertui.domain.reading import Quantity
from powertui.domain.trend_figures import DaysToLimit, Trend, TrendKind
from powertui.domain.trend_loads import LimitedLoad, LoadTrend, TrendObject
from powertui.presenters.text import Tone, text_of
from powertui.presenters.trend_listing import trend_facts, trend_words
from powertui.tui.app import PowertuiApp
from powertui.tui.pump import Pump, Wish
from powertui.tui.views.feed import FeedView
from tests.clocks import StillClock
from tests.tui.driving import current_view, press, screen_text, settled, turned
from tests.tui.plants import HallSource

POWER = LimitedLoad("power", (Quantity.APPARENT_POWER,), "VA", 22_000.0, "400 V × 32 A × 80 %", (((1,),),))
FEED = TrendObject(1, "A1-01", "P-A1", (POWER,))
RISING = Trend(TrendKind.RISING, 90, 40.0, 30.0, 55.0, 19_000.0, 18_800.0, 19_100.0)
INF = float("inf")


def going(limit: DaysToLimit | None, trend: Trend = RISING) -> LoadTrend:
    return LoadTrend(FEED, POWER, trend, limit)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (going(DaysToLimit(84.4, 60.2, 130.0)), "full in 84 d (60 to 130)"),
        (going(DaysToLimit(84.4, 60.2, INF)), "full in 84 d (60 or more)"),
        (going(DaysToLimit(4000, 3000, 5000)), "full in > 5 years"),
        (going(DaysToLimit(0, 0, 0)), "full"),
        (going(None, Trend(TrendKind.FALLING, 90, -3.0, -5.0, -1.0, 9000.0)), "falling"),
        (going(None, Trend(TrendKind.NONE, 90, 0.1, -1.0, 1.0, 9000.0)), "no trend"),
        (going(None, Trend(TrendKind.TOO_SHORT, 12)), "too few days (12 of 28)"),
    ],
)
def test_a_trend_in_one_phrase(one: LoadTrend, words: str) -> None:
    assert trend_words(one) == words


def test_what_is_soon_stands_out_and_what_nobody_knows_is_not_said() -> None:
    (soon,) = trend_facts(going(DaysToLimit(84, 60, 130)))
    (later,) = trend_facts(going(DaysToLimit(200, 150, 300)))
    assert text_of(soon).split() == ["Trend", "full", "in", "84", "d", "(60", "to", "130)", "power"]
    assert Tone.WARN in {span.tone for span in soon}
    assert Tone.WARN not in {span.tone for span in later}
    assert trend_facts(None) == trend_facts(going(None, Trend(TrendKind.TOO_SHORT, 3))) == []


def test_it_comes_a_turn_after_all_else_and_is_kept(source: HallSource, clock: StillClock) -> None:
    source.trends = {5: going(DaysToLimit(84, 60, 130))}
    pump = Pump(source, None, clock)
    wish, hour = Wish((5,), 90 * 86_400.0, is_trend=True), Wish((5,), 3600.0, is_sum=True)
    first = pump.turn(frozenset({wish, hour})).histories
    assert (first.trend(wish), bool(first.sum(hour))) == (None, True)
    assert pump.turn(frozenset({wish, hour})).histories.trend(wish) == source.trends[5]
    source.trends = {}
    assert pump.turn(frozenset({wish, hour})).histories.trend(wish) is not None
    assert pump.turn(frozenset()).histories.trends == {}


async def test_a_feeds_screen_says_when_it_is_full(app: PowertuiApp, source: HallSource) -> None:
    assert source.view is not None
    source.trends = dict.fromkeys(source.view.feeds, going(DaysToLimit(84, 60, 130)))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "3")
        await press(pilot, "enter")
        assert isinstance(current_view(pilot), FeedView)
        await turned(pilot)
        await turned(pilot)
        assert "full in 84 d (60 to 130)" in screen_text(pilot)

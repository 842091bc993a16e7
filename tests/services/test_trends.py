"""Trends of feeds and panels, through the real stores on each engine."""

from collections.abc import Iterator
from datetime import UTC, date
from math import pi, sin
from random import Random

import pytest
from sqlalchemy import Engine

from powertui.domain.capacity import available_power_va
from powertui.domain.energy_meters import PlantMeters
from powertui.domain.history import DAY_S
from powertui.domain.reading import SubjectKind
from powertui.domain.trend_figures import TrendKind
from powertui.domain.trend_loads import LoadTrend, TrendSubject, trend_objects
from powertui.services.live import LivePlant
from powertui.services.trends import load_trends, whole_days_before
from powertui.storage.engine import open_database
from tests.clocks import StillClock
from tests.services.metered_plant import VOLTS, Meter, MeteredPlant, Power
from tests.services.test_energy_report import MIDNIGHT_S, TOPOLOGY

DAYS = 35
RISE_W = 8
LIMIT_VA = available_power_va(TOPOLOGY.power_feeds[0])
_noise = Random(4)
JITTER_W = [_noise.gauss(0, 5) for _ in range(DAYS + 2)]


def growing(base_w: float, rise_w: float) -> Power:
    """Greatest at noon, more by so much each day, less at weekends."""

    def power(at_s: int) -> float:
        day, second = divmod(at_s // 900 * 900 - MIDNIGHT_S, DAY_S)
        weekend = 60 if day % 7 >= 5 else 0
        return round(base_w + rise_w * day + JITTER_W[day] - weekend + 80 * sin(pi * second / DAY_S))

    return power


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url, create=True)
    yield engine
    engine.dispose()


def trends(engine: Engine, kind: TrendSubject, now_s: int) -> dict[str, LoadTrend]:
    view = LivePlant(engine, StillClock(float(now_s))).refresh()
    assert view is not None
    objects = trend_objects(PlantMeters(view.graph, view.targets.values()), kind)
    return {one.subject.name: one for one in load_trends(engine, objects, whole_days_before(now_s, 90, UTC))}


def test_a_feed_that_fills_up_comes_first_with_its_days(database: Engine) -> None:
    meters = {
        1: (Meter(SubjectKind.UNIT, "1", growing(300, 0)),),
        5: (Meter(SubjectKind.UNIT, "1", growing(700, RISE_W)),),
    }
    plant = MeteredPlant(database, TOPOLOGY, meters, interval_s=900)
    end_s = MIDNIGHT_S + DAYS * DAY_S
    # A day that was hardly measured has no peak: its busy hours are missing.
    plant.is_silent = lambda _, slot_s: MIDNIGHT_S + 10 * DAY_S + 9 * 3600 < slot_s < MIDNIGHT_S + 11 * DAY_S
    plant.poll(MIDNIGHT_S, end_s + 7200)
    plant.keep_up(end_s + 7200)
    feeds = trends(database, TrendSubject.FEED, end_s + 7200)
    assert list(feeds) == ["A2", "A1"]
    full, still = feeds["A2"], feeds["A1"]
    assert full.trend.days == DAYS - 1
    assert full.trend.kind is TrendKind.RISING
    assert still.trend.kind is TrendKind.NONE
    assert still.limit is None
    # On a single phase V x A is W here, so power and current say the same.
    volts = 1 if full.load.what == "power" else VOLTS
    assert full.trend.slope == pytest.approx(RISE_W / volts, rel=0.1)
    assert full.load.limit == pytest.approx(LIMIT_VA if volts == 1 else 12.0)
    assert full.limit is not None
    peak_w = 700 + RISE_W * (DAYS - 1) + 80
    limit_w = full.load.limit * volts
    assert full.limit.days == pytest.approx((limit_w - peak_w) / RISE_W, abs=4)
    assert full.limit.soonest <= full.limit.days <= full.limit.latest
    live = LivePlant(database, StillClock(end_s + 7200.0))
    live.refresh()
    shown = live.feed_trend(3)
    assert shown is not None
    assert (shown.subject.name, shown.trend.kind) == ("A2", TrendKind.RISING)
    assert live.feed_trend(2) is None, "nothing of it is measured"
    assert live.feed_trend(77) is None, "there is no such feed"
    (panel,) = trends(database, TrendSubject.PANEL, end_s + 7200).values()
    assert panel.subject.name == "RPP-A"
    assert panel.trend.slope == pytest.approx(RISE_W, rel=0.15)
    assert panel.load.limit == 2 * LIMIT_VA


def test_days_are_whole_ones_of_the_zone() -> None:
    span = whole_days_before(MIDNIGHT_S + 7200.0, 3, UTC)
    assert [date.fromordinal(day).isoformat() for day in span.days] == ["2026-10-30", "2026-10-31", "2026-11-01"]
    assert (span.until_s, span.quarters) == (MIDNIGHT_S, 288)
    assert whole_days_before(MIDNIGHT_S + 60.0, 3, UTC).days[-1] == span.days[-2], "the last is not rolled up yet"

"""Trends of daily peaks: known slopes are found whatever is wrong with the days, and noise has none."""

from math import inf
from statistics import median
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powertui.domain.trend import find_trend
from powertui.domain.trend_figures import LEAST_DAYS, DaysToLimit, Trend, TrendKind, days_to_limit

NOISE_W = 100.0


def series(
    seed: int, days: int = 120, slope: float = 0.0, weekend: float = 0.0, level: float = 5000.0
) -> tuple[list[int], list[float]]:
    random = np.random.default_rng(seed)
    at = np.arange(739_000, 739_000 + days)
    values = level + slope * np.arange(days) + NOISE_W * random.standard_normal(days)
    values -= np.where(at % 7 >= 5, weekend, 0.0)
    return at.tolist(), values.tolist()


def brute_force(days: list[int], values: list[float], steps: tuple[int, ...]) -> float:
    """Every pair of the same weekday with no step between them, one after another."""
    return median(
        (values[later] - values[earlier]) / (days[later] - days[earlier])
        for later in range(len(days))
        for earlier in range(later)
        if (days[later] - days[earlier]) % 7 == 0
        if not any(days[earlier] < step <= days[later] for step in steps)
    )


@given(
    st.lists(st.integers(0, 60), min_size=LEAST_DAYS, max_size=40, unique=True).map(sorted),
    st.data(),
)
def test_the_slope_is_the_median_over_all_pairs_of_a_weekday(days: list[int], data: st.DataObject) -> None:
    values = data.draw(st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=len(days), max_size=len(days)))
    found = find_trend(days, values)
    assert found.slope == pytest.approx(brute_force(days, values, found.steps), rel=1e-9, abs=1e-9)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from([-20.0, -6.0, 6.0, 20.0]), st.sampled_from([0.0, 900.0]))
def test_a_known_slope_is_found_under_noise_and_weekends(seed: int, slope: float, weekend: float) -> None:
    found = find_trend(*series(seed, slope=slope, weekend=weekend))
    assert found.kind is (TrendKind.RISING if slope > 0 else TrendKind.FALLING)
    assert found.slope == pytest.approx(slope, abs=1.7)
    assert found.slope is not None
    assert found.slope_low is not None
    assert found.slope_high is not None
    assert found.slope_low < found.slope < found.slope_high


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from([8.0, 25.0]))
def test_it_is_found_with_wild_days_and_with_days_that_are_missing(seed: int, slope: float) -> None:
    days, values = series(seed, slope=slope, weekend=500)
    random = np.random.default_rng(seed)
    for place in random.choice(len(days), 10, replace=False):
        values[place] += float(random.choice([-6000.0, 6000.0]))
    kept = sorted(random.choice(len(days), 80, replace=False).tolist())
    found = find_trend([days[place] for place in kept], [values[place] for place in kept])
    assert found.kind is TrendKind.RISING
    assert found.slope == pytest.approx(slope, abs=3.0)


def share_of_trends(samples: int, make: "object") -> float:
    assert callable(make)
    kinds = [find_trend(*make(seed)).kind for seed in range(samples)]
    return sum(kind in {TrendKind.RISING, TrendKind.FALLING} for kind in kinds) / samples


def test_noise_has_a_trend_no_more_often_than_the_confidence_says() -> None:
    """95 % of them have none: of 600, 5 % are 30, give or take 3 x 5.3."""
    assert share_of_trends(600, lambda seed: series(seed, weekend=800)) <= 0.05 + 3 * 0.0089
    assert share_of_trends(600, lambda seed: series(seed, days=LEAST_DAYS)) <= 0.05 + 3 * 0.0089


def test_the_interval_holds_the_true_slope_as_often_as_it_says() -> None:
    found = [find_trend(*series(seed, slope=3.0)) for seed in range(400)]
    held = sum((one.slope_low or inf) <= 3.0 <= (one.slope_high or -inf) for one in found) / len(found)
    assert 0.92 <= held <= 0.99


def test_days_that_are_like_the_day_before_are_no_trend() -> None:
    """Of a load that wanders about its level (correlation 0.5 from day to day), few have one."""

    def wandering(seed: int) -> tuple[list[int], list[float]]:
        days, noise = series(seed, level=0.0)
        for place in range(1, len(noise)):
            noise[place] += 0.5 * noise[place - 1]
        return days, noise

    assert share_of_trends(400, wandering) <= 0.11


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(8, 112), st.sampled_from([-1500.0, -600.0, 600.0, 1500.0]))
def test_a_step_is_told_and_is_no_trend(seed: int, place: int, height: float) -> None:
    days, values = series(seed, weekend=400)
    stepped = [value + height * (at >= place) for at, value in enumerate(values)]
    found = find_trend(days, stepped)
    assert any(abs(step - days[place]) <= 2 for step in found.steps)
    before = find_trend(days, values)
    if before.kind is TrendKind.NONE and not before.steps:
        assert abs(found.slope or 0.0) < 4.0, "noise alone: the 1,500 W are not in it"


def test_of_steps_few_are_called_trends() -> None:
    def stepped(seed: int) -> tuple[list[int], list[float]]:
        days, values = series(seed)
        return days, [value + 500 * (at >= 30 + seed % 60) for at, value in enumerate(values)]

    assert share_of_trends(400, stepped) <= 0.08


def test_a_rise_beside_a_step_is_told_too() -> None:
    days, values = series(5, slope=10)
    found = find_trend(days, [value + 2000 * (at >= 70) for at, value in enumerate(values)])
    assert found.kind is TrendKind.RISING
    assert found.slope == pytest.approx(10, abs=3)
    assert found.steps == (days[70],)


def test_a_steady_rise_has_no_steps() -> None:
    assert sum(bool(find_trend(*series(seed, slope=15)).steps) for seed in range(200)) <= 6


def test_a_shift_of_level_or_unit_shifts_the_answer_and_nothing_else() -> None:
    days, values = series(3, slope=8, weekend=300)
    found = find_trend(days, values)
    larger = find_trend(days, [1000 * value + 77 for value in values])
    assert larger.kind is found.kind
    assert larger.slope == pytest.approx(1000 * (found.slope or 0))
    assert larger.upper == pytest.approx(1000 * (found.upper or 0) + 77)


def test_few_days_and_days_all_alike_have_no_trend() -> None:
    days, values = series(1, days=LEAST_DAYS - 1, slope=50)
    assert find_trend(days, values) == Trend(TrendKind.TOO_SHORT, LEAST_DAYS - 1)
    assert find_trend([], []).kind is TrendKind.TOO_SHORT
    flat = find_trend(list(range(60)), [4200.0] * 60)
    assert (flat.kind, flat.slope, flat.upper, flat.steps) == (TrendKind.NONE, 0.0, 4200.0, ())


def test_days_that_do_not_rise_are_refused() -> None:
    with pytest.raises(ValueError, match="days rise"):
        find_trend([1, 1], [0.0, 0.0])


def test_one_day_in_twenty_is_above_the_upper_line() -> None:
    days, values = series(9, days=200, slope=5, weekend=1000)
    found = find_trend(days, values)
    assert found.upper is not None
    assert found.slope is not None
    above = sum(
        value > found.upper + found.slope * (day - days[-1]) + 1e-6 for day, value in zip(days, values, strict=True)
    )
    assert above == 10


def test_days_to_a_limit_follow_the_upper_line_and_its_interval() -> None:
    rising = Trend(TrendKind.RISING, 90, 10.0, 5.0, 20.0, upper=9000.0, upper_low=8900.0, upper_high=9200.0)
    assert days_to_limit(rising, 10_000.0) == DaysToLimit(100.0, 40.0, 220.0)
    assert days_to_limit(rising, 9000.0) == DaysToLimit(0.0, 0.0, 0.0)
    assert days_to_limit(find_trend(*series(2, slope=-9)), 1e9) is None
    assert days_to_limit(Trend(TrendKind.NONE, 90, 0.0, -1.0, 1.0, 9000.0), 10_000.0) is None


def test_the_day_of_the_limit_is_found_in_advance() -> None:
    """Half of a known rise is looked at; the limit is reached on day 200 of it, more or less."""
    limit = 5000.0 + 12 * 200
    found = [days_to_limit(find_trend(*series(seed, days=100, slope=12)), limit) for seed in range(100)]
    told = [one for one in found if one is not None]
    assert len(told) == 100
    # One day in twenty is above the line by 1.64 of the noise, which is reached so much sooner.
    assert median(one.days for one in told) == pytest.approx(101 - 1.64 * NOISE_W / 12, abs=4)
    assert sum(one.soonest <= 101 - 1.64 * NOISE_W / 12 <= one.latest for one in told) >= 80


def test_a_thousand_feeds_of_four_hundred_days_take_less_than_a_minute() -> None:
    """Thirty of them, so that the test is quick: 12 s for a thousand on an idle core."""
    all_series = [series(seed, days=400, slope=1) for seed in range(30)]
    began_s = process_time()
    for one in all_series:
        find_trend(*one)
    assert (process_time() - began_s) / 30 < 0.060

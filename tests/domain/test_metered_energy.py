"""Energy by the quarter of an hour from rollups, against a plain computation one quarter after another."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.history import DAY_S, QUARTER_S, RollupSeries, Spread
from powertui.domain.metered_energy import COARSEST_STEP_WH, QuarterFigures, Sum, subject_figures
from powertui.domain.periods import Period
from powertui.domain.reading import Quantity

SINCE_S = 20_759 * DAY_S
PERIOD = Period(SINCE_S, SINCE_S + 12 * QUARTER_S, SINCE_S + 12 * QUARTER_S)
INTERVAL_S = 30.0


@dataclass(frozen=True)
class Quarter:
    coverage_permille: int
    energy_wh: int | None
    power_w: int | None


def series(quarters: dict[int, Quarter], start_s: int = SINCE_S, length_s: int = QUARTER_S) -> RollupSeries:
    power = tuple(None if one.power_w is None else one.power_w * 1000 for one in quarters.values())
    return RollupSeries(
        tuple(start_s + number * length_s for number in quarters),
        tuple(one.coverage_permille for one in quarters.values()),
        tuple(one.energy_wh for one in quarters.values()),
        {Quantity.ACTIVE_POWER: Spread(power, power, power, power)},
    )


NO_DAYS = series({})


def figures(quarters: dict[int, Quarter], days: RollupSeries = NO_DAYS) -> QuarterFigures:
    return subject_figures(series(quarters), days, PERIOD, INTERVAL_S)


quarters = st.dictionaries(
    st.integers(0, 11),
    st.builds(Quarter, st.integers(1, 1000), st.none() | st.integers(0, 500), st.none() | st.integers(1000, 2000)),
).map(lambda found: dict(sorted(found.items())))


@given(quarters)
def test_counted_where_there_is_a_counter_else_power_times_measured_time_and_gaps_are_nothing(
    given_quarters: dict[int, Quarter],
) -> None:
    found = figures(given_quarters)
    counts = any(one.energy_wh for one in given_quarters.values())
    by_power = {
        number: (one.power_w or 0) / 4 * (1.0 if one.coverage_permille > 967 else one.coverage_permille / 1000)
        for number, one in given_quarters.items()
    }
    is_still = not counts and sum(by_power.values()) > 2 * COARSEST_STEP_WH
    for number in range(12):
        one = given_quarters.get(number)
        counted = one.energy_wh if one is not None and not is_still else None
        energy = counted if counted is not None else by_power.get(number, 0.0)
        assert found.energy_wh[number] == pytest.approx(energy)
        assert found.estimated_wh[number] == pytest.approx(0.0 if counted is not None else energy)
        assert bool(found.measured[number] > 0) is (one is not None)
        assert np.isnan(found.power_w[number]) == (one is None or one.power_w is None)


@pytest.mark.parametrize(("rise_wh", "is_believed"), [(700, True), (2900, True), (50_000, False), (90_000_000, False)])
def test_a_rise_is_believed_as_far_as_the_power_can_explain_it(rise_wh: int, is_believed: bool) -> None:
    flow = Quarter(1000, 250, 1000)
    found = figures({0: flow, 1: flow, 2: Quarter(1000, rise_wh, 1000), 3: flow})
    assert found.energy_wh[2] == (rise_wh if is_believed else 250)
    assert found.estimated_wh[2] == (0 if is_believed else 250)


def test_after_a_gap_it_may_rise_by_what_flowed_in_it() -> None:
    flow = Quarter(1000, 2500, 10_000)
    found = figures({0: flow, 10: Quarter(1000, 25_000, 10_000)})
    assert found.energy_wh.sum() == 27_500
    assert found.estimated_wh.sum() == 0
    assert found.measured.sum() == 2


def test_without_any_power_only_what_no_feed_carries_is_not_believed() -> None:
    found = figures({0: Quarter(1000, 40_000, None), 1: Quarter(1000, 10**9, None)})
    assert found.energy_wh.tolist()[:2] == [40_000, 0]
    assert found.mean_w == pytest.approx(40_000 / 0.5)


def test_the_day_before_says_how_long_a_counter_was_not_read() -> None:
    before = {-40: Quarter(1000, 2500, 10_000), 0: Quarter(1000, 100_000, 10_000)}
    assert figures(before).energy_wh[0] == 100_000


def test_days_stand_in_for_quarters_that_are_gone() -> None:
    day = Period(SINCE_S, SINCE_S + DAY_S, SINCE_S + DAY_S)
    days = series({0: Quarter(500, 9600, 800)}, length_s=DAY_S)
    found = subject_figures(NO_DAYS, days, day, INTERVAL_S)
    assert found.energy_wh.sum() == pytest.approx(9600)
    assert found.measured.mean() == pytest.approx(0.5)
    assert found.mean_w == pytest.approx(800)
    assert np.isnan(found.peak_w).all()
    assert subject_figures(series({5: Quarter(1000, 7, 800)}), days, day, INTERVAL_S).energy_wh.sum() == 7


@given(st.lists(quarters, min_size=1, max_size=4), st.integers(0, 3))
def test_sums_are_sums_and_what_nobody_measures_lowers_the_coverage(
    members: list[dict[int, Quarter]], unmeasured: int
) -> None:
    parts = [figures(one) for one in members]
    whole = Sum(PERIOD.quarters)
    for part in parts:
        whole.add(part)
    loads = len(parts) + unmeasured
    found = whole.figures(loads)
    assert found.energy_wh == pytest.approx(sum(part.energy_wh for part in parts))
    assert found.measured == pytest.approx(sum(part.measured for part in parts) / loads)
    for number in range(12):
        known = [part.power_w[number] for part in parts if not np.isnan(part.power_w[number])]
        if known:
            assert found.power_w[number] == pytest.approx(sum(known))
        else:
            assert np.isnan(found.power_w[number])


def test_a_sample_that_an_interval_does_not_promise_evenly_is_not_missing() -> None:
    """128 polls of 7 s are in 900 s, or 129: 996 thousandths is all of it; a whole poll less is not."""
    sevens = subject_figures(series({0: Quarter(996, 250, 1000)}), NO_DAYS, PERIOD, 7.0)
    assert sevens.measured[0] == 1.0
    assert figures({0: Quarter(967, 250, 1000)}).measured[0] == pytest.approx(0.967), "29 of 30"

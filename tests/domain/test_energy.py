"""The lifetime total of energy: it never falls, and is right wherever the power tells what a counter did."""

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.energy import Advance, EnergyCounter, EnergyEvent, EnergySample, EnergyTotal, advance, first

WIDTH = 2**32
METER = EnergyCounter(step_wh=1, wraps_at_wh=WIDTH, most_power_w=100_000)
SMALL = EnergyCounter(step_wh=1000, wraps_at_wh=9_999_000, most_power_w=100_000)


def after(total: EnergyTotal, *samples: EnergySample, counter: EnergyCounter = METER) -> Advance:
    event = None
    for sample in samples:
        step = advance(total, sample, counter)
        total, event = step.total, step.event or event
    return Advance(total, event)


def begun(counter_wh: int, power_w: float | None = 1200.0, serial: str = "") -> EnergyTotal:
    return first(EnergySample(0.0, counter_wh, power_w, serial))


def test_a_rise_is_counted() -> None:
    found = after(begun(500), EnergySample(60, 520, 1200))
    assert (found.total.lifetime_wh, found.event) == (520, None)


def test_a_wrap_that_the_power_bears_out_counts_across_the_end() -> None:
    found = after(begun(WIDTH - 5), EnergySample(60, 15, 1200))
    assert (found.total.lifetime_wh, found.event) == (WIDTH + 15, EnergyEvent.WRAP)


def test_a_counter_that_was_set_back_keeps_what_it_counted_and_what_the_power_tells() -> None:
    # 20 Wh flowed, of which the counter has 4 since it was set back.
    found = after(begun(500_000), EnergySample(60, 4, 1200))
    assert (found.total.lifetime_wh, found.event) == (500_020, EnergyEvent.RESET)


def test_near_its_end_a_counter_that_falls_further_than_it_can_have_wrapped_was_set_back() -> None:
    found = after(begun(WIDTH - 100_000), EnergySample(60, 3, 1200))
    assert (found.total.lifetime_wh, found.event) == (WIDTH - 100_000 + 20, EnergyEvent.RESET)


def test_a_restart_that_brings_back_an_older_value_makes_no_spike() -> None:
    sample = EnergySample(60, 499_000, 1200, is_rebooted=True)
    found = after(begun(500_000), sample, EnergySample(120, 499_020, 1200))
    assert (found.total.lifetime_wh, found.event) == (500_040, EnergyEvent.REBASE)


def test_a_clock_that_is_set_back_loses_nothing_and_makes_no_spike() -> None:
    hour_s = 3600.0
    before = after(begun(500_000), EnergySample(2 * hour_s, 502_400, 1200))
    found = after(before.total, *(EnergySample(hour_s + 60 * n, 502_420 + 20 * n, 1200) for n in range(90)))
    assert (found.total.lifetime_wh, found.total.counter_wh, found.event) == (504_200, 504_200, None)
    assert found.total.segment == 1


def test_a_restart_begins_a_new_segment_and_goes_on_counting() -> None:
    found = after(begun(500_000), EnergySample(60, 500_020, 1200, is_rebooted=True))
    assert (found.total.lifetime_wh, found.total.segment, found.event) == (500_020, 2, None)


def test_a_value_for_one_poll_that_cannot_be_is_not_counted() -> None:
    found = after(begun(500_000), EnergySample(60, WIDTH - 1, 1200), EnergySample(120, 500_040, 1200))
    assert found.total.lifetime_wh == 500_040


def test_another_device_goes_on_where_the_one_before_ended() -> None:
    found = after(begun(500_000, serial="ZA1"), EnergySample(3600, 12_000_000, 1200, "ZA2"))
    assert (found.total.lifetime_wh, found.event) == (500_000, EnergyEvent.REPLACED)
    assert after(found.total, EnergySample(3660, 12_000_020, 1200, "ZA2")).total.lifetime_wh == 500_020


def test_without_power_a_fall_near_the_end_is_a_wrap_and_any_other_a_reset() -> None:
    wrapped = after(begun(WIDTH - 5, None), EnergySample(60, 3, None))
    assert (wrapped.total.lifetime_wh, wrapped.event) == (WIDTH + 3, EnergyEvent.WRAP)
    reset = after(begun(500_000, None), EnergySample(60, 3, None))
    assert (reset.total.lifetime_wh, reset.event) == (500_003, EnergyEvent.RESET)


def test_a_poller_that_was_away_takes_the_counters_word_for_what_it_counted() -> None:
    found = after(begun(500_000), EnergySample(86_400, 530_000, 1200))
    assert (found.total.lifetime_wh, found.event) == (530_000, None)


def test_a_coarse_counter_is_compared_over_the_time_in_which_it_moves() -> None:
    samples = [EnergySample(60.0 * n, 9_998_000 if 20 * n < 1000 else 0, 1200) for n in range(1, 60)]
    found = after(begun(9_998_000), *samples, counter=SMALL)
    assert (found.total.lifetime_wh, found.event) == (9_999_000, EnergyEvent.WRAP)


def test_an_old_sample_that_comes_again_changes_nothing() -> None:
    newest = after(begun(500), EnergySample(60, 520, 1200), EnergySample(120, 540, 1200)).total
    assert advance(newest, EnergySample(60, 520, 1200), METER) == Advance(newest)


def test_a_counter_that_drifts_from_the_power_is_told_once() -> None:
    total, told = begun(0), 0
    for minute in range(1, 600):
        step = advance(total, EnergySample(60.0 * minute, 40 * minute, 1200), METER)
        total, told = step.total, told + (step.event is EnergyEvent.DRIFT)
    assert told == 1
    assert total.lifetime_wh == 40 * 599


def test_a_counter_that_stands_still_under_load_is_told() -> None:
    samples = [EnergySample(60.0 * minute, 500, 6000) for minute in range(1, 60)]
    assert after(begun(500, 6000), *samples).event is EnergyEvent.DRIFT


readings = st.lists(
    st.tuples(
        st.floats(min_value=-5, max_value=100_000),
        st.none() | st.integers(min_value=0, max_value=2**33),
        st.none() | st.floats(min_value=-1000, max_value=1e6),
        st.sampled_from(["", "A", "B"]),
        st.booleans(),
    ),
    max_size=30,
)


@given(readings=readings, counter=st.sampled_from([METER, SMALL, EnergyCounter(100, None, 1e6)]))
def test_whatever_a_counter_does_the_total_never_falls(
    readings: list[tuple[float, int | None, float | None, str, bool]], counter: EnergyCounter
) -> None:
    total, at_s = begun(1000), 0.0
    for gap_s, counter_wh, power_w, serial, is_rebooted in readings:
        at_s += gap_s
        step = advance(total, EnergySample(at_s, counter_wh, power_w, serial, is_rebooted), counter)
        assert step.total.lifetime_wh >= total.lifetime_wh
        assert math.isfinite(step.total.lifetime_wh)
        total = step.total


@st.composite
def plants(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, float, float | None]]]:
    """(width, where the counter begins, [(Wh that flow in a minute, seconds, at which share of it a reset is)])."""
    width = draw(st.sampled_from([2**24, 2**31, 2**32]))
    near_end = draw(st.booleans())
    start = draw(st.integers(min_value=width - 200, max_value=width - 1) if near_end else st.integers(0, width // 2))
    minutes = draw(
        st.lists(
            st.tuples(
                st.integers(min_value=0, max_value=300),
                st.sampled_from([30.0, 60.0, 300.0]),
                st.none() | st.none() | st.none() | st.floats(min_value=0, max_value=1),
            ),
            max_size=60,
        )
    )
    return width, start, minutes


@given(plant=plants())
def test_with_power_the_total_is_the_true_consumption_through_resets_and_wraps(
    plant: tuple[int, int, list[tuple[int, float, float | None]]],
) -> None:
    width, start, minutes = plant
    counter = EnergyCounter(step_wh=1, wraps_at_wh=width, most_power_w=100_000)
    held, true_wh, at_s, ambiguous_wh = start, 0, 0.0, 0.0
    total = first(EnergySample(0.0, start, 0.0))
    for flowed, seconds, reset_at in minutes:
        before = held
        held += flowed
        if reset_at is not None:
            held = flowed - int(flowed * reset_at)
            # So close to its end that wrapping explains the same numbers nobody can tell the two apart.
            if width - before <= 4 * flowed + 10:
                ambiguous_wh += width - before + flowed
            # And one that has counted on beyond where it stood shows no fall.
            if held >= before:
                ambiguous_wh += before + int(flowed * reset_at)
        held %= width
        at_s += seconds
        true_wh += flowed
        # The power that makes just this energy of the gap, at both its ends.
        mean_w = flowed * 3600 / seconds
        total = advance(replace(total, power_w=mean_w), EnergySample(at_s, held, mean_w), counter).total
    # A reset is known to the last digits only: two steps and the rounding.
    resets = sum(reset_at is not None for *_, reset_at in minutes)
    assert abs(total.lifetime_wh - start - true_wh) <= ambiguous_wh + 3 * resets + 1e-6 * len(minutes)

"""What can be, and what cannot: sentinels and wrong scales are doubted, real overloads are believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.plausible import RATING_TIMES, bounds_of, judged
from powertui.domain.reading import Quality, Quantity, Reading, SubjectKind


def quality_of(quantity: Quantity, value: float, kind: SubjectKind = SubjectKind.UNIT, **facts: float) -> Quality:
    ratings = [Reading(Quantity[name.upper()], rated, Quality.GOOD) for name, rated in facts.items()]
    return judged(Reading(quantity, value, Quality.GOOD), bounds_of(quantity, kind, ratings)).quality


@pytest.mark.parametrize(
    ("quantity", "value"),
    [
        (Quantity.VOLTAGE, 2304.0),
        (Quantity.VOLTAGE, -1000.0),
        (Quantity.FREQUENCY, 500.0),
        (Quantity.FREQUENCY, 5.0),
        (Quantity.POWER_FACTOR, 98.0),
        (Quantity.POWER_FACTOR, -1.01),
        (Quantity.CURRENT, 65535.0),
        (Quantity.ENERGY, -0.001),
        (Quantity.TEMPERATURE, 9999.0),
        (Quantity.TEMPERATURE, -300.0),
        (Quantity.HUMIDITY, 101.0),
    ],
)
def test_what_cannot_be_is_implausible(quantity: Quantity, value: float) -> None:
    assert quality_of(quantity, value) is Quality.IMPLAUSIBLE


@pytest.mark.parametrize(
    ("quantity", "value"),
    [
        (Quantity.VOLTAGE, 0.0),
        (Quantity.VOLTAGE, 480.0),
        (Quantity.VOLTAGE, -53.5),
        (Quantity.FREQUENCY, 0.0),
        (Quantity.FREQUENCY, 60.02),
        (Quantity.POWER_FACTOR, -0.98),
        (Quantity.POWER_FACTOR, 1.0),
        (Quantity.ENERGY, 0.0),
        (Quantity.TEMPERATURE, -5.0),
        (Quantity.OVERLOAD_CURRENT, 99999.0),
        (Quantity.STATE, 9.0),
    ],
)
def test_what_can_be_is_believed(quantity: Quantity, value: float) -> None:
    assert quality_of(quantity, value) is Quality.GOOD


def test_a_current_far_above_its_rating_is_implausible_and_an_overload_is_not() -> None:
    assert quality_of(Quantity.CURRENT, 160.0, SubjectKind.BRANCH, rated_current=16) is Quality.IMPLAUSIBLE
    assert quality_of(Quantity.CURRENT, 40.0, SubjectKind.BRANCH, rated_current=16) is Quality.GOOD


def test_three_full_phases_added_up_stay_within_the_rating_of_one() -> None:
    assert quality_of(Quantity.CURRENT, 3 * 32.0, rated_current=32) is Quality.GOOD


def test_a_power_far_above_the_rated_va_is_implausible() -> None:
    assert quality_of(Quantity.ACTIVE_POWER, 40_000.0, rated_apparent_power=7360) is Quality.IMPLAUSIBLE
    assert quality_of(Quantity.ACTIVE_POWER, 9_000.0, rated_apparent_power=7360) is Quality.GOOD


def test_a_rating_of_zero_says_nothing() -> None:
    assert quality_of(Quantity.CURRENT, 12.0, rated_current=0) is Quality.GOOD


def test_a_rating_that_is_implausible_itself_says_nothing() -> None:
    rated = Reading(Quantity.RATED_CURRENT, 0.1, Quality.IMPLAUSIBLE)
    bounds = bounds_of(Quantity.CURRENT, SubjectKind.UNIT, [rated])
    assert judged(Reading(Quantity.CURRENT, 12.0, Quality.GOOD), bounds).quality is Quality.GOOD


@given(quantity=st.sampled_from(Quantity), kind=st.sampled_from(SubjectKind), quality=st.sampled_from(Quality))
def test_a_missing_value_stays_what_it_is(quantity: Quantity, kind: SubjectKind, quality: Quality) -> None:
    reading = Reading(quantity, None, quality)
    assert judged(reading, bounds_of(quantity, kind)) == reading


@given(
    quantity=st.sampled_from(Quantity),
    kind=st.sampled_from(SubjectKind),
    value=st.floats(allow_nan=False, allow_infinity=False),
)
def test_judging_changes_no_value(quantity: Quantity, kind: SubjectKind, value: float) -> None:
    after = judged(Reading(quantity, value, Quality.GOOD), bounds_of(quantity, kind))
    assert after.value == value
    assert after.quality in {Quality.GOOD, Quality.IMPLAUSIBLE}


@given(rated=st.floats(min_value=0.5, max_value=1000), share=st.floats(min_value=0, max_value=RATING_TIMES * 0.99))
def test_no_overload_that_a_breaker_lets_pass_is_doubted(rated: float, share: float) -> None:
    assert quality_of(Quantity.CURRENT, rated * share, SubjectKind.BRANCH, rated_current=rated) is Quality.GOOD

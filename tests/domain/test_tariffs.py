"""Prices by day and hour, and sums of money that are exact."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.periods import month, span
from powertui.domain.tariffs import Tariff, rounded, tariff_of_quarters, tariff_plan

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WORKDAYS = frozenset(range(5))


def test_the_first_that_holds_counts_and_the_base_price_elsewhere() -> None:
    day = Tariff("day", Decimal("0.30"), WORKDAYS, 7 * 60, 23 * 60)
    plan = tariff_plan("EUR", Decimal("0.20"), [day])
    found = tariff_of_quarters(plan, span("2026-11-06", "2026-11-07", AMSTERDAM), AMSTERDAM)
    assert found == [1] * 28 + [0] * 64 + [1] * 4 + [1] * 96


def test_a_night_goes_on_past_midnight_and_belongs_to_the_day_it_began_on() -> None:
    night = Tariff("night", Decimal("0.1"), frozenset({4}), 22 * 60, 6 * 60)
    found = tariff_of_quarters(
        tariff_plan("EUR", Decimal(1), [night]), span("2026-11-06", "2026-11-07", AMSTERDAM), AMSTERDAM
    )
    assert found == [1] * 88 + [0] * 8 + [0] * 24 + [1] * 72


def test_hours_are_those_of_the_clock_when_it_is_changed() -> None:
    morning = Tariff("2 to 3", Decimal(1), frozenset(range(7)), 120, 180)
    plan = tariff_plan("EUR", Decimal(0), [morning])
    autumn = tariff_of_quarters(plan, span("2026-10-25", "2026-10-25", AMSTERDAM), AMSTERDAM)
    spring = tariff_of_quarters(plan, span("2026-03-29", "2026-03-29", AMSTERDAM), AMSTERDAM)
    assert (autumn.count(0), spring.count(0)) == (8, 0)


@given(
    st.lists(
        st.tuples(st.frozensets(st.integers(0, 6), min_size=1), st.integers(0, 95), st.integers(1, 96)), max_size=4
    )
)
def test_every_quarter_has_the_tariff_that_its_local_time_says(
    windows: list[tuple[frozenset[int], int, int]],
) -> None:
    special = [
        Tariff(str(number), Decimal(number), days, 15 * begins, 15 * ends)
        for number, (days, begins, ends) in enumerate(windows)
    ]
    plan, period = tariff_plan("EUR", Decimal(9), special), span("2026-10-20", "2026-10-28", AMSTERDAM)
    for place, found in enumerate(tariff_of_quarters(plan, period, AMSTERDAM)):
        local = datetime.fromtimestamp(period.since_s + 900 * place, AMSTERDAM)
        minute, weekday = local.hour * 60 + local.minute, local.weekday()
        holding = [tariff.holds(weekday, minute) for tariff in plan.tariffs]
        assert found == holding.index(True)


@given(
    st.lists(st.tuples(st.integers(0, 10**15), st.decimals(0, 1000, places=6)), min_size=1, max_size=5),
)
def test_money_is_exact_and_rounded_once(amounts: list[tuple[int, Decimal]]) -> None:
    plan = tariff_plan("EUR", amounts[-1][1], [Tariff("t", price) for _, price in amounts[:-1]])
    cost = plan.cost([wh for wh, _ in amounts])
    exact = sum((Fraction(wh, 1000) * Fraction(price) for wh, price in amounts), Fraction(0))
    assert Fraction(cost) == exact
    assert abs(Fraction(rounded(cost)) - exact) <= Fraction(1, 200)


def test_half_a_cent_is_rounded_up() -> None:
    assert str(rounded(tariff_plan("EUR", Decimal("0.005")).cost([1000]))) == "0.01"
    assert str(rounded(Decimal("2.675"))) == "2.68"


def test_one_price_needs_no_clock() -> None:
    plan = tariff_plan("EUR", Decimal("0.24"))
    assert set(tariff_of_quarters(plan, month("2026-11", None), None)) == {0}
    with pytest.raises(ValueError, match="argument"):
        plan.cost([1, 2])

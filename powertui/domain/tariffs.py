"""What energy costs: one price, or prices by day of the week and time of day. Money is exact: Decimal throughout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, localcontext

from powertui.domain.history import QUARTER_S
from powertui.domain.periods import Period

DAY_MINUTES = 1440
QUARTER_MINUTES = 15
_CENT = Decimal("0.01")
_DIGITS = 60
"""More than any sum of money here has, so that nothing is rounded before the end."""

BASE_NAME = "base"
"""What is counted at the price that holds where no other does."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """A price that holds at certain hours of certain days, local time."""

    name: str
    price_per_kwh: Decimal
    weekdays: frozenset[int] = frozenset(range(7))
    """0 is Monday."""
    from_minute: int = 0
    """Of the day, a multiple of 15."""
    to_minute: int = DAY_MINUTES
    """Not in it any more. Less than `from_minute`: it goes on past midnight, and belongs to the day it began on."""

    def holds(self, weekday: int, minute: int) -> bool:
        """Whether this is its hour."""
        if self.from_minute < self.to_minute:
            return weekday in self.weekdays and self.from_minute <= minute < self.to_minute
        if minute >= self.from_minute:
            return weekday in self.weekdays
        return minute < self.to_minute and (weekday - 1) % 7 in self.weekdays


@dataclass(frozen=True, slots=True)
class TariffPlan:
    """All prices; of several tariffs that hold at a time, the first counts."""

    currency: str
    tariffs: tuple[Tariff, ...]
    """The last holds at all times."""

    def cost(self, energy_wh: Sequence[int]) -> Decimal:
        """Of whole Wh by tariff, in their order: exact, to any number of digits."""
        with localcontext() as context:
            context.prec = _DIGITS
            amounts = zip(energy_wh, self.tariffs, strict=True)
            return sum((Decimal(wh) / 1000 * tariff.price_per_kwh for wh, tariff in amounts), Decimal(0))


def tariff_plan(currency: str, price_per_kwh: Decimal, special: Sequence[Tariff] = ()) -> TariffPlan:
    """The price that holds where none of the others does, and those."""
    return TariffPlan(currency, (*special, Tariff(BASE_NAME, price_per_kwh)))


def tariff_of_quarters(plan: TariffPlan, period: Period, zone: tzinfo | None) -> list[int]:
    """For each quarter of an hour of a period, which tariff holds: its place in the plan."""
    if len(plan.tariffs) == 1:
        return [0] * period.quarters
    place_of = {
        (weekday, minute): next(at for at, tariff in enumerate(plan.tariffs) if tariff.holds(weekday, minute))
        for weekday in range(7)
        for minute in range(0, DAY_MINUTES, QUARTER_MINUTES)
    }
    found: list[int] = []
    for start_s in range(period.since_s, period.until_s, QUARTER_S):
        local = datetime.fromtimestamp(start_s, zone)
        minute = (local.hour * 60 + local.minute) // QUARTER_MINUTES * QUARTER_MINUTES
        found.append(place_of[local.weekday(), minute])
    return found


def rounded(amount: Decimal) -> Decimal:
    """As it is billed: to two digits, half up, once at the end."""
    with localcontext() as context:
        context.prec = _DIGITS
        return amount.quantize(_CENT, ROUND_HALF_UP)

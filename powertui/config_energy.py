"""The table [energy] of config.toml: what energy costs, and whose months and days are meant."""

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from powertui.config_section import Section
from powertui.domain.tariffs import DAY_MINUTES, QUARTER_MINUTES, Tariff, TariffPlan, tariff_plan

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_MOST_PRICE = 1_000_000


def _price(value: Any) -> Any:
    """A number as it is written, never by way of a binary fraction; or a text of one."""
    is_number = isinstance(value, int | float | str) and not isinstance(value, bool)
    try:
        price = Decimal(str(value).strip() if is_number else "none")
    except InvalidOperation:
        raise ValueError('must be a number such as 0.2437, or a text of one such as "0.2437"') from None
    if not price.is_finite() or not 0 <= price <= _MOST_PRICE:
        raise ValueError(f"must be between 0 and {_MOST_PRICE:,}")
    return price


def _days(value: Any) -> Any:
    """`mon-fri`, `sat,sun` or a list of days."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
        raise ValueError(_DAYS_FORM)
    found: set[int] = set()
    for word in words:
        first, _, last = word.strip().lower().partition("-")
        if first not in _WEEKDAYS or (last and last not in _WEEKDAYS):
            raise ValueError(_DAYS_FORM)
        start, end = _WEEKDAYS.index(first), _WEEKDAYS.index(last or first)
        found |= {number % 7 for number in range(start, (end if end >= start else end + 7) + 1)}
    if not found:
        raise ValueError(_DAYS_FORM)
    return tuple(sorted(found))


_DAYS_FORM = 'must be days of the week such as "mon-fri" or "sat,sun"'


def _minute(text: str) -> str:
    minute_of(text)
    return text


def minute_of(text: str) -> int:
    """The minute of the day of `07:00`; 24:00 is its end. Raises ValueError."""
    found = _TIME.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= minute <= DAY_MINUTES or minute % QUARTER_MINUTES:
        raise ValueError('must be a quarter of an hour such as "07:00" or "22:30"')
    return minute


def _printable(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("must be one printable word or some")
    return text


def _zone(text: str) -> str:
    if text:
        zone_of(text)
    return text


def zone_of(text: str) -> ZoneInfo:
    """A time zone by its name. Raises ValueError."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('is no time zone that this system knows; right would be "Europe/Amsterdam" or "UTC"') from None


Price = Annotated[Decimal, Field(strict=False), BeforeValidator(_price)]
Word = Annotated[str, Field(max_length=40), AfterValidator(_printable)]


class TariffSection(Section):
    name: Word
    """What people call it."""
    price_per_kwh: Price
    """In the currency of [energy]."""
    days: Annotated[tuple[int, ...], Field(strict=False), BeforeValidator(_days)] = tuple(range(7))
    """Which days of the week."""
    begins: Annotated[str, AfterValidator(_minute)] = "00:00"
    """The time of day at which it begins, local."""
    ends: Annotated[str, AfterValidator(_minute)] = "24:00"
    """At which it ends; before `begins`: on the day after."""

    def tariff(self) -> Tariff:
        """The same, as costs are reckoned with."""
        return Tariff(
            self.name,
            self.price_per_kwh,
            frozenset(self.days),
            minute_of(self.begins) % DAY_MINUTES,
            minute_of(self.ends) or DAY_MINUTES,
        )


TariffSections = Annotated[tuple[TariffSection, ...], Field(strict=False)]
"""Tables of their own: [[energy.tariffs]]."""


class EnergySection(Section):
    currency: Word = "EUR"
    """What prices are in; shown as it stands."""
    price_per_kwh: Price | None = None
    """What a kWh costs where no tariff holds; none: no costs are shown."""
    time_zone: Annotated[str, AfterValidator(_zone)] = ""
    """Whose months, days and hours are meant, such as Europe/Amsterdam; empty: this machine's."""
    tariffs: TariffSections = ()
    """Other prices at some hours of some days; of several that hold, the first counts."""

    @model_validator(mode="after")
    def _has_a_base_price(self) -> Self:
        if self.tariffs and self.price_per_kwh is None:
            raise ValueError(
                'has tariffs, which need "price_per_kwh" beside them for the hours that none of them holds'
            )
        return self

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone; None: this machine's."""
        return zone_of(self.time_zone) if self.time_zone else None

    def plan(self) -> TariffPlan | None:
        """All prices; None where there is none."""
        if self.price_per_kwh is None:
            return None
        return tariff_plan(self.currency, self.price_per_kwh, [one.tariff() for one in self.tariffs])

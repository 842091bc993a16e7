"""What of the readings is kept, and for how long: facts about history, without a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from powertui.domain.reading import Quantity, SubjectKind

HOUR_S = 3600
DAY_S = 86_400
QUARTER_S = 900
"""The finer rollup's length: a quarter of an hour."""
QUARTERS_OF_A_DAY = DAY_S // QUARTER_S

GAUGES = (
    Quantity.CURRENT,
    Quantity.VOLTAGE,
    Quantity.ACTIVE_POWER,
    Quantity.APPARENT_POWER,
    Quantity.POWER_FACTOR,
)
"""What rises and falls, of what history can hold: rollups have its least, mean, greatest and 95th percentile."""

STORED = (*GAUGES, Quantity.ENERGY, Quantity.STATE)
"""All that history can hold, in the order of its columns."""


def _default_scope() -> Mapping[SubjectKind, frozenset[Quantity]]:
    kept = dict.fromkeys(SubjectKind, frozenset(STORED))
    kept[SubjectKind.OUTLET] = frozenset(
        {Quantity.ACTIVE_POWER, Quantity.CURRENT, Quantity.ENERGY, Quantity.STATE},
    )
    return MappingProxyType(kept)


@dataclass(frozen=True, slots=True)
class HistoryScope:
    """Which quantities are kept of which kind of subject.

    By default everything of units, inlets, phases, lines and branches; of outlets, which are most of all subjects,
    what is asked about them: W, A, kWh and the switch. Their voltage is their phase's.
    """

    kept: Mapping[SubjectKind, frozenset[Quantity]] = field(default_factory=_default_scope)


@dataclass(frozen=True, slots=True)
class HistoryRetention:
    """How long each level is kept."""

    raw_hours: float = 48.0
    """Every reading; whole days go at once, so up to a day more is there."""
    quarter_days: float = 396.0
    """15-minute rollups: 13 months."""
    day_days: float = 1827.0
    """Daily rollups: 5 years."""
    budget_gb: float = 50.0
    """What the database may take on disk, in 10^9 bytes; nothing is removed because of it, but it is said in time."""
    warn_days: float = 30.0
    """So long before the budget is reached, a warning begins."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One gauge of one subject over several moments, in columns, scaled; None where it was not read."""

    least: tuple[int | None, ...]
    mean: tuple[int | None, ...]
    greatest: tuple[int | None, ...]
    p95: tuple[int | None, ...]
    """Nearest rank: the least value that 95 % of the samples do not exceed."""


@dataclass(frozen=True, slots=True)
class RollupSeries:
    """A subject's rollups in columns, oldest first. What is not in `starts_s` was not read at all."""

    starts_s: tuple[int, ...]
    coverage_permille: tuple[int, ...]
    """Samples there were, of those that the interval promises; 1000 is all."""
    energy_wh: tuple[int | None, ...]
    """By how much the counter rose; a fall (a reset) counts nothing. None without a counter."""
    spreads: Mapping[Quantity, Spread]

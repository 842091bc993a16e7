"""The rows of an energy report, from figures by the quarter of an hour to what is billed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from powertui.domain.energy_groups import EnergyGroup
from powertui.domain.history import QUARTER_S
from powertui.domain.metered_energy import QuarterFigures, Sum
from powertui.domain.periods import Period
from powertui.domain.rollup import Basis
from powertui.domain.tariffs import TariffPlan

NEARLY = 0.01
"""A better meter goes before one that measured so much more of the time, and no more."""


@dataclass(frozen=True, slots=True)
class Billing:
    """What a report is reckoned with."""

    period: Period
    plan: TariffPlan | None
    """None: no price is configured."""
    tariff_of_quarter: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EnergyRow:
    """One row; energy is in whole Wh, as it is billed."""

    id: int | None
    name: str
    where: str
    energy_wh: int | None
    """None: nothing of it was measured."""
    estimated_wh: int
    """The part that is mean power times measured time."""
    mean_w: float | None
    """The sum of the means of its loads, each while it was measured."""
    peak_w: float | None
    """The greatest mean power of a quarter of an hour."""
    peak_at_s: int | None
    """When that quarter began."""
    coverage: float
    """Which share of the time was measured, 0 to 1, the mean over its loads."""
    cost: Decimal | None
    """Exact; rounded where it is shown."""
    by_tariff_wh: tuple[int, ...]
    bases: tuple[Basis, ...]
    """Whose meters speak."""
    loads: int
    measured_loads: int


@dataclass(frozen=True, slots=True)
class EnergyReport:
    """All rows of a period, and their total with no load counted twice."""

    billing: Billing
    rows: tuple[EnergyRow, ...]
    total: EnergyRow


def best(candidates: Sequence[tuple[Basis, QuarterFigures]]) -> tuple[Basis, QuarterFigures] | None:
    """Of a load's meters, by precedence, the first that measured as much of the time as any, nearly."""
    measured = [each for each in candidates if each[1].is_measured]
    if not measured:
        return None
    most = max(float(figures.measured.mean()) for _, figures in measured)
    return next(each for each in measured if float(each[1].measured.mean()) >= most - NEARLY)


@dataclass(slots=True)
class Tally:
    """What a row adds up."""

    quarters: int
    total: Sum = field(init=False)
    loads: int = 0
    bases: set[Basis] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.total = Sum(self.quarters)

    def add(self, load: tuple[Basis, QuarterFigures] | None) -> None:
        """A load, or one that nobody measured."""
        self.loads += 1
        if load is not None:
            self.bases.add(load[0])
            self.total.add(load[1])


def row_of(billing: Billing, group: EnergyGroup, tally: Tally) -> EnergyRow:
    """A row from the sum of its loads."""
    if tally.total.count == 0:
        return _unmeasured(billing, group, tally.loads)
    whole = tally.total.figures(tally.loads)
    peak_w, peak_at = None, None
    if not np.isnan(whole.peak_w).all():
        place = int(np.nanargmax(whole.peak_w))
        peak_w, peak_at = float(whole.peak_w[place]), billing.period.since_s + place * QUARTER_S
    by_tariff = _by_tariff(billing, whole)
    return EnergyRow(
        id=group.id,
        name=group.name,
        where=group.where,
        energy_wh=sum(by_tariff),
        estimated_wh=round(float(whole.estimated_wh.sum())),
        mean_w=None if np.isnan(whole.mean_w) else whole.mean_w,
        peak_w=peak_w,
        peak_at_s=peak_at,
        coverage=float(whole.measured.mean()),
        cost=billing.plan.cost(by_tariff) if billing.plan else None,
        by_tariff_wh=by_tariff,
        bases=tuple(sorted(tally.bases, key=list(Basis).index)),
        loads=tally.loads,
        measured_loads=tally.total.count,
    )


def _by_tariff(billing: Billing, whole: QuarterFigures) -> tuple[int, ...]:
    if billing.plan is None or len(billing.plan.tariffs) == 1:
        return (round(float(whole.energy_wh.sum())),)
    sums = np.bincount(billing.tariff_of_quarter, whole.energy_wh, len(billing.plan.tariffs))
    return tuple(round(float(wh)) for wh in sums)


def _unmeasured(billing: Billing, group: EnergyGroup, loads: int) -> EnergyRow:
    count = len(billing.plan.tariffs) if billing.plan else 1
    return EnergyRow(
        group.id, group.name, group.where, None, 0, None, None, None, 0.0, None, (0,) * count, (), loads, 0
    )

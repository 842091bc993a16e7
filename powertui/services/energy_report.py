"""What was consumed in a period, row by row, from the rollups."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Engine

from powertui.domain.energy_groups import EnergyGroup
from powertui.domain.energy_meters import Load, Meters
from powertui.domain.energy_report import Billing, EnergyReport, Tally, best, row_of
from powertui.domain.history import DAY_S
from powertui.domain.metered_energy import QuarterFigures, Sum, subject_figures
from powertui.domain.periods import Period
from powertui.domain.reading import Quantity
from powertui.storage.engine import reading
from powertui.storage.history_reader import subject_intervals
from powertui.storage.rollup_reader import load_days, load_quarters_of

ROWS_AT_ONCE = 16
"""Whose subjects are read together, and after which progress is told."""

TOTAL_NAME = "total"


def energy_report(
    engine: Engine,
    groups: Sequence[EnergyGroup],
    in_total: frozenset[tuple[int, int]],
    billing: Billing,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> EnergyReport:
    """Read and add up. `in_total`: which loads of which rows the total takes, as (row, load).

    It may take minutes for very many devices; `progress` hears how many rows are done, of how many.
    """
    quarters = billing.period.quarters
    rows = []
    total = Tally(quarters)
    progress(0, len(groups))
    for start in range(0, len(groups), ROWS_AT_ONCE):
        chunk = groups[start : start + ROWS_AT_ONCE]
        figures_of = _figures(engine, chunk, billing.period)
        for row, group in enumerate(chunk, start):
            tally = Tally(quarters)
            for at, load in enumerate(group.loads):
                found = best([(one.basis, _meters_figures(one, figures_of, quarters)) for one in load.alternatives])
                tally.add(found)
                if (row, at) in in_total:
                    total.add(found)
            rows.append(row_of(billing, group, tally))
        progress(len(rows), len(groups))
    return EnergyReport(billing, tuple(rows), row_of(billing, EnergyGroup(None, TOTAL_NAME, "", ()), total))


def _figures(engine: Engine, groups: Sequence[EnergyGroup], period: Period) -> Mapping[int, QuarterFigures]:
    """By subject."""
    ids = sorted({number for group in groups for load in group.loads for number in _subjects(load)})
    # A day more: a rise of a counter is judged by the time since its reading before.
    since_s, until_s = period.since_s - DAY_S, period.until_s
    power = [Quantity.ACTIVE_POWER]
    with reading(engine) as connection:
        interval_of = subject_intervals(connection, ids)
        quarters_of = load_quarters_of(connection, ids, power, since_s, until_s)
        first_day_s = -(-since_s // DAY_S) * DAY_S
        return {
            number: subject_figures(
                quarters_of[number],
                load_days(connection, number, power, first_day_s - DAY_S, until_s),
                period,
                interval_of[number],
            )
            for number in ids
        }


def _subjects(load: Load) -> tuple[int, ...]:
    return tuple(number for one in load.alternatives for number in one.subject_ids)


def _meters_figures(meters: Meters, figures_of: Mapping[int, QuarterFigures], quarters: int) -> QuarterFigures:
    found = Sum(quarters)
    for number in meters.subject_ids:
        found.add(figures_of[number], meters.share)
    return found.figures(len(meters.subject_ids))

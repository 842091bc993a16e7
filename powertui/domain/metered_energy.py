"""Energy, power and coverage of a subject, quarter by quarter of an hour, from its rollups; and their sums.

Energy is what a counter rose by. Where there is no counter, or what it did cannot have been, it is the mean power
times the time that was measured: an estimate, and marked. What was not measured is not made up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from powertui.domain.history import DAY_S, QUARTER_S, QUARTERS_OF_A_DAY, RollupSeries
from powertui.domain.periods import Period
from powertui.domain.reading import MILLI, Quantity

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

COARSEST_STEP_WH = 1000.0
"""The last digit of the coarsest counters: no rise by two of them is too steep."""

MOST_POWER_W = 1_000_000.0
"""What a counter may count at most where no power is measured beside it: more than any feed carries."""

_QUARTER_H = QUARTER_S / 3600
_LEAD = QUARTERS_OF_A_DAY
"""How many quarters before the period are looked at: a rise is judged by the time since the reading before."""


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """A load over a period, a place for each quarter of an hour."""

    energy_wh: Floats
    """0 where nothing is known."""
    estimated_wh: Floats
    """The part of it that is mean power times measured time."""
    power_w: Floats
    """The mean of the quarter, NaN where none was read; sums leave out what was not read."""
    peak_w: Floats
    """As `power_w`; NaN also where only the whole day's mean is known."""
    measured: Floats
    """The share of the quarter that was measured, 0 to 1; of sums the mean of their parts' shares."""
    mean_w: float
    """While it was measured; NaN if it never was."""

    @property
    def is_measured(self) -> bool:
        return bool(self.measured.any())


def subject_figures(quarters: RollupSeries, days: RollupSeries, period: Period, interval_s: float) -> QuarterFigures:
    """A subject's figures. `quarters` and closed `days` may begin a day before the period, and should.

    A day counts where it has no quarters (they are kept less long): spread evenly over its hours.
    """
    grid = _Grid(period.since_s - _LEAD * QUARTER_S, period.quarters + _LEAD)
    columns = _columns(grid, quarters, days, interval_s)
    energy_wh, estimated_wh = _energies(columns)
    power_w, measured = columns.power_w[_LEAD:], columns.measured[_LEAD:]
    energy_wh, estimated_wh = energy_wh[_LEAD:], estimated_wh[_LEAD:]
    return QuarterFigures(
        energy_wh,
        estimated_wh,
        power_w,
        np.where(columns.is_coarse[_LEAD:], np.nan, power_w),
        measured,
        _mean(power_w, measured, float(energy_wh.sum())),
    )


class Sum:
    """Loads added up one by one."""

    def __init__(self, quarters: int) -> None:
        self._energy_wh, self._estimated_wh, self._measured = (np.zeros(quarters) for _ in range(3))
        self._power_w, self._peak_w = (np.full(quarters, np.nan) for _ in range(2))
        self._mean_w = float("nan")
        self.count = 0

    def add(self, load: QuarterFigures, share: float = 1.0) -> None:
        """One more; `share` of it is known at all, and coverage says so."""
        self._energy_wh += load.energy_wh
        self._estimated_wh += load.estimated_wh
        self._measured += load.measured * share
        self._power_w = _added(self._power_w, load.power_w)
        self._peak_w = _added(self._peak_w, load.peak_w)
        if not np.isnan(load.mean_w):
            self._mean_w = load.mean_w if np.isnan(self._mean_w) else self._mean_w + load.mean_w
        self.count += 1

    def figures(self, loads: int) -> QuarterFigures:
        """The sum, of so many loads: those that were not added were not measured."""
        return QuarterFigures(
            self._energy_wh,
            self._estimated_wh,
            self._power_w,
            self._peak_w,
            self._measured / max(1, loads),
            self._mean_w,
        )


@dataclass(frozen=True, slots=True)
class _Grid:
    since_s: int
    count: int

    def places(self, starts_s: Sequence[int]) -> tuple[npt.NDArray[np.int64], Flags]:
        """Where some quarters are, and which of them are on it at all."""
        places = (np.asarray(starts_s, dtype=np.int64) - self.since_s) // QUARTER_S
        is_on = (places >= 0) & (places < self.count)
        return places[is_on], is_on


@dataclass(frozen=True, slots=True)
class _Columns:
    counted_wh: Floats
    power_w: Floats
    most_w: Floats
    measured: Floats
    is_coarse: Flags


def _columns(grid: _Grid, quarters: RollupSeries, days: RollupSeries, interval_s: float) -> _Columns:
    unknown = np.full(grid.count, np.nan)
    columns = _Columns(
        unknown, unknown.copy(), unknown.copy(), np.zeros(grid.count), np.zeros(grid.count, dtype=np.bool_)
    )
    places, is_on = grid.places(quarters.starts_s)
    measured = _measured(quarters, interval_s, QUARTER_S)
    for column, values in zip(
        (columns.counted_wh, columns.power_w, columns.most_w, columns.measured),
        (*_values(quarters), measured),
        strict=True,
    ):
        column[places] = values[is_on]
    has_quarters = set(np.unique((places * QUARTER_S + grid.since_s) // DAY_S).tolist())
    of_days = (*_values(days), _measured(days, interval_s, DAY_S))
    for at, start_s in enumerate(days.starts_s):
        if start_s // DAY_S in has_quarters:
            continue
        first = (start_s - grid.since_s) // QUARTER_S
        inside = slice(max(first, 0), max(first + QUARTERS_OF_A_DAY, 0))
        counted, power, most, share = (column[at] for column in of_days)
        columns.counted_wh[inside] = counted / QUARTERS_OF_A_DAY
        columns.power_w[inside], columns.most_w[inside] = power, most
        columns.measured[inside], columns.is_coarse[inside] = share, True
    return columns


def _values(series: RollupSeries) -> tuple[Floats, Floats, Floats]:
    """Wh counted, mean W, greatest W."""
    spread = series.spreads[Quantity.ACTIVE_POWER]
    counted = np.array(series.energy_wh, dtype=np.float64)
    mean, greatest = (np.array(column, dtype=np.float64) / MILLI for column in (spread.mean, spread.greatest))
    return counted, mean, greatest


def _measured(series: RollupSeries, interval_s: float, length_s: int) -> Floats:
    """The share of each stretch that was measured.

    Less than a whole sample short is not short: intervals do not divide an hour evenly.
    """
    share = np.array(series.coverage_permille, dtype=np.float64) / 1000
    promised = max(1.0, length_s / interval_s)
    return np.where((1 - share) * promised < 1 - promised / 2000, 1.0, share)


def _energies(columns: _Columns) -> tuple[Floats, Floats]:
    """Energy of each quarter, and how much of it is an estimate."""
    by_power = np.nan_to_num(columns.power_w).clip(min=0) * columns.measured * _QUARTER_H
    counted = columns.counted_wh
    is_counted = ~np.isnan(counted)
    if np.nansum(counted) == 0 and by_power.sum() > 2 * COARSEST_STEP_WH:
        # It stands still while power flows.
        is_counted[:] = False
    for place in np.flatnonzero(is_counted & (np.nan_to_num(counted) > 2 * COARSEST_STEP_WH)):
        if counted[place] > _most_wh(columns, is_counted, int(place)):
            is_counted[place] = False
    energy = np.where(is_counted, counted, by_power)
    return energy, np.where(is_counted, 0.0, by_power)


def _most_wh(columns: _Columns, is_counted: Flags, place: int) -> float:
    """What can have flowed at most until a quarter's end since the counter last moved before it.

    A coarse counter moves seldom, and one that was not read for a while rises by all that flowed meanwhile.
    """
    moved = np.flatnonzero(is_counted[:place] & (columns.counted_wh[:place] > 0))
    since = int(moved[-1]) if len(moved) else max(0, place - _LEAD)
    most_w = columns.most_w[since : place + 1]
    known_w = MOST_POWER_W if np.isnan(most_w).all() else float(np.nanmax(most_w))
    return 2 * (known_w * (place - since + 1) * _QUARTER_H + COARSEST_STEP_WH)


def _mean(power_w: Floats, measured: Floats, energy_wh: float) -> float:
    """Mean power while there was a reading; without any, what the counter counted over that time."""
    is_read = ~np.isnan(power_w)
    weight = float(measured[is_read].sum())
    if weight > 0:
        return float((power_w[is_read] * measured[is_read]).sum() / weight)
    hours = float(measured.sum()) * _QUARTER_H
    return energy_wh / hours if hours > 0 else float("nan")


def _added(one: Floats, other: Floats) -> Floats:
    """A sum that leaves out what is not there; NaN where neither is."""
    return np.where(np.isnan(one), other, np.where(np.isnan(other), one, one + other))

"""What a rollup says of some samples: formulas over columns of scaled integers, of which None is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import ge

from powertui.domain.history import GAUGES
from powertui.domain.reading import Quantity

Columns = Mapping[Quantity, Sequence[int | None]]
"""Samples of some quantities of a subject, as long as each other, oldest first."""


@dataclass(frozen=True, slots=True)
class GaugeFigures:
    """What a quantity that rises and falls did; scaled."""

    least: int
    mean: int
    """Of the samples, each counting the same."""
    greatest: int
    p95: int
    """By nearest rank: the least sample that 95 % of all do not exceed."""


@dataclass(frozen=True, slots=True)
class BucketFigures:
    """A subject's rollup over one stretch of time."""

    coverage_permille: int
    """Samples there were, of those that the interval promises; 1000 is all."""
    energy_wh: int | None
    """By how much the counter rose since its last reading before, as `energy_rise` says."""
    energy_end_wh: int | None
    """The counter's last reading."""
    gauges: tuple[GaugeFigures | None, ...]
    """As `GAUGES`; None of what was not read."""


def bucket_figures(
    columns: Columns, sample_count: int, length_s: float, interval_s: float, energy_before_wh: int | None
) -> BucketFigures:
    """The figures of some samples within `length_s` seconds, of a device that is polled every `interval_s`."""
    promised = max(1.0, length_s / interval_s)
    counter = [value for value in columns.get(Quantity.ENERGY, ()) if value is not None]
    return BucketFigures(
        coverage_permille=min(1000, round(1000 * sample_count / promised)),
        energy_wh=energy_rise(counter, energy_before_wh),
        energy_end_wh=counter[-1] if counter else None,
        gauges=tuple(gauge_figures(columns.get(quantity, ())) for quantity in GAUGES),
    )


def gauge_figures(samples: Sequence[int | None]) -> GaugeFigures | None:
    """Of one quantity; None if there is no sample."""
    present = sorted(value for value in samples if value is not None)
    if not present:
        return None
    rank = -(-95 * len(present) // 100) - 1
    return GaugeFigures(present[0], round(sum(present) / len(present)), present[-1], present[rank])


def energy_rise(counter: Sequence[int], before: int | None) -> int | None:
    """The sum of a counter's rises, from its reading before; None without a reading.

    A fall is a reset, and counts nothing. One after which the counter comes back is none: there a clock was set back,
    and what was read before and after stands mixed, or a single reading was wrong.
    """
    if not counter:
        return None
    readings = [*counter] if before is None else [before, *counter]
    if all(map(ge, readings[1:], readings)):
        return readings[-1] - readings[0]
    highest_from = list(accumulate(reversed(readings), max))[::-1]
    rise, reached = 0, readings[0]
    for reading, highest in zip(readings, highest_from, strict=True):
        if reading >= reached:
            rise += reading - reached
            reached = reading
        elif highest < reached:
            reached = reading
    return rise

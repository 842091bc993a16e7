"""Sums of which some parts are not told now: all that was ever told, what is told now, and how many parts are what."""

from collections.abc import Sequence
from dataclasses import dataclass

from powertui.domain.measured import total
from powertui.domain.reading import Quality, Quantity, Reading


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a sum was measured: counts of feeds."""

    measured: int
    estimated: int
    """Computed from something other than a meter of theirs: the sum of outlets, V x A."""
    stale: int
    missing: int

    @property
    def fresh(self) -> int:
        """Told now, in whatever way."""
        return self.measured + self.estimated

    @property
    def count(self) -> int:
        return self.fresh + self.stale + self.missing

    @property
    def is_whole(self) -> bool:
        """Every part is told now."""
        return self.fresh == self.count

    @property
    def words(self) -> str:
        """`7 of 8 feeds measured, 1 stale`: for people."""
        parts = [f"{self.fresh} of {self.count} feeds measured"]
        parts += [f"{self.stale} stale"] if self.stale else []
        parts += [f"{self.missing} without a figure"] if self.missing else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Summed:
    """A quantity added up over some parts."""

    total: Reading
    """With the last value of what is stale: as good as its worst part, an estimate where a part is missing."""
    least: Reading
    """Of what is fresh alone: where the coverage is not whole, the parts together carry at least this."""
    coverage: Coverage

    @property
    def is_lower_bound(self) -> bool:
        """Some of its parts are not told now, and others are: what is known is a lower bound."""
        return self.least.value is not None and not self.coverage.is_whole

    @property
    def known(self) -> Reading:
        """The figure to go by: the lower bound where there is one; else the sum, which may be stale or missing."""
        return self.least if self.is_lower_bound else self.total


def summed(quantity: Quantity, readings: Sequence[Reading]) -> Summed:
    """The sum of some readings of one quantity. What is implausible counts as stale: it is not to be judged by."""
    present = [reading for reading in readings if reading.value is not None]
    fresh = [reading for reading in present if reading.quality < Quality.STALE]
    estimated = sum(reading.quality is Quality.ESTIMATED for reading in fresh)
    coverage = Coverage(
        measured=len(fresh) - estimated,
        estimated=estimated,
        stale=len(present) - len(fresh),
        missing=len(readings) - len(present),
    )
    return Summed(total(quantity, readings), total(quantity, fresh), coverage)

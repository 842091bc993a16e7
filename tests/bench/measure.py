"""What a benchmark says: a value, its unit, the bar that it must keep, and whether it does."""

from dataclasses import dataclass
from enum import Enum


class Keep(Enum):
    """On which side of its bar a value must stay."""

    AT_MOST = "at most"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `value` None: it could not be measured, and `note` says why."""

    name: str
    value: float | None
    unit: str
    bar: float
    keep: Keep = Keep.AT_MOST
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar is kept; what was not measured keeps none."""
        if self.value is None:
            return False
        return self.value <= self.bar if self.keep is Keep.AT_MOST else self.value < self.bar

    def line(self) -> str:
        """For people."""
        value = "not measured" if self.value is None else f"{self.value:.4g} {self.unit}".rstrip()
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        note = f"  ({self.note})" if self.note else ""
        return f"{self.name:<34}{value:>18}   {self.keep.value} {self.bar:.4g}   {verdict}{note}"

    def document(self) -> dict[str, object]:
        """For programs."""
        found: dict[str, object] = {"value": self.value, "unit": self.unit, "bar": self.bar, "holds": self.holds}
        return found | {"note": self.note} if self.note else found


def not_measured(name: str, unit: str, bar: float, why: str) -> Measure:
    """A figure that could not be had here."""
    return Measure(name, None, unit, bar, note=why)

"""What a check of a device's first readings is made of, and what it finds."""

import math
from dataclasses import dataclass

from powertui.domain.reading import Leg, Quantity, SubjectKind


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value, in its quantity's unit."""

    quantity: Quantity
    value: float
    step: float
    """The least difference that the device can show, in the same unit."""

    @property
    def coarseness(self) -> float:
        """The relative error of rounding; infinite at 0."""
        return self.step / 2 / abs(self.value) if self.value else math.inf


@dataclass(frozen=True, slots=True)
class MeasuredPart:
    """What a part of a device measures itself."""

    kind: SubjectKind
    key: str
    unit: str
    leg: Leg | None
    figures: tuple[Figure, ...]
    phases: int | None = None
    """How many phases it has; None: not known."""

    def get(self, quantity: Quantity) -> Figure | None:
        """What it measures of a quantity."""
        # A generator would take several times as long, and a discovery asks a thousand times.
        for figure in self.figures:
            if figure.quantity is quantity:
                return figure
        return None

    @property
    def volts(self) -> Figure | None:
        """Its voltage: to neutral, else between lines."""
        return self.get(Quantity.VOLTAGE) or self.get(Quantity.VOLTAGE_LINE_TO_LINE)


@dataclass(frozen=True, slots=True)
class CheckWarning:
    """What a check of a device's first readings found, in words; kept with the device's description."""

    kind: SubjectKind | None
    """None: it is about the device as a whole."""
    key: str
    quantity: Quantity | None
    is_scale: bool
    """Wrong by a power of ten: a warning. Else it is a note."""
    text: str
    """One sentence: the column, the contradiction, what to do."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A value that others contradict."""

    kind: SubjectKind
    key: str
    quantity: Quantity
    """Of the value that is suspected."""
    says: float
    """What it says, and..."""
    expected: float
    """...what the others make of it, in the quantity's unit."""
    rule: str
    """How they do: `V × A × PF`."""
    factor: float | None
    """The value is so many times what it should be: 10, 0.01; None: by no power of ten."""
    others: int = 0
    """Further parts of the kind with the same contradiction."""
    rival: tuple[SubjectKind, str, Quantity] | None = None
    """What may as well be the wrong one, by 1 / factor."""

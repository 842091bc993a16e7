"""How two values that should be the same compare: near each other, or a power of ten apart. Pure."""

import math
from collections.abc import Iterable

from powertui.domain.contradiction import Figure

SOFT_TOLERANCE = 0.30
"""What contradicts by more deserves a note."""

NEAR = 0.08
"""How far the decadic logarithm of a ratio may be from a whole number: a factor of 8.3 to 12 is near 10."""

COARSEST = 0.15
"""The greatest sum of relative rounding errors with which anything is compared."""


def coarseness(figures: Iterable[Figure]) -> float:
    """The sum of relative rounding errors."""
    return sum(figure.coarseness for figure in figures)


def is_near(ratio: float) -> bool:
    """Whether two values agree as well as can be asked of readings of different moments."""
    return ratio > 0 and abs(math.log(ratio)) <= math.log(1 + SOFT_TOLERANCE)


def power_of_ten(ratio: float) -> float | None:
    """0.001 to 1000 without 1, if the ratio is near it."""
    if not ratio:
        return None
    power = round(math.log10(ratio))
    near = abs(math.log10(ratio) - power) <= NEAR
    return 10.0**power if near and 1 <= abs(power) <= 3 else None

"""What redundancy needs to know of what was measured: fresh and believed figures only, by the model's ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Metered(NamedTuple):
    """What a meter says of an outlet, inlet, branch or feed; None where it does not say."""

    va: float | None = None
    w: float | None = None
    legs_va: tuple[float, float, float] | None = None
    """By leg A, B, C; only where all three are known."""


@dataclass(frozen=True, slots=True)
class Measurements:
    """Whatever is stale, missing or implausible is left out: then others speak for it, and the result says so."""

    outlets: Mapping[int, Metered] = field(default_factory=dict)
    inlets: Mapping[int, Metered] = field(default_factory=dict)
    """By the power port's id: the PDU's own inlet, a source of a transfer switch or UPS."""
    branches: Mapping[int, Metered] = field(default_factory=dict)
    feeds: Mapping[int, Metered] = field(default_factory=dict)
    """By their own panel's meter."""
    selected: Mapping[int, int] = field(default_factory=dict)
    """By a transfer switch's id: the power port that it draws from now."""
    shares: Mapping[int, float] = field(default_factory=dict)
    """By a cord's power port: the part of its device's load that history says it takes (`redundancy.sharing`)."""

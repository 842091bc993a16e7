"""What a loss does, and what may be added to a plant before it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addition:
    """A load that is not there yet: so much on what would supply it, divided evenly among those that have power."""

    name: str
    va: float
    supplies: tuple[int, ...]
    """Nodes of inlets, outlets or feeds that its cords would hang on."""


@dataclass(frozen=True, slots=True)
class LossEffect:
    """What a loss does, before any breaker opens because of it."""

    dead: frozenset[int]
    deltas: Mapping[int, list[float]]
    """By living node of the distribution: VA more or less, in all and on legs A, B, C. Branches have the first only."""
    cords_va: Mapping[int, float]
    """What living cords carry more, by their node, in VA."""
    dark: tuple[int, ...]
    """Devices without any cord that lives, by id."""
    degraded: tuple[int, ...]
    """Devices that live on fewer cords."""
    switched: tuple[int, ...]
    """Devices that hand power on and live on fewer inlets."""
    lost_va: float
    """What dead cords carried; it is either moved or dark."""
    moved_va: float
    dark_va: float
    dark_additions: tuple[str, ...] = ()
    evenly: tuple[int, ...] = ()
    """Devices whose load was divided evenly, not all of their living cords being metered and carrying."""
    spread: tuple[int, ...] = ()
    """Three-phase nodes that took on load of unknown leg."""

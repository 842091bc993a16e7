"""Cable profiles: how many connectors each end of a cable has, and which position leads to which.

A profile's slug says it: `trunk-2c4p` is two connectors of four positions at either end, `breakout-1c4p-4c1p` one
connector of four positions at end A and four of one position at end B. Slugs and wiring are NetBox 4.6's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Position = tuple[int, int]
"""Connector and position within it, both counted from 1."""


@dataclass(frozen=True, slots=True)
class CableProfile:
    """One way in which a cable is made up."""

    slug: str
    label: str
    group: str
    a_connectors: int
    a_positions: int
    b_connectors: int
    b_positions: int
    crossed: Mapping[Position, Position] | None = None
    """From end A to end B; None: each position to the same one."""

    def connectors(self, *, at_a: bool) -> int:
        """How many terminations an end has room for."""
        return self.a_connectors if at_a else self.b_connectors

    def far_connectors(self, connector: int, *, from_a: bool) -> tuple[int, ...]:
        """The connectors of the other end that a connector leads to, in the order of its positions."""
        positions = self.a_positions if from_a else self.b_positions
        far: dict[int, None] = {}
        for position in range(1, positions + 1):
            found = self._far((connector, position), from_a=from_a)
            if found is not None:
                far[found[0]] = None
        return tuple(far)

    def _far(self, near: Position, *, from_a: bool) -> Position | None:
        if self.crossed is None:
            return near
        if from_a:
            return self.crossed.get(near)
        return next((a for a, b in self.crossed.items() if b == near), None)


def _straight(group: str, connectors: int, positions: int) -> CableProfile:
    size = f"{connectors}c{positions}p"
    slug, label = f"{group.lower()}-{size}", size.upper() + (" trunk" if group == "Trunk" else "")
    return CableProfile(slug, label, group, connectors, positions, connectors, positions)


def _shuffled(connectors: int, positions: int, crossed: Mapping[Position, Position]) -> CableProfile:
    size = f"{connectors}c{positions}p"
    label = f"{size.upper()} trunk (shuffle)"
    return CableProfile(f"trunk-{size}-shuffle", label, "Trunk", connectors, positions, connectors, positions, crossed)


def _breakout(positions: int) -> CableProfile:
    slug, label = f"breakout-1c{positions}p-{positions}c1p", f"1C{positions}P:{positions}C1P breakout"
    crossed = {(1, position): (position, 1) for position in range(1, positions + 1)}
    return CableProfile(slug, label, "Breakout", 1, positions, positions, 1, crossed)


_SHUFFLE_2C4P = {
    (1, 1): (1, 1), (1, 2): (1, 2), (1, 3): (2, 1), (1, 4): (2, 2),
    (2, 1): (1, 3), (2, 2): (1, 4), (2, 3): (2, 3), (2, 4): (2, 4),
}  # fmt: skip
_SHUFFLE_4C4P = {(connector, position): (position, connector) for connector in range(1, 5) for position in range(1, 5)}
_SHUFFLE_8C1P = {
    (1, 1): (1, 1), (1, 2): (2, 1), (1, 3): (5, 1), (1, 4): (6, 1),
    (2, 1): (3, 1), (2, 2): (4, 1), (2, 3): (7, 1), (2, 4): (8, 1),
}  # fmt: skip

CABLE_PROFILES: tuple[CableProfile, ...] = (
    *(_straight("Single", 1, positions) for positions in (1, 2, 4, 6, 8, 12, 16)),
    *(_straight("Trunk", 2, positions) for positions in (1, 2, 4)),
    _shuffled(2, 4, _SHUFFLE_2C4P),
    *(_straight("Trunk", 2, positions) for positions in (6, 8, 12)),
    *(_straight("Trunk", 4, positions) for positions in (1, 2, 4)),
    _shuffled(4, 4, _SHUFFLE_4C4P),
    *(_straight("Trunk", 4, positions) for positions in (6, 8)),
    _straight("Trunk", 8, 4),
    *(_breakout(positions) for positions in (2, 4, 6, 8)),
    CableProfile("breakout-2c4p-8c1p-shuffle", "2C4P:8C1P breakout (shuffle)", "Breakout", 2, 4, 8, 1, _SHUFFLE_8C1P),
)
PROFILE_BY_SLUG: Mapping[str, CableProfile] = {profile.slug: profile for profile in CABLE_PROFILES}

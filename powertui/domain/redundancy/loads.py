"""What every part of the plant carries before anything fails: measured where it is, else shared out, else modelled."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from powertui.domain.redundancy.network import LEG_PARTS, NO_PLACE, Network

CARRIES_VA = 1.0
"""A cord that carries less carries nothing: meters show that much on an open outlet."""

EVEN = (1 / 3, 1 / 3, 1 / 3)
"""How a load of unknown leg is spread where nothing is known of the legs."""


class LoadBasis(IntEnum):
    """Where a load comes from; of a sum, the worst of its parts."""

    MEASURED = 0
    ESTIMATED = 1
    """From other measurements: what an inlet's meter leaves over, what the device's other cord carries."""
    MODELLED = 2
    UNKNOWN = 3
    """Neither measured nor modelled: counted as nothing."""

    @property
    def word(self) -> str:
        return ("measured", "estimated", "modelled", "modelled")[self]


@dataclass(frozen=True, slots=True)
class PlantLoads:
    """Apparent power in VA by place: `4 * node` is a node's total, the three after it its legs A, B, C.

    Legs are 0 where a node is not three-phase. Of a cord, what it draws itself.
    """

    va: "array[float]"
    bases: Sequence[LoadBasis]
    """By node."""
    splits: Mapping[int, tuple[float, ...]]
    """By the node of a busbar, what it draws of each of its inlets, in VA and in their order."""
    shares: Mapping[int, tuple[float, float, float]]
    """By three-phase node, the part of its load that each leg carries: for loads of unknown leg."""
    contradicted: tuple[int, ...] = ()
    """Without power as modelled, and measured to carry: the model is wrong about them, their load is left out."""
    assumed_factor: Sequence[int] = ()
    """Cords whose W became VA by the assumed power factor."""
    learnt: Sequence[int] = ()
    """Cords that carry what history says beside their device's metered ones."""

    def total_va(self, node: int) -> float:
        return self.va[4 * node]

    def flow(self, network: Network, node: int, upper: int) -> float:
        """What a node draws of one of those that supply it, in VA."""
        uppers = network.ups[node]
        if node in self.splits:
            return self.splits[node][uppers.index(upper)]
        return self.va[4 * node] / len(uppers)


def entering(
    network: Network, shares: Mapping[int, tuple[float, float, float]], node: int, upper: int, load: Iterable[float]
) -> tuple[float, float, float, float]:
    """A node's load (total, A, B, C) as what supplies it sees it: on its outlet's leg or pair, else as it is.

    What has no leg that is known is spread as the upper one's legs are.
    """
    total, a, b, c = load
    if not network.has_legs[upper]:
        return total, 0.0, 0.0, 0.0
    place = network.places[node]
    if place != NO_PLACE:
        part = LEG_PARTS[place]
        return total, total * part[0], total * part[1], total * part[2]
    if network.has_legs[node]:
        return total, a, b, c
    share = shares.get(upper, EVEN)
    return total, total * share[0], total * share[1], total * share[2]

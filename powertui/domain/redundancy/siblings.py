"""How well a figure after a loss is known: it is made of what a part carries now, and of what would move to it."""

from collections.abc import Mapping, Sequence

from powertui.domain.redundancy.loads import LoadBasis, PlantLoads
from powertui.domain.redundancy.network import Network


def basis_after(network: Network, loads: PlantLoads) -> list[LoadBasis]:
    """By node: the worst of its own basis and of all cords of those devices that it feeds and that have several."""
    found = [LoadBasis.MEASURED] * network.size
    for cords in network.cords_of.values():
        if len(cords) > 1:
            worst = max(loads.bases[cord] for cord in cords)
            for cord in cords:
                found[cord] = worst
    for node in network.order:
        for upper in network.ups[node]:
            found[upper] = max(found[upper], found[node])
    return [max(own, moved) for own, moved in zip(loads.bases, found, strict=True)]


def learnt_above(network: Network, loads: PlantLoads) -> Mapping[int, Sequence[int]]:
    """By node above: cords whose load is divided as history says, of devices that hang on the node by any cord.

    So a figure of that node after a loss rests on them: either what it carries now, or what would move to it.
    """
    found: dict[int, list[int]] = {}
    for cord in dict.fromkeys(loads.learnt):
        for node in network.above(network.cords_of[network.device_of[cord]]):
            found.setdefault(node, []).append(cord)
    return found

"""What follows a loss: breakers that open because of it, and what they take along, until nothing more opens."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from powertui.domain.redundancy.effect import Addition, LossEffect
from powertui.domain.redundancy.limits import Limits
from powertui.domain.redundancy.loads import PlantLoads
from powertui.domain.redundancy.loss import follow
from powertui.domain.redundancy.network import Network, NodeSort

ROUNDING = 1e-9
"""Of a limit: a load that is equal to it but for the last digits is not above it."""

MORE_VA = 1e-6
"""A load that grows by less has not grown."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A breaker that opens."""

    round: int
    """From 1; those of a round open together."""
    node: int
    leg: int
    """0: by the total; 1 to 3: by leg A, B, C, the one furthest above its rating."""
    load_va: float
    trips_at_va: float
    dark: tuple[int, ...] = ()
    """Devices that go dark with its round; told with the first trip of the round."""


@dataclass(frozen=True, slots=True)
class Overload:
    """A place that would carry more than is permissible."""

    place: int
    after_va: float
    limit_va: float
    round: int = 0
    """After which round of breakers it is so for the first time; 0: at once."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A loss to its end."""

    lost: tuple[int, ...]
    """The nodes that are taken away."""
    at_once: LossEffect
    """Before any breaker opens."""
    effect: LossEffect
    """At the end, with all that opened."""
    trips: tuple[Trip, ...]
    overloads: tuple[Overload, ...]
    """In any round, the worst of each place; those that were so before included."""


def what_if(
    network: Network, loads: PlantLoads, limits: Limits, lost: Iterable[int], added: Sequence[Addition] = ()
) -> WhatIf:
    """Take nodes away, and add loads; loads after each round are recomputed from those before with all that is lost."""
    first = tuple(dict.fromkeys(lost))
    trips: list[Trip] = []
    overloads: dict[int, Overload] = {}
    rounds = list(_rounds(network, loads, limits, first, added))
    for number, (effect, opening) in enumerate(rounds, start=1):
        for over in _overloads(network, loads, limits, effect):
            have = overloads.get(over.place)
            if have is None:
                overloads[over.place] = replace(over, round=number - 1)
            elif over.after_va > have.after_va:
                overloads[over.place] = replace(over, round=have.round)
        already = set(effect.dark)
        for position, (node, place) in enumerate(sorted(opening.items())):
            # A round's dark devices are told once.
            dark = () if position else tuple(one for one in rounds[number][0].dark if one not in already)
            after = loads.va[place] + effect.deltas[node][place % 4]
            trips.append(Trip(number, node, place % 4, after, limits.trips[place], dark))
    return WhatIf(first, rounds[0][0], rounds[-1][0], tuple(trips), tuple(overloads.values()))


def dark_in_the_end(network: Network, loads: PlantLoads, limits: Limits, lost: Iterable[int]) -> tuple[int, ...]:
    """Devices that a loss leaves without power once all breakers that open because of it have."""
    dark: tuple[int, ...] = ()
    for effect, _ in _rounds(network, loads, limits, tuple(lost), ()):
        dark = effect.dark
    return dark


def _rounds(
    network: Network, loads: PlantLoads, limits: Limits, lost: tuple[int, ...], added: Sequence[Addition]
) -> Iterator[tuple[LossEffect, dict[int, int]]]:
    """The effect of each round, and what opens after it, by node with the place furthest above its rating."""
    gone = list(lost)
    while True:
        effect = follow(network, loads, gone, added)
        opening = tripping(loads, limits, effect.deltas)
        yield effect, opening
        if not opening:
            return
        for node in opening:
            gone.extend(network.outlets_of_branch[node] if network.sorts[node] is NodeSort.BRANCH else (node,))


def tripping(loads: PlantLoads, limits: Limits, deltas: Mapping[int, Sequence[float]]) -> dict[int, int]:
    """Nodes that carry more than before and more than their breaker's rating, with the place furthest above it."""
    found: dict[int, int] = {}
    va, trips = loads.va, limits.trips
    for node, delta in deltas.items():
        worst = 1 + ROUNDING
        for number in range(4):
            place = 4 * node + number
            at = trips[place]
            if at > 0 and delta[number] > MORE_VA and va[place] + delta[number] > worst * at:
                worst = (va[place] + delta[number]) / at
                found[node] = place
    return found


def _overloads(network: Network, loads: PlantLoads, limits: Limits, effect: LossEffect) -> Iterator[Overload]:
    branches = dead_branches(network, effect.dead)
    nothing = (0.0, 0.0, 0.0, 0.0)
    for place, limit in enumerate(limits.permissible):
        node = place // 4
        if limit <= 0 or node in effect.dead or node in branches:
            continue
        after = loads.va[place] + effect.deltas.get(node, nothing)[place % 4]
        if after > limit * (1 + ROUNDING):
            yield Overload(place, after, limit)


def dead_branches(network: Network, dead: frozenset[int]) -> frozenset[int]:
    """Branches all of whose outlets are dead."""
    return frozenset(
        branch for branch, outlets in network.outlets_of_branch.items() if outlets and dead.issuperset(outlets)
    )

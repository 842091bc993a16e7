"""The short way through single losses: cords that die together with what feeds them are moved once for all losses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from powertui.domain.redundancy.loads import PlantLoads
from powertui.domain.redundancy.loss import Follower
from powertui.domain.redundancy.network import Network, NodeSort


@dataclass(frozen=True, slots=True)
class Tails:
    """Of each node that feeds cords through outlets of its own (or directly): those cords.

    Only cords with one way up count. So all of a tail dies with its node, and nothing of it before.
    """

    cords: Mapping[int, tuple[int, ...]]
    source_of: Mapping[int, int]
    """By cord."""
    rest: Mapping[int, tuple[int, ...]]
    """What else a node with a tail supplies directly."""
    partners: Mapping[int, frozenset[int]]
    """Nodes whose tails have further cords of the same devices."""
    mixed: frozenset[int]
    """Nodes of whose devices some have cords in no tail."""
    spanning: frozenset[int]
    """Outlets of branches that several inlets feed, which may lose a part of their load: they are in no tail."""


def tails_of(network: Network) -> Tails:
    """The tails of a network."""
    cords: dict[int, list[int]] = {}
    source_of: dict[int, int] = {}
    through: set[int] = set()
    spanning = _on_spanning_branches(network)
    for cord in network.device_of:
        ups = network.ups[cord]
        if len(ups) != 1:
            continue
        if network.sorts[ups[0]] is NodeSort.OUTLET:
            outlet = ups[0]
            ups = network.ups[outlet]
            if len(network.downs[outlet]) != 1 or len(ups) != 1 or outlet in spanning:
                continue
            through.add(outlet)
        cords.setdefault(ups[0], []).append(cord)
        source_of[cord] = ups[0]
    partners: dict[int, set[int]] = {source: set() for source in cords}
    mixed: set[int] = set()
    for of_device in network.cords_of.values():
        if len(of_device) == 1:
            continue
        sources = {source_of.get(cord, -1) for cord in of_device}
        for source in sources:
            if source >= 0:
                partners[source] |= sources
                if -1 in sources:
                    mixed.add(source)
    return Tails(
        cords={source: tuple(found) for source, found in cords.items()},
        source_of=source_of,
        rest={
            source: tuple(lower for lower in network.downs[source] if lower not in through and lower not in source_of)
            for source in cords
        },
        partners={source: frozenset(found - {source}) for source, found in partners.items()},
        mixed=frozenset(mixed),
        spanning=spanning,
    )


def _on_spanning_branches(network: Network) -> frozenset[int]:
    return frozenset(
        outlet
        for outlets in network.outlets_of_branch.values()
        if len({network.ups[outlet] for outlet in outlets}) > 1
        for outlet in outlets
    )


@dataclass(frozen=True, slots=True)
class TailMove:
    """What the loss of one tail changes directly."""

    deltas: Mapping[int, list[float]]
    dark: tuple[int, ...]
    lost_va: float
    dark_va: float


def tail_move(network: Network, loads: PlantLoads, tails: Tails, source: int) -> TailMove:
    """The tail of a node, lost by itself."""
    follower = Follower(network, loads, ())
    cords = tails.cords[source]
    follower.dead.update(cords)
    device_ids = dict.fromkeys(network.device_of[cord] for cord in cords)
    dark = tuple(device_id for device_id in device_ids if not follower.lose_cords(device_id))
    return TailMove(follower.deltas, dark, follower.lost_va, follower.dark_va)


@dataclass(frozen=True, slots=True)
class QuickEffect:
    """What a loss does, without naming each cord: its dead are those above the tails."""

    dead: frozenset[int]
    deltas: Mapping[int, list[float]]
    dark: tuple[int, ...]


def follow_quickly(
    network: Network, loads: PlantLoads, tails: Tails, moves: Mapping[int, TailMove], lost: Iterable[int]
) -> QuickEffect | None:
    """A loss by the moves of its tails; None where devices have cords in two of them, so that moves do not add up."""
    follower = Follower(network, loads, lost)
    follower.outlets_seen = tails.spanning
    dying = follower.die_to_tails(tails.rest)
    if dying is None:
        return None
    for source in dying:
        if source in tails.mixed or not tails.partners[source].isdisjoint(dying):
            return None
    dark: list[int] = []
    for source in dying:
        move = moves[source]
        dark.extend(move.dark)
        for node, change in move.deltas.items():
            follower.touch(node)
            delta = follower.deltas[node]
            for number in range(4):
                delta[number] += change[number]
    follower.climb()
    return QuickEffect(frozenset(follower.dead), follower.deltas, tuple(dark))

"""All single losses of a plant, each followed; and again only those that moved loads have touched."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from powertui.domain.redundancy.cascade import ROUNDING, dark_in_the_end, tripping
from powertui.domain.redundancy.limits import Limits
from powertui.domain.redundancy.loads import PlantLoads
from powertui.domain.redundancy.loss import follow
from powertui.domain.redundancy.network import NO_PLACE, Network, NodeSort
from powertui.domain.redundancy.tails import TailMove, Tails, follow_quickly, tail_move, tails_of


class LossKind(Enum):
    """What may be lost by itself. Value: word before a name."""

    FEED = "feed"
    PANEL = "panel"
    DEVICE = "device"
    """A PDU, a UPS, a transfer switch: what hands power on."""


class Loss(NamedTuple):
    """The loss of one object."""

    kind: LossKind
    id: int

    def nodes(self, network: Network) -> tuple[int, ...]:
        """What dies at once."""
        if self.kind is LossKind.DEVICE:
            return network.parts_of_device(self.id)
        sort = NodeSort.FEED if self.kind is LossKind.FEED else NodeSort.PANEL
        node = network.node(sort, self.id)
        return () if node is None else (node,)


class Outcome(NamedTuple):
    """What one loss does."""

    dead: frozenset[int]
    """Nodes of the distribution; cords and their outlets die with what feeds them."""
    deltas: Mapping[int, list[float]]
    """VA more or less by living node: in all and by leg."""
    dark: tuple[int, ...]
    """Devices that lose all their cords at once."""
    trips: tuple[int, ...] = ()
    """Nodes whose breaker opens because of it, at first."""
    dark_later: tuple[int, ...] = ()
    """Devices that go dark once those have opened, and what opens after them."""


class Worst(NamedTuple):
    """The most that a place would carry after any single loss."""

    after_va: float
    loss: Loss


@dataclass(frozen=True, slots=True)
class DeadBand:
    """How far a load may move before what hangs on it is followed again: the greater of both."""

    pct: float = 2.0
    va: float = 5.0


@dataclass(frozen=True, slots=True)
class Singles:
    """Every single loss of a plant, as of some loads."""

    network: Network
    limits: Limits
    loads: PlantLoads
    """The newest: what is carried before."""
    followed: PlantLoads
    """Those with which the losses were followed: within the dead-band of the newest."""
    outcomes: Mapping[Loss, Outcome]
    worst: Mapping[int, Worst]
    """By place, of all that would take on load."""
    tails: Tails
    moves: Mapping[int, TailMove]
    evaluated: int
    """How many losses were followed to come here."""

    def after_va(self, place: int, loss: Loss) -> float:
        """What a place that lives carries after a loss."""
        delta = self.outcomes[loss].deltas.get(place // 4)
        return max(0.0, self.loads.va[place] + (delta[place % 4] if delta else 0.0))

    def again(self, loads: PlantLoads, band: DeadBand | None = None) -> "Singles":
        """The same with newer loads: only losses whose cords or inlets moved beyond the dead-band are followed again.

        Every figure is within the dead-bands of the loads that it is made of; a full pass makes it exact.
        """
        moved = _moved(self.followed, loads, band or DeadBand())
        if not moved:
            return _judged(replace(self, loads=loads, evaluated=0), moved=False)
        sources, losses = _touched(self.network, self.tails, moved)
        followed = _merged(self.followed, loads, moved)
        moves = dict(self.moves)
        moves.update({source: tail_move(self.network, followed, self.tails, source) for source in sources})
        outcomes = dict(self.outcomes)
        for loss in losses:
            if loss in outcomes:
                outcomes[loss] = _followed(self.network, followed, self.tails, moves, loss)
        renewed = replace(
            self,
            loads=loads,
            followed=followed,
            outcomes=outcomes,
            moves=moves,
            evaluated=len(losses & outcomes.keys()),
        )
        return _judged(renewed, moved=True)


def losses_of(network: Network) -> Iterator[Loss]:
    """Every feed and panel, and every device that hands power on; of several that do the same the first is told."""
    graph = network.graph
    yield from (Loss(LossKind.FEED, feed_id) for feed_id in graph.feeds)
    handing_on = dict.fromkeys(outlet.device_id for outlet in graph.topology.power_outlets)
    handing_on.update(dict.fromkeys(network.node_of[NodeSort.BUS]))
    yield from (Loss(LossKind.DEVICE, device_id) for device_id in handing_on)
    yield from (Loss(LossKind.PANEL, panel_id) for panel_id in graph.panels)


def single_losses(network: Network, loads: PlantLoads, limits: Limits) -> Singles:
    """The full pass."""
    tails = tails_of(network)
    moves = {source: tail_move(network, loads, tails, source) for source in tails.cords}
    outcomes = {loss: _followed(network, loads, tails, moves, loss) for loss in losses_of(network)}
    found = Singles(network, limits, loads, loads, outcomes, {}, tails, moves, len(outcomes))
    return _judged(found, moved=True)


def _followed(network: Network, loads: PlantLoads, tails: Tails, moves: Mapping[int, TailMove], loss: Loss) -> Outcome:
    # A device's outlets die with its inlets.
    lost = [node for node in loss.nodes(network) if network.sorts[node] is not NodeSort.OUTLET]
    quick = follow_quickly(network, loads, tails, moves, lost)
    if quick is not None:
        return Outcome(quick.dead, quick.deltas, quick.dark)
    whole = follow(network, loads, lost)
    return Outcome(whole.dead, whole.deltas, whole.dark)


def _judged(singles: Singles, *, moved: bool) -> Singles:
    """With the worst of every place, and the cascades of the losses after which a breaker opens."""
    network, limits, loads = singles.network, singles.limits, singles.loads
    va, permissible = loads.va, limits.permissible
    worst: dict[int, Worst] = {}
    outcomes = singles.outcomes
    changed: dict[Loss, Outcome] = {}
    for loss, outcome in outcomes.items():
        for node, delta in outcome.deltas.items():
            place = 4 * node
            for number in range(4):
                if permissible[place + number] > 0 or number == 0:
                    after = va[place + number] + delta[number]
                    have = worst.get(place + number)
                    if have is None or after > have.after_va * (1 + ROUNDING):
                        worst[place + number] = Worst(max(0.0, after), loss)
        trips = tuple(sorted(tripping(loads, limits, outcome.deltas)))
        if trips != outcome.trips or (trips and moved):
            dark_later: tuple[int, ...] = ()
            if trips:
                at_once = set(outcome.dark)
                ended = dark_in_the_end(network, loads, limits, loss.nodes(network))
                dark_later = tuple(device_id for device_id in ended if device_id not in at_once)
            changed[loss] = outcome._replace(trips=trips, dark_later=dark_later)
    return replace(singles, worst=worst, outcomes={**outcomes, **changed} if changed else outcomes)


def _moved(old: PlantLoads, new: PlantLoads, band: DeadBand) -> list[int]:
    """Nodes whose load is beyond the dead-band of what it was, or known in another way."""
    part = band.pct / 100
    found = [
        number // 4
        for number, (before, now) in enumerate(zip(old.va, new.va, strict=True))
        if before != now and abs(now - before) > max(band.va, part * abs(before))
    ]
    found += [node for node, (before, now) in enumerate(zip(old.bases, new.bases, strict=True)) if before is not now]
    for bus, split in new.splits.items():
        before_split = old.splits.get(bus, split)
        if any(
            abs(now - before) > max(band.va, part * before) for before, now in zip(before_split, split, strict=True)
        ):
            found.append(bus)
    return list(dict.fromkeys(found))


def _touched(network: Network, tails: Tails, moved: Iterable[int]) -> tuple[set[int], set[Loss]]:
    """Tails to be moved anew, and losses to be followed anew."""
    devices: set[int] = set()
    nodes: set[int] = set()
    for node in moved:
        if node in network.device_of:
            devices.add(network.device_of[node])
            continue
        nodes.add(node)
        # What has several supplies divides its load over them as they carry; a branch of several inlets loses a part.
        divided = [one for one in (node, *network.downs[node]) if len(network.ups[one]) > 1]
        nodes.update(network.above((node, *divided)) if node in tails.spanning else network.above(divided))
        spreads = network.has_legs[node] and any(_is_spread(network, lower) for lower in network.downs[node])
        buses = [one for one in divided if network.sorts[one] is NodeSort.BUS]
        # Loads of unknown leg were spread by its legs, and changes below a busbar divided as that draws.
        below = {low for one in (*buses, *((node,) if spreads else ())) for low in _below(network, one)}
        nodes.update(network.above(tuple(below)))
        devices.update(network.device_of[cord] for cord in below & network.device_of.keys())
    cords = [cord for device_id in devices for cord in network.cords_of[device_id]]
    nodes.update(network.above(cords))
    sources = {tails.source_of[cord] for cord in cords if cord in tails.source_of}
    return sources, {loss for node in nodes if (loss := loss_at(network, node)) is not None}


def _is_spread(network: Network, lower: int) -> bool:
    return network.places[lower] == NO_PLACE and not network.has_legs[lower]


def _below(network: Network, node: int) -> Iterator[int]:
    seen, waiting = {node}, [node]
    while waiting:
        for lower in network.downs[waiting.pop()]:
            if lower not in seen:
                seen.add(lower)
                waiting.append(lower)
                yield lower


def loss_at(network: Network, node: int) -> Loss | None:
    """The single loss that a node dies with by itself."""
    sort, object_id = network.sorts[node], network.ids[node]
    if sort is NodeSort.FEED:
        return Loss(LossKind.FEED, object_id)
    if sort is NodeSort.PANEL:
        return Loss(LossKind.PANEL, object_id)
    if sort is NodeSort.BUS:
        return Loss(LossKind.DEVICE, object_id)
    if sort is NodeSort.PORT:
        return Loss(LossKind.DEVICE, network.graph.ports[object_id].device_id)
    return None


def _merged(old: PlantLoads, new: PlantLoads, moved: Iterable[int]) -> PlantLoads:
    """The old loads with those that moved as they are now."""
    va = array("d", old.va)
    bases = list(old.bases)
    shares, splits = dict(old.shares), dict(old.splits)
    for node in moved:
        va[4 * node : 4 * node + 4] = new.va[4 * node : 4 * node + 4]
        bases[node] = new.bases[node]
        if node in new.shares:
            shares[node] = new.shares[node]
        if node in new.splits:
            splits[node] = new.splits[node]
    return replace(new, va=va, bases=bases, shares=shares, splits=splits)

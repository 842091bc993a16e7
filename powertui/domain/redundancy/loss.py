"""One loss: what dies with it, which cords take over, and what every part above them then carries more or less."""

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush

from powertui.domain.redundancy.effect import Addition, LossEffect
from powertui.domain.redundancy.loads import CARRIES_VA, EVEN, LoadBasis, PlantLoads, entering
from powertui.domain.redundancy.network import LEG_PARTS, NO_PLACE, Network, NodeSort

_Load = tuple[float, float, float, float]


def follow(network: Network, loads: PlantLoads, lost: Iterable[int], added: Sequence[Addition] = ()) -> LossEffect:
    """Follow the loss of some nodes, together."""
    return Follower(network, loads, lost).effect(added)


class Follower:
    """The work of following one loss: first down to what dies, then up with what changes."""

    def __init__(self, network: Network, loads: PlantLoads, lost: Iterable[int]) -> None:
        self._net = network
        self._loads = loads
        self._lost = tuple(dict.fromkeys(lost))
        self.dead: set[int] = set()
        self._dead_cords: list[int] = []
        self._partial: list[int] = []
        self.deltas: dict[int, list[float]] = {}
        self._heap: list[tuple[int, int]] = []
        self.lost_va = self.dark_va = 0.0
        self.outlets_seen: frozenset[int] | None = None
        """Outlets that are among the dead when they die, of those on branches; None: all."""
        self._cords_va: dict[int, float] = {}
        self._evenly: list[int] = []
        self._spread: set[int] = set()

    def effect(self, added: Sequence[Addition]) -> LossEffect:
        network = self._net
        self._die()
        device_ids = dict.fromkeys(network.device_of[cord] for cord in self._dead_cords)
        dark: list[int] = []
        degraded: list[int] = []
        for device_id in device_ids:
            (degraded if self.lose_cords(device_id) else dark).append(device_id)
        dark_additions = [one.name for one in added if not self._add(one)]
        self.climb()
        buses = network.node_of[NodeSort.BUS]
        switched = (network.ids[node] for node in dict.fromkeys(self._partial) if node in buses.values())
        return LossEffect(
            dead=frozenset(self.dead),
            deltas=self.deltas,
            cords_va=self._cords_va,
            dark=tuple(dark),
            degraded=tuple(degraded),
            switched=tuple(device_id for device_id in switched if buses[device_id] not in self.dead),
            lost_va=self.lost_va,
            moved_va=self.lost_va - self.dark_va,
            dark_va=self.dark_va,
            dark_additions=tuple(dark_additions),
            evenly=tuple(self._evenly),
            spread=tuple(sorted(self._spread)),
        )

    def lose_cords(self, device_id: int) -> bool:
        """A device's dead cords' load moves to its living ones, if it has any."""
        cords, va = self._net.cords_of[device_id], self._loads.va
        living = [cord for cord in cords if cord not in self.dead]
        gone_va = sum(va[4 * cord] for cord in cords if cord in self.dead)
        self.lost_va += gone_va
        if not living:
            self.dark_va += gone_va
            return False
        self._move(device_id, living, gone_va)
        return True

    def climb(self) -> None:
        """Carry all changes up to the roots."""
        self._take_from_living()
        self._take_from_branches()
        for node in self._partial:
            if node not in self.dead:
                self.touch(node)
        self._climb()

    # Down

    def _die(self) -> None:
        """A node dies when the last that supplies it has died."""
        dead, ups, downs, cords = self.dead, self._net.ups, self._net.downs, self._net.device_of
        waiting = [node for node in self._lost if node not in self._net.unsupplied]
        dead.update(waiting)
        while waiting:
            node = waiting.pop()
            if node in cords:
                self._dead_cords.append(node)
                continue
            for lower in downs[node]:
                if lower in dead:
                    continue
                uppers = ups[lower]
                if len(uppers) == 1 or all(upper in dead for upper in uppers):
                    dead.add(lower)
                    waiting.append(lower)
                else:
                    self._partial.append(lower)

    def die_to_tails(self, rest: Mapping[int, tuple[int, ...]]) -> dict[int, None] | None:
        """As far as the nodes whose further supply is all cords (`rest` has what else they supply); those that died.

        None where a cord dies by itself: then there is no short way.
        """
        dead, ups, downs, cords = self.dead, self._net.ups, self._net.downs, self._net.device_of
        waiting = [node for node in self._lost if node not in self._net.unsupplied]
        dead.update(waiting)
        dying: dict[int, None] = {}
        while waiting:
            node = waiting.pop()
            if node in cords:
                return None
            if node in rest:
                dying[node] = None
            for lower in rest.get(node, downs[node]):
                if lower in dead:
                    continue
                uppers = ups[lower]
                if len(uppers) == 1 or all(upper in dead for upper in uppers):
                    dead.add(lower)
                    waiting.append(lower)
                else:
                    self._partial.append(lower)
        return dying

    def _move(self, device_id: int, living: Sequence[int], va: float) -> None:
        """A device's lost load, over its living cords: as they carry now, if all are metered and carry; else evenly."""
        if len(living) == 1:
            self._give(living[0], va)
            return
        for cord, part in zip(living, self._parts(living, va, device_id), strict=True):
            self._give(cord, part)

    def _parts(self, living: Sequence[int], va: float, device_id: int) -> list[float]:
        carried = [self._loads.va[4 * node] for node in living]
        bases = self._loads.bases
        if all(bases[node] is LoadBasis.MEASURED for node in living) and min(carried) >= CARRIES_VA:
            whole = sum(carried)
            return [va * part / whole for part in carried]
        self._evenly.append(device_id)
        return [va / len(living)] * len(living)

    def _give(self, cord: int, va: float) -> None:
        """A living cord carries more."""
        if va == 0:
            return
        self._cords_va[cord] = self._cords_va.get(cord, 0.0) + va
        uppers = self._net.ups[cord]
        if len(uppers) == 1:
            self._send(cord, uppers[0], (va, 0.0, 0.0, 0.0))
        else:
            self.touch(cord)
            self.deltas[cord][0] += va

    def _add(self, addition: Addition) -> bool:
        living = [node for node in addition.supplies if node not in self.dead and node not in self._net.unsupplied]
        for node in living:
            part = addition.va / len(living)
            if self._net.sorts[node] is NodeSort.OUTLET:
                self._send_through(node, (part, 0.0, 0.0, 0.0), -1)
            else:
                self._take_on(node, part)
        return bool(living)

    def _take_on(self, node: int, va: float) -> None:
        """Load that is not there yet, on an inlet or feed: a third on each leg, as one would plug it."""
        self.touch(node)
        delta = self.deltas[node]
        delta[0] += va
        if self._net.has_legs[node]:
            for number, share in enumerate(EVEN, start=1):
                delta[number] += va * share

    def _take_from_living(self) -> None:
        """What is lost by itself is missing above it: an inlet at its feed, a cord at its outlet."""
        for node in self._lost:
            living = [upper for upper in self._net.ups[node] if upper not in self.dead]
            for upper in living:
                flow = self._loads.flow(self._net, node, upper)
                gone = self._scaled(node, -flow)
                if self._net.sorts[node] is NodeSort.OUTLET:
                    self._arrive(node, upper, gone)
                else:
                    self._send(node, upper, gone)

    def _take_from_branches(self) -> None:
        """A branch some of whose outlets live loses what the others carried."""
        branch_of, of_branch = self._net.branch_of, self._net.outlets_of_branch
        if not branch_of:
            return
        seen = branch_of.keys() if self.outlets_seen is None else self.outlets_seen
        for outlet in self.dead & seen:
            branch = branch_of[outlet]
            if not self.dead.issuperset(of_branch[branch]):
                self._branch_takes(branch, -self._loads.va[4 * outlet])

    def _branch_takes(self, branch: int, va: float) -> None:
        self.deltas.setdefault(branch, [0.0, 0.0, 0.0, 0.0])[0] += va

    # Up

    def touch(self, node: int) -> None:
        if node not in self.deltas:
            self.deltas[node] = [0.0, 0.0, 0.0, 0.0]
            heappush(self._heap, (self._net.rank[node], node))

    def _climb(self) -> None:
        heap, ups = self._heap, self._net.ups
        while heap:
            node = heappop(heap)[1]
            if node in self.dead:
                del self.deltas[node]
                continue
            uppers = ups[node]
            delta = self.deltas[node]
            if len(uppers) == 1:
                if delta[0] or delta[1] or delta[2] or delta[3]:
                    self._send(node, uppers[0], (delta[0], delta[1], delta[2], delta[3]))
            elif uppers:
                self._divide(node, uppers, delta)
            if node in self._net.device_of or self._net.sorts[node] is NodeSort.BUS:
                del self.deltas[node]

    def _divide(self, node: int, uppers: tuple[int, ...], delta: Sequence[float]) -> None:
        """Over those of several supplies that live: a busbar's as it draws of them, of others evenly."""
        living = [upper for upper in uppers if upper not in self.dead]
        if not living:
            return
        before = {upper: self._loads.flow(self._net, node, upper) for upper in uppers}
        whole = sum(before.values())
        if self._net.sorts[node] is NodeSort.BUS:
            gone = whole - sum(before[upper] for upper in living)
            moved = self._parts(living, gone, self._net.ids[node]) if len(living) < len(uppers) else [0.0] * len(living)
            after = [before[upper] + part for upper, part in zip(living, moved, strict=True)]
            carried = sum(after)
            ratios = [part / carried if carried > 0 else 1 / len(living) for part in after]
        else:
            after = [whole / len(living)] * len(living)
            ratios = [1 / len(living)] * len(living)
        for upper, part, ratio in zip(living, after, ratios, strict=True):
            more = self._scaled(node, part - before[upper])
            load = tuple(have + change * ratio for have, change in zip(more, delta, strict=True))
            self._send(node, upper, (load[0], load[1], load[2], load[3]))

    def _scaled(self, node: int, va: float) -> _Load:
        """So much of a node's load, on its legs as they are."""
        whole = self._loads.va[4 * node]
        if not self._net.has_legs[node]:
            return va, 0.0, 0.0, 0.0
        if whole <= 0:
            shares = self._loads.shares[node]
            return va, va * shares[0], va * shares[1], va * shares[2]
        ratio = va / whole
        legs = self._loads.va
        return va, legs[4 * node + 1] * ratio, legs[4 * node + 2] * ratio, legs[4 * node + 3] * ratio

    def _send(self, node: int, upper: int, load: _Load) -> None:
        """A change of a node's load, to one of those that supply it."""
        if upper in self.dead:
            return
        if self._net.sorts[upper] is NodeSort.OUTLET:
            self._send_through(upper, load, node)
        else:
            self._arrive(node, upper, load)

    def _send_through(self, outlet: int, load: _Load, node: int) -> None:
        """Through an outlet, which nobody limits, to its branch and to what feeds it."""
        network = self._net
        branch = network.branch_of.get(outlet)
        if branch is not None:
            self._branch_takes(branch, load[0])
        for upper in network.ups[outlet]:
            if upper not in self.dead:
                place = network.places[outlet]
                if place != NO_PLACE and network.has_legs[upper]:
                    part = LEG_PARTS[place]
                    load = (load[0], load[0] * part[0], load[0] * part[1], load[0] * part[2])
                    self._put(upper, load)
                else:
                    self._arrive(node if node >= 0 else outlet, upper, load)

    def _arrive(self, node: int, upper: int, load: _Load) -> None:
        network = self._net
        if network.has_legs[upper] and not network.has_legs[node]:
            self._spread.add(upper)
        self._put(upper, entering(network, self._loads.shares, node, upper, load))

    def _put(self, upper: int, load: _Load) -> None:
        self.touch(upper)
        delta = self.deltas[upper]
        for number, part in enumerate(load):
            delta[number] += part

"""Loads before a loss: one pass over the network from the cords up, and down again where a meter knows more."""

from array import array
from collections.abc import Iterable

from powertui.domain.assumptions import Assumptions
from powertui.domain.redundancy.loads import EVEN, LoadBasis, PlantLoads
from powertui.domain.redundancy.measurements import Measurements
from powertui.domain.redundancy.meters import Meters
from powertui.domain.redundancy.network import LEG_PARTS, NO_PLACE, Network, NodeSort

_TELLING_SHARE = 0.1
"""Metered cords that take less of their device's load do not say how much the others carry."""


def loads_before(network: Network, measured: Measurements, assumptions: Assumptions) -> PlantLoads:
    """The loads of all nodes.

    - A metered node carries what its meter says; else an inlet what the metered outlet above it says, or the panel's
      meter of the feed that it has for itself.
    - What a meter knows beyond what is metered below it is shared over what is not, by modelled draw (evenly where
      nothing is modelled); without such, it stays with the node.
    - Else a cord carries what the metered cords of its device carry on the mean, or as history says; else its modelled
      allocated draw, else its maximum.
    """
    return _Reckoner(network, measured, assumptions).loads()


class _Reckoner:
    def __init__(self, network: Network, measured: Measurements, assumptions: Assumptions) -> None:
        self._net = network
        self._measured = measured
        size = network.size
        self._total = [0.0] * size
        self._basis = [LoadBasis.MEASURED] * size
        self._weight = [0.0] * size
        """Modelled VA below: by that a rest is shared."""
        self._meters = Meters(network, measured, assumptions)
        self._metered = self._meters.metered
        self._anchored = bytearray(size)
        """Something at or below it is metered."""
        self._learnt: list[int] = []
        self._splits: dict[int, tuple[float, ...]] = {}
        self._shares: dict[int, tuple[float, float, float]] = {}

    def loads(self) -> PlantLoads:
        self._take_cords()
        network, metered = self._net, self._metered
        for node in network.order:
            if node not in network.device_of:
                self._sum_up(node)
            if node in metered:
                self._total[node] = metered[node]
                self._basis[node] = LoadBasis.MEASURED
                self._anchored[node] = 1
                if network.downs[node]:
                    self._share_rest(node)
        self._branches()
        return PlantLoads(
            va=self._by_leg(),
            bases=self._basis,
            splits=self._splits,
            shares=self._shares,
            contradicted=tuple(self._meters.contradicted),
            assumed_factor=self._meters.assumed,
            learnt=self._learnt,
        )

    # Cords

    def _take_cords(self) -> None:
        network, metered, total, basis = self._net, self._metered, self._total, self._basis
        for cords in network.cords_of.values():
            known = [cord for cord in cords if cord in metered]
            if len(known) == len(cords):
                for cord in cords:
                    total[cord] = metered[cord]
                continue
            for cord in cords:
                if cord not in metered:
                    total[cord], basis[cord] = self._modelled(cord)
            if known:
                self._take_from_peers(cords, known)

    def _modelled(self, cord: int) -> tuple[float, LoadBasis]:
        port = self._net.graph.ports[self._net.ids[cord]]
        watts = port.maximum_draw_w if port.allocated_draw_w is None else port.allocated_draw_w
        if watts is None:
            return 0.0, LoadBasis.UNKNOWN
        va = self._weight[cord] = self._meters.in_va(cord, watts)
        return va, LoadBasis.MODELLED

    def _take_from_peers(self, cords: Iterable[int], known: list[int]) -> None:
        """As the metered cords of the same device carry: on the mean, or by the shares that history says."""
        ids, shares = self._net.ids, self._measured.shares
        carried = sum(self._metered[cord] for cord in known)
        learnt = sum(shares.get(ids[cord], 0.0) for cord in known)
        for cord in cords:
            if cord in self._metered:
                continue
            share = shares.get(ids[cord])
            # A standby cord alone says nothing of the active one.
            if share is None or learnt <= _TELLING_SHARE:
                self._total[cord] = carried / len(known)
            else:
                self._total[cord] = carried * share / learnt
                self._learnt.append(cord)
            self._basis[cord] = LoadBasis.ESTIMATED

    # Sums

    def _sum_up(self, node: int) -> None:
        """A node's load, modelled weight and basis from what it supplies, as far as no meter says more."""
        network, total, basis = self._net, self._total, self._basis
        va = weight = 0.0
        worst = LoadBasis.MEASURED
        anchored = 0
        for lower in network.downs[node]:
            ways = len(network.ups[lower])
            if ways == 1:
                va += total[lower]
                weight += self._weight[lower]
            else:
                va += self._flow(lower, node)
                weight += self._weight[lower] / ways
            anchored |= self._anchored[lower] or lower in self._metered
            worst = max(worst, basis[lower])
        total[node], self._weight[node] = va, weight
        if network.downs[node]:
            # A feed is measured by its inlets' meters; an inlet's outlets leave out what the PDU itself draws.
            is_pdu = network.sorts[node] is NodeSort.PORT
            basis[node] = max(worst, LoadBasis.ESTIMATED) if is_pdu else worst
        self._anchored[node] |= anchored
        if network.sorts[node] is NodeSort.BUS:
            self._split(node)

    def _flow(self, node: int, upper: int) -> float:
        uppers = self._net.ups[node]
        if node in self._splits:
            return self._splits[node][uppers.index(upper)]
        return self._total[node] / len(uppers)

    def _split(self, bus: int) -> None:
        """Which of its inlets a busbar draws from: as metered, else the selected, else those that the model names."""
        network, metered = self._net, self._metered
        inlets = network.ups[bus]
        if not inlets:
            return
        total = metered.get(bus, self._total[bus])
        open_ones = [inlet for inlet in inlets if inlet not in metered]
        rest = max(0.0, total - sum(metered[inlet] for inlet in inlets if inlet in metered))
        if len(open_ones) == len(inlets):
            open_ones = self._preferred(bus, inlets)
        self._splits[bus] = tuple(
            metered[inlet] if inlet in metered else rest / len(open_ones) if inlet in open_ones else 0.0
            for inlet in inlets
        )

    def _preferred(self, bus: int, inlets: tuple[int, ...]) -> list[int]:
        network = self._net
        device_id = network.ids[bus]
        selected = network.node(NodeSort.PORT, self._measured.selected.get(device_id, -1))
        if selected in inlets:
            return [selected]
        named = {outlet.power_port_id for outlet in network.graph.outlets_of_device(device_id)}
        return [inlet for inlet in inlets if network.ids[inlet] in named] or list(inlets)

    # What a meter knows beyond what is metered below it

    def _share_rest(self, node: int) -> None:
        network = self._net
        lowers = [lower for lower in network.downs[node] if network.downs[lower] or lower in network.device_of]
        by_branch: dict[int, list[int]] = {}
        if network.outlets_of_branch:
            for lower in network.downs[node]:
                branch = network.branch_of.get(lower)
                if branch is not None and branch in self._metered:
                    by_branch.setdefault(branch, []).append(lower)
        settled = set()
        for branch, outlets in by_branch.items():
            carrying = [lower for lower in outlets if network.downs[lower]]
            self._assign_rest(node, self._metered[branch], outlets, [one for one in carrying if self._is_open(one)])
            settled.update(outlets)
        carried = [lower for lower in network.downs[node] if lower not in settled]
        open_ones = [lower for lower in lowers if lower not in settled and self._is_open(lower)]
        known = self._metered[node] - sum(self._total[lower] for lower in settled)
        self._assign_rest(node, known, carried, open_ones)

    def _assign_rest(self, node: int, known: float, lowers: list[int], open_ones: list[int]) -> None:
        if not open_ones:
            return
        open_set = set(open_ones)
        explained = sum(self._flow(lower, node) for lower in lowers if lower not in open_set)
        self._assign(max(0.0, known - explained), open_ones)

    def _is_open(self, node: int) -> bool:
        """Nothing at or below it is metered, and nothing else supplies any of it."""
        if self._anchored[node] or node in self._metered or len(self._net.ups[node]) > 1:
            return False
        if node in self._net.looped:
            return False
        return all(self._is_open(lower) for lower in self._net.downs[node])

    def _assign(self, va: float, nodes: list[int]) -> None:
        weights = [self._weight[node] for node in nodes]
        whole = sum(weights)
        for node, weight in zip(nodes, weights, strict=True):
            share = va * weight / whole if whole > 0 else va / len(nodes)
            self._total[node] = share
            self._basis[node] = LoadBasis.ESTIMATED
            if node in self._net.device_of:
                continue
            lowers = [
                lower for lower in self._net.downs[node] if self._net.downs[lower] or lower in self._net.device_of
            ]
            if self._net.sorts[node] is NodeSort.BUS:
                self._split(node)
            if lowers:
                self._assign(share, lowers)

    def _branches(self) -> None:
        for branch, outlets in self._net.outlets_of_branch.items():
            if branch in self._metered:
                self._total[branch], self._basis[branch] = self._metered[branch], LoadBasis.MEASURED
            else:
                self._total[branch] = sum(self._total[outlet] for outlet in outlets)
                self._basis[branch] = max((self._basis[outlet] for outlet in outlets), default=LoadBasis.ESTIMATED)

    # Legs

    def _by_leg(self) -> "array[float]":
        network, total = self._net, self._total
        va = array("d", bytes(8 * 4 * network.size))
        va[::4] = array("d", total)
        measured = {NodeSort.FEED: self._measured.feeds, NodeSort.PORT: self._measured.inlets}
        for node in network.order:
            if not network.has_legs[node]:
                continue
            meter = measured.get(network.sorts[node], {}).get(network.ids[node])
            legs = meter.legs_va if meter is not None else None
            if legs is None or node not in self._metered:
                legs = self._estimated_legs(node, va)
            va[4 * node + 1], va[4 * node + 2], va[4 * node + 3] = legs
            whole = sum(legs)
            self._shares[node] = (legs[0] / whole, legs[1] / whole, legs[2] / whole) if whole > 0 else EVEN
        return va

    def _estimated_legs(self, node: int, va: "array[float]") -> tuple[float, float, float]:
        """The node's load, spread as what hangs on known legs below it."""
        network = self._net
        a = b = c = 0.0
        for lower in network.downs[node]:
            place = network.places[lower]
            part = self._flow(lower, node) if len(network.ups[lower]) > 1 else self._total[lower]
            if place != NO_PLACE:
                on = LEG_PARTS[place]
                a, b, c = a + part * on[0], b + part * on[1], c + part * on[2]
            elif network.has_legs[lower] and self._total[lower] > 0:
                ratio = part / self._total[lower]
                a += va[4 * lower + 1] * ratio
                b += va[4 * lower + 2] * ratio
                c += va[4 * lower + 3] * ratio
        whole = a + b + c
        factor = self._total[node] / whole if whole > 0 else self._total[node] / 3
        if whole <= 0:
            return factor, factor, factor
        return a * factor, b * factor, c * factor

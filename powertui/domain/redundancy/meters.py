"""What the meters of a plant say, in VA: by node, for all that has power as modelled."""

from powertui.domain.assumptions import Assumptions
from powertui.domain.redundancy.loads import CARRIES_VA
from powertui.domain.redundancy.measurements import Measurements, Metered
from powertui.domain.redundancy.network import Network, NodeSort

_LOWEST_FACTOR = 0.05
"""A measured power factor below is that of a meter at no load, and says nothing of loads."""


class Meters:
    """Every node that a meter speaks for, its own or, where it is all that another one supplies, that one's."""

    def __init__(self, network: Network, measured: Measurements, assumptions: Assumptions) -> None:
        self._net = network
        self._assumptions = assumptions
        self._factors: dict[int, float] = {}
        self.metered: dict[int, float] = {}
        """VA by node."""
        self.contradicted: list[int] = []
        """They carry, and have no power as modelled."""
        self.assumed: list[int] = []
        """Their W became VA by the assumed power factor."""
        self._take(measured)

    def _take(self, measured: Measurements) -> None:
        network, metered = self._net, self.metered
        meters: list[tuple[int, Metered]] = []
        for sort, found in (
            (NodeSort.FEED, measured.feeds),
            (NodeSort.PORT, measured.inlets),
            (NodeSort.BRANCH, measured.branches),
            (NodeSort.OUTLET, measured.outlets),
        ):
            node_of = network.node_of[sort]
            meters += [(node_of[object_id], meter) for object_id, meter in found.items() if object_id in node_of]
        for node, meter in meters:
            va, watts = meter.va, meter.w
            if va is not None and watts is not None and va >= CARRIES_VA and _LOWEST_FACTOR <= watts / va <= 1:
                self._factors[node] = watts / va
        for node, meter in meters:
            apparent = self._apparent(node, meter)
            if apparent is None:
                continue
            if node not in network.unsupplied:
                metered[node] = apparent
            elif apparent >= CARRIES_VA:
                self.contradicted.append(node)
        for node in network.node_of[NodeSort.PORT].values():
            self._take_from_above(node)
        for node in network.node_of[NodeSort.BUS].values():
            inlets = network.ups[node]
            if inlets and all(inlet in metered for inlet in inlets):
                metered[node] = sum(metered[inlet] for inlet in inlets)

    def _apparent(self, node: int, meter: Metered) -> float | None:
        """VA as the meter gives them, else its W by the power factor that is measured nearest."""
        if meter.va is not None:
            return max(0.0, meter.va)
        if meter.w is None:
            return None
        return self.in_va(node, max(0.0, meter.w))

    def in_va(self, node: int, watts: float) -> float:
        factors, ups = self._factors, self._net.ups
        at = node
        for _ in range(4):
            uppers = ups[at]
            if len(uppers) != 1:
                break
            at = uppers[0]
            if at in factors:
                return watts / factors[at]
        if watts > 0 and self._assumptions.power_factor != 1:
            self.assumed.append(node)
        return self._assumptions.apparent_va(watts)

    def _take_from_above(self, node: int) -> None:
        """An inlet or cord that is all that metered outlets or feeds supply carries what their meters say."""
        metered, downs = self.metered, self._net.downs
        uppers = self._net.ups[node]
        if node not in metered and uppers and all(upper in metered and len(downs[upper]) == 1 for upper in uppers):
            metered[node] = sum(metered[upper] for upper in uppers)

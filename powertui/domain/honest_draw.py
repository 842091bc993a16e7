"""Modelled draw as it would be honestly counted; NetBox's own (`domain.draw`) stands beside it, with the reasons.

One pass over the plant, what is supplied before what supplies it, so that it costs as much as there are links.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from powertui.domain.choices import Phase
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_spread import NO_DRAW, LegSpread, on_place, scaled, spread_sum
from powertui.domain.topology import PowerPort
from powertui.domain.upstream import Link, Node, NodeKind, SupplyGraph, supply_graph


@dataclass(frozen=True, slots=True)
class HonestDraw:
    """What hangs on a node and is supplied today, in W, by leg."""

    allocated: LegSpread
    maximum: LegSpread

    @property
    def allocated_w(self) -> float:
        return self.allocated.total_w

    @property
    def maximum_w(self) -> float:
        return self.maximum.total_w


NOTHING_DRAWN = HonestDraw(NO_DRAW, NO_DRAW)


def on_no_leg(draw: HonestDraw) -> HonestDraw:
    """The same draw without its legs."""
    return HonestDraw(on_place(draw.allocated_w, None), on_place(draw.maximum_w, None))


def draw_sum(draws: Iterable[HonestDraw]) -> HonestDraw:
    """Leg by leg."""
    found = list(draws)
    if not found:
        return NOTHING_DRAWN
    if len(found) == 1:
        return found[0]
    return HonestDraw(spread_sum([draw.allocated for draw in found]), spread_sum([draw.maximum for draw in found]))


class HonestPlant:
    """The honest draws of one model. Inlets, feeds and panels are nodes; racks and places are `honest_area`'s.

    - What carries nothing today is left out: feeds that are not active, cables that are planned or being
      decommissioned, outlets that are disabled or faulty.
    - An inlet with outlets and a maximum draw alone has a rating, not a load: what hangs on its outlets counts.
    - An inlet with an allocated draw and loads below counts the greater of the two, each of allocated and maximum.
    - A load on several supplies is divided evenly among them, so that it counts once wherever they meet.
    - An outlet's leg, or pair of legs, takes all that hangs on it; an outlet without hands on the legs of the PDU
      behind it, phase order assumed kept; what then has no leg is on no leg.
    """

    def __init__(
        self,
        graph: PowerGraph,
        supply: SupplyGraph | None = None,
        allocated_w_of_port: Mapping[int, float] | None = None,
    ) -> None:
        """`allocated_w_of_port`: draws that stand in for the model's, as when a cord takes over another's."""
        self.graph = graph
        self.supply = supply_graph(graph) if supply is None else supply
        self._stand_ins = allocated_w_of_port or {}
        self.looped = frozenset(node for loop in self.supply.loops for node in loop)
        self._draws: dict[Node, HonestDraw] = {}
        for nodes in self.supply.order:
            if len(nodes) == 1 and nodes[0] not in self.supply.self_fed:
                self._draws[nodes[0]] = self._draw(nodes[0], self.supply.down.get(nodes[0], ()))
            else:
                self._draws.update(self._loop(nodes))

    def of(self, node: Node) -> HonestDraw:
        """A node's draw; nothing for one that the model does not have."""
        return self._draws.get(node, NOTHING_DRAWN)

    def port(self, port_id: int) -> HonestDraw:
        """What an inlet draws."""
        return self.of(Node(NodeKind.PORT, port_id))

    def feed(self, feed_id: int) -> HonestDraw:
        """What a feed carries: its inlets, and panels that it supplies; nothing unless it is active."""
        return self.of(Node(NodeKind.FEED, feed_id))

    def panel(self, panel_id: int) -> HonestDraw:
        """What the feeds of a panel carry."""
        return self.of(Node(NodeKind.PANEL, panel_id))

    def outlet(self, outlet_id: int) -> HonestDraw:
        """What an outlet carries."""
        port_id = self.graph.outlets[outlet_id].power_port_id
        if port_id is None:
            return NOTHING_DRAWN
        links = self.supply.down.get(Node(NodeKind.PORT, port_id), ())
        return draw_sum(self._through(link) for link in links if link.outlet_id == outlet_id)

    def below(self, port_id: int) -> HonestDraw:
        """What hangs on an inlet's outlets, whatever the inlet itself states."""
        node = Node(NodeKind.PORT, port_id)
        return draw_sum(self._through(link) for link in self.supply.down.get(node, ()) if link.lower != node)

    def _draw(self, node: Node, links: Iterable[Link]) -> HonestDraw:
        below = draw_sum(self._through(link) for link in links)
        if node.kind is NodeKind.PORT:
            return self._inlet(self.graph.ports[node.id], below)
        if node.kind is NodeKind.FEED and self.graph.feeds[node.id].phase is Phase.SINGLE:
            return on_no_leg(below)
        return below

    def _loop(self, nodes: tuple[Node, ...]) -> dict[Node, HonestDraw]:
        """Each of a loop carries what hangs on the whole of it, once, and on no leg: no source gives it one."""
        inner = set(nodes)
        draws = (
            self._draw(node, [link for link in self.supply.down.get(node, ()) if link.lower not in inner])
            for node in nodes
        )
        return dict.fromkeys(nodes, on_no_leg(draw_sum(draws)))

    def _through(self, link: Link) -> HonestDraw:
        draw = self._draws.get(link.lower, NOTHING_DRAWN)
        if link.share != 1:
            draw = HonestDraw(scaled(draw.allocated, link.share), scaled(draw.maximum, link.share))
        if link.outlet_id is None:
            return draw
        outlet = self.graph.outlets[link.outlet_id]
        place = outlet.line_pair or outlet.feed_leg
        if place is None:
            return draw
        return HonestDraw(on_place(draw.allocated_w, place), on_place(draw.maximum_w, place))

    def _inlet(self, port: PowerPort, below: HonestDraw) -> HonestDraw:
        stated_w = self._stand_ins.get(port.id, port.allocated_draw_w)
        if stated_w is None and (port.maximum_draw_w is None or is_distribution(self.graph, self.supply, port)):
            return below
        return HonestDraw(
            _at_least(below.allocated, stated_w or 0),
            _at_least(below.maximum, port.maximum_draw_w or 0),
        )


def is_distribution(graph: PowerGraph, supply: SupplyGraph, port: PowerPort) -> bool:
    """Whether an inlet hands power on: it has outlets, or its device supplies a panel."""
    return bool(graph.outlets_of_port(port.id) or supply.down.get(Node(NodeKind.PORT, port.id)))


def _at_least(below: LegSpread, stated_w: float) -> LegSpread:
    """What hangs below, and on no leg what is stated beyond it."""
    if below is NO_DRAW:
        return LegSpread(no_leg_w=stated_w)
    excess_w = stated_w - below.total_w
    return below if excess_w <= 0 else spread_sum((below, on_place(excess_w, None)))

"""What feeds what, from the utility down: panels, feeds and inlets as one directed graph with its loops.

NetBox ends at the feed. Two fields of ours go on: a panel may hang on another panel's feed or on a device (a UPS, a
transfer switch), and devices hang on outlets through as many PDUs as there are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import NamedTuple

from powertui.domain.choices import CableStatus, FeedStatus, OutletStatus, TerminationKind
from powertui.domain.graph import PowerGraph
from powertui.domain.supply_order import strong_components
from powertui.domain.topology import Cable, Termination


class NodeKind(IntEnum):
    PANEL = 1
    FEED = 2
    PORT = 3


class Node(NamedTuple):
    """Something that current passes through. Cheap to hash: there are tens of thousands."""

    kind: NodeKind
    id: int


class Absence(Enum):
    """Why a connection of the model carries nothing today. Value: words for people."""

    FEED_OFFLINE = "the feed is offline"
    FEED_PLANNED = "the feed is planned"
    FEED_FAILED = "the feed has failed"
    CABLE_PLANNED = "the cable is planned"
    CABLE_DECOMMISSIONING = "the cable is being decommissioned"
    OUTLET_DISABLED = "the outlet is disabled"
    OUTLET_FAULTY = "the outlet is faulty"


_OF_FEED = {
    FeedStatus.OFFLINE: Absence.FEED_OFFLINE,
    FeedStatus.PLANNED: Absence.FEED_PLANNED,
    FeedStatus.FAILED: Absence.FEED_FAILED,
}
_OF_CABLE = {
    CableStatus.PLANNED: Absence.CABLE_PLANNED,
    CableStatus.DECOMMISSIONING: Absence.CABLE_DECOMMISSIONING,
}
_OF_OUTLET = {OutletStatus.DISABLED: Absence.OUTLET_DISABLED, OutletStatus.FAULTY: Absence.OUTLET_FAULTY}


class Link(NamedTuple):
    """One way from what supplies to what is supplied."""

    upper: Node
    lower: Node
    outlet_id: int | None = None
    """The outlet between two inlets."""
    share: float = 1.0
    """What part of the lower one's draw comes this way: one that hangs on several supplies divides evenly."""
    absence: Absence | None = None
    """Why it carries nothing; None: it does."""


@dataclass(frozen=True, slots=True)
class SupplyGraph:
    """All links of a plant, those that carry nothing apart."""

    down: Mapping[Node, tuple[Link, ...]]
    up: Mapping[Node, tuple[Link, ...]]
    idle: Mapping[Node, tuple[Link, ...]]
    """Links that carry nothing, by their upper node."""
    idle_up: Mapping[Node, tuple[Link, ...]]
    order: tuple[tuple[Node, ...], ...]
    """Every node once, what is supplied before what supplies it; several in one entry form a loop."""
    self_fed: frozenset[Node] = field(default=frozenset())
    """Inlets that hang on an outlet of their own."""

    @property
    def loops(self) -> tuple[tuple[Node, ...], ...]:
        """Nodes that supply each other in a circle: nothing else can be their source."""
        return tuple(nodes for nodes in self.order if len(nodes) > 1 or nodes[0] in self.self_fed)

    def above(self, node: Node) -> tuple[Node, ...]:
        """The node and all that supplies it, nearest first."""
        return _reach(node, self.up, lambda link: link.upper)

    def below(self, node: Node) -> tuple[Node, ...]:
        """The node and all that it supplies, nearest first."""
        return _reach(node, self.down, lambda link: link.lower)

    def paths_up(self, node: Node, limit: int = 64) -> tuple[tuple[Node, ...], ...]:
        """The ways from a node up to its roots, at most `limit`; a loop is gone round once."""
        return tuple(_take(_paths(node, self.up), limit))

    def needed(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """What all ways up from all of some nodes pass through, themselves included: without it they are dark."""
        ways = [way for node in nodes for way in self.paths_up(node)]
        if not ways:
            return ()
        shared = frozenset(ways[0]).intersection(*ways[1:])
        return tuple(node for node in ways[0] if node in shared)

    def dead_without(self, lost: Iterable[Node]) -> frozenset[Node]:
        """What is without power once some nodes are: a node dies when the last that supplies it has."""
        dead = set(lost)
        waiting = list(dead)
        while waiting:
            for link in self.down.get(waiting.pop(), ()):
                lower = link.lower
                if lower not in dead and all(other.upper in dead for other in self.up[lower]):
                    dead.add(lower)
                    waiting.append(lower)
        return frozenset(dead)


def supply_graph(graph: PowerGraph) -> SupplyGraph:
    """The links of a plant."""
    up: dict[Node, list[Link]] = {}
    idle: dict[Node, list[Link]] = {}
    idle_up: dict[Node, list[Link]] = {}
    for link in (*_cable_links(graph), *_panel_links(graph)):
        if link.absence is None:
            up.setdefault(link.lower, []).append(link)
        else:
            idle.setdefault(link.upper, []).append(link)
            idle_up.setdefault(link.lower, []).append(link)
    divided = {lower: _divided(links) for lower, links in up.items()}
    down = _downwards(divided)
    nodes = (
        *(Node(NodeKind.PORT, port_id) for port_id in graph.ports),
        *(Node(NodeKind.FEED, feed_id) for feed_id in graph.feeds),
        *(Node(NodeKind.PANEL, panel_id) for panel_id in graph.panels),
    )
    below = {upper: [link.lower for link in found] for upper, found in down.items()}
    return SupplyGraph(
        down=down,
        up=divided,
        idle={node: tuple(links) for node, links in idle.items()},
        idle_up={node: tuple(links) for node, links in idle_up.items()},
        order=strong_components(nodes, below),
        self_fed=frozenset(upper for upper, lowers in below.items() if upper in lowers),
    )


def supply_without(supply: SupplyGraph, lost: AbstractSet[Node]) -> SupplyGraph:
    """The same plant while some nodes carry nothing: what other supplies a load has share it.

    Order and loops stay those of the whole plant.
    """
    if not lost:
        return supply
    up = {
        lower: _divided([link for link in links if link.upper not in lost])
        if len(links) > 1 or links[0].upper in lost
        else links
        for lower, links in supply.up.items()
    }
    return replace(supply, up=up, down=_downwards(up))


def _downwards(up: Mapping[Node, Sequence[Link]]) -> dict[Node, tuple[Link, ...]]:
    down: dict[Node, list[Link]] = {}
    for links in up.values():
        for link in links:
            down.setdefault(link.upper, []).append(link)
    return {node: tuple(links) for node, links in down.items()}


def node_name(graph: PowerGraph, node: Node) -> str:
    """An inlet with its device, a feed, a panel."""
    if node.kind is NodeKind.PANEL:
        return graph.panels[node.id].name
    if node.kind is NodeKind.FEED:
        return graph.feeds[node.id].name
    port = graph.ports[node.id]
    device = graph.devices[port.device_id]
    return f"{device.name or f'device {device.id}'} {port.name}"


def _cable_links(graph: PowerGraph) -> Iterator[Link]:
    for cable in graph.topology.cables:
        of_cable = _OF_CABLE.get(cable.status) if cable.status is not CableStatus.CONNECTED else None
        for supplies, loads in _directions(cable):
            for load in loads:
                lower = Node(NodeKind.PORT, load.id)
                for supply in supplies:
                    if supply.kind is TerminationKind.POWER_FEED:
                        absence = _OF_FEED.get(graph.feeds[supply.id].status) or of_cable
                        yield Link(Node(NodeKind.FEED, supply.id), lower, None, 1.0, absence)
                        continue
                    outlet = graph.outlets[supply.id]
                    if outlet.power_port_id is not None and outlet.power_port_id in graph.ports:
                        absence = of_cable or (
                            None if outlet.status is OutletStatus.ENABLED else _OF_OUTLET[outlet.status]
                        )
                        yield Link(Node(NodeKind.PORT, outlet.power_port_id), lower, outlet.id, 1.0, absence)


def _panel_links(graph: PowerGraph) -> Iterator[Link]:
    for feed in graph.feeds.values():
        yield Link(
            Node(NodeKind.PANEL, feed.power_panel_id),
            Node(NodeKind.FEED, feed.id),
            None,
            1.0,
            _OF_FEED.get(feed.status),
        )
    for panel in graph.panels.values():
        lower = Node(NodeKind.PANEL, panel.id)
        if panel.fed_by_feed_id is not None and panel.fed_by_feed_id in graph.feeds:
            absence = _OF_FEED.get(graph.feeds[panel.fed_by_feed_id].status)
            yield Link(Node(NodeKind.FEED, panel.fed_by_feed_id), lower, None, 1.0, absence)
        if panel.fed_by_device_id is not None:
            for port in graph.ports_of_device(panel.fed_by_device_id):
                yield Link(Node(NodeKind.PORT, port.id), lower)


def _directions(cable: Cable) -> Iterator[tuple[tuple[Termination, ...], tuple[Termination, ...]]]:
    """Supplying end and supplied end; none for a cable that has no inlet opposite a supply."""
    for supplies, loads in ((cable.a, cable.b), (cable.b, cable.a)):
        if supplies and loads and loads[0].kind is TerminationKind.POWER_PORT:
            if supplies[0].kind is not TerminationKind.POWER_PORT:
                yield supplies, loads
            return


def _divided(links: Sequence[Link]) -> tuple[Link, ...]:
    if len(links) < 2:
        return tuple(link if link.share == 1 else link._replace(share=1.0) for link in links)
    return tuple(link._replace(share=1 / len(links)) for link in links)


def _reach(start: Node, links: Mapping[Node, tuple[Link, ...]], end: Callable[[Link], Node]) -> tuple[Node, ...]:
    found = {start: None}
    waiting = [start]
    for node in waiting:
        for link in links.get(node, ()):
            other = end(link)
            if other not in found:
                found[other] = None
                waiting.append(other)
    return tuple(found)


def _paths(start: Node, up: Mapping[Node, tuple[Link, ...]]) -> Iterator[tuple[Node, ...]]:
    waiting: list[tuple[Node, ...]] = [(start,)]
    while waiting:
        path = waiting.pop()
        further = [link.upper for link in up.get(path[-1], ()) if link.upper not in path]
        if not further:
            yield path
        waiting.extend((*path, node) for node in reversed(further))


def _take(paths: Iterator[tuple[Node, ...]], limit: int) -> Iterator[tuple[Node, ...]]:
    for _, path in zip(range(limit), paths, strict=False):
        yield path

"""What feeds what, from the utility down: panels, feeds and inlets as one directed graph with its loops.

NetBox ends at the feed. Two fields of ours go on: a panel may hang on another panel's feed or on a device (a UPS, a
transfer switch), and devices hang on outlets through as many PDUs as there are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
    LOST = "it is taken for lost"


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

    def roots(self, node: Node) -> tuple[Node, ...]:
        """Where a node's power comes from: those above it that nothing is modelled to supply, the utility's side."""
        return tuple(found for found in self.above(node) if not self.up.get(found))

    def above(self, node: Node) -> tuple[Node, ...]:
        """The node and all that supplies it, nearest first."""
        return _reach(node, self.up, lambda link: link.upper)

    def below(self, node: Node) -> tuple[Node, ...]:
        """The node and all that it supplies, nearest first."""
        return _reach(node, self.down, lambda link: link.lower)

    def paths_up(self, node: Node, limit: int = 64) -> tuple[tuple[Node, ...], ...]:
        """The ways from a node up to its roots, at most `limit`; a loop is gone round once."""
        return tuple(_take(_paths(node, self.up), limit))

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


class Effect(Enum):
    """What an outage does to a device. Value: word for people."""

    DOWN = "down"
    DEGRADED = "lost a cord"


@dataclass(frozen=True, slots=True)
class Outage:
    """What is lost with some nodes. A UPS counts as dead with its supply: how long it bridges is not modelled."""

    dead: frozenset[Node]
    devices: Mapping[int, Effect]
    """Devices that lose all or some of the cords that carried anything."""


def outage(graph: PowerGraph, supply: SupplyGraph, lost: Iterable[Node]) -> Outage:
    """Follow the loss of panels, feeds or inlets down to the devices."""
    dead = supply.dead_without(lost)
    effects: dict[int, Effect] = {}
    for node in dead:
        if node.kind is NodeKind.PORT:
            device_id = graph.ports[node.id].device_id
            cords = [Node(NodeKind.PORT, port.id) for port in graph.ports_of_device(device_id)]
            alive = any(cord not in dead and supply.up.get(cord) for cord in cords)
            effects[device_id] = Effect.DEGRADED if alive else Effect.DOWN
    return Outage(dead, effects)


def supply_graph(graph: PowerGraph, lost: frozenset[Node] = frozenset()) -> SupplyGraph:
    """The links of a plant; as if what is lost carried nothing."""
    links: Iterable[Link] = (*_cable_links(graph), *_panel_links(graph))
    if lost:
        links = (link._replace(absence=Absence.LOST) if link.upper in lost else link for link in links)
    up: dict[Node, list[Link]] = {}
    idle: dict[Node, list[Link]] = {}
    idle_up: dict[Node, list[Link]] = {}
    for link in links:
        if link.absence is None:
            up.setdefault(link.lower, []).append(link)
        else:
            idle.setdefault(link.upper, []).append(link)
            idle_up.setdefault(link.lower, []).append(link)
    down: dict[Node, list[Link]] = {}
    for lower, found in up.items():
        divided = up[lower] = _divided(found)
        for link in divided:
            down.setdefault(link.upper, []).append(link)
    nodes = (
        *(Node(NodeKind.PORT, port_id) for port_id in graph.ports),
        *(Node(NodeKind.FEED, feed_id) for feed_id in graph.feeds),
        *(Node(NodeKind.PANEL, panel_id) for panel_id in graph.panels),
    )
    below = {upper: [link.lower for link in found] for upper, found in down.items()}
    return SupplyGraph(
        down=_frozen(down),
        up=_frozen(up),
        idle=_frozen(idle),
        idle_up=_frozen(idle_up),
        order=strong_components(nodes, below),
        self_fed=frozenset(upper for upper, lowers in below.items() if upper in lowers),
    )


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


def _divided(links: list[Link]) -> list[Link]:
    return links if len(links) == 1 else [link._replace(share=1 / len(links)) for link in links]


def _frozen(groups: Mapping[Node, list[Link]]) -> dict[Node, tuple[Link, ...]]:
    return {node: tuple(links) for node, links in groups.items()}


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

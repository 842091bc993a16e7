"""From the model to the network: once for each revision of the model."""

from array import array
from collections.abc import Iterable, Sequence

from powertui.domain.choices import CableStatus, FeedLeg, FeedStatus, OutletStatus, Phase, TerminationKind
from powertui.domain.graph import PowerGraph
from powertui.domain.reading import Leg
from powertui.domain.redundancy.network import NO_PLACE, SWITCHING_ROLES, Network, NodeSort
from powertui.domain.supply_order import strong_components
from powertui.domain.topology import Cable, PowerOutlet

_PLACE_OF_LEG = {FeedLeg.A: 0, FeedLeg.B: 1, FeedLeg.C: 2}
_PLACE_OF_PAIR = {Leg.A: 0, Leg.B: 1, Leg.C: 2, Leg.AB: 3, Leg.BC: 4, Leg.CA: 5}
_PORT, _FEED = TerminationKind.POWER_PORT, TerminationKind.POWER_FEED


def compiled(graph: PowerGraph, switching: Iterable[int] = ()) -> Network:
    """The network of a model; `switching` are further devices that serve all their outlets from any of their inlets.

    Known as such without being told: devices of such a role, and whatever a panel names as its supply.
    """
    return _Compiler(graph, frozenset(switching)).network()


class _Compiler:
    def __init__(self, graph: PowerGraph, switching: frozenset[int]) -> None:
        self._graph = graph
        self._sorts: list[NodeSort] = []
        self._ids: list[int] = []
        self._nodes: list[int] = []
        self._node_of: dict[NodeSort, dict[int, int]] = {sort: {} for sort in NodeSort}
        self._ups: list[tuple[int, ...]] = []
        self._above: tuple[int, ...] = ()
        """What supplies the node that was joined last."""
        self._idle: set[int] = set()
        """What has a supply in the model that carries nothing today."""
        self._adrift: set[int] = set()
        panels = {panel.fed_by_device_id for panel in graph.panels.values()}
        self._switching = {
            device.id
            for device in graph.devices.values()
            if device.role in SWITCHING_ROLES or device.id in switching or device.id in panels
        }

    def network(self) -> Network:
        self._add_nodes()
        self._join_panels()
        self._join_outlets()
        for cable in self._graph.topology.cables:
            self._join_cable(cable)
        unsupplied = self._cut_off()
        downs = _reversed(self._nodes, self._ups)
        order, looped = _ordered(self._ups, downs)
        rank = array("l", bytes(array("l").itemsize * len(order)))
        for position, node in enumerate(order):
            rank[node] = position
        places = self._places()
        branch_of = self._branches()
        cords = self._cords()
        of_device: dict[int, list[int]] = {}
        for node, device_id in cords.items():
            of_device.setdefault(device_id, []).append(node)
        of_branch: dict[int, list[int]] = {}
        for outlet, branch in branch_of.items():
            of_branch.setdefault(branch, []).append(outlet)
        return Network(
            graph=self._graph,
            sorts=self._sorts,
            ids=self._ids,
            node_of=self._node_of,
            ups=self._ups,
            downs=downs,
            places=places,
            has_legs=self._three_phase(order, places, downs, cords),
            branch_of=branch_of,
            outlets_of_branch={branch: tuple(outlets) for branch, outlets in of_branch.items()},
            device_of=cords,
            cords_of={device_id: tuple(nodes) for device_id, nodes in of_device.items()},
            order=array("l", order),
            rank=rank,
            unsupplied=unsupplied,
            looped=looped,
            adrift=frozenset(self._adrift),
        )

    def _add_nodes(self) -> None:
        graph = self._graph
        for sort, object_ids in (
            (NodeSort.PANEL, graph.panels),
            (NodeSort.FEED, graph.feeds),
            (NodeSort.PORT, graph.ports),
            (NodeSort.OUTLET, graph.outlets),
            (NodeSort.BUS, sorted(self._switching & graph.devices.keys())),
            (NodeSort.BRANCH, (branch.id for branch in graph.topology.pdu_branches)),
        ):
            found = self._node_of[sort]
            for object_id in object_ids:
                # One object for a node's number, wherever it stands: there are half a million in a large plant.
                node = len(self._ids)
                found[object_id] = node
                self._nodes.append(node)
                self._sorts.append(sort)
                self._ids.append(object_id)
        # One empty tuple for all: tens of thousands of empty lists would keep the garbage collector busy.
        self._ups = [()] * len(self._ids)

    def _join(self, upper: int, lower: int, *, carries: bool) -> None:
        if not carries:
            self._idle.add(lower)
            return
        uppers = self._ups[lower]
        if not uppers:
            # A PDU's outlets come one after another, and hang on the same inlet.
            if self._above != (upper,):
                self._above = (upper,)
            self._ups[lower] = self._above
        elif upper not in uppers:
            self._ups[lower] = (*uppers, upper)

    def _join_panels(self) -> None:
        feeds, panels, buses = (self._node_of[sort] for sort in (NodeSort.FEED, NodeSort.PANEL, NodeSort.BUS))
        for feed in self._graph.feeds.values():
            is_on = feed.status is FeedStatus.ACTIVE
            self._join(panels[feed.power_panel_id], feeds[feed.id], carries=is_on)
        for panel in self._graph.panels.values():
            if panel.fed_by_feed_id in feeds:
                is_on = self._graph.feeds[panel.fed_by_feed_id].status is FeedStatus.ACTIVE
                self._join(feeds[panel.fed_by_feed_id], panels[panel.id], carries=is_on)
            if panel.fed_by_device_id in buses:
                self._join(buses[panel.fed_by_device_id], panels[panel.id], carries=True)
        for device_id, bus in buses.items():
            for port in self._graph.ports_of_device(device_id):
                self._join(self._node_of[NodeSort.PORT][port.id], bus, carries=True)

    def _join_outlets(self) -> None:
        ports, outlets, buses = (self._node_of[sort] for sort in (NodeSort.PORT, NodeSort.OUTLET, NodeSort.BUS))
        for outlet in self._graph.outlets.values():
            bus = buses.get(outlet.device_id)
            port_id = self._inlet_of(outlet)
            upper = bus if bus is not None else ports.get(port_id) if port_id is not None else None
            if upper is None:
                # No inlet is known to feed it: what hangs on it has no power that could be followed.
                self._idle.add(outlets[outlet.id])
                self._adrift.add(outlet.id)
            else:
                self._join(upper, outlets[outlet.id], carries=outlet.status is OutletStatus.ENABLED)

    def _inlet_of(self, outlet: PowerOutlet) -> int | None:
        """The inlet that feeds it: the one that it names, else the only one that its device has."""
        if outlet.power_port_id is not None:
            return outlet.power_port_id
        inlets = self._graph.ports_of_device(outlet.device_id)
        return inlets[0].id if len(inlets) == 1 else None

    def _join_cable(self, cable: Cable) -> None:
        a, b = cable.a, cable.b
        if not a or not b or (a[0].kind is _PORT) is (b[0].kind is _PORT):
            return
        supplies, loads = (b, a) if a[0].kind is _PORT else (a, b)
        carries = cable.status is CableStatus.CONNECTED
        ports = self._node_of[NodeSort.PORT]
        for supply in supplies:
            upper = self._node_of[NodeSort.FEED if supply.kind is _FEED else NodeSort.OUTLET][supply.id]
            for load in loads:
                self._join(upper, ports[load.id], carries=carries)

    def _cut_off(self) -> frozenset[int]:
        """What has no power as modelled, taken out of what could supply or be supplied."""
        dead = {node for node in self._idle if not self._ups[node]}
        if not dead:
            return frozenset()
        downs = _reversed(self._nodes, self._ups)
        waiting = list(dead)
        while waiting:
            for lower in downs[waiting.pop()]:
                if lower not in dead and all(upper in dead for upper in self._ups[lower]):
                    dead.add(lower)
                    waiting.append(lower)
        for node, uppers in enumerate(self._ups):
            if node in dead:
                self._ups[node] = ()
            elif any(upper in dead for upper in uppers):
                self._ups[node] = tuple(upper for upper in uppers if upper not in dead)
        return frozenset(dead)

    def _places(self) -> list[int]:
        places = [NO_PLACE] * len(self._ids)
        for outlet_id, node in self._node_of[NodeSort.OUTLET].items():
            outlet = self._graph.outlets[outlet_id]
            if outlet.line_pair is not None:
                places[node] = _PLACE_OF_PAIR.get(outlet.line_pair, NO_PLACE)
            elif outlet.feed_leg is not None:
                places[node] = _PLACE_OF_LEG[outlet.feed_leg]
        return places

    def _branches(self) -> dict[int, int]:
        outlets = self._node_of[NodeSort.OUTLET]
        found: dict[int, int] = {}
        for branch in self._graph.topology.pdu_branches:
            for outlet_id in branch.outlet_ids:
                if outlet_id in outlets:
                    found.setdefault(outlets[outlet_id], self._node_of[NodeSort.BRANCH][branch.id])
        return found

    def _cords(self) -> dict[int, int]:
        """Inlets that hand no power on, of devices that it ends at, in the order of the devices' ports."""
        buses = self._node_of[NodeSort.BUS]
        hands_on = {self._inlet_of(outlet) for outlet in self._graph.outlets.values()}
        ports = self._node_of[NodeSort.PORT]
        return {
            ports[port.id]: port.device_id
            for port in self._graph.topology.power_ports
            if self._ups[ports[port.id]] and port.id not in hands_on and port.device_id not in buses
        }

    def _three_phase(
        self, order: Sequence[int], places: list[int], downs: Sequence[Sequence[int]], cords: dict[int, int]
    ) -> list[bool]:
        graph, sorts = self._graph, self._sorts
        feeds = self._node_of[NodeSort.FEED]
        found = [False] * len(sorts)
        for feed_id, node in feeds.items():
            found[node] = graph.feeds[feed_id].phase is Phase.THREE
        for node in reversed(order):
            sort = sorts[node]
            if sort is NodeSort.PANEL:
                found[node] = any(found[lower] for lower in downs[node] if sorts[lower] is NodeSort.FEED)
            elif sort is NodeSort.PORT and node not in cords:
                found[node] = any(found[upper] for upper in self._ups[node]) or (
                    not self._ups[node] and any(places[lower] != NO_PLACE for lower in downs[node])
                )
            elif sort is NodeSort.BUS:
                found[node] = any(found[upper] for upper in self._ups[node])
            elif sort is NodeSort.OUTLET:
                is_open = places[node] == NO_PLACE and any(lower not in cords for lower in downs[node])
                found[node] = is_open and any(found[upper] for upper in self._ups[node])
        return found


def _reversed(nodes: Sequence[int], ups: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()] * len(ups)
    several: dict[int, list[int]] = {}
    for lower, uppers in zip(nodes, ups, strict=True):
        for upper in uppers:
            if upper in several:
                several[upper].append(lower)
            elif found[upper]:
                several[upper] = [*found[upper], lower]
            else:
                found[upper] = (lower,)
    for upper, lowers in several.items():
        found[upper] = tuple(lowers)
    return found


def _ordered(ups: Sequence[Sequence[int]], downs: Sequence[Sequence[int]]) -> tuple[list[int], frozenset[int]]:
    """What is supplied before what supplies it, and the nodes that supply each other in a circle."""
    waiting_for = [len(lowers) for lowers in downs]
    order = [node for node, count in enumerate(waiting_for) if not count]
    for node in order:
        for upper in ups[node]:
            waiting_for[upper] -= 1
            if not waiting_for[upper]:
                order.append(upper)
    rest = [node for node, count in enumerate(waiting_for) if count]
    inner = set(rest)
    below = {node: [lower for lower in downs[node] if lower in inner] for node in rest}
    circles = strong_components(rest, below)
    looped = (node for nodes in circles for node in nodes if len(nodes) > 1 or node in below[node])
    return [*order, *(node for nodes in circles for node in nodes)], frozenset(looped)

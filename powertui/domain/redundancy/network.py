"""A plant as numbered nodes, so that a thousand losses are followed in a fraction of a second.

Panels, feeds, inlets, outlets and, for what hands power on from several inlets alike (a transfer switch, a UPS), its
busbar. Supply goes down from node to node; a device's power ports at the far ends are its cords.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from powertui.domain.graph import PowerGraph

NO_PLACE = 6
"""Where a node's load enters its supply: 0 to 5 are the legs and pairs of `LEG_PARTS`, this is none."""

LEG_PARTS: tuple[tuple[float, float, float], ...] = (
    (1.0, 0.0, 0.0),
    (0.0, 1.0, 0.0),
    (0.0, 0.0, 1.0),
    (0.5, 0.5, 0.0),
    (0.0, 0.5, 0.5),
    (0.5, 0.0, 0.5),
)
"""What part of a load on A, B, C, A-B, B-C, C-A each leg carries; a pair's as `honest_spread.LegSpread.leg_w`."""

SWITCHING_ROLES = frozenset(
    {"ats", "sts", "ups", "transfer-switch", "automatic-transfer-switch", "static-transfer-switch"}
)
"""Roles of devices that serve all that they feed from whichever of their inlets has power."""


class NodeSort(IntEnum):
    """What a node is; its id is that of the model's object of that kind."""

    PANEL = 0
    FEED = 1
    PORT = 2
    OUTLET = 3
    BUS = 4
    """What a device serves from all its inlets; the id is the device's."""
    BRANCH = 5
    """No part of the way of the current: the sum of its outlets."""


@dataclass(frozen=True, slots=True)
class Network:
    """One revision of a model. Lists are by node; what has no power as modelled is cut off (`unsupplied`)."""

    graph: PowerGraph
    sorts: Sequence[NodeSort]
    ids: Sequence[int]
    node_of: Mapping[NodeSort, Mapping[int, int]]
    """By the object's id."""
    ups: Sequence[tuple[int, ...]]
    """What supplies a node; none: the utility, or something that the model does not have."""
    downs: Sequence[tuple[int, ...]]
    places: Sequence[int]
    """Of an outlet, the leg or pair that it hangs on; else NO_PLACE."""
    has_legs: Sequence[bool]
    """It is three-phase: its load is known by leg."""
    branch_of: Mapping[int, int]
    """The branch's node of an outlet's."""
    outlets_of_branch: Mapping[int, tuple[int, ...]]
    device_of: Mapping[int, int]
    """By a cord's node its device's id."""
    cords_of: Mapping[int, tuple[int, ...]]
    """By device, its living cords' nodes in the order of their ports."""
    order: Sequence[int]
    """Every node once, what is supplied before what supplies it."""
    rank: Sequence[int]
    """Each node's place in `order`."""
    unsupplied: frozenset[int]
    """Without power as modelled: behind a feed that is not active, a cable that is planned, an outlet that is off."""
    looped: frozenset[int]
    """They supply each other in a circle: no figure follows the current round it."""
    adrift: frozenset[int]
    """Ids of outlets whose inlet the model does not say, though their device has several."""

    @property
    def size(self) -> int:
        return len(self.sorts)

    def node(self, sort: NodeSort, object_id: int) -> int | None:
        """The node of an object; None for one that is no part of the supply."""
        return self.node_of[sort].get(object_id)

    def parts_of_device(self, device_id: int) -> tuple[int, ...]:
        """All nodes that die with a device."""
        ports = (self.node(NodeSort.PORT, port.id) for port in self.graph.ports_of_device(device_id))
        outlets = (self.node(NodeSort.OUTLET, outlet.id) for outlet in self.graph.outlets_of_device(device_id))
        bus = self.node(NodeSort.BUS, device_id)
        return tuple(node for node in (*ports, bus, *outlets) if node is not None)

    def above(self, nodes: Sequence[int]) -> tuple[int, ...]:
        """Some nodes and all that supplies them."""
        found = dict.fromkeys(nodes)
        waiting = list(found)
        for node in waiting:
            for upper in self.ups[node]:
                if upper not in found:
                    found[upper] = None
                    waiting.append(upper)
        return tuple(found)

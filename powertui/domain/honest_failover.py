"""What each side would carry if the other were lost: the cords that stay take over the draw of those that die.

A cord takes over no more than its port's maximum draw allows, where that is modelled. So half of a device's draw on
each of two cords becomes all of it, and the whole draw modelled on each (with a maximum to say so) stays what it is.
"""

from collections.abc import Mapping

from powertui.domain.choices import Side
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_draw import HonestPlant, is_distribution
from powertui.domain.sides import Sides
from powertui.domain.topology import PowerPort
from powertui.domain.upstream import Node, NodeKind, supply_without

Takeover = Mapping[int, float]
"""Allocated draw in W of the ports that take over, by their id."""


def plant_without(graph: PowerGraph, plant: HonestPlant, sides: Sides, lost: Side) -> HonestPlant:
    """The plant's honest draws once all feeds of a side are lost."""
    dead_feeds = frozenset(Node(NodeKind.FEED, feed_id) for feed_id in graph.feeds if sides.of_feed(feed_id) is lost)
    dead = plant.supply.dead_without(dead_feeds)
    # A panel or inlet that dies with them supplies nobody either.
    return HonestPlant(graph, supply_without(plant.supply, dead), taken_over(graph, plant, dead))


def taken_over(graph: PowerGraph, plant: HonestPlant, dead: frozenset[Node]) -> Takeover:
    """What the cords that stay draw, once some nodes are dead."""
    device_ids = {graph.ports[node.id].device_id for node in dead if node.kind is NodeKind.PORT}
    found: dict[int, float] = {}
    for device_id in device_ids:
        cords = [port for port in graph.ports_of_device(device_id) if not is_distribution(graph, plant.supply, port)]
        lost_w = sum(port.allocated_draw_w or 0 for port in cords if Node(NodeKind.PORT, port.id) in dead)
        staying = [port for port in cords if _is_fed(plant, port) and Node(NodeKind.PORT, port.id) not in dead]
        if lost_w and staying:
            found.update(_shares(staying, lost_w))
    return found


def _is_fed(plant: HonestPlant, port: PowerPort) -> bool:
    return bool(plant.supply.up.get(Node(NodeKind.PORT, port.id)))


def _shares(cords: list[PowerPort], lost_w: float) -> dict[int, float]:
    """Evenly, and what one cord has no room for on those that have."""
    draws_w = {port.id: float(port.allocated_draw_w or 0) for port in cords}
    open_cords = list(cords)
    while open_cords and lost_w > 1e-9:
        share_w = lost_w / len(open_cords)
        for port in tuple(open_cords):
            room_w = float("inf") if port.maximum_draw_w is None else port.maximum_draw_w - draws_w[port.id]
            taken_w = min(share_w, max(0.0, room_w))
            draws_w[port.id] += taken_w
            lost_w -= taken_w
            if taken_w < share_w:
                open_cords.remove(port)
    return draws_w

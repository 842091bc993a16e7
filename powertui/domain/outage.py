"""What an outage takes: panels, feeds or inlets lost, followed down to the devices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from powertui.domain.graph import PowerGraph
from powertui.domain.upstream import Node, NodeKind, SupplyGraph


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

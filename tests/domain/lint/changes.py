"""Small changes to a plant, for tests that need it to be wrong in one way."""

from dataclasses import replace
from typing import Any

from powertui.domain.choices import CableStatus, TerminationKind
from powertui.domain.topology import Cable, Termination, Topology


def changed(topology: Topology, kind: str, object_id: int, **values: Any) -> Topology:
    """One object with other values."""
    objects = tuple(replace(item, **values) if item.id == object_id else item for item in getattr(topology, kind))
    return replace(topology, **{kind: objects})


def added(topology: Topology, kind: str, *objects: Any) -> Topology:
    """More objects."""
    return replace(topology, **{kind: (*getattr(topology, kind), *objects)})


def without(topology: Topology, kind: str, object_id: int) -> Topology:
    """One object less."""
    return replace(topology, **{kind: tuple(item for item in getattr(topology, kind) if item.id != object_id)})


def feed_end(object_id: int) -> Termination:
    return Termination(TerminationKind.POWER_FEED, object_id)


def port_end(object_id: int) -> Termination:
    return Termination(TerminationKind.POWER_PORT, object_id)


def outlet_end(object_id: int) -> Termination:
    return Termination(TerminationKind.POWER_OUTLET, object_id)


def cable(object_id: int, supply: Termination, load: Termination, status: CableStatus = CableStatus.CONNECTED) -> Cable:
    return Cable(object_id, (supply,), (load,), status)

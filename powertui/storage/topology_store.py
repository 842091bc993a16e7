"""The model in the database: read whole, written object by object, with a revision that tells readers to read again."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, func, insert, select

from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import (
    Cable,
    Device,
    DeviceType,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Tenant,
    Topology,
)
from powertui.storage import schema
from powertui.storage.composite_store import load_branches, load_cables, load_device_types
from powertui.storage.object_store import Stored, load_objects, write_objects
from powertui.storage.revisions import hold_model
from powertui.storage.shared_values import SharedValues
from powertui.storage.target_store import load_targets

__all__ = ["load_topology", "model_revision", "note_change", "save_topology", "write_objects"]


def model_revision(connection: Connection) -> int:
    """The revision of the model; 0 before anything was written."""
    return connection.execute(select(func.max(schema.change_log.c.id))).scalar() or 0


def load_topology(connection: Connection) -> Topology:
    """The whole model."""
    with _without_garbage_collection():
        return _load(connection)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    # Tens of thousands of objects are made here and none is dropped: the collector would look at all of them in vain,
    # again and again, which takes as long as the reading itself.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load(connection: Connection) -> Topology:
    shared = SharedValues()
    return Topology(
        tenants=load_objects(connection, Tenant, shared),
        sites=load_objects(connection, Site, shared),
        locations=load_objects(connection, Location, shared),
        racks=load_objects(connection, Rack, shared),
        power_panels=load_objects(connection, PowerPanel, shared),
        power_feeds=load_objects(connection, PowerFeed, shared),
        device_types=load_device_types(connection),
        devices=load_objects(connection, Device, shared),
        pdu_branches=load_branches(connection),
        power_ports=load_objects(connection, PowerPort, shared),
        power_outlets=load_objects(connection, PowerOutlet, shared),
        cables=load_cables(connection, shared),
        poll_targets=load_targets(connection),
    )


def save_topology(connection: Connection, topology: Topology) -> None:
    """Write a whole model into an empty database."""
    written: tuple[tuple[type[Stored], Sequence[Stored]], ...] = (
        (Tenant, topology.tenants),
        (Site, topology.sites),
        (Location, topology.locations),
        (Rack, topology.racks),
        (PowerPanel, topology.power_panels),
        (PowerFeed, topology.power_feeds),
        (DeviceType, topology.device_types),
        (Device, topology.devices),
        (PowerPort, topology.power_ports),
        (PowerOutlet, topology.power_outlets),
        (PduBranch, topology.pdu_branches),
        (Cable, topology.cables),
        (PollTarget, topology.poll_targets),
    )
    for kind, objects in written:
        write_objects(connection, kind, added=objects)


def note_change(
    connection: Connection,
    *,
    at_s: float,
    source: str,
    summary: str,
    who: str = "",
    object_name: str = "",
    before: str = "",
    after: str = "",
) -> int:
    """Log a change of the model and return the new revision; call it in the transaction that makes the change."""
    row: dict[str, Any] = {
        "at_s": at_s,
        "source": source[:50],
        "who": who[:100],
        "object_name": object_name[:255],
        "summary": summary,
        "before": before,
        "after": after,
    }
    hold_model(connection)
    connection.execute(insert(schema.change_log).values(**row))
    return model_revision(connection)

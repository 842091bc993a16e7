"""Reads topologies of NetBox's oracle (format power-oracle/1) into the project's own domain."""

import gzip
import json
from collections.abc import Mapping, Sequence
from typing import Any

from powertui.domain.choices import (
    CableStatus,
    FeedLeg,
    FeedStatus,
    FeedType,
    OutletStatus,
    Phase,
    Supply,
    TerminationKind,
)
from powertui.domain.topology import (
    Cable,
    Device,
    Location,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Termination,
    Topology,
)
from tests.shared_material import SHARED

Case = Mapping[str, Any]


def cases(file_name: str) -> Sequence[Case]:
    """The cases of one file of ../shared/netbox; none where it is absent."""
    path = SHARED / "netbox" / file_name
    if not path.exists():
        return ()
    content = path.read_bytes()
    loaded = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
    found: Sequence[Case] = loaded.get("cases", [loaded])
    return found


def topology_of(case: Case) -> Topology:
    """A case's plant."""
    plant = case["topology"]
    return Topology(
        sites=tuple(Site(row["id"], row["name"], row["slug"]) for row in plant["sites"]),
        locations=tuple(
            Location(row["id"], row["site"], row["name"], row["slug"], row["parent"]) for row in plant["locations"]
        ),
        racks=tuple(
            Rack(row["id"], row["site"], row["name"], row["location"], row["u_height"]) for row in plant["racks"]
        ),
        power_panels=tuple(
            PowerPanel(row["id"], row["site"], row["name"], row["location"]) for row in plant["power_panels"]
        ),
        power_feeds=tuple(_feed(row) for row in plant["power_feeds"]),
        devices=tuple(
            Device(
                row["id"],
                row["site"],
                row["name"] or "",
                row["role"],
                row["location"],
                row["rack"],
                row.get("position"),
                face=row.get("face") or "",
                status=row.get("status") or "active",
            )
            for row in plant["devices"]
        ),
        power_ports=tuple(
            PowerPort(
                row["id"],
                row["device"],
                row["name"],
                row["type"] or "",
                row["maximum_draw"],
                row["allocated_draw"],
                row["mark_connected"],
            )
            for row in plant["power_ports"]
        ),
        power_outlets=tuple(
            PowerOutlet(
                row["id"],
                row["device"],
                row["name"],
                row["type"] or "",
                row["power_port"],
                FeedLeg(row["feed_leg"]) if row["feed_leg"] else None,
                OutletStatus(row["status"]),
                mark_connected=row["mark_connected"],
            )
            for row in plant["power_outlets"]
        ),
        cables=tuple(
            Cable(
                row["id"], _end(row["a"]), _end(row["b"]), CableStatus(row["status"]), profile=row.get("profile") or ""
            )
            for row in plant["cables"]
        ),
    )


def _feed(row: Mapping[str, Any]) -> PowerFeed:
    return PowerFeed(
        row["id"],
        row["power_panel"],
        row["name"],
        row["rack"],
        FeedStatus(row["status"]),
        FeedType(row["type"]),
        Supply(row["supply"]),
        Phase(row["phase"]),
        row["voltage"],
        row["amperage"],
        row["max_utilization"],
        row["mark_connected"],
    )


def _end(terms: Sequence[Mapping[str, Any]]) -> tuple[Termination, ...]:
    return tuple(Termination(TerminationKind(term["type"]), term["id"]) for term in terms)

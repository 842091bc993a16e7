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
    """A case's plant; what a row does not say has NetBox's default."""
    plant = case["topology"]
    return Topology(
        sites=tuple(Site(row["id"], row["name"], row["slug"]) for row in plant.get("sites", ())),
        locations=tuple(
            Location(row["id"], row["site"], row["name"], row["slug"], row.get("parent"))
            for row in plant.get("locations", ())
        ),
        racks=tuple(
            Rack(row["id"], row["site"], row["name"], row.get("location"), row.get("u_height") or 42)
            for row in plant.get("racks", ())
        ),
        power_panels=tuple(
            PowerPanel(row["id"], row["site"], row["name"], row.get("location"))
            for row in plant.get("power_panels", ())
        ),
        power_feeds=tuple(_feed(row) for row in plant.get("power_feeds", ())),
        devices=tuple(
            Device(
                row["id"],
                row["site"],
                row["name"] or "",
                row.get("role") or "",
                row.get("location"),
                row.get("rack"),
                row.get("position"),
                face=row.get("face") or "",
                status=row.get("status") or "active",
            )
            for row in plant.get("devices", ())
        ),
        power_ports=tuple(
            PowerPort(
                row["id"],
                row["device"],
                row["name"],
                row.get("type") or "",
                row.get("maximum_draw"),
                row.get("allocated_draw"),
                bool(row.get("mark_connected")),
            )
            for row in plant.get("power_ports", ())
        ),
        power_outlets=tuple(
            PowerOutlet(
                row["id"],
                row["device"],
                row["name"],
                row.get("type") or "",
                row.get("power_port"),
                FeedLeg(row["feed_leg"]) if row.get("feed_leg") else None,
                OutletStatus(row.get("status") or "enabled"),
                mark_connected=bool(row.get("mark_connected")),
            )
            for row in plant.get("power_outlets", ())
        ),
        cables=tuple(
            Cable(
                row["id"],
                _end(row["a"]),
                _end(row["b"]),
                CableStatus(row.get("status") or "connected"),
                profile=row.get("profile") or "",
            )
            for row in plant.get("cables", ())
        ),
    )


def _feed(row: Mapping[str, Any]) -> PowerFeed:
    return PowerFeed(
        row["id"],
        row["power_panel"],
        row["name"],
        row.get("rack"),
        FeedStatus(row.get("status") or "active"),
        FeedType(row.get("type") or "primary"),
        Supply(row.get("supply") or "ac"),
        Phase(row.get("phase") or "single-phase"),
        row["voltage"],
        row["amperage"],
        row["max_utilization"],
        bool(row.get("mark_connected")),
    )


def _end(terms: Sequence[Mapping[str, Any]]) -> tuple[Termination, ...]:
    return tuple(Termination(TerminationKind(term["type"]), term["id"]) for term in terms)

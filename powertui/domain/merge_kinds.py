"""The kinds of objects that a model holds: where they are kept, and what they refer to.

In an order in which none refers to a later kind, but for panels that are fed by a feed or a device.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from powertui.domain.choices import TerminationKind
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

ModelObject = (
    Tenant
    | Site
    | Location
    | Rack
    | DeviceType
    | PowerPanel
    | PowerFeed
    | Device
    | PowerPort
    | PowerOutlet
    | PduBranch
    | PollTarget
    | Cable
)


class ModelKind(Enum):
    """A kind of object; the value is what people call it."""

    TENANT = "tenant"
    SITE = "site"
    LOCATION = "location"
    RACK = "rack"
    DEVICE_TYPE = "device type"
    POWER_PANEL = "power panel"
    POWER_FEED = "power feed"
    DEVICE = "device"
    POWER_PORT = "power port"
    POWER_OUTLET = "power outlet"
    PDU_BRANCH = "PDU branch"
    POLL_TARGET = "poll target"
    CABLE = "cable"


class OnRemoval(Enum):
    """What becomes of an object when what it refers to is removed; NetBox's own rules, where it has the reference."""

    PROTECT = "protect"
    """The removal is refused."""
    CASCADE = "cascade"
    """The object goes with it."""
    SET_NULL = "set null"
    """The object stays and refers to nothing."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that holds another object's id."""

    field: str
    kind: ModelKind
    on_removal: OnRemoval


@dataclass(frozen=True, slots=True)
class KindSpec:
    """Where the objects of a kind are kept, and what they refer to."""

    kind: ModelKind
    type: type[ModelObject]
    attribute: str
    """The Topology's field."""
    references: tuple[Reference, ...] = ()


_P, _C, _N = OnRemoval.PROTECT, OnRemoval.CASCADE, OnRemoval.SET_NULL
_TENANT = Reference("tenant_id", ModelKind.TENANT, _P)
_SITE = Reference("site_id", ModelKind.SITE, _P)
_LOCATION = Reference("location_id", ModelKind.LOCATION, _P)
_RACK = Reference("rack_id", ModelKind.RACK, _P)
_OF_DEVICE = Reference("device_id", ModelKind.DEVICE, _C)

KINDS: tuple[KindSpec, ...] = (
    KindSpec(ModelKind.TENANT, Tenant, "tenants"),
    KindSpec(ModelKind.SITE, Site, "sites", (_TENANT,)),
    KindSpec(
        ModelKind.LOCATION,
        Location,
        "locations",
        (
            Reference("site_id", ModelKind.SITE, _C),
            Reference("parent_id", ModelKind.LOCATION, _C),
            _TENANT,
        ),
    ),
    KindSpec(ModelKind.RACK, Rack, "racks", (_SITE, Reference("location_id", ModelKind.LOCATION, _N), _TENANT)),
    KindSpec(ModelKind.DEVICE_TYPE, DeviceType, "device_types"),
    KindSpec(
        ModelKind.POWER_PANEL,
        PowerPanel,
        "power_panels",
        (
            _SITE,
            _LOCATION,
            Reference("fed_by_feed_id", ModelKind.POWER_FEED, _N),
            Reference("fed_by_device_id", ModelKind.DEVICE, _N),
        ),
    ),
    KindSpec(
        ModelKind.POWER_FEED,
        PowerFeed,
        "power_feeds",
        (Reference("power_panel_id", ModelKind.POWER_PANEL, _P), _RACK, _TENANT),
    ),
    KindSpec(
        ModelKind.DEVICE,
        Device,
        "devices",
        (
            _SITE,
            _LOCATION,
            _RACK,
            Reference("device_type_id", ModelKind.DEVICE_TYPE, _P),
            _TENANT,
            Reference("polled_via_id", ModelKind.DEVICE, _N),
        ),
    ),
    KindSpec(ModelKind.POWER_PORT, PowerPort, "power_ports", (_OF_DEVICE,)),
    KindSpec(
        ModelKind.POWER_OUTLET,
        PowerOutlet,
        "power_outlets",
        (_OF_DEVICE, Reference("power_port_id", ModelKind.POWER_PORT, _N)),
    ),
    KindSpec(ModelKind.PDU_BRANCH, PduBranch, "pdu_branches", (_OF_DEVICE,)),
    KindSpec(
        ModelKind.POLL_TARGET,
        PollTarget,
        "poll_targets",
        # What was measured outlives the model of what it was measured at.
        (Reference("device_id", ModelKind.DEVICE, _N), Reference("power_panel_id", ModelKind.POWER_PANEL, _N)),
    ),
    KindSpec(ModelKind.CABLE, Cable, "cables", (_TENANT,)),
)

SPEC: Mapping[ModelKind, KindSpec] = {spec.kind: spec for spec in KINDS}

KIND_OF: Mapping[type[ModelObject], ModelKind] = {spec.type: spec.kind for spec in KINDS}

OURS_AS_A_WHOLE = frozenset({ModelKind.PDU_BRANCH, ModelKind.POLL_TARGET})
"""Kinds that NetBox has no place for."""

CABLED: Mapping[TerminationKind, ModelKind] = {
    TerminationKind.POWER_FEED: ModelKind.POWER_FEED,
    TerminationKind.POWER_PORT: ModelKind.POWER_PORT,
    TerminationKind.POWER_OUTLET: ModelKind.POWER_OUTLET,
}


def objects_of(topology: Topology, kind: ModelKind) -> Sequence[Any]:
    """All objects of a kind; of which type they are is known from the kind alone."""
    found: Sequence[Any] = getattr(topology, SPEC[kind].attribute)
    return found


def topology_of(objects: Mapping[ModelKind, Sequence[ModelObject]]) -> Topology:
    """A Topology of objects by kind."""
    values: dict[str, Any] = {SPEC[kind].attribute: tuple(items) for kind, items in objects.items()}
    return Topology(**values)

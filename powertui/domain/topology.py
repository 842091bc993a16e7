"""The modelled plant, as NetBox models it: what exists and what is cabled to what.

References are ids, unique within their kind; they are ours, `netbox_id` is the NetBox's an object came from. Free
choices (statuses of places and devices, connector and cable types, roles) are slugs; what figures depend on is an
enum. Fields that NetBox has no place for are named in `OURS`: a sync never takes them away. A Topology is immutable;
the graph over it is `domain.graph`, what may stand in it `domain.validate`.
"""

from dataclasses import dataclass

from powertui.domain.choices import (
    CableStatus,
    FeedLeg,
    FeedStatus,
    FeedType,
    OutletStatus,
    Phase,
    Side,
    Supply,
    TerminationKind,
)
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import Leg


@dataclass(frozen=True, slots=True)
class Tenant:
    id: int
    name: str
    slug: str
    netbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    id: int
    name: str
    slug: str
    status: str = "active"
    tenant_id: int | None = None
    description: str = ""
    netbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class Location:
    id: int
    site_id: int
    name: str
    slug: str
    parent_id: int | None = None
    status: str = "active"
    tenant_id: int | None = None
    description: str = ""
    netbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rack:
    id: int
    site_id: int
    name: str
    location_id: int | None = None
    u_height: int = 42
    status: str = "active"
    facility_id: str = ""
    tenant_id: int | None = None
    description: str = ""
    netbox_id: int | None = None
    starting_unit: int = 1
    """The number of the lowest unit: positions count from it."""


@dataclass(frozen=True, slots=True)
class PowerPanel:
    id: int
    site_id: int
    name: str
    location_id: int | None = None
    side: Side | None = None
    """Ours: which of two independent supplies this panel belongs to; None is unknown."""
    description: str = ""
    comments: str = ""
    netbox_id: int | None = None
    rated_current_a: float | None = None
    """Ours: what the panel's busbar or main breaker may carry, per leg."""
    breaker_positions: int | None = None
    """Ours: how many breakers it has room for."""
    fed_by_feed_id: int | None = None
    """Ours: the feed of another panel that supplies this one."""
    fed_by_device_id: int | None = None
    """Ours: the UPS, transfer switch or generator that supplies this panel."""


@dataclass(frozen=True, slots=True)
class PowerFeed:
    """Defaults are NetBox's. `voltage_v` is line-to-line for three-phase; negative only for DC."""

    id: int
    power_panel_id: int
    name: str
    rack_id: int | None = None
    status: FeedStatus = FeedStatus.ACTIVE
    type: FeedType = FeedType.PRIMARY
    supply: Supply = Supply.AC
    phase: Phase = Phase.SINGLE
    voltage_v: int = 120
    amperage_a: int = 15
    max_utilization_pct: int = 80
    mark_connected: bool = False
    tenant_id: int | None = None
    description: str = ""
    comments: str = ""
    netbox_id: int | None = None
    side: Side | None = None
    """Ours: overrides the panel's side."""
    breaker_position: str = ""
    """Ours: where in the panel its breaker sits, as printed there."""
    reported_as: str = ""
    """Ours: the key under which the panel's own meter reports it; empty: what breaker, number and name say."""


@dataclass(frozen=True, slots=True)
class PowerPortTemplate:
    """What each device of a type gets as a power port. The name may contain `{module}` or `{vc_position}`."""

    name: str
    label: str = ""
    type: str = ""
    maximum_draw_w: int | None = None
    allocated_draw_w: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class PowerOutletTemplate:
    """What each device of a type gets as a power outlet."""

    name: str
    label: str = ""
    type: str = ""
    color: str = ""
    power_port: str = ""
    """The name of the port template of the same type that feeds it; empty: none."""
    feed_leg: FeedLeg | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class DeviceType:
    id: int
    manufacturer: str
    model: str
    slug: str
    u_height: float = 1.0
    is_full_depth: bool = True
    part_number: str = ""
    power_ports: tuple[PowerPortTemplate, ...] = ()
    power_outlets: tuple[PowerOutletTemplate, ...] = ()
    netbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A PDU, server, switch or anything else with power ports. `role` is a slug such as `pdu`; a name may be empty."""

    id: int
    site_id: int
    name: str
    role: str
    location_id: int | None = None
    rack_id: int | None = None
    position_u: float | None = None
    height_u: float = 1
    model: str = ""
    device_type_id: int | None = None
    """None: a device of no known type; its `height_u` and `model` stand for themselves."""
    face: str = ""
    """`front`, `rear` or empty."""
    status: str = "active"
    tenant_id: int | None = None
    serial: str = ""
    asset_tag: str = ""
    description: str = ""
    netbox_id: int | None = None
    rated_current_a: float | None = None
    """Ours: what a PDU as a whole may carry, per leg."""
    polled_via_id: int | None = None
    """Ours: the device whose poll target speaks for this one too: the head of the chain of PDUs that it is in."""
    polled_unit: str = ""
    """Ours: which unit of a poll target it is, as that one calls it; empty: all of it."""


@dataclass(frozen=True, slots=True)
class PduBranch:
    """Ours: a bank or breaker of a PDU, and the outlets behind it."""

    id: int
    device_id: int
    name: str
    rated_current_a: float | None = None
    """None: the PDU does not say, and nobody has looked."""
    leg: Leg | None = None
    outlet_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PowerPort:
    """A device's inlet. Draws are nominally watts; both None means: sum what hangs below."""

    id: int
    device_id: int
    name: str
    type: str = ""
    maximum_draw_w: int | None = None
    allocated_draw_w: int | None = None
    mark_connected: bool = False
    label: str = ""
    description: str = ""
    netbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class PowerOutlet:
    id: int
    device_id: int
    name: str
    type: str = ""
    power_port_id: int | None = None
    """The inlet of the same device that feeds this outlet."""
    feed_leg: FeedLeg | None = None
    status: OutletStatus = OutletStatus.ENABLED
    label: str = ""
    mark_connected: bool = False
    color: str = ""
    description: str = ""
    netbox_id: int | None = None
    line_pair: Leg | None = None
    """Ours: A-B, B-C or C-A of a line-to-line outlet, for which NetBox has no value."""
    reported_as: str = ""
    """Ours: the key under which the polled PDU reports it; empty: what its label, number and name say."""


@dataclass(frozen=True, slots=True)
class Termination:
    """One end point of a cable."""

    kind: TerminationKind
    id: int


@dataclass(frozen=True, slots=True)
class Cable:
    """A cord or supply cable; each end has zero (one-ended), one or more terminations.

    With a profile, the order of an end's terminations is that of the cable's connectors.
    """

    id: int
    a: tuple[Termination, ...]
    b: tuple[Termination, ...]
    status: CableStatus = CableStatus.CONNECTED
    label: str = ""
    type: str = ""
    profile: str = ""
    color: str = ""
    length: float | None = None
    length_unit: str = ""
    tenant_id: int | None = None
    description: str = ""
    netbox_id: int | None = None
    bundle: str = ""
    """The name of the bundle that it runs in."""


@dataclass(frozen=True, slots=True)
class Topology:
    """The whole modelled plant, in no particular order."""

    sites: tuple[Site, ...] = ()
    locations: tuple[Location, ...] = ()
    racks: tuple[Rack, ...] = ()
    power_panels: tuple[PowerPanel, ...] = ()
    power_feeds: tuple[PowerFeed, ...] = ()
    devices: tuple[Device, ...] = ()
    power_ports: tuple[PowerPort, ...] = ()
    power_outlets: tuple[PowerOutlet, ...] = ()
    cables: tuple[Cable, ...] = ()
    tenants: tuple[Tenant, ...] = ()
    device_types: tuple[DeviceType, ...] = ()
    pdu_branches: tuple[PduBranch, ...] = ()
    poll_targets: tuple[PollTarget, ...] = ()
    """Ours: where and how devices and panels are polled."""


OURS: dict[type, frozenset[str]] = {
    PowerPanel: frozenset({"side", "rated_current_a", "breaker_positions", "fed_by_feed_id", "fed_by_device_id"}),
    PowerFeed: frozenset({"side", "breaker_position", "reported_as"}),
    Device: frozenset({"rated_current_a", "polled_via_id", "polled_unit"}),
    PowerOutlet: frozenset({"line_pair", "reported_as"}),
}
"""Fields that NetBox has no place for."""

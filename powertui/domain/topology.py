"""The modelled plant, as NetBox models it: what exists and what is cabled to what.

References are ids, unique within their kind. A Topology is immutable; the graph over it is `domain.graph`.
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


@dataclass(frozen=True, slots=True)
class Site:
    id: int
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Location:
    id: int
    site_id: int
    name: str
    slug: str
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rack:
    id: int
    site_id: int
    name: str
    location_id: int | None = None
    u_height: int = 42


@dataclass(frozen=True, slots=True)
class PowerPanel:
    id: int
    site_id: int
    name: str
    location_id: int | None = None
    side: Side | None = None
    """Ours, not NetBox's: which of two independent supplies this panel belongs to; None is unknown."""


@dataclass(frozen=True, slots=True)
class PowerFeed:
    """Defaults are NetBox's. `voltage_v` is line-to-line for three-phase."""

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


@dataclass(frozen=True, slots=True)
class Device:
    """A PDU, server, switch or anything else with power ports. `role` is a slug such as `pdu`."""

    id: int
    site_id: int
    name: str
    role: str
    location_id: int | None = None
    rack_id: int | None = None
    position_u: float | None = None
    height_u: int = 1
    model: str = ""


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


@dataclass(frozen=True, slots=True)
class Termination:
    """One end point of a cable."""

    kind: TerminationKind
    id: int


@dataclass(frozen=True, slots=True)
class Cable:
    """A cord or supply cable; each end has zero (one-ended), one or more terminations."""

    id: int
    a: tuple[Termination, ...]
    b: tuple[Termination, ...]
    status: CableStatus = CableStatus.CONNECTED
    label: str = ""


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

"""What lies where in a topology in its canonical order, and how a plan refers to it."""

from collections import defaultdict
from dataclasses import dataclass, field

from powertui.domain.choices import TerminationKind
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import (
    Device,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Termination,
    Topology,
)
from powertui.exchange.plan_file.names import KEY, Names

Here = tuple[int, int | None]
"""A site and, in it, a location."""

_END_WORDS = {
    TerminationKind.POWER_FEED: ("feed", ModelKind.POWER_FEED),
    TerminationKind.POWER_PORT: ("port", ModelKind.POWER_PORT),
    TerminationKind.POWER_OUTLET: ("outlet", ModelKind.POWER_OUTLET),
}


@dataclass(slots=True)
class Contents:
    """A canonical topology, sorted into its containers."""

    plant: Topology
    names: Names = field(default_factory=Names)
    keys: set[tuple[ModelKind, int]] = field(default_factory=set)
    """What can only be referred to by a key."""
    locations: dict[Here, list[Location]] = field(default_factory=lambda: defaultdict(list))
    panels: dict[Here, list[PowerPanel]] = field(default_factory=lambda: defaultdict(list))
    racks: dict[Here, list[Rack]] = field(default_factory=lambda: defaultdict(list))
    unracked: dict[Here, list[Device]] = field(default_factory=lambda: defaultdict(list))
    racked: dict[int, list[Device]] = field(default_factory=lambda: defaultdict(list))
    feeds: dict[int, list[PowerFeed]] = field(default_factory=lambda: defaultdict(list))
    ports: dict[int, list[PowerPort]] = field(default_factory=lambda: defaultdict(list))
    outlets: dict[int, list[PowerOutlet]] = field(default_factory=lambda: defaultdict(list))
    branches: dict[int, list[PduBranch]] = field(default_factory=lambda: defaultdict(list))
    device_target: dict[int, PollTarget] = field(default_factory=dict)
    panel_target: dict[int, PollTarget] = field(default_factory=dict)
    loose_targets: list[PollTarget] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._contain()
        self._name()
        self._find_keys()

    def site_name(self, site_id: int) -> str:
        """A site's name: where a reference is seen from."""
        return self.plant.sites[site_id - 1].name

    def reference(self, kind: ModelKind, number: int | None, site: str) -> str | None:
        """How a plan refers to an object from a site; None of nothing."""
        if number is None:
            return None
        text = self.names.reference(kind, number, site)
        if text is None:
            self.keys.add((kind, number))
            return f"{KEY}{self.key(kind, number)}"
        return text

    def tenant(self, number: int | None) -> str | None:
        """How a plan refers to a tenant."""
        return self.reference(ModelKind.TENANT, number, "")

    def end(self, end: Termination) -> str:
        """How a plan refers to a cable's end."""
        word, kind = _END_WORDS[end.kind]
        return f"{word} {self.reference(kind, end.id, '')}"

    def key(self, kind: ModelKind, number: int) -> str:
        """An object's key, which is the same in each writing of the same plant."""
        return f"{kind.value.replace(' ', '-')}-{number}"

    def key_values(self, kind: ModelKind, number: int) -> tuple[tuple[str, str], ...]:
        """The key of an object that needs one."""
        return (("key", self.key(kind, number)),) if (kind, number) in self.keys else ()

    def _contain(self) -> None:
        plant = self.plant
        for location in plant.locations:
            self.locations[location.site_id, location.parent_id].append(location)
        for panel in plant.power_panels:
            self.panels[panel.site_id, panel.location_id].append(panel)
        for rack in plant.racks:
            self.racks[rack.site_id, rack.location_id].append(rack)
        for device in plant.devices:
            if device.rack_id is None:
                self.unracked[device.site_id, device.location_id].append(device)
            else:
                self.racked[device.rack_id].append(device)
        for feed in plant.power_feeds:
            self.feeds[feed.power_panel_id].append(feed)
        for port in plant.power_ports:
            self.ports[port.device_id].append(port)
        for outlet in plant.power_outlets:
            self.outlets[outlet.device_id].append(outlet)
        for branch in plant.pdu_branches:
            self.branches[branch.device_id].append(branch)
        for target in plant.poll_targets:
            self._place_target(target)

    def _place_target(self, target: PollTarget) -> None:
        """A target is written with its device or panel; one more of the same, or of both, stands by itself."""
        match target.device_id, target.power_panel_id:
            case (int(device_id), None) if device_id not in self.device_target:
                self.device_target[device_id] = target
            case (None, int(panel_id)) if panel_id not in self.panel_target:
                self.panel_target[panel_id] = target
            case _:
                self.loose_targets.append(target)

    def _name(self) -> None:
        plant, names = self.plant, self.names
        for tenant in plant.tenants:
            names.add(ModelKind.TENANT, tenant.id, (tenant.slug,))
            names.add_alias(ModelKind.TENANT, tenant.id, tenant.name)
        for kind in plant.device_types:
            names.add(ModelKind.DEVICE_TYPE, kind.id, (kind.manufacturer, kind.slug))
            names.add_alias(ModelKind.DEVICE_TYPE, kind.id, kind.model)
        for location in plant.locations:
            # A parent comes before its children in canonical order.
            above = (
                (self.site_name(location.site_id),)
                if location.parent_id is None
                else names.path(ModelKind.LOCATION, location.parent_id)
            )
            names.add(ModelKind.LOCATION, location.id, (*above, location.name))
        for rack in plant.racks:
            above = (
                (self.site_name(rack.site_id),)
                if rack.location_id is None
                else names.path(ModelKind.LOCATION, rack.location_id)
            )
            names.add(ModelKind.RACK, rack.id, (*above, rack.name))
        for panel in plant.power_panels:
            names.add(ModelKind.POWER_PANEL, panel.id, (self.site_name(panel.site_id), panel.name))
        for feed in plant.power_feeds:
            names.add(
                ModelKind.POWER_FEED, feed.id, (*names.path(ModelKind.POWER_PANEL, feed.power_panel_id), feed.name)
            )
        for device in plant.devices:
            names.add(ModelKind.DEVICE, device.id, (self.site_name(device.site_id), device.name))
        for port in plant.power_ports:
            names.add(ModelKind.POWER_PORT, port.id, (*names.path(ModelKind.DEVICE, port.device_id), port.name))
        for outlet in plant.power_outlets:
            names.add(ModelKind.POWER_OUTLET, outlet.id, (*names.path(ModelKind.DEVICE, outlet.device_id), outlet.name))

    def _find_keys(self) -> None:
        """Keys stand on objects that may be written before what refers to them."""
        plant = self.plant
        for owners in (plant.sites, plant.locations, plant.racks, plant.power_feeds, plant.devices, plant.cables):
            for owner in owners:
                self.tenant(owner.tenant_id)
        for feed in plant.power_feeds:
            site = self.site_name(plant.power_panels[feed.power_panel_id - 1].site_id)
            self.reference(ModelKind.RACK, feed.rack_id, site)
        for panel in plant.power_panels:
            site = self.site_name(panel.site_id)
            self.reference(ModelKind.POWER_FEED, panel.fed_by_feed_id, site)
            self.reference(ModelKind.DEVICE, panel.fed_by_device_id, site)
        for device in plant.devices:
            site = self.site_name(device.site_id)
            self.reference(ModelKind.DEVICE_TYPE, device.device_type_id, site)
            self.reference(ModelKind.LOCATION, device.location_id, site)
            self.reference(ModelKind.DEVICE, device.polled_via_id, site)
        for cable in plant.cables:
            for end in (*cable.a, *cable.b):
                self.end(end)
        for target in self.loose_targets:
            self.reference(ModelKind.DEVICE, target.device_id, "")
            self.reference(ModelKind.POWER_PANEL, target.power_panel_id, "")

"""Collects the parts of a topology and numbers them."""

from dataclasses import dataclass, field, replace

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


@dataclass(slots=True)
class TopologyBuilder:
    """A topology in the making; ids follow the order of adding."""

    sites: list[Site] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)
    racks: list[Rack] = field(default_factory=list)
    panels: list[PowerPanel] = field(default_factory=list)
    feeds: list[PowerFeed] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)
    ports: list[PowerPort] = field(default_factory=list)
    outlets: list[PowerOutlet] = field(default_factory=list)
    cables: list[Cable] = field(default_factory=list)

    def topology(self) -> Topology:
        return Topology(
            sites=tuple(self.sites),
            locations=tuple(self.locations),
            racks=tuple(self.racks),
            power_panels=tuple(self.panels),
            power_feeds=tuple(self.feeds),
            devices=tuple(self.devices),
            power_ports=tuple(self.ports),
            power_outlets=tuple(self.outlets),
            cables=tuple(self.cables),
        )

    def add_device(
        self, rack: Rack, name: str, role: str, model: str, height_u: int, position_u: int | None = None
    ) -> Device:
        device = Device(len(self.devices) + 1, 1, name, role, rack.location_id, rack.id, position_u, height_u, model)
        self.devices.append(device)
        return device

    def add_port(self, port: PowerPort) -> PowerPort:
        numbered = replace(port, id=len(self.ports) + 1)
        self.ports.append(numbered)
        return numbered

    def cable(self, a: Termination, b: Termination) -> None:
        self.cables.append(Cable(len(self.cables) + 1, (a,), (b,)))

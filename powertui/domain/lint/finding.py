"""One finding, and what every family of findings looks at."""

from dataclasses import dataclass, replace
from enum import Enum

from powertui.domain.alerts import Severity
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_area import HonestView
from powertui.domain.lint.codes import LintCode
from powertui.domain.topology import Device, PowerFeed, PowerOutlet, PowerPanel, PowerPort
from powertui.domain.upstream import Node, NodeKind


class ObjectKind(Enum):
    """What a finding is about. Value: word for people."""

    DEVICE = "device"
    PORT = "power port"
    OUTLET = "power outlet"
    FEED = "power feed"
    PANEL = "power panel"
    RACK = "rack"
    CABLE = "cable"
    BRANCH = "branch"
    POLL_TARGET = "poll target"


@dataclass(frozen=True, slots=True)
class LintFinding:
    """Something found. Why it matters and how to mend it are its code's."""

    code: LintCode
    kind: ObjectKind
    object_id: int
    name: str
    place: tuple[str, ...]
    """Site, locations, rack, from the outside in."""
    what: str
    """What was found, with its figures."""
    netbox_id: int | None = None

    @property
    def severity(self) -> Severity:
        return self.code.severity


@dataclass(frozen=True, slots=True)
class Subject:
    """Graph and honest figures, and how objects are named in findings."""

    graph: PowerGraph
    honest: HonestView

    def of_device(self, code: LintCode, device: Device, what: str) -> LintFinding:
        return LintFinding(
            code, ObjectKind.DEVICE, device.id, device_name(device), self.device_place(device), what, device.netbox_id
        )

    def of_port(self, code: LintCode, port: PowerPort, what: str) -> LintFinding:
        device = self.graph.devices[port.device_id]
        name = f"{device_name(device)} {port.name}"
        return LintFinding(code, ObjectKind.PORT, port.id, name, self.device_place(device), what, port.netbox_id)

    def of_outlet(self, code: LintCode, outlet: PowerOutlet, what: str) -> LintFinding:
        device = self.graph.devices[outlet.device_id]
        name = f"{device_name(device)} {outlet.name}"
        return LintFinding(code, ObjectKind.OUTLET, outlet.id, name, self.device_place(device), what, outlet.netbox_id)

    def of_feed(self, code: LintCode, feed: PowerFeed, what: str) -> LintFinding:
        panel = self.graph.panels[feed.power_panel_id]
        name = f"{panel.name} {feed.name}"
        return LintFinding(code, ObjectKind.FEED, feed.id, name, self.feed_place(feed), what, feed.netbox_id)

    def of_panel(self, code: LintCode, panel: PowerPanel, what: str) -> LintFinding:
        place = self._area(panel.site_id, panel.location_id, None)
        return LintFinding(code, ObjectKind.PANEL, panel.id, panel.name, place, what, panel.netbox_id)

    def of_rack(self, code: LintCode, rack_id: int, what: str) -> LintFinding:
        rack = self.graph.racks[rack_id]
        place = self._area(rack.site_id, rack.location_id, None)
        return LintFinding(code, ObjectKind.RACK, rack.id, rack.name, place, what, rack.netbox_id)

    def of_node(self, code: LintCode, node: Node, what: str) -> LintFinding:
        if node.kind is NodeKind.PANEL:
            return self.of_panel(code, self.graph.panels[node.id], what)
        if node.kind is NodeKind.FEED:
            return self.of_feed(code, self.graph.feeds[node.id], what)
        return self.of_port(code, self.graph.ports[node.id], what)

    def device_place(self, device: Device) -> tuple[str, ...]:
        return self._area(device.site_id, device.location_id, device.rack_id)

    def feed_place(self, feed: PowerFeed) -> tuple[str, ...]:
        panel = self.graph.panels[feed.power_panel_id]
        return self._area(panel.site_id, panel.location_id, feed.rack_id)

    def _area(self, site_id: int, location_id: int | None, rack_id: int | None) -> tuple[str, ...]:
        names: list[str] = []
        rack = self.graph.racks.get(rack_id) if rack_id is not None else None
        if rack is not None:
            names.append(rack.name)
            location_id = location_id if location_id is not None else rack.location_id
        seen: set[int] = set()
        while location_id is not None and location_id not in seen:
            seen.add(location_id)
            location = self.graph.locations.get(location_id)
            if location is None:
                break
            names.append(location.name)
            location_id = location.parent_id
        site = self.graph.sites.get(site_id)
        return (*((site.name,) if site else ()), *reversed(names))


def device_name(device: Device) -> str:
    """A device's name; one without has its number."""
    return device.name or f"unnamed device {device.netbox_id or device.id}"


def many(findings: list[LintFinding], limit: int, what: str) -> list[LintFinding]:
    """One finding for a device instead of one for each of its parts, where they are more than `limit`."""
    if len(findings) <= limit:
        return findings
    return [replace(findings[0], what=what)]

"""Feeds, racks, branches and statuses: what stands where it is not counted, or is counted though it is off."""

from collections.abc import Iterator

from powertui.domain.choices import FeedStatus, OutletStatus
from powertui.domain.lint.codes import LintCode
from powertui.domain.lint.finding import LintFinding, ObjectKind, Subject, device_name
from powertui.domain.topology import PduBranch, PowerFeed, PowerOutlet
from powertui.domain.upstream import Node, NodeKind

INACTIVE_DEVICES = frozenset({"planned", "inventory", "decommissioning", "offline"})
"""NetBox's statuses of devices that draw nothing, or should not."""


def place_findings(subject: Subject) -> Iterator[LintFinding]:
    """All of this family."""
    for feed in subject.graph.feeds.values():
        yield from _feed(subject, feed)
    for outlet in subject.graph.outlets.values():
        yield from _outlet(subject, outlet)
    for device in subject.graph.devices.values():
        if device.status in INACTIVE_DEVICES:
            counted_w = sum(
                subject.honest.plant.port(port.id).allocated_w
                for port in subject.graph.ports_of_device(device.id)
                if subject.honest.supply.up.get(Node(NodeKind.PORT, port.id))
            )
            if counted_w:
                what = f"is {device.status}, and {counted_w:,.0f} W of it are counted"
                yield subject.of_device(LintCode.INACTIVE_DEVICE_COUNTED, device, what)
    yield from _branches(subject)


def _feed(subject: Subject, feed: PowerFeed) -> Iterator[LintFinding]:
    graph = subject.graph
    inlets = graph.inlets_of_feed(feed.id)
    node = Node(NodeKind.FEED, feed.id)
    links = (*subject.honest.supply.down.get(node, ()), *subject.honest.supply.idle.get(node, ()))
    supplies_panel = any(link.lower.kind is NodeKind.PANEL for link in links)
    if feed.rack_id is None and not supplies_panel:
        racks = sorted({name for inlet in inlets if (name := _rack_name(subject, inlet.device_id))})
        beside = f"; what it is cabled to is in {', '.join(racks)}" if racks else ""
        yield subject.of_feed(LintCode.FEED_WITHOUT_RACK, feed, f"has no rack{beside}")
    for inlet in inlets:
        device = graph.devices[inlet.device_id]
        if feed.rack_id is not None and device.rack_id is not None and device.rack_id != feed.rack_id:
            rack, other = graph.racks[feed.rack_id].name, _rack_name(subject, device.id)
            what = f"is of rack {rack}, and supplies {device_name(device)} in rack {other}"
            yield subject.of_feed(LintCode.FEED_IN_OTHER_RACK, feed, what)
    if feed.status is FeedStatus.ACTIVE:
        if not inlets and not supplies_panel and not feed.mark_connected:
            yield subject.of_feed(LintCode.FEED_UNUSED, feed, "is active, and nothing is cabled to it")
        return
    load_w = sum(subject.honest.plant.of(link.lower).allocated_w for link in links)
    if load_w:
        what = f"is {feed.status.value}, and {load_w:,.0f} W hang on it"
        yield subject.of_feed(LintCode.IDLE_FEED_LOADED, feed, what)


def _outlet(subject: Subject, outlet: PowerOutlet) -> Iterator[LintFinding]:
    if outlet.status is OutletStatus.ENABLED:
        return
    ports = subject.graph.ports_of_outlet(outlet.id)
    load_w = sum(subject.honest.plant.port(port.id).allocated_w for port in ports)
    if load_w:
        what = f"is {outlet.status.value}, and {load_w:,.0f} W are plugged in"
        yield subject.of_outlet(LintCode.IDLE_OUTLET_LOADED, outlet, what)


def _branches(subject: Subject) -> Iterator[LintFinding]:
    of_device: dict[int, list[PduBranch]] = {}
    for branch in subject.graph.topology.pdu_branches:
        if branch.device_id in subject.graph.devices:
            of_device.setdefault(branch.device_id, []).append(branch)
    for device_id, branches in of_device.items():
        device = subject.graph.devices[device_id]
        own = {outlet.id: outlet.name for outlet in subject.graph.outlets_of_device(device_id)}
        owner: dict[int, str] = {}
        for branch in branches:
            foreign = sum(outlet_id not in own for outlet_id in branch.outlet_ids)
            twice = [own[found] for found in branch.outlet_ids if found in owner and found in own]
            owner.update(dict.fromkeys(branch.outlet_ids, branch.name))
            if foreign or twice:
                parts = (
                    f"names {foreign} outlets that are not the device's" if foreign else "",
                    f"{', '.join(twice)} are in another branch too" if twice else "",
                )
                name = f"{device_name(device)} {branch.name}"
                yield LintFinding(
                    LintCode.BRANCH_FOREIGN_OUTLET,
                    ObjectKind.BRANCH,
                    branch.id,
                    name,
                    subject.device_place(device),
                    "; ".join(part for part in parts if part),
                )
        outside = [name for outlet_id, name in own.items() if outlet_id not in owner]
        if outside:
            names = ", ".join(outside[:4]) + (f" and {len(outside) - 4} more" if len(outside) > 4 else "")
            yield subject.of_device(LintCode.OUTLET_OUTSIDE_BRANCHES, device, f"{names}: in none of its branches")


def _rack_name(subject: Subject, device_id: int) -> str | None:
    rack_id = subject.graph.devices[device_id].rack_id
    rack = subject.graph.racks.get(rack_id) if rack_id is not None else None
    return rack.name if rack else None

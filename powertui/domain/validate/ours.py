"""What NetBox has no place for: ratings, what feeds a panel, branches, and where devices are polled."""

from powertui.domain.reading import Leg
from powertui.domain.topology import Device, PduBranch, PowerPanel
from powertui.domain.validate.report import Report

_PAIRS = (Leg.AB, Leg.BC, Leg.CA)
_MOST_PORT = 65535


def check_ours(report: Report) -> None:
    """Check our own fields and kinds."""
    topology = report.topology
    for panel in topology.power_panels:
        _check_panel(report, panel)
    for device in topology.devices:
        if device.rated_current_a is not None and not device.rated_current_a > 0:
            report.refuse(device, "rated_current_a", "must be more than 0 A, or empty")
        _check_chain(report, device)
    for outlet in topology.power_outlets:
        if outlet.line_pair is not None and outlet.line_pair not in _PAIRS:
            report.refuse(outlet, "line_pair", f"{outlet.line_pair.value} is no pair of lines; A-B, B-C and C-A are")
    _check_branches(report)
    for target in topology.poll_targets:
        report.exists(target, "device", target.device_id, report.devices)
        report.exists(target, "power_panel", target.power_panel_id, report.panels)
        report.between(target, "port", target.port, 1, _MOST_PORT)
        if target.device_id is not None and target.power_panel_id is not None:
            report.refuse(target, None, "is bound to a device and to a panel; one of both is right")


def _check_chain(report: Report, device: Device) -> None:
    if not report.exists(device, "polled_via", device.polled_via_id, report.devices) or device.polled_via_id is None:
        return
    if report.devices[device.polled_via_id].polled_via_id is not None:
        report.refuse(device, "polled_via", "is polled through another device itself; name the head of the chain")


def _check_panel(report: Report, panel: PowerPanel) -> None:
    if panel.rated_current_a is not None and not panel.rated_current_a > 0:
        report.refuse(panel, "rated_current_a", "must be more than 0 A, or empty")
    if panel.breaker_positions is not None and panel.breaker_positions < 1:
        report.refuse(panel, "breaker_positions", "must be 1 or more, or empty")
    report.exists(panel, "fed_by_device", panel.fed_by_device_id, report.devices)
    if panel.fed_by_feed_id is not None and panel.fed_by_device_id is not None:
        report.refuse(panel, None, "is fed by a feed and by a device; one of both is right")
    if report.exists(panel, "fed_by_feed", panel.fed_by_feed_id, report.feeds) and _feeds_itself(report, panel):
        report.refuse(panel, "fed_by_feed", "leads back to this panel; name a feed of a panel further up")


def _feeds_itself(report: Report, panel: PowerPanel) -> bool:
    seen: set[int] = set()
    above: PowerPanel | None = panel
    while above is not None and above.id not in seen:
        seen.add(above.id)
        feed = report.feeds.get(above.fed_by_feed_id) if above.fed_by_feed_id is not None else None
        above = report.panels.get(feed.power_panel_id) if feed else None
    return above is not None and above.id == panel.id


def _check_branches(report: Report) -> None:
    branches = report.topology.pdu_branches
    report.unique(
        branches, lambda branch: (branch.device_id, branch.name), "there is another branch of this name on the device"
    )
    owners: dict[int, PduBranch] = {}
    for branch in branches:
        report.exists(branch, "device", branch.device_id, report.devices)
        if branch.rated_current_a is not None and not branch.rated_current_a > 0:
            report.refuse(branch, "rated_current_a", "must be more than 0 A, or empty")
        for outlet_id in branch.outlet_ids:
            outlet = report.outlets.get(outlet_id)
            if outlet is None or outlet.device_id != branch.device_id:
                report.refuse(branch, "outlets", "has an outlet that is not the device's; name its own only")
            elif outlet_id in owners:
                other = owners[outlet_id].name
                report.refuse(branch, "outlets", f"has {outlet.name}, which is behind {other} already; name it once")
            owners.setdefault(outlet_id, branch)

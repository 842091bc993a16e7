"""Sides, cords and racks: what is meant to be redundant and is not."""

from collections.abc import Iterator

from powertui.domain.choices import FeedStatus, FeedType, Side
from powertui.domain.honest_draw import is_distribution
from powertui.domain.lint.codes import LintCode
from powertui.domain.lint.finding import LintFinding, Subject
from powertui.domain.sides import Confidence
from powertui.domain.topology import Device, PowerPort, Rack
from powertui.domain.upstream import Node, NodeKind, node_name


def redundancy_findings(subject: Subject) -> Iterator[LintFinding]:
    """All of this family."""
    for device in subject.graph.devices.values():
        yield from _cords(subject, device)
    for rack in subject.graph.racks.values():
        yield from _rack(subject, rack)
    yield from _sides(subject)
    for node, links in subject.honest.supply.up.items():
        if node.kind is NodeKind.PORT and len(links) > 1:
            names = " and ".join(node_name(subject.graph, link.upper) for link in links)
            what = f"hangs on {len(links)} supplies at once: {names}"
            yield subject.of_node(LintCode.SEVERAL_SUPPLIES, node, what)


def _cords(subject: Subject, device: Device) -> Iterator[LintFinding]:
    graph, supply = subject.graph, subject.honest.supply
    cords = [
        port
        for port in graph.ports_of_device(device.id)
        if supply.up.get(Node(NodeKind.PORT, port.id)) and not is_distribution(graph, supply, port)
    ]
    if len(cords) < 2:
        return
    pdus = {_pdu_id(subject, port) for port in cords}
    if len(pdus) == 1 and None not in pdus:
        (pdu_id,) = pdus
        name = graph.devices[pdu_id].name if pdu_id is not None else ""
        yield subject.of_device(LintCode.SAME_PDU_CORDS, device, f"all {len(cords)} cords hang on {name}")
        return
    feeds = [_feed_ids(subject, port) for port in cords]
    if not all(feeds):
        return
    sides = {subject.honest.sides.of_feed(feed_id) for found in feeds for feed_id in found}
    panels = {graph.feeds[feed_id].power_panel_id for found in feeds for feed_id in found}
    if len(sides) == 1 and None not in sides:
        (side,) = sides
        what = f"all {len(cords)} cords hang on side {side.value if side else ''}"
        yield subject.of_device(LintCode.SAME_SIDE_CORDS, device, what)
    elif len(panels) == 1:
        (panel_id,) = panels
        what = f"all {len(cords)} cords hang on panel {graph.panels[panel_id].name}"
        yield subject.of_device(LintCode.SAME_SIDE_CORDS, device, what)


def _pdu_id(subject: Subject, port: PowerPort) -> int | None:
    outlet = subject.graph.outlet_of_port(port.id)
    return outlet.device_id if outlet else None


def _feed_ids(subject: Subject, port: PowerPort) -> list[int]:
    """The nearest feeds above a port."""
    found: list[int] = []
    waiting = [Node(NodeKind.PORT, port.id)]
    seen = set(waiting)
    for node in waiting:
        for link in subject.honest.supply.up.get(node, ()):
            if link.upper.kind is NodeKind.FEED:
                found.append(link.upper.id)
            elif link.upper not in seen:
                seen.add(link.upper)
                waiting.append(link.upper)
    return found


def _rack(subject: Subject, rack: Rack) -> Iterator[LintFinding]:
    feeds = [feed for feed in subject.graph.feeds_of_rack(rack.id) if feed.status is not FeedStatus.PLANNED]
    if not feeds:
        return
    sides = {subject.honest.sides.of_feed(feed.id) for feed in feeds}
    if len(sides) == 1 and None not in sides:
        (side,) = sides
        names = ", ".join(feed.name for feed in feeds)
        what = f"all its feeds are of side {side.value if side else ''}: {names}"
        yield subject.of_rack(LintCode.RACK_ONE_SIDE, rack.id, what)
    panels = {feed.power_panel_id for feed in feeds}
    if {Side.A, Side.B} <= sides:
        if len(panels) == 1:
            (panel_id,) = panels
            what = f"sides A and B both come from panel {subject.graph.panels[panel_id].name}"
            yield subject.of_rack(LintCode.SAME_PANEL_SIDES, rack.id, what)
        else:
            yield from _shared_upstream(subject, rack, panels)
    if {feed.type for feed in feeds} == {FeedType.REDUNDANT}:
        what = "all its feeds are of type redundant"
        yield subject.of_rack(LintCode.REDUNDANT_WITHOUT_PRIMARY, rack.id, what)


def _shared_upstream(subject: Subject, rack: Rack, panel_ids: set[int]) -> Iterator[LintFinding]:
    """What every panel of the rack hangs on; where some stand alone nothing is known to be shared."""
    supply = subject.honest.supply
    above = [set(supply.above(Node(NodeKind.PANEL, panel_id))) for panel_id in sorted(panel_ids)]
    shared = set.intersection(*above)
    if shared:
        nearest = next(node for node in supply.above(Node(NodeKind.PANEL, min(panel_ids))) if node in shared)
        what = f"sides A and B both hang on {node_name(subject.graph, nearest)}"
        yield subject.of_rack(LintCode.SHARED_UPSTREAM, rack.id, what)


def _sides(subject: Subject) -> Iterator[LintFinding]:
    sides = subject.honest.sides
    for panel_id, guess in sides.panels.items():
        panel = subject.graph.panels[panel_id]
        if guess.doubt or guess.confidence is Confidence.DOUBTFUL:
            what = (
                f"its side is guessed to be {guess.side.value} from {guess.basis.value}"
                if guess.side
                else "has no side"
            )
            doubt = f": {guess.doubt}" if guess.doubt else ""
            yield subject.of_panel(LintCode.SIDE_AMBIGUOUS, panel, what + doubt)
        elif guess.side is None and subject.graph.feeds_of_panel(panel_id):
            feeds = subject.graph.feeds_of_panel(panel_id)
            if any(sides.of_feed(feed.id) is None for feed in feeds):
                what = "has no side, and neither its name nor its neighbours say one"
                yield subject.of_panel(LintCode.SIDE_UNKNOWN, panel, what)
    for feed_id, guess in sides.feeds.items():
        feed = subject.graph.feeds[feed_id]
        of_panel = sides.panels[feed.power_panel_id]
        if guess.doubt and guess.doubt != of_panel.doubt:
            side = guess.side.value if guess.side else "unknown"
            yield subject.of_feed(LintCode.SIDE_AMBIGUOUS, feed, f"its side is taken as {side}: {guess.doubt}")

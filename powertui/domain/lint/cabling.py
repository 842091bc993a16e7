"""Cables, cords and connectors: what is plugged into what, and what into nothing."""

from collections.abc import Iterator

from powertui.domain.choices import TerminationKind
from powertui.domain.lint.codes import LintCode
from powertui.domain.lint.connectors import fit_of
from powertui.domain.lint.finding import LintFinding, ObjectKind, Subject, device_name, many
from powertui.domain.topology import Cable, Device, PowerOutlet, Termination
from powertui.domain.upstream import Node, NodeKind, node_name

FEW = 3
"""Of so many like findings on one device each is told; of more, how many there are."""


def cabling_findings(subject: Subject) -> Iterator[LintFinding]:
    """All of this family."""
    for cable in subject.graph.topology.cables:
        yield from _of_cable(subject, cable)
    for device in subject.graph.devices.values():
        yield from _of_device(subject, device)
    yield from _loops(subject)


def _of_cable(subject: Subject, cable: Cable) -> Iterator[LintFinding]:
    graph = subject.graph
    if not cable.a or not cable.b:
        ends = [_end_name(subject, end) for end in (*cable.a, *cable.b)]
        what = f"has one end only, at {', '.join(ends)}" if ends else "has no end"
        places = [_place(subject, end) for end in (*cable.a, *cable.b)]
        name = cable.label or f"cable {cable.netbox_id or cable.id}"
        place = places[0] if places else ()
        yield LintFinding(LintCode.ONE_ENDED_CABLE, ObjectKind.CABLE, cable.id, name, place, what, cable.netbox_id)
        return
    sites = {_site_id(subject, end) for end in (*cable.a, *cable.b)}
    if len(sites) > 1:
        names = sorted(graph.sites[site_id].name for site_id in sites if site_id in graph.sites)
        name = cable.label or f"cable {cable.netbox_id or cable.id}"
        what = f"goes from {_end_name(subject, cable.a[0])} to {_end_name(subject, cable.b[0])}: {', '.join(names)}"
        place = _place(subject, cable.a[0])
        yield LintFinding(LintCode.CABLE_ACROSS_SITES, ObjectKind.CABLE, cable.id, name, place, what, cable.netbox_id)
    for near, far in ((cable.a, cable.b), (cable.b, cable.a)):
        for outlet_end in near:
            for port_end in far:
                if _is_pair(outlet_end, port_end):
                    yield from _connectors(subject, graph.outlets[outlet_end.id], port_end.id)


def _is_pair(outlet_end: Termination, port_end: Termination) -> bool:
    return outlet_end.kind is TerminationKind.POWER_OUTLET and port_end.kind is TerminationKind.POWER_PORT


def _connectors(subject: Subject, outlet: PowerOutlet, port_id: int) -> Iterator[LintFinding]:
    port = subject.graph.ports[port_id]
    if not fit_of(port.type, outlet.type).does:
        where = f"{device_name(subject.graph.devices[outlet.device_id])} {outlet.name}"
        what = f"its {port.type} is plugged into {where}, which is {outlet.type}"
        yield subject.of_port(LintCode.CONNECTOR_MISMATCH, port, what)


def _of_device(subject: Subject, device: Device) -> Iterator[LintFinding]:
    graph = subject.graph
    ports, outlets = graph.ports_of_device(device.id), graph.outlets_of_device(device.id)
    feeding = {outlet.power_port_id for outlet in outlets}
    loose = [port for port in ports if not port.mark_connected and not graph.peers(_end(port.id))]
    if outlets and ports:
        yield from _pdu(subject, device, [port.id for port in loose])
    elif ports and len(loose) == len(ports) and not outlets:
        what = f"none of its {len(ports)} power ports is connected" if len(ports) > 1 else "its power port is loose"
        yield subject.of_device(LintCode.DEVICE_WITHOUT_CORD, device, what)
    else:
        for port in loose:
            yield subject.of_port(LintCode.CORD_MISSING, port, "is not connected, though another of the device is")
    if ports and outlets:
        orphans = [outlet for outlet in outlets if outlet.power_port_id is None]
        found = [
            subject.of_outlet(
                LintCode.OUTLET_FEEDS_FROM_NOTHING,
                outlet,
                "has no power port" + (", and something is plugged in" if graph.ports_of_outlet(outlet.id) else ""),
            )
            for outlet in orphans
        ]
        summary = f"and {len(orphans) - 1} more outlets of the device have no power port"
        yield from many(found, FEW, summary)
        for port in ports:
            if port.id not in feeding and feeding != {None}:
                yield subject.of_port(LintCode.INLET_WITHOUT_OUTLETS, port, "no outlet draws from it")


def _pdu(subject: Subject, device: Device, loose: list[int]) -> Iterator[LintFinding]:
    graph = subject.graph
    inlets = {outlet.power_port_id for outlet in graph.outlets_of_device(device.id)} - {None}
    for port in graph.ports_of_device(device.id):
        if inlets and port.id not in inlets:
            continue
        if port.id in loose:
            yield subject.of_port(LintCode.PDU_WITHOUT_FEED, port, "is not cabled to any feed or outlet")
        elif not port.mark_connected and not _leads_to_a_feed(subject, Node(NodeKind.PORT, port.id)):
            yield subject.of_port(LintCode.PDU_WITHOUT_FEED, port, "what it is cabled to leads to no feed")


def _leads_to_a_feed(subject: Subject, node: Node) -> bool:
    """Over links that carry nothing today too, and up to a port that is marked as connected."""
    supply = subject.honest.supply
    waiting, seen = [node], {node}
    for found in waiting:
        if found.kind is NodeKind.FEED or (
            found.kind is NodeKind.PORT and subject.graph.ports[found.id].mark_connected
        ):
            return True
        for link in (*supply.up.get(found, ()), *supply.idle_up.get(found, ())):
            if link.upper not in seen:
                seen.add(link.upper)
                waiting.append(link.upper)
    return False


def _loops(subject: Subject) -> Iterator[LintFinding]:
    for loop in subject.honest.supply.loops:
        names = [node_name(subject.graph, node) for node in loop[:6]]
        rest = f" and {len(loop) - 6} more" if len(loop) > 6 else ""
        what = f"{' and '.join(names)}{rest} supply each other" if len(loop) > 1 else f"{names[0]} supplies itself"
        yield subject.of_node(LintCode.SUPPLY_LOOP, min(loop), what)


def _end(port_id: int) -> Termination:
    return Termination(TerminationKind.POWER_PORT, port_id)


def _end_name(subject: Subject, end: Termination) -> str:
    graph = subject.graph
    if end.kind is TerminationKind.POWER_FEED:
        return graph.feeds[end.id].name
    part = graph.ports[end.id] if end.kind is TerminationKind.POWER_PORT else graph.outlets[end.id]
    return f"{device_name(graph.devices[part.device_id])} {part.name}"


def _place(subject: Subject, end: Termination) -> tuple[str, ...]:
    graph = subject.graph
    if end.kind is TerminationKind.POWER_FEED:
        return subject.feed_place(graph.feeds[end.id])
    part = graph.ports[end.id] if end.kind is TerminationKind.POWER_PORT else graph.outlets[end.id]
    return subject.device_place(graph.devices[part.device_id])


def _site_id(subject: Subject, end: Termination) -> int:
    graph = subject.graph
    if end.kind is TerminationKind.POWER_FEED:
        return graph.panels[graph.feeds[end.id].power_panel_id].site_id
    part = graph.ports[end.id] if end.kind is TerminationKind.POWER_PORT else graph.outlets[end.id]
    return graph.devices[part.device_id].site_id

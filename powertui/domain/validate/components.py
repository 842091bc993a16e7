"""Power ports and power outlets."""

import re

from powertui.domain.topology import PowerOutlet, PowerPort, PowerPortTemplate
from powertui.domain.validate.report import Report

MOST_INTEGER = 2**31 - 1
_COLOR = re.compile(r"[0-9a-f]{6}")


def check_components(report: Report) -> None:
    """Check ports and outlets; a port and an outlet of one device may have the same name."""
    topology, vocabulary = report.topology, report.vocabulary
    report.unique(
        topology.power_ports,
        lambda port: (port.device_id, port.name),
        "there is another power port of this name on the device",
    )
    report.unique(
        topology.power_outlets,
        lambda outlet: (outlet.device_id, outlet.name),
        "there is another power outlet of this name on the device",
    )
    for port in topology.power_ports:
        report.exists(port, "device", port.device_id, report.devices)
        if port.type:
            report.choice(port, "type", port.type, vocabulary.power_port_types)
        for field, message in draw_problems(port):
            report.refuse(port, field, message)
    for outlet in topology.power_outlets:
        report.exists(outlet, "device", outlet.device_id, report.devices)
        if outlet.type:
            report.choice(outlet, "type", outlet.type, vocabulary.power_outlet_types)
        if outlet.color and not is_color(outlet.color):
            report.refuse(outlet, "color", color_problem(outlet.color))
        _check_inlet(report, outlet)


def _check_inlet(report: Report, outlet: PowerOutlet) -> None:
    port_id = outlet.power_port_id
    if port_id is None:
        return
    port = report.ports.get(port_id)
    if port is None:
        report.refuse(outlet, "power_port", "refers to a power port that does not exist; name one of the same device")
    elif port.device_id != outlet.device_id:
        owner = report.names.of(port)
        report.refuse(outlet, None, f"its power port {owner} is another device's; it must be one of the same device")


def draw_problems(port: PowerPort | PowerPortTemplate) -> list[tuple[str, str]]:
    """What is wrong with a port's stated draws: the field, and what would be right."""
    maximum_w, allocated_w = port.maximum_draw_w, port.allocated_draw_w
    if maximum_w is None and allocated_w is None:
        return []
    found = [
        (field, f"{draw_w} W is out of range; it must be 1 to {MOST_INTEGER}, or empty")
        for field, draw_w in (("maximum_draw", maximum_w), ("allocated_draw", allocated_w))
        if draw_w is not None and not 1 <= draw_w <= MOST_INTEGER
    ]
    if maximum_w is not None and allocated_w is not None and allocated_w > maximum_w:
        found.append(("allocated_draw", f"{allocated_w} W exceeds the maximum draw; at most {maximum_w} W are allowed"))
    return found


def is_color(color: str) -> bool:
    """Whether a text is a colour as NetBox writes it."""
    return _COLOR.fullmatch(color) is not None


def color_problem(color: str) -> str:
    """What would be right instead."""
    return f"{color!r} is not a colour; six small hexadecimal digits such as ff9800 are"

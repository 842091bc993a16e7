"""Device types and what their devices get."""

from collections.abc import Iterable

from powertui.domain.topology import DeviceType, PowerOutletTemplate, PowerPortTemplate
from powertui.domain.validate.components import color_problem, draw_problems, is_color
from powertui.domain.validate.report import Report
from powertui.domain.validate.texts import check_template_texts


def check_device_types(report: Report) -> None:
    """Check the types and their templates; a refused template is told as its type's."""
    types = report.topology.device_types
    message = "there is another device type of this {} by the same manufacturer"
    report.unique(types, lambda one: (one.manufacturer, one.model), message.format("model"))
    report.unique(types, lambda one: (one.manufacturer, one.slug) if one.slug else None, message.format("slug"))
    for device_type in types:
        if device_type.u_height < 0 or device_type.u_height * 2 % 1:
            report.refuse(
                device_type, "u_height", f"{device_type.u_height} is no multiple of 0.5 U; 0 is for no height"
            )
        for port in device_type.power_ports:
            _check_port(report, device_type, port)
        for outlet in device_type.power_outlets:
            _check_outlet(report, device_type, outlet)
        _check_names(report, device_type, "power port", (port.name for port in device_type.power_ports))
        _check_names(report, device_type, "power outlet", (outlet.name for outlet in device_type.power_outlets))


def _check_port(report: Report, device_type: DeviceType, port: PowerPortTemplate) -> None:
    check_template_texts(report, device_type, port)
    if port.type:
        report.choice(device_type, "type", port.type, report.vocabulary.power_port_types)
    for field, message in draw_problems(port):
        report.refuse(device_type, field, f"power port {port.name}: {message}")


def _check_outlet(report: Report, device_type: DeviceType, outlet: PowerOutletTemplate) -> None:
    check_template_texts(report, device_type, outlet)
    if outlet.type:
        report.choice(device_type, "type", outlet.type, report.vocabulary.power_outlet_types)
    if outlet.color and not is_color(outlet.color):
        report.refuse(device_type, "color", f"power outlet {outlet.name}: {color_problem(outlet.color)}")
    if outlet.power_port and all(port.name != outlet.power_port for port in device_type.power_ports):
        message = f"power outlet {outlet.name}: the type has no power port {outlet.power_port}; name one that it has"
        report.refuse(device_type, None, message)


def _check_names(report: Report, device_type: DeviceType, what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            report.refuse(device_type, None, f"has two {what}s named {name}; names must differ")
        seen.add(name)

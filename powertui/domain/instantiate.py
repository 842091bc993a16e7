"""What a device gets from its type: a port and an outlet for each template, as NetBox makes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from powertui.domain.topology import Device, DeviceType, PowerOutlet, PowerOutletTemplate, PowerPort, PowerPortTemplate

MODULE_TOKEN = "{module}"  # noqa: S105 - a placeholder in names, no secret
_POSITION = re.compile(r"\{vc_position(?::([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Components:
    """What was made; ids count on from those asked for."""

    power_ports: tuple[PowerPort, ...]
    power_outlets: tuple[PowerOutlet, ...]


@dataclass(frozen=True, slots=True)
class ResolvedTemplates:
    """A type's templates with their names as a device has them."""

    power_ports: tuple[PowerPortTemplate, ...]
    power_outlets: tuple[PowerOutletTemplate, ...]


def resolved_templates(
    device_type: DeviceType, *, vc_position: int | None = None, module_positions: Sequence[str] = ()
) -> ResolvedTemplates:
    """What a device of a type gets, by name; an outlet names its port as that device has it.

    Args:
        device_type: Whose templates they are.
        vc_position: The device's place in its virtual chassis (a stack).
        module_positions: The positions of the module bays that they sit in, outermost first; empty: in the device.
    """

    def resolved(text: str) -> str:
        return resolve_name(text, vc_position=vc_position, module_positions=module_positions)

    return ResolvedTemplates(
        tuple(
            replace(template, name=resolved(template.name), label=resolved(template.label))
            for template in device_type.power_ports
        ),
        tuple(
            replace(
                template,
                name=resolved(template.name),
                label=resolved(template.label),
                power_port=resolved(template.power_port),
            )
            for template in device_type.power_outlets
        ),
    )


def instantiate(
    device: Device,
    device_type: DeviceType,
    *,
    first_port_id: int,
    first_outlet_id: int,
    vc_position: int | None = None,
    module_positions: Sequence[str] = (),
) -> Components:
    """Make a device's ports and outlets. Later changes of the type do not touch them."""
    templates = resolved_templates(device_type, vc_position=vc_position, module_positions=module_positions)
    ports = tuple(
        PowerPort(
            first_port_id + number,
            device.id,
            template.name,
            template.type,
            template.maximum_draw_w,
            template.allocated_draw_w,
            label=template.label,
            description=template.description,
        )
        for number, template in enumerate(templates.power_ports)
    )
    port_ids = {port.name: port.id for port in ports}
    outlets = tuple(
        PowerOutlet(
            first_outlet_id + number,
            device.id,
            template.name,
            template.type,
            port_ids.get(template.power_port) if template.power_port else None,
            template.feed_leg,
            label=template.label,
            color=template.color,
            description=template.description,
        )
        for number, template in enumerate(templates.power_outlets)
    )
    return Components(ports, outlets)


def resolve_name(name: str, *, vc_position: int | None = None, module_positions: Sequence[str] = ()) -> str:
    """A template's name on a device.

    `{vc_position}` becomes the place in the virtual chassis, without one 0; `{vc_position:X}` without one X.
    `{module}` becomes the position of the module's bay, one after the other for modules within modules; on a device
    itself it stays.
    """
    resolved = _POSITION.sub(lambda found: _position(found, vc_position), name)
    if resolved.count(MODULE_TOKEN) == 1 and module_positions:
        return resolved.replace(MODULE_TOKEN, module_positions[-1])
    for position in module_positions:
        resolved = resolved.replace(MODULE_TOKEN, position, 1)
    return resolved


def _position(found: re.Match[str], vc_position: int | None) -> str:
    if vc_position is not None:
        return str(vc_position)
    fallback: str | None = found[1]
    return "0" if fallback is None else fallback

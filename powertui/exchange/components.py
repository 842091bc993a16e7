"""What a device gets from its type: NetBox makes ports and outlets of all templates when a device is created."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from powertui.domain.topology import DeviceType, PowerOutletTemplate, PowerPortTemplate

_VC_POSITION = re.compile(r"\{vc_position(?::([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Placement:
    """What names of templates may depend on."""

    module: str = ""
    """The position of the module bay; empty: the device itself, where `{module}` stays as it is."""
    vc_position: int | None = None
    """The device's position in a virtual chassis."""


@dataclass(frozen=True, slots=True)
class Components:
    """Port and outlet templates with their names resolved."""

    power_ports: tuple[PowerPortTemplate, ...]
    power_outlets: tuple[PowerOutletTemplate, ...]


def resolved_name(name: str, placement: Placement) -> str:
    """A template's name or label on a device: `{module}` and `{vc_position:X}` replaced as NetBox does."""
    resolved = name.replace("{module}", placement.module) if placement.module else name
    if placement.vc_position is None:
        return _VC_POSITION.sub(lambda match: match[1] or "0", resolved)
    return _VC_POSITION.sub(str(placement.vc_position), resolved)


def components_of(kind: DeviceType, placement: Placement | None = None) -> Components:
    """The ports and outlets of a new device of this type; an outlet names its port as that device has it."""
    where = placement or Placement()
    return Components(_ports(kind.power_ports, where), _outlets(kind.power_outlets, where))


def _ports(templates: Iterable[PowerPortTemplate], where: Placement) -> tuple[PowerPortTemplate, ...]:
    return tuple(
        PowerPortTemplate(
            resolved_name(template.name, where),
            resolved_name(template.label, where),
            template.type,
            template.maximum_draw_w,
            template.allocated_draw_w,
            template.description,
        )
        for template in templates
    )


def _outlets(templates: Iterable[PowerOutletTemplate], where: Placement) -> tuple[PowerOutletTemplate, ...]:
    return tuple(
        PowerOutletTemplate(
            resolved_name(template.name, where),
            resolved_name(template.label, where),
            template.type,
            template.color,
            resolved_name(template.power_port, where),
            template.feed_leg,
            template.description,
        )
        for template in templates
    )

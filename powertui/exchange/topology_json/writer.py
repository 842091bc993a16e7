"""A topology to JSON; keys are the domain's own field names, which carry their units."""

import json
from dataclasses import fields
from enum import Enum

from powertui.domain.topology import DeviceType, PowerOutletTemplate, PowerPortTemplate, Termination, Topology
from powertui.exchange.canonical import Numbered, canonical

FORMAT = "powertui topology"
VERSION = 1


def topology_json(topology: Topology) -> str:
    """The text of the file; the same plant gives the same text."""
    ordered = canonical(topology)
    document: dict[str, object] = {"format": FORMAT, "version": VERSION}
    for kind in fields(Topology):
        objects: tuple[Numbered, ...] = getattr(ordered, kind.name)
        document[kind.name] = [_record(item) for item in objects]
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _record(item: object) -> dict[str, object]:
    return {field.name: _plain(getattr(item, field.name)) for field in fields(item)}  # type: ignore[arg-type]  # all objects of a topology are dataclasses


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Termination | PowerPortTemplate | PowerOutletTemplate | DeviceType):
        return _record(value)
    return value

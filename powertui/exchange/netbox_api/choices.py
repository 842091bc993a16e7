"""Choices that a NetBox was taught, or has since a later version, and that are not known here.

One of them is no reason to refuse a whole plant: it is told, and what says nothing is taken in its place.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from powertui.domain.topology import (
    Cable,
    Device,
    DeviceType,
    Location,
    PowerOutlet,
    PowerOutletTemplate,
    PowerPort,
    PowerPortTemplate,
    Rack,
    Site,
    Topology,
)
from powertui.domain.vocabulary import ChoiceList, Vocabulary
from powertui.exchange.netbox_api.failure import shown
from powertui.exchange.netbox_api.rows import Notes

_Chooser = TypeVar(
    "_Chooser", Site, Location, Rack, Device, PowerPort, PowerOutlet, Cable, PowerPortTemplate, PowerOutletTemplate
)

_ACTIVE, _NONE = "active", ""
_TAUGHT = "; [model] of the configuration takes choices of your own"


@dataclass(frozen=True, slots=True)
class _Field:
    plural: str
    name: str
    known: ChoiceList
    instead: str
    hint: str = ""
    """Where one may say that the choice is right."""


def with_known_choices(topology: Topology, vocabulary: Vocabulary, notes: Notes) -> Topology:
    """The same plant, each choice that is not in the vocabulary replaced and told, with how many have it."""
    choices = _Choices(vocabulary)
    found = replace(
        topology,
        sites=tuple(map(choices.known, topology.sites)),
        locations=tuple(map(choices.known, topology.locations)),
        racks=tuple(map(choices.known, topology.racks)),
        devices=tuple(map(choices.known, topology.devices)),
        power_ports=tuple(map(choices.known, topology.power_ports)),
        power_outlets=tuple(map(choices.known, topology.power_outlets)),
        cables=tuple(map(choices.known, topology.cables)),
        device_types=tuple(map(choices.known_of_type, topology.device_types)),
    )
    for sentence in choices.sentences():
        notes.add(sentence)
    return found


class _Choices:
    """What is known of each field, and what was replaced."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        ports, outlets = vocabulary.power_port_types, vocabulary.power_outlet_types
        self._fields: dict[type, tuple[_Field, ...]] = {
            Site: (_Field("sites", "status", vocabulary.site_statuses, _ACTIVE, _TAUGHT),),
            Location: (_Field("locations", "status", vocabulary.location_statuses, _ACTIVE, _TAUGHT),),
            Rack: (_Field("racks", "status", vocabulary.rack_statuses, _ACTIVE, _TAUGHT),),
            Device: (_Field("devices", "status", vocabulary.device_statuses, _ACTIVE, _TAUGHT),),
            PowerPort: (_Field("power ports", "type", ports, _NONE, _TAUGHT),),
            PowerOutlet: (_Field("power outlets", "type", outlets, _NONE, _TAUGHT),),
            PowerPortTemplate: (_Field("power port templates", "type", ports, _NONE, _TAUGHT),),
            PowerOutletTemplate: (_Field("power outlet templates", "type", outlets, _NONE, _TAUGHT),),
            Cable: (
                _Field("power cables", "type", vocabulary.cable_types, _NONE),
                _Field("power cables", "profile", vocabulary.cable_profiles, _NONE),
            ),
        }
        self._replaced: Counter[tuple[_Field, str]] = Counter()

    def known(self, item: _Chooser) -> _Chooser:
        """The item with choices that are known."""
        for field in self._fields[type(item)]:
            slug = getattr(item, field.name)
            if slug and slug not in field.known:
                self._replaced[field, slug] += 1
                taken: dict[str, Any] = {field.name: field.instead}
                item = replace(item, **taken)
        return item

    def known_of_type(self, item: DeviceType) -> DeviceType:
        """A device type, its templates' connectors known; the same object where they were before."""
        ports, outlets = tuple(map(self.known, item.power_ports)), tuple(map(self.known, item.power_outlets))
        if (ports, outlets) == (item.power_ports, item.power_outlets):
            return item
        return replace(item, power_ports=ports, power_outlets=outlets)

    def sentences(self) -> Iterator[str]:
        """Each replaced choice once."""
        for (field, slug), count in self._replaced.items():
            instead = f'"{field.instead}"' if field.instead else "none"
            yield (
                f'{field.plural}: {field.name} "{shown(slug)}" of {count:,} is not known here; '
                f"{instead} is taken{field.hint}"
            )

"""What is known of each polled device, and which of its parts is which modelled port or outlet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from powertui.domain.contradiction import CheckWarning
from powertui.domain.graph import PowerGraph
from powertui.domain.natural import natural_key
from powertui.domain.outlet_match import match_outlets
from powertui.domain.reading import (
    PollOutcome,
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
    missing,
)
from powertui.domain.reported import ReportedDevice, reported_devices, source_name
from powertui.domain.topology import Device

_ON_INLETS = frozenset({SubjectKind.PHASE, SubjectKind.LINE})
"""What belongs to an inlet."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Which modelled component a subject is; all None where the model has none."""

    power_port_id: int | None = None
    power_outlet_id: int | None = None
    power_feed_id: int | None = None
    """Of a panel's own meter: the feed whose circuit it measures."""


@dataclass(frozen=True, slots=True)
class MeasuredSubject:
    """A part of a device with its newest readings."""

    id: int
    """Stable in the database."""
    description: SubjectDescription
    readings: tuple[Reading, ...]
    binding: Binding = Binding()

    def get(self, quantity: Quantity) -> Reading:
        """The reading of a quantity, a fact included; a missing one if the device does not give it."""
        for reading in (*self.readings, *self.description.facts):
            if reading.quantity is quantity:
                return reading
        return missing(quantity)


@dataclass(frozen=True, slots=True)
class MeasuredTarget:
    """A polled device as last seen."""

    id: int
    name: str
    host: str
    port: int
    device_id: int | None
    outcome: PollOutcome
    """Of the newest attempt."""
    detail: str
    """The newest failure's sentence; empty after a success."""
    attempted_at_s: float | None
    sampled_at_s: float | None
    """Of the newest readings, which may be older than the newest attempt."""
    latency_s: float | None
    uptime_s: float | None
    family: str
    vendor: str
    model: str
    serial: str
    firmware: str
    subjects: tuple[MeasuredSubject, ...]
    failures: int = 0
    """Attempts that failed since the last success."""
    rebooted_at_s: float | None = None
    """When its uptime last started again while we watched; None if it never did."""
    warnings: tuple[CheckWarning, ...] = ()
    """Where its first readings contradicted each other, as of the newest discovery."""
    power_panel_id: int | None = None
    """The panel whose own meter it is."""

    def of_kind(self, kind: SubjectKind) -> tuple[MeasuredSubject, ...]:
        """Its subjects of one kind, in the device's order."""
        return tuple(subject for subject in self.subjects if subject.description.kind is kind)


def bind(graph: PowerGraph, device_id: int, description: TargetDescription) -> tuple[Binding, ...]:
    """Match an agent's subjects with the modelled ports and outlets, one binding for each subject, in order.

    `device_id` is the target's own device; of a chain, the head. Outlets match as `domain.outlet_match` says. Inlets
    match a device's ports in order, and those beyond them none; phases and lines belong to the inlet of their unit.
    What a UPS or transfer switch gives belongs to none of its inlets: those are its sources, each with all its phases.
    """
    found: dict[tuple[SubjectKind, str], Binding] = {}
    reported = reported_devices(description)
    for device, units in modelled_units(graph, device_id, reported):
        ports = graph.ports_of_device(device.id)
        inlets = [inlet for unit in units for inlet in unit.inlets]
        port_of = {(inlet.kind, inlet.key): port.id for inlet, port in zip(inlets, ports, strict=False)}
        only_port = ports[0].id if len(ports) == 1 else None
        outlets = graph.outlets_of_device(device.id)
        for unit in units:
            found |= {key: Binding(power_port_id=port_of.get(key)) for key in map(_key, unit.inlets)}
            has_sources = any(inlet.kind is SubjectKind.INPUT for inlet in unit.inlets)
            port_of_source = {source_name(inlet): port_of.get(_key(inlet)) for inlet in unit.inlets}
            for part in unit.parts:
                if part.kind is SubjectKind.INPUT:
                    found[_key(part)] = Binding(power_port_id=port_of_source.get(source_name(part)))
                elif part.kind in _ON_INLETS and not has_sources:
                    number = unit.inlet_of(part)
                    port_id = only_port if number is None else port_of.get(_key(unit.inlets[number]))
                    found[_key(part)] = Binding(power_port_id=port_id)
            parts = unit.of_kind(SubjectKind.OUTLET)
            matches = match_outlets(parts, outlets).matches
            found |= {_key(parts[one.reported]): Binding(power_outlet_id=one.modelled_id) for one in matches}
            taken = {one.modelled_id for one in matches}
            outlets = tuple(outlet for outlet in outlets if outlet.id not in taken)
    return tuple(found.get(_key(subject), Binding()) for subject in description.subjects)


def modelled_units(
    graph: PowerGraph, device_id: int, reported: Sequence[ReportedDevice]
) -> tuple[tuple[Device, tuple[ReportedDevice, ...]], ...]:
    """Each modelled device behind a target, and what of the agent's it is.

    A device that names its unit is that one. The head without a unit is all that no other device is.
    """
    devices = graph.kept(chains_of).devices(graph, device_id)
    named = [device for device in devices if device.polled_unit]
    claimed = {device.polled_unit for device in named}
    units = {device.id: tuple(one for one in reported if one.unit == device.polled_unit) for device in named}
    rest = tuple(one for one in reported if one.unit not in claimed)
    return tuple((device, units.get(device.id, rest if device.id == device_id else ())) for device in devices)


class Chains:
    """Which devices share a poll target with which."""

    def __init__(self, members: Mapping[int, tuple[Device, ...]]) -> None:
        self._members = members

    def devices(self, graph: PowerGraph, head_id: int) -> tuple[Device, ...]:
        """The head of a chain, then the others by their unit; a PDU by itself is the only one, none of no device."""
        head = graph.devices.get(head_id)
        return () if head is None else (head, *self._members.get(head_id, ()))


def chains_of(graph: PowerGraph) -> Chains:
    """For `PowerGraph.kept`."""
    members: dict[int, list[Device]] = {}
    for device in graph.devices.values():
        if device.polled_via_id is not None:
            members.setdefault(device.polled_via_id, []).append(device)
    return Chains(
        {
            head_id: tuple(sorted(devices, key=lambda device: (natural_key(device.polled_unit), device.id)))
            for head_id, devices in members.items()
        }
    )


def total(quantity: Quantity, readings: Sequence[Reading]) -> Reading:
    """The sum of what is there: ESTIMATED as soon as any part is missing, as old as its oldest part."""
    present = [reading for reading in readings if reading.value is not None]
    if not present:
        return missing(quantity)
    quality = max(reading.quality for reading in present)
    if len(present) < len(readings):
        quality = max(quality, Quality.ESTIMATED)
    moments = [reading.sampled_at_s for reading in present if reading.sampled_at_s is not None]
    return Reading(
        quantity, sum(reading.value or 0.0 for reading in present), quality, min(moments) if moments else None
    )


def _key(subject: SubjectDescription) -> tuple[SubjectKind, str]:
    return subject.kind, subject.key

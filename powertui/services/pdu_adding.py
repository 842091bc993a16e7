"""What was read of PDUs over SNMP, as a change of the model: devices with their parts, a device type, a poll target.

A PDU is the device that is polled at its address, else the one with its serial number, else the one with its name,
else a new one. It is read once and added as often as wanted: the second time nothing changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from powertui.domain.instantiate import instantiate
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.object_lookup import NotFound, find_object
from powertui.domain.panel_meter import CircuitLinks, link_circuits
from powertui.domain.pdu_parts import FirstIds, Parts, filled, plain, rated_current_a
from powertui.domain.poll_target import PollTarget
from powertui.domain.renewed import next_id, renewed
from powertui.domain.reported import ReportedDevice, reported_devices
from powertui.domain.topology import Device, DeviceType, PowerPanel, Topology
from powertui.domain.vocabulary import NETBOX_VOCABULARY, Vocabulary
from powertui.errors import ModelError, UsageError
from powertui.services.model_sync import CurrentModel, SyncPlan, plan_result
from powertui.services.pdu_identity import (
    LONGEST_SERIAL,
    PduRead,
    Wish,
    address_of,
    is_at,
    known_head,
    known_member,
    numbered,
    own_name,
    target_at,
    unique_name,
)
from powertui.services.pdu_places import Place, place_for
from powertui.services.pdu_types import Typed, type_for

__all__ = ["Adding", "PduRead", "Wish", "plan_pdus"]


@dataclass(frozen=True, slots=True)
class Adding:
    """A plan, and what a person should know about it: a sentence each."""

    plan: SyncPlan
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Order:
    """All that decides what the devices of an agent are to be."""

    read: PduRead
    wish: Wish
    place: Place
    typed: Typed
    is_chain: bool


@dataclass(frozen=True, slots=True)
class _Added:
    topology: Topology
    notes: tuple[str, ...] = ()


def plan_pdus(
    model: CurrentModel, reads: Sequence[PduRead], wish: Wish, *, vocabulary: Vocabulary = NETBOX_VOCABULARY
) -> Adding:
    """What it takes to have all of these in the model.

    Raises UsageError where what a person named is not there, ModelError where a PDU cannot be the device it should be.
    """
    topology = model.topology
    notes: list[str] = []
    for read in reads:
        added = _with_meter(topology, read, wish) if wish.panel else _with_pdu(topology, read, wish)
        topology = added.topology
        notes += added.notes
    return Adding(plan_result(model, topology, vocabulary=vocabulary), tuple(notes))


def _with_meter(topology: Topology, read: PduRead, wish: Wish) -> _Added:
    panel = find_object(topology, wish.panel, frozenset({ModelKind.POWER_PANEL}))
    if isinstance(panel, NotFound):
        raise UsageError(panel.sentence)
    if not isinstance(panel, PowerPanel):
        raise UsageError(f"{wish.panel} is no power panel")
    target = target_at(topology, read)
    if target is None:
        target = PollTarget(next_id(topology.poll_targets), panel.name, read.host, read.port, read.credential)
    elif target.device_id is not None:
        raise ModelError(f"{address_of(read)} is polled for a device already: {target.name}")
    target = replace(
        target,
        credential=read.credential or target.credential,
        family=read.family or target.family,
        power_panel_id=panel.id,
    )
    topology = replace(topology, poll_targets=renewed(topology.poll_targets, target))
    feeds = [feed for feed in topology.power_feeds if feed.power_panel_id == panel.id]
    linking = link_circuits(read.description.subjects, feeds)
    topology = replace(topology, power_feeds=renewed(topology.power_feeds, *linking.feeds))
    return _Added(topology, _told_of_circuits(panel, linking))


def _told_of_circuits(panel: PowerPanel, linking: CircuitLinks) -> tuple[str, ...]:
    if linking.is_whole_panel:
        return (f"{panel.name}: its meter reports the panel as a whole and no circuits",)
    left = f"; {linking.left} are unclear or fit none: powertui pdu match {panel.name} asks" if linking.left else ""
    return (f"{panel.name}: {linking.linked} of {linking.linked + linking.left} circuits are feeds of the model{left}",)


def _with_pdu(topology: Topology, read: PduRead, wish: Wish) -> _Added:
    units = reported_devices(read.description)
    target = target_at(topology, read)
    if target is not None and target.power_panel_id is not None:
        raise ModelError(f"{address_of(read)} is polled for a panel already: {target.name}")
    place = place_for(topology, wish.site, wish.rack)
    head = known_head(place.topology, read, wish, target, place)
    target = target or next((one for one in topology.poll_targets if head and one.device_id == head.id), None)
    typed = type_for(place.topology, read.description, head)
    topology = replace(place.topology, device_types=typed.device_types)
    order = _Order(read, wish, place, typed, len(units) > 1)
    notes: list[str] = []
    devices: list[Device] = []
    for unit in units:
        known = head if not devices else known_member(topology, devices[0], unit)
        device = _device(topology, order, unit, known, devices)
        topology = replace(topology, devices=renewed(topology.devices, device))
        if known is None and device.device_type_id is not None:
            topology = _instantiated(topology, device, typed)
        topology, told = _with_parts(topology, device, unit)
        notes += told
        devices.append(device)
    if not any(unit.inlets or unit.parts for unit in units):
        notes.append(f"{devices[0].name} was recognised ({read.description.family}), but gives nothing to read")
    notes += _told_of_place(devices, place)
    return _Added(_with_target(topology, read, devices[0], target), tuple(notes))


def _device(
    topology: Topology, order: _Order, unit: ReportedDevice, known: Device | None, before: Sequence[Device]
) -> Device:
    """A unit's device; what the model says of a known one stays."""
    read, wish, place, typed = order.read, order.wish, order.place, order.typed
    is_head = not before
    device = known
    if device is None:
        if place.site_id is None:
            raise UsageError(place.missing)
        named = wish.name if is_head else ""
        name = named or own_name(read, unit) or numbered(before[0].name, unit)
        if not is_head and name.casefold() == before[0].name.casefold():
            name = numbered(name, unit)
        device = Device(
            next_id(topology.devices),
            place.site_id,
            unique_name(topology, place.site_id, name),
            read.role,
            location_id=place.location_id,
            rack_id=place.rack_id,
        )
        if is_head:
            device = typed.given_to(device)
    elif is_head:
        device = replace(device, name=wish.name or device.name)
        device = typed.given_to(device) if device.device_type_id is None else device
        if device.rack_id is None and place.rack_id is not None and device.site_id == place.site_id:
            device = replace(device, rack_id=place.rack_id, location_id=device.location_id or place.location_id)
    return replace(
        device,
        serial=device.serial or (plain(read.description.serial, LONGEST_SERIAL) if is_head else ""),
        rated_current_a=device.rated_current_a or rated_current_a(unit),
        polled_unit=device.polled_unit or (unit.unit if order.is_chain else ""),
        polled_via_id=None if is_head else before[0].id,
    )


def _instantiated(topology: Topology, device: Device, typed: Typed) -> Topology:
    """With the ports and outlets that a type gives its devices."""
    kind = next((one for one in typed.device_types if one.id == device.device_type_id), None)
    if not isinstance(kind, DeviceType):
        return topology
    made = instantiate(
        device,
        kind,
        first_port_id=next_id(topology.power_ports),
        first_outlet_id=next_id(topology.power_outlets),
    )
    return replace(
        topology,
        power_ports=(*topology.power_ports, *made.power_ports),
        power_outlets=(*topology.power_outlets, *made.power_outlets),
    )


def _with_parts(topology: Topology, device: Device, unit: ReportedDevice) -> tuple[Topology, list[str]]:
    known = Parts(
        tuple(port for port in topology.power_ports if port.device_id == device.id),
        tuple(outlet for outlet in topology.power_outlets if outlet.device_id == device.id),
        tuple(branch for branch in topology.pdu_branches if branch.device_id == device.id),
    )
    ids = FirstIds(next_id(topology.power_ports), next_id(topology.power_outlets), next_id(topology.pdu_branches))
    done = filled(device.id, unit, known, ids)
    notes = []
    if done.left_outlets:
        notes.append(
            f"{device.name}: {done.left_outlets} reported outlets could not be told from those of the model;"
            f" powertui pdu match {device.name} asks which is which"
        )
    if done.left_branches:
        notes.append(f"{device.name}: its branches are called otherwise in the model; they stay as they are")
    topology = replace(
        topology,
        power_ports=renewed(topology.power_ports, *done.parts.ports),
        power_outlets=renewed(topology.power_outlets, *done.parts.outlets),
        pdu_branches=renewed(topology.pdu_branches, *done.parts.branches),
    )
    return topology, notes


def _with_target(topology: Topology, read: PduRead, head: Device, target: PollTarget | None) -> Topology:
    if target is None:
        target = PollTarget(next_id(topology.poll_targets), head.name, read.host, read.port, read.credential)
    same = is_at(target, read)
    target = replace(
        target,
        host=target.host if same else read.host,
        port=target.port if same else read.port,
        credential=read.credential or target.credential,
        family=read.family or target.family,
        device_id=head.id,
    )
    return replace(topology, poll_targets=renewed(topology.poll_targets, target))


def _told_of_place(devices: Iterable[Device], place: Place) -> list[str]:
    return [
        f"{device.name} stands elsewhere in the model than asked for, and stays there; powertui edit moves it"
        for device in devices
        if (place.is_named and device.site_id != place.site_id)
        or (place.rack_id is not None and device.rack_id != place.rack_id)
    ]

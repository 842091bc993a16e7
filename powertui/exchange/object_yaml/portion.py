"""Which objects a document shows: one, a device with its parts, or a rack with its devices and their cables."""

from dataclasses import dataclass

from powertui.domain.merge_kinds import CABLED, ModelKind, ModelObject, objects_of
from powertui.domain.topology import Device, Rack, Topology

PARTS = (ModelKind.POWER_PORT, ModelKind.POWER_OUTLET, ModelKind.PDU_BRANCH, ModelKind.POLL_TARGET)
"""What is shown under its device."""

UNSHOWN = frozenset({"id", "netbox_id", "power_ports", "power_outlets"})
"""Fields that are not typed: where an object came from stays, templates are the device-type files' matter."""


@dataclass(frozen=True, slots=True)
class Portion:
    """The objects of one document."""

    devices: tuple[Device, ...]
    ids: "dict[ModelKind, frozenset[int]]"
    """All objects that the document shows: one that is missing afterwards is removed."""


def portion_of(topology: Topology, root: ModelObject, kind: ModelKind) -> Portion:
    """What is shown with an object."""
    devices: tuple[Device, ...] = ()
    if isinstance(root, Device):
        devices = (root,)
    elif isinstance(root, Rack):
        found = [device for device in topology.devices if device.rack_id == root.id]
        devices = tuple(sorted(found, key=lambda device: (-(device.position_u or 0), device.name, device.id)))
    ids: dict[ModelKind, frozenset[int]] = {kind: frozenset({root.id})}
    if devices:
        owners = frozenset(device.id for device in devices)
        ids[ModelKind.DEVICE] = owners
        for part in PARTS:
            ids[part] = frozenset(item.id for item in objects_of(topology, part) if item.device_id in owners)
    if isinstance(root, Rack):
        ids[ModelKind.CABLE] = frozenset(
            cable.id
            for cable in topology.cables
            if any(end.id in ids.get(CABLED[end.kind], ()) for end in (*cable.a, *cable.b))
        )
    return Portion(devices, ids)

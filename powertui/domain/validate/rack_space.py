"""Devices in racks: none may stand where another does, or beyond the top; counted in half units."""

from powertui.domain.topology import Device
from powertui.domain.validate.devices import height_u
from powertui.domain.validate.report import Report

_FACES = ("front", "rear")


def check_rack_space(report: Report) -> None:
    """Check positions against each other; the later of two devices in the same place is refused."""
    taken: dict[tuple[int, str, int], Device] = {}
    for device in report.topology.devices:
        rack = report.racks.get(device.rack_id) if device.rack_id is not None else None
        height = height_u(report, device)
        if rack is None or device.position_u is None or height <= 0 or device.position_u < 1:
            continue
        halves = range(int(device.position_u * 2), int((device.position_u + height) * 2))
        if device.position_u < rack.starting_unit or device.position_u + height > rack.u_height + rack.starting_unit:
            units = f"{rack.u_height} U" + (f" from U{rack.starting_unit}" if rack.starting_unit != 1 else "")
            message = f"U{device.position_u:g} leaves no room for {height:g} U in a rack of {units}"
            report.refuse(device, "position", message)
        places = [(rack.id, face, half) for face in _faces(report, device) for half in halves]
        other = next((taken[place] for place in places if place in taken), None)
        if other is not None:
            message = f"U{device.position_u:g} is not free for {height:g} U: {report.names.of(other)} is there"
            report.refuse(device, "position", message)
        for place in places:
            taken.setdefault(place, device)


def _faces(report: Report, device: Device) -> tuple[str, ...]:
    # How deep a device of no known type is nobody knows; it is taken to need its own face only.
    device_type = report.device_types.get(device.device_type_id) if device.device_type_id is not None else None
    is_full_depth = device_type is not None and device_type.is_full_depth
    return _FACES if is_full_depth or device.face not in _FACES else (device.face,)

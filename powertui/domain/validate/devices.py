"""Devices: what they are called, and where they stand."""

from powertui.domain.topology import Device
from powertui.domain.validate.report import Report

MOST_POSITION_U = 100


def check_devices(report: Report) -> None:
    """Check all that does not need the other devices of a rack."""
    devices, vocabulary = report.topology.devices, report.vocabulary
    # Case apart, as NetBox has it; without a name there may be many.
    report.unique(
        devices,
        lambda device: (device.site_id, device.tenant_id, device.name.lower()) if device.name else None,
        "another device of the site and tenant has this name (capitals do not count)",
    )
    report.unique(devices, lambda device: device.asset_tag or None, "another device has this asset tag", "asset_tag")
    for device in devices:
        report.choice(device, "status", device.status, vocabulary.device_statuses)
        if device.face:
            report.choice(device, "face", device.face, vocabulary.device_faces)
        report.exists(device, "tenant", device.tenant_id, report.tenants)
        report.exists(device, "device_type", device.device_type_id, report.device_types)
        report.exists(device, "site", device.site_id, report.sites)
        _check_place(report, device)
        _check_position(report, device)


def height_u(report: Report, device: Device) -> float:
    """What a device takes of a rack: its type's height, else its own."""
    device_type = report.device_types.get(device.device_type_id) if device.device_type_id is not None else None
    return device_type.u_height if device_type else device.height_u


def _check_place(report: Report, device: Device) -> None:
    if report.exists(device, "location", device.location_id, report.locations) and device.location_id is not None:
        location = report.locations[device.location_id]
        if location.site_id != device.site_id:
            report.refuse(device, "location", f"{location.name} is in another site; it must be in the device's")
    if not report.exists(device, "rack", device.rack_id, report.racks) or device.rack_id is None:
        return
    rack = report.racks[device.rack_id]
    if rack.site_id != device.site_id:
        report.refuse(device, "rack", f"{rack.name} is in another site; it must be in the device's")
    elif device.location_id is not None and rack.location_id != device.location_id:
        report.refuse(device, "rack", f"{rack.name} is not in the device's location; name its rack's, or none")


def _check_position(report: Report, device: Device) -> None:
    position_u = device.position_u
    if device.rack_id is None:
        if device.face:
            report.refuse(device, "face", "is set without a rack; name the rack, or leave the face empty")
        if position_u is not None:
            report.refuse(device, "position", "is set without a rack; name the rack, or leave the position empty")
    if position_u is None:
        return
    report.between(device, "position", position_u, 1, MOST_POSITION_U)
    if position_u * 2 % 1:
        report.refuse(device, "position", f"U{position_u:g} is no multiple of 0.5 U")
    if not device.face and device.rack_id is not None:
        report.refuse(device, "face", "must be front or rear where there is a position")
    if height_u(report, device) == 0:
        report.refuse(device, "position", "a device of 0 U takes no position; leave it empty")

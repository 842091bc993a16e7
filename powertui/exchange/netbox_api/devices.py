"""Devices, and where those that measure are to be polled."""

from collections.abc import Collection
from dataclasses import dataclass

from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import Device
from powertui.exchange.netbox_api.rows import Row

SNMP_PORT = 161


@dataclass(frozen=True, slots=True)
class PollingFields:
    """Where NetBox says how a device is polled: names of custom fields, and what holds where they are empty."""

    roles: frozenset[str] = frozenset({"pdu"})
    """Slugs of the device roles that are polled; whatever else has inlets and outlets is too."""
    credential_field: str = "snmp_credential"
    profile_field: str = "snmp_profile"
    port_field: str = "snmp_port"
    default_credential: str = "default"


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device, and how to reach it if it should be polled."""

    device: Device
    host: str
    """Its primary address without the prefix length; empty: it has none."""
    credential: str = ""
    """Empty, as is the profile: the custom field is."""
    profile: str = ""
    port: int | None = None

    def target(self, default_credential: str) -> PollTarget | None:
        """None for a device without an address."""
        if not self.host:
            return None
        return PollTarget(
            id=self.device.id,
            name=self.device.name or f"device {self.device.id}",
            host=self.host,
            port=SNMP_PORT if self.port is None else self.port,
            credential=self.credential or default_credential,
            family=self.profile,
            device_id=self.device.id,
        )


def device_row(row: Row, fields: PollingFields) -> DeviceRow:
    """A device as NetBox lists it; height and model are its type's, and follow later."""
    role, device_type, address = row.nested("role"), row.nested("device_type"), row.nested("primary_ip")
    custom = row.nested("custom_fields")
    position = row.number("position")
    device = Device(
        id=row.id,
        site_id=row.required_reference("site"),
        name=row.text("name"),
        role=role.text("slug") if role else "",
        location_id=row.reference("location"),
        rack_id=row.reference("rack"),
        position_u=None if position is None else float(position),
        model=device_type.text("model") if device_type else "",
        device_type_id=row.reference("device_type"),
        face=row.slug("face"),
        status=row.slug("status") or "active",
        tenant_id=row.reference("tenant"),
        serial=row.text("serial"),
        asset_tag=row.text("asset_tag"),
        description=row.text("description"),
        netbox_id=row.id,
    )
    return DeviceRow(
        device,
        host=address.text("address").partition("/")[0] if address else "",
        credential=custom.slug(fields.credential_field) if custom else "",
        profile=custom.slug(fields.profile_field) if custom else "",
        port=_port(row, custom, fields.port_field),
    )


def poll_targets(
    rows: Collection[DeviceRow], fields: PollingFields, with_inlets: Collection[int], with_outlets: Collection[int]
) -> tuple[PollTarget, ...]:
    """Targets for devices in a polled role, and for those that have both inlets and outlets."""
    polled = (
        row
        for row in rows
        if row.device.role in fields.roles or (row.device.id in with_inlets and row.device.id in with_outlets)
    )
    targets = (row.target(fields.default_credential) for row in polled)
    return tuple(target for target in targets if target is not None)


def unsaid_of_polling(rows: Collection[DeviceRow]) -> frozenset[str]:
    """Fields of poll targets of which no device's custom fields say anything: what was set here shall stay."""
    unsaid = {"interval_s"}
    if not any(row.credential for row in rows):
        unsaid.add("credential")
    if not any(row.profile for row in rows):
        unsaid.add("family")
    if all(row.port is None for row in rows):
        unsaid.add("port")
    return frozenset(unsaid)


def _port(row: Row, custom: Row | None, field: str) -> int | None:
    port = custom.whole(field) if custom else None
    if port is not None and not 1 <= port <= 65535:
        row.note(f"custom field {field} is {port}, which is no port; {SNMP_PORT} is taken")
        return None
    return port

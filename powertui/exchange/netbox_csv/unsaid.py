"""Which fields files have no column for: what is known of them stays as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import fields

from powertui.domain.merge_kinds import SPEC, ModelKind
from powertui.exchange.netbox_csv.combined import Listing
from powertui.exchange.netbox_csv.headings import TableKind

MODEL_KINDS = {
    TableKind.TENANTS: ModelKind.TENANT,
    TableKind.SITES: ModelKind.SITE,
    TableKind.LOCATIONS: ModelKind.LOCATION,
    TableKind.RACKS: ModelKind.RACK,
    TableKind.DEVICE_TYPES: ModelKind.DEVICE_TYPE,
    TableKind.DEVICES: ModelKind.DEVICE,
    TableKind.PANELS: ModelKind.POWER_PANEL,
    TableKind.FEEDS: ModelKind.POWER_FEED,
    TableKind.PORTS: ModelKind.POWER_PORT,
    TableKind.OUTLETS: ModelKind.POWER_OUTLET,
    TableKind.CABLES: ModelKind.CABLE,
}

_COLUMNS = {
    "slug": "slug",
    "status": "status",
    "tenant_id": "tenant",
    "description": "description",
    "comments": "comments",
    "parent_id": "parent",
    "location_id": "location",
    "rack_id": "rack",
    "facility_id": "facility_id",
    "u_height": "u_height",
    "starting_unit": "starting_unit",
    "is_full_depth": "is_full_depth",
    "part_number": "part_number",
    "type": "type",
    "supply": "supply",
    "phase": "phase",
    "voltage_v": "voltage",
    "amperage_a": "amperage",
    "max_utilization_pct": "max_utilization",
    "mark_connected": "mark_connected",
    "role": "role",
    "position_u": "position",
    "height_u": "u_height",
    "model": "device_type",
    "device_type_id": "manufacturer",
    "face": "face",
    "serial": "serial",
    "asset_tag": "asset_tag",
    "maximum_draw_w": "maximum_draw",
    "allocated_draw_w": "allocated_draw",
    "label": "label",
    "power_port_id": "power_port",
    "feed_leg": "feed_leg",
    "color": "color",
    "profile": "profile",
    "length": "length",
    "length_unit": "length",
    "bundle": "bundle",
}
"""The column of each field that may be left out."""

_TEMPLATES = frozenset({"power_ports", "power_outlets"})


def unsaid(listings: Iterable[Listing]) -> Mapping[ModelKind, frozenset[str]]:
    """Fields without a column, for each kind."""
    found: dict[ModelKind, frozenset[str]] = {}
    for listing in listings:
        absent = frozenset(field for field, column in _COLUMNS.items() if column not in listing.columns)
        if listing.kind is TableKind.DEVICE_TYPES:
            absent |= _TEMPLATES
        kind = MODEL_KINDS[listing.kind]
        found[kind] = absent & {field.name for field in fields(SPEC[kind].type)}
    return found

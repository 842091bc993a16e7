"""Which kind of object a file lists, told by its headings: those of NetBox's imports, or those of its exports."""

import re
from collections.abc import Collection
from enum import Enum


class TableKind(Enum):
    """A kind of file; the value is the name that NetBox gives it, and that ours have."""

    TENANTS = "tenants"
    SITES = "sites"
    LOCATIONS = "locations"
    RACKS = "racks"
    DEVICE_TYPES = "device-types"
    DEVICES = "devices"
    PANELS = "power-panels"
    FEEDS = "power-feeds"
    PORTS = "power-ports"
    OUTLETS = "power-outlets"
    CABLES = "cables"


MANUFACTURERS, DEVICE_ROLES = "manufacturers", "device-roles"
"""Files that NetBox needs and that hold nothing for the model, where makers and roles are names."""

READ: dict[TableKind, tuple[str, ...]] = {
    TableKind.TENANTS: ("id", "name", "slug"),
    TableKind.SITES: ("id", "name", "slug", "status", "tenant", "description"),
    TableKind.LOCATIONS: ("id", "site", "parent", "name", "slug", "status", "tenant", "description"),
    TableKind.RACKS: (
        "id", "site", "location", "name", "facility_id", "status", "tenant", "u_height", "starting_unit",
        "description",
    ),
    TableKind.DEVICE_TYPES: ("id", "manufacturer", "model", "slug", "part_number", "u_height", "is_full_depth"),
    TableKind.DEVICES: (
        "id", "name", "role", "tenant", "manufacturer", "device_type", "serial", "asset_tag", "status", "site",
        "location", "rack", "position", "face", "u_height", "description",
    ),
    TableKind.PANELS: ("id", "site", "location", "name", "description", "comments"),
    TableKind.FEEDS: (
        "id", "site", "power_panel", "location", "rack", "name", "status", "type", "mark_connected", "supply",
        "phase", "voltage", "amperage", "max_utilization", "tenant", "description", "comments", "cable", "link_peers",
    ),
    TableKind.PORTS: (
        "id", "device", "device_site", "name", "label", "type", "mark_connected", "maximum_draw", "allocated_draw",
        "description", "cable", "link_peers",
    ),
    TableKind.OUTLETS: (
        "id", "device", "device_site", "name", "label", "type", "status", "color", "mark_connected", "power_port",
        "feed_leg", "description", "cable", "link_peers",
    ),
    TableKind.CABLES: (
        "id", "side_a_site", "side_a_device", "side_a_power_panel", "side_a_type", "side_a_name", "side_b_site",
        "side_b_device", "side_b_power_panel", "side_b_type", "side_b_name", "termination_a", "termination_b",
        "device_a", "device_b", "site_a", "site_b", "type", "status", "profile", "tenant", "label", "color", "length",
        "length_unit", "description", "bundle",
    ),
}  # fmt: skip
"""The columns that are read; all others of NetBox are passed over."""

NEEDED: dict[TableKind, tuple[str, ...]] = {
    TableKind.TENANTS: ("name",),
    TableKind.SITES: ("name",),
    TableKind.LOCATIONS: ("site", "name"),
    TableKind.RACKS: ("site", "name"),
    TableKind.DEVICE_TYPES: ("manufacturer", "model"),
    TableKind.DEVICES: ("name", "site"),
    TableKind.PANELS: ("site", "name"),
    TableKind.FEEDS: ("power_panel", "name"),
    TableKind.PORTS: ("device", "name"),
    TableKind.OUTLETS: ("device", "name"),
    TableKind.CABLES: (),
}

_SAME = {
    "maximum_draw_w": "maximum_draw",
    "allocated_draw_w": "allocated_draw",
    "serial_number": "serial",
    "rack_face": "face",
    "role_slug": "role",
}

_SIGNS: tuple[tuple[TableKind, tuple[str, ...], frozenset[str]], ...] = (
    (TableKind.CABLES, (), frozenset({"side_a_type", "side_a_name", "termination_a"})),
    (TableKind.OUTLETS, ("device",), frozenset({"feed_leg", "power_port"})),
    (TableKind.PORTS, ("device",), frozenset({"maximum_draw", "allocated_draw"})),
    (TableKind.FEEDS, ("power_panel",), frozenset({"voltage", "amperage", "supply", "phase", "name"})),
    (TableKind.DEVICE_TYPES, ("manufacturer", "model"), frozenset({"model"})),
    (TableKind.RACKS, ("site",), frozenset({"facility_id", "space", "height", "form_factor", "width"})),
    (TableKind.DEVICES, ("site",), frozenset({"role", "device_type", "face", "ip_address", "platform", "asset_tag"})),
    (TableKind.RACKS, ("site",), frozenset({"u_height"})),
    (TableKind.PANELS, ("site",), frozenset({"power_feeds"})),
    (TableKind.LOCATIONS, ("site",), frozenset({"slug", "parent", "vlan_groups", "racks"})),
    (TableKind.SITES, ("name",), frozenset({"region", "time_zone", "asns", "physical_address", "facility"})),
    (TableKind.SITES, ("name", "status"), frozenset({"slug"})),
    (TableKind.PANELS, ("site", "name"), frozenset({"location"})),
    (TableKind.TENANTS, ("name", "slug"), frozenset({"slug"})),
)
"""In this order: columns that a kind must have, and those of which one tells it."""

_CABLE_TABLE = frozenset({"id", "label", "status", "type", "color"})
"""What NetBox exports of cables in its default view: nothing about their ends."""

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def column_of(heading: str) -> str:
    """A heading as an import column: `Maximum draw (W)` is `maximum_draw`."""
    column = _NOT_WORD.sub("_", heading.strip().lower()).strip("_")
    return _SAME.get(column, column)


def kind_of(columns: Collection[str], stem: str) -> TableKind | None:
    """The kind of a file by its columns, else by its name; None: none of those read here."""
    present = frozenset(columns)
    if present == _CABLE_TABLE:
        return TableKind.CABLES
    for kind, needed, telling in _SIGNS:
        if present.issuperset(needed) and present & telling:
            return kind
    for kind in sorted(TableKind, key=lambda kind: -len(kind.value)):
        if stem.lower().replace("_", "-").startswith(kind.value) and present.issuperset(NEEDED[kind]):
            return kind
    return None


def is_passed_over(stem: str) -> bool:
    """Whether a file of that name lists what the model only has as names; its headings are also those of tenants."""
    return stem.lower().replace("_", "-").startswith((MANUFACTURERS, DEVICE_ROLES))


def own_columns(kind: TableKind, columns: list[str]) -> list[str]:
    """Columns under the names that this kind reads: an export's `Type` of a device is `device_type`."""
    if kind is TableKind.DEVICES and "device_type" not in columns:
        return ["device_type" if column == "type" else column for column in columns]
    if kind is TableKind.RACKS and "u_height" not in columns:
        return ["u_height" if column == "height" else column for column in columns]
    return columns

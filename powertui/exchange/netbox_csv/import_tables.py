"""The columns of NetBox's import forms, and the rows under them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from powertui.domain.merge_kinds import ModelKind
from powertui.exchange.netbox_csv import import_rows
from powertui.exchange.netbox_csv.import_rows import Numbered, Plant


@dataclass(frozen=True, slots=True)
class Table:
    """How objects of one kind become a file."""

    kind: ModelKind
    name: str
    columns: Sequence[str]
    rows: Callable[[Plant], Numbered]
    only_for_new: frozenset[str] = frozenset()
    """Columns that NetBox asks for when it makes an object, and that say nothing about one that it has."""


_END = ("site", "device", "power_panel", "type", "name")

TABLES: tuple[Table, ...] = (
    Table(ModelKind.TENANT, "tenants", ("name", "slug"), import_rows.tenants),
    Table(ModelKind.SITE, "sites", ("name", "slug", "status", "tenant", "description"), import_rows.sites),
    Table(
        ModelKind.LOCATION,
        "locations",
        ("site", "name", "slug", "parent", "status", "tenant", "description"),
        import_rows.locations,
    ),
    Table(
        ModelKind.RACK,
        "racks",
        ("site", "location", "name", "facility_id", "tenant", "status", "width", "u_height", "description"),
        import_rows.racks,
        only_for_new=frozenset({"width"}),
    ),
    Table(
        ModelKind.DEVICE_TYPE,
        "device-types",
        ("manufacturer", "model", "slug", "part_number", "u_height", "is_full_depth"),
        import_rows.device_types,
    ),
    Table(
        ModelKind.POWER_PANEL,
        "power-panels",
        ("site", "location", "name", "description", "comments"),
        import_rows.panels,
    ),
    Table(
        ModelKind.POWER_FEED,
        "power-feeds",
        (
            "site", "power_panel", "location", "rack", "name", "status", "type", "mark_connected", "supply", "phase",
            "voltage", "amperage", "max_utilization", "tenant", "description", "comments",
        ),
        import_rows.feeds,
    ),
    Table(
        ModelKind.DEVICE,
        "devices",
        (
            "name", "role.slug", "tenant", "manufacturer", "device_type", "serial", "asset_tag", "status", "site",
            "location", "rack", "position", "face", "description",
        ),
        import_rows.devices,
    ),
    Table(
        ModelKind.POWER_PORT,
        "power-ports",
        ("device", "name", "label", "type", "mark_connected", "maximum_draw", "allocated_draw", "description"),
        import_rows.ports,
    ),
    Table(
        ModelKind.POWER_OUTLET,
        "power-outlets",
        ("device", "name", "label", "type", "color", "mark_connected", "power_port", "feed_leg", "description"),
        import_rows.outlets,
    ),
    Table(
        ModelKind.CABLE,
        "cables",
        (
            *(f"side_a_{column}" for column in _END),
            *(f"side_b_{column}" for column in _END),
            "type", "status", "profile", "tenant", "bundle", "label", "color", "length", "length_unit", "description",
        ),
        import_rows.cables,
    ),
)  # fmt: skip
"""In the order in which NetBox wants them: each after what its rows name."""

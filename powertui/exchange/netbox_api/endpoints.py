"""The lists that are read, each with the fields that are asked for and the right that reading takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One list of NetBox's API."""

    path: str
    noun: str
    """One object of it, in words."""
    plural: str
    right: str
    """The permission to view such objects, as NetBox names it."""
    fields: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    """What is asked for with every page."""


STATUS_PATH = "status"

TENANTS = Endpoint("tenancy/tenants", "tenant", "tenants", "tenancy.view_tenant", ("id", "name", "slug"))
SITES = Endpoint(
    "dcim/sites", "site", "sites", "dcim.view_site", ("id", "name", "slug", "status", "tenant", "description")
)
LOCATIONS = Endpoint(
    "dcim/locations",
    "location",
    "locations",
    "dcim.view_location",
    ("id", "name", "slug", "site", "parent", "status", "tenant", "description"),
)
RACKS = Endpoint(
    "dcim/racks",
    "rack",
    "racks",
    "dcim.view_rack",
    ("id", "name", "facility_id", "site", "location", "tenant", "status", "u_height", "starting_unit", "description"),
)
DEVICE_TYPES = Endpoint(
    "dcim/device-types",
    "device type",
    "device types",
    "dcim.view_devicetype",
    ("id", "manufacturer", "model", "slug", "part_number", "u_height", "is_full_depth"),
)
PORT_TEMPLATES = Endpoint(
    "dcim/power-port-templates",
    "power port template",
    "power port templates",
    "dcim.view_powerporttemplate",
    ("id", "device_type", "module_type", "name", "label", "type", "maximum_draw", "allocated_draw", "description"),
)
OUTLET_TEMPLATES = Endpoint(
    "dcim/power-outlet-templates",
    "power outlet template",
    "power outlet templates",
    "dcim.view_poweroutlettemplate",
    ("id", "device_type", "module_type", "name", "label", "type", "color", "power_port", "feed_leg", "description"),
)
DEVICES = Endpoint(
    "dcim/devices",
    "device",
    "devices",
    "dcim.view_device",
    (
        *("id", "name", "device_type", "role", "tenant", "serial", "asset_tag", "site", "location", "rack"),
        *("position", "face", "status", "primary_ip", "description", "custom_fields"),
    ),
    # Rendering each device's configuration context costs NetBox far more than the rest of the row.
    options=(("exclude", "config_context"),),
)
PANELS = Endpoint(
    "dcim/power-panels",
    "power panel",
    "power panels",
    "dcim.view_powerpanel",
    ("id", "name", "site", "location", "description", "comments"),
)
FEEDS = Endpoint(
    "dcim/power-feeds",
    "power feed",
    "power feeds",
    "dcim.view_powerfeed",
    (
        *("id", "name", "power_panel", "rack", "status", "type", "supply", "phase", "voltage", "amperage"),
        *("max_utilization", "mark_connected", "tenant", "description", "comments"),
    ),
)
PORTS = Endpoint(
    "dcim/power-ports",
    "power port",
    "power ports",
    "dcim.view_powerport",
    (
        *("id", "device", "name", "label", "type", "maximum_draw", "allocated_draw"),
        *("mark_connected", "description"),
    ),
)
OUTLETS = Endpoint(
    "dcim/power-outlets",
    "power outlet",
    "power outlets",
    "dcim.view_poweroutlet",
    (
        *("id", "device", "name", "label", "type", "status", "color", "power_port", "feed_leg"),
        *("mark_connected", "description"),
    ),
)
CABLES = Endpoint(
    "dcim/cables",
    "cable",
    "cables",
    "dcim.view_cable",
    (
        *("id", "a_terminations", "b_terminations", "status", "type", "profile", "label", "color"),
        *("length", "length_unit", "tenant", "description", "bundle"),
    ),
)

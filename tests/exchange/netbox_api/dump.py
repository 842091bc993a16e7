"""The recorded pages of a real NetBox as lists that the test server serves."""

import json
from typing import Any

from tests.exchange.netbox_api.server import FakeNetBox, Rows
from tests.shared_material import SHARED

DUMP = SHARED / "netbox" / "api_dump"
NAMES = (
    *("sites", "locations", "racks", "device-types", "power-port-templates", "power-outlet-templates", "devices"),
    *("power-panels", "power-feeds", "power-ports", "power-outlets", "cables"),
)


def recorded_netbox() -> FakeNetBox:
    """All of it. Tenants were not recorded as a list, but each object names its own."""
    lists = {f"dcim/{name}": _rows(name) for name in NAMES}
    tenants: dict[int, dict[str, Any]] = {}
    site_of_device = {row["id"]: row["site"]["slug"] for row in lists["dcim/devices"]}
    for rows in lists.values():
        tenants.update({row["tenant"]["id"]: row["tenant"] for row in rows if row.get("tenant")})
    for name in ("power-ports", "power-outlets"):
        for row in lists[f"dcim/{name}"]:
            row["_site"] = site_of_device[row["device"]["id"]]
    site_of_panel = {row["id"]: row["site"]["slug"] for row in lists["dcim/power-panels"]}
    for row in lists["dcim/power-feeds"]:
        row["_site"] = site_of_panel[row["power_panel"]["id"]]
    for row in lists["dcim/cables"]:
        ends = [end["object"] for end in (*row["a_terminations"], *row["b_terminations"])]
        devices = [end["device"]["id"] for end in ends if end.get("device")]
        row["_site"] = site_of_device[devices[0]] if devices else None
    lists["tenancy/tenants"] = list(tenants.values())
    return FakeNetBox(lists)


def _rows(name: str) -> Rows:
    page = json.loads((DUMP / f"{name}.1.json").read_text(encoding="utf-8"))
    assert page["next"] is None
    rows: Rows = page["results"]
    return rows

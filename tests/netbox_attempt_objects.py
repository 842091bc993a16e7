"""A row of NetBox's words in the project's own file formats: names and ids are translated, values stay as they are."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from powertui.domain.merge_kinds import SPEC, ModelKind
from tests.netbox_attempt_rows import Row

KIND_OF_MODEL = {
    "Site": ModelKind.SITE,
    "Location": ModelKind.LOCATION,
    "Rack": ModelKind.RACK,
    "PowerPanel": ModelKind.POWER_PANEL,
    "PowerFeed": ModelKind.POWER_FEED,
    "DeviceType": ModelKind.DEVICE_TYPE,
    "Device": ModelKind.DEVICE,
    "PowerPort": ModelKind.POWER_PORT,
    "PowerOutlet": ModelKind.POWER_OUTLET,
    "Cable": ModelKind.CABLE,
}

_OTHER_NAMES = {
    "voltage_v": "voltage",
    "amperage_a": "amperage",
    "max_utilization_pct": "max_utilization",
    "maximum_draw_w": "maximum_draw",
    "allocated_draw_w": "allocated_draw",
    "position_u": "position",
    "a": "a_terminations",
    "b": "b_terminations",
}
"""What our file formats call otherwise than NetBox, beside ids."""


def netbox_name(field: str) -> str:
    """NetBox's name of a field of ours, of the outermost where it stands in another: `a[0].kind`."""
    name = field.partition("[")[0]
    return _OTHER_NAMES.get(name) or name.removesuffix("_id")


def json_of(kind: ModelKind, item_id: int, row: Row) -> object:
    """A row as our JSON has an object. What was not given is null where it must be, as in a Django model, else absent.

    Names that we have no field for, as NetBox's own computed ones, are passed over, as a Django model does.
    """
    given = row.values()
    found: dict[str, object] = {"id": item_id}
    for field in fields(SPEC[kind].type):
        name = netbox_name(field.name)
        if field.name != "id" and (name in given or field.default is MISSING):
            found[field.name] = _plain(given.get(name))
    return json.loads(json.dumps(found))


def rest_of(item_id: int, row: Row) -> Mapping[str, object]:
    """A row as NetBox's REST API has a template: what it refers to stands nested in it."""
    nested = {
        name: {"id": value.pk, "name": value.name} if isinstance(value, Row) else value
        for name, value in row.values().items()
    }
    found: Mapping[str, object] = json.loads(json.dumps({"id": item_id, **nested}))
    return found


def _plain(value: Any) -> object:
    if isinstance(value, Row):
        return value.slug if value.model == "Role" else value.pk  # roles are texts here
    if isinstance(value, list):
        return [{"kind": f"dcim.{end.model.lower()}", "id": end.pk} for end in value]
    return value

"""From a row of NetBox's words to an object of the domain, values coerced on the way as the readers do it."""

from dataclasses import replace
from typing import Any

from powertui.domain.choices import CableStatus, FeedLeg, FeedStatus, FeedType, OutletStatus, Phase, Supply
from powertui.domain.merge_kinds import ModelKind, ModelObject
from powertui.domain.topology import (
    Cable,
    Device,
    DeviceType,
    Location,
    PowerFeed,
    PowerOutlet,
    PowerOutletTemplate,
    PowerPanel,
    PowerPort,
    PowerPortTemplate,
    Rack,
    Site,
    Termination,
)
from tests.netbox_attempt_rows import Row
from tests.netbox_coercion import ForeignObject

NOWHERE = 0
"""The id of what was not named though it must be."""

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


def domain_object(  # noqa: PLR0911 - one line for each kind
    kind: ModelKind, item_id: int, row: Row, foreign: ForeignObject
) -> ModelObject:
    """The object that a row describes."""
    match kind:
        case ModelKind.SITE:
            return Site(item_id, foreign.text("name"), foreign.text("slug"))
        case ModelKind.LOCATION:
            return Location(item_id, _id(row.site), foreign.text("name"), foreign.text("slug"))
        case ModelKind.RACK:
            return Rack(item_id, _id(row.site), foreign.text("name"), _id_or_none(row.location))
        case ModelKind.POWER_PANEL:
            return PowerPanel(item_id, _id(row.site), foreign.text("name"), _id_or_none(row.location))
        case ModelKind.POWER_FEED:
            return _feed(item_id, row, foreign)
        case ModelKind.DEVICE_TYPE:
            return DeviceType(item_id, row.manufacturer, foreign.text("model"), foreign.text("slug"))
        case ModelKind.DEVICE:
            return _device(item_id, row, foreign)
        case ModelKind.POWER_PORT | ModelKind.POWER_OUTLET:
            return _component(kind, item_id, row, foreign)
        case _:
            return _cable(item_id, row, foreign)


def with_template(owner: DeviceType, row: Row, foreign: ForeignObject) -> DeviceType:
    """A device type with one more port or outlet."""
    name, connector = foreign.text("name"), foreign.text("type")
    if row.model == "PowerPortTemplate":
        maximum_w, allocated_w = foreign.integer_or_none("maximum_draw"), foreign.integer_or_none("allocated_draw")
        port = PowerPortTemplate(name, "", connector, maximum_w, allocated_w)
        return replace(owner, power_ports=(*owner.power_ports, port))
    inlet = row.power_port
    port_name = foreign.template_port(owner.id, inlet.device_type.pk, inlet.name) if inlet else ""
    leg = foreign.choice_or_none("feed_leg", FeedLeg)
    outlet = PowerOutletTemplate(name, "", connector, "", port_name, leg)
    return replace(owner, power_outlets=(*owner.power_outlets, outlet))


def _feed(item_id: int, row: Row, foreign: ForeignObject) -> PowerFeed:
    usual = PowerFeed(item_id, _id(row.power_panel), foreign.text("name"), _id_or_none(row.rack))
    return replace(
        usual,
        status=foreign.choice("status", FeedStatus.ACTIVE),
        type=foreign.choice("type", FeedType.PRIMARY),
        supply=foreign.choice("supply", Supply.AC),
        phase=foreign.choice("phase", Phase.SINGLE),
        voltage_v=foreign.integer("voltage", usual.voltage_v),
        amperage_a=foreign.integer("amperage", usual.amperage_a),
        max_utilization_pct=foreign.integer("max_utilization", usual.max_utilization_pct),
        mark_connected=foreign.flag("mark_connected"),
    )


def _device(item_id: int, row: Row, foreign: ForeignObject) -> Device:
    return Device(
        item_id,
        _id(row.site),
        foreign.text("name"),
        "role",
        rack_id=_id_or_none(row.rack),
        position_u=foreign.number_or_none("position"),
        device_type_id=_id_or_none(row.device_type),
        face=foreign.text("face"),
    )


def _component(kind: ModelKind, item_id: int, row: Row, foreign: ForeignObject) -> PowerPort | PowerOutlet:
    device_id, name, connector = _id(row.device), foreign.text("name"), foreign.text("type")
    mark_connected = foreign.flag("mark_connected")
    if kind is ModelKind.POWER_PORT:
        maximum_w, allocated_w = foreign.integer_or_none("maximum_draw"), foreign.integer_or_none("allocated_draw")
        return PowerPort(item_id, device_id, name, connector, maximum_w, allocated_w, mark_connected)
    leg, status = foreign.choice_or_none("feed_leg", FeedLeg), foreign.choice("status", OutletStatus.ENABLED)
    inlet_id = _id_or_none(row.power_port)
    return PowerOutlet(item_id, device_id, name, connector, inlet_id, leg, status, mark_connected=mark_connected)


def _cable(item_id: int, row: Row, foreign: ForeignObject) -> Cable:
    return Cable(
        item_id,
        _end(row.a_terminations, foreign),
        _end(row.b_terminations, foreign),
        foreign.choice("status", CableStatus.CONNECTED),
        type=foreign.text("type"),
        profile=foreign.text("profile"),
        length=foreign.number_or_none("length"),
        length_unit=foreign.text("length_unit"),
    )


def _end(rows: list[Row], foreign: ForeignObject) -> tuple[Termination, ...]:
    kinds = [(foreign.termination_kind(None, f"dcim.{row.model.lower()}"), row) for row in rows]
    return tuple(Termination(kind, row.pk) for kind, row in kinds if kind is not None)


def _id(row: Any) -> int:
    return row.pk if isinstance(row, Row) else NOWHERE


def _id_or_none(row: Any) -> int | None:
    return row.pk if isinstance(row, Row) else None

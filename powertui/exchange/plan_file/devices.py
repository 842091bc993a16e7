"""Devices of a plan: in racks or beside them, of a type or with ports and outlets of their own."""

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.topology import Device
from powertui.exchange.plan_file.components import read_branches, read_outlets, read_ports
from powertui.exchange.plan_file.draft import Cord, Draft
from powertui.exchange.plan_file.language import Scope
from powertui.exchange.plan_file.polling import read_poll
from powertui.exchange.plan_file.repeat import Item, finished, items
from powertui.exchange.problems import Place
from powertui.exchange.yaml_nodes import Node, Scalar, Table

UNSET = -1.0
"""A height that the device's type decides."""


def read_devices(parent: Item, draft: Draft, site_id: int, location_id: int | None, rack_id: int | None) -> None:
    """The devices of a rack, location or site."""
    site = parent.scope.values["site"]
    for item in items(parent.fields.items("devices"), "device", draft, parent.scope, may_be_unnamed=True):
        fields = item.fields
        height = fields.number("height_u")
        is_elsewhere = fields.has("location")
        device = Device(
            draft.next_id(ModelKind.DEVICE),
            site_id,
            item.name,
            fields.text("role"),
            None if is_elsewhere else location_id,
            rack_id,
            fields.number("position_u"),
            UNSET if height is None else height,
            fields.text("model", "\0"),
            None,
            fields.text("face"),
            fields.text("status", "active"),
            serial=fields.text("serial"),
            asset_tag=fields.text("asset_tag"),
            description=fields.text("description"),
            netbox_id=fields.whole("netbox_id"),
            rated_current_a=fields.number("rated_current_a"),
            polled_unit=fields.text("polled_unit"),
        )
        draft.put(ModelKind.DEVICE, device, (site, item.name), fields)
        for key, field, kind in (
            ("type", "device_type_id", ModelKind.DEVICE_TYPE),
            ("tenant", "tenant_id", ModelKind.TENANT),
            ("location", "location_id", ModelKind.LOCATION),
            ("polled_via", "polled_via_id", ModelKind.DEVICE),
        ):
            fields.asked.add(key)
            draft.refer(ModelKind.DEVICE, device, field, kind, fields, key, item.scope)
        _read_components(item, draft, device)
        _read_cords(item, draft, device)
        read_poll(item, draft, item.name, device_id=device.id)
        finished(item, "a device")


def _read_components(item: Item, draft: Draft, device: Device) -> None:
    fields = item.fields
    is_own = {key for key in ("power_ports", "power_outlets") if fields.has(key)}
    if is_own or not fields.has("type"):
        read_outlets(item, draft, device, read_ports(item, draft, device))
    else:
        draft.fresh.append(device)
    read_branches(item, draft, device)


def _read_cords(item: Item, draft: Draft, device: Device) -> None:
    """`feed:` and `cords:`, each a list in the order of the ports, or `{PORT: …}`."""
    for key, is_feed in (("feed", True), ("cords", False)):
        node = item.fields.node(key)
        if node is None:
            continue
        if isinstance(node, Table):
            found: list[tuple[str, Node]] = [
                (draft.expanded(port, item.scope, Place(draft.file, node.lines[port])), source)
                for port, source in node.entries.items()
            ]
        else:
            found = [("", source) for source in item.fields.items(key)]
        for port, source in found:
            _add_cord(draft, device, port, source, item.scope, is_feed=is_feed)


def _add_cord(draft: Draft, device: Device, port: str, source: Node, scope: Scope, *, is_feed: bool) -> None:
    place = Place(draft.file, source.line)
    if not isinstance(source, Scalar):
        draft.problems.add(
            place, "a cord must be the name of a PDU, of an outlet (PDU/outlet) or of a feed (PANEL/FEED)"
        )
        return
    text = draft.expanded(source.text, scope, place)
    draft.cords.append(Cord(device.id, port, text, is_feed, scope.values["site"], place))

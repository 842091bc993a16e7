"""A topology that recorded attempts change step by step, by what readers and rules of the project say of each row."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from powertui.domain.capacity import available_power_va
from powertui.domain.graph import PowerGraph
from powertui.domain.instantiate import instantiate
from powertui.domain.merge_kinds import SPEC, ModelKind, ModelObject, objects_of
from powertui.domain.merge_removal import without
from powertui.domain.netbox_figures import connection
from powertui.domain.topology import Device, PowerFeed, PowerOutlet, PowerPort, Topology
from powertui.domain.validate import change_refusals
from powertui.exchange.netbox_api.rows import Notes
from powertui.exchange.netbox_api.rows import Row as RestRow
from powertui.exchange.netbox_api.templates import (
    OutletOfType,
    PortOfType,
    outlet_template,
    port_template,
    with_templates,
)
from powertui.exchange.topology_json.objects import read_object
from tests.netbox_attempt_objects import KIND_OF_MODEL, json_of, netbox_name, rest_of
from tests.netbox_attempt_rows import Row


class RefusedError(Exception):
    """The model refused; the attempt ends, as NetBox's do."""

    def __init__(self, fields: Sequence[str | None], told: object) -> None:
        super().__init__(told)
        self.fields = fields


class Plant:
    """A topology that is changed step by step."""

    def __init__(self) -> None:
        self.topology = Topology()
        self._last_id = 0
        self._ports: list[PortOfType] = []
        self._outlets: list[OutletOfType] = []

    def save(self, row: Row) -> Row:
        """Validate and save."""
        if row.model in ("PowerPortTemplate", "PowerOutletTemplate"):
            self._save_template(row)
            return row
        kind = KIND_OF_MODEL.get(row.model)
        if kind is None:
            return row
        item_id = row.pk or self._next_id()
        item: Any = read_object(json_of(kind, item_id, row), SPEC[kind].type)
        if isinstance(item, tuple):
            raise RefusedError([netbox_name(wrong.field) or None for wrong in item], item)
        self._put(kind, item)
        row.pk = item_id
        return row

    def delete(self, row: Row) -> None:
        """Delete as NetBox does."""
        removal = without(self.topology, {KIND_OF_MODEL[row.model]: {row.pk}})
        if removal.protections:
            raise RefusedError((None,), removal.protections)
        self.topology = removal.result

    def find(self, model: str, **wanted: Any) -> Row:
        """The one object of a model with these values."""
        found: Row = next(self.rows(model, **wanted))
        return found

    def rows(self, model: str, **wanted: Any) -> Any:
        """All objects of a model with these values."""
        for item in objects_of(self.topology, KIND_OF_MODEL[model]):
            row = self._row(model, item)
            if all(_plain(getattr(row, name)) == _plain(value) for name, value in wanted.items()):
                yield row

    def device(self, device_type: Row, site: Row, name: str) -> Row:
        """A new device with what its type has templates for."""
        row = self.save(Row(self, "Device", name=name, site=site, device_type=device_type, role="r"))
        owner = next(item for item in self.topology.devices if item.id == row.pk)
        kind = next(item for item in self.topology.device_types if item.id == device_type.pk)
        made = instantiate(owner, kind, first_port_id=self._next_id(100), first_outlet_id=self._next_id(100))
        self.topology = replace(
            self.topology,
            power_ports=self.topology.power_ports + made.power_ports,
            power_outlets=self.topology.power_outlets + made.power_outlets,
        )
        return row

    def _save_template(self, row: Row) -> None:
        """Have the reader of the REST API read it, and all templates with it: what it leaves out, it refuses."""
        item_id, notes = self._next_id(), Notes()
        rest = RestRow(rest_of(item_id, row), "template", notes)
        ports, outlets = list(self._ports), list(self._outlets)
        if row.model == "PowerPortTemplate":
            ports += filter(None, [port_template(rest)])
        else:
            outlets += filter(None, [outlet_template(rest)])
        types = with_templates(self.topology.device_types, ports, outlets, notes)
        if notes.all():
            raise RefusedError([None], notes.all())
        for item in types:
            self._put(ModelKind.DEVICE_TYPE, item)
        self._ports, self._outlets, row.pk = ports, outlets, item_id

    def _put(self, kind: ModelKind, item: ModelObject) -> None:
        others = tuple(other for other in objects_of(self.topology, kind) if other.id != item.id)
        changes: dict[str, Any] = {SPEC[kind].attribute: (*others, item)}
        after = replace(self.topology, **changes)
        found = change_refusals(self.topology, after)
        if found:
            raise RefusedError([one.field for one in found], found)
        self.topology = after

    def _row(self, model: str, item: Any) -> Row:
        row = Row(self, model, pk=item.id, name=getattr(item, "name", None))
        if isinstance(item, PowerFeed | PowerPort | PowerOutlet):
            graph = PowerGraph(self.topology)
            found = connection(graph, item)
            end = next((cable for cable in self.topology.cables if _ends_at(cable, item)), None)
            row.set(cable_id=end.id if end else None, _occupied=found.occupied, link_peers=found.link_peers)
            row.set(mark_connected=item.mark_connected)
        match item:
            case PowerFeed():
                row.set(
                    power_panel=Row(self, "PowerPanel", pk=item.power_panel_id),
                    status=item.status.value,
                    type=item.type.value,
                    supply=item.supply.value,
                    phase=item.phase.value,
                    voltage=item.voltage_v,
                    amperage=item.amperage_a,
                    max_utilization=item.max_utilization_pct,
                    available_power=available_power_va(item),
                )
            case PowerPort():
                row.set(device=Row(self, "Device", pk=item.device_id), type=item.type)
            case PowerOutlet():
                row.set(device=Row(self, "Device", pk=item.device_id), type=item.type, status=item.status.value)
                row.set(power_port_id=item.power_port_id, feed_leg=item.feed_leg.value if item.feed_leg else None)
                if item.power_port_id is not None:
                    row.set(power_port=self.find("PowerPort", pk=item.power_port_id))
            case Device():
                row.set(site=Row(self, "Site", pk=item.site_id), device_type=Row(self, "DeviceType", pk=1), role="r")
        return row

    def _next_id(self, room: int = 1) -> int:
        self._last_id += room
        return self._last_id - room + 1


def _plain(value: Any) -> object:
    return value.pk if isinstance(value, Row) else value


def _ends_at(cable: Any, item: PowerFeed | PowerPort | PowerOutlet) -> bool:
    kinds = {PowerFeed: "power_feed", PowerPort: "power_port", PowerOutlet: "power_outlet"}
    return any(end.id == item.id and end.kind.value == kinds[type(item)] for end in (*cable.a, *cable.b))

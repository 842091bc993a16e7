"""Runs NetBox's recorded attempts (`oracle_validation.json`) against the project's own model.

An attempt is Python in NetBox's words: `sv(PowerPanel(site=s1, name='P'))`. Here those words act on a `Topology`: to
save is to have an object read from the row as JSON (a template: from the row as NetBox's REST API has it, where alone
templates are rows), to make the changed topology and to ask `change_refusals`; to delete is `merge_removal.without`.
Nothing here decides what is refused.
"""

import ast
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import indent
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
from tests.shared_material import SHARED

Attempt = Mapping[str, Any]


class RefusedError(Exception):
    """The model refused; the attempt ends, as NetBox's do."""

    def __init__(self, fields: Sequence[str | None], told: object) -> None:
        super().__init__(told)
        self.fields = fields


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt."""

    accepted: bool
    fields: tuple[str | None, ...] = ()
    """The fields that were refused; None: the object as a whole."""
    result: object = None


def attempts() -> Sequence[Attempt]:
    """All recorded attempts; none where they are absent."""
    path = SHARED / "netbox" / "oracle_validation.json"
    if not path.exists():
        return ()
    found: Sequence[Attempt] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return found


def run(attempt: Attempt) -> Outcome:
    """Try one attempt on a fresh plant."""
    plant = Plant()
    code = str(attempt["attempt"])
    names = _names(plant, has_components=any(word in code for word in ("o['", "C([", "cab([", "mc(", "P.pk")))
    try:
        result = _compiled(code, names)()
    except RefusedError as refused:
        return Outcome(accepted=False, fields=tuple(refused.fields))
    return Outcome(accepted=True, result=result)


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


class _Model:
    """`PowerPort(...)`, `PowerPort.objects.get(...)`."""

    def __init__(self, plant: Plant, name: str) -> None:
        self._plant, self._name = plant, name
        self.objects = self

    def __call__(self, **values: Any) -> Row:
        return Row(self._plant, self._name, **values)

    def create(self, **values: Any) -> Row:
        return self._plant.save(self(**values))

    def get(self, **wanted: Any) -> Row:
        return self._plant.find(self._name, **wanted)

    def filter(self, **wanted: Any) -> "_Found":
        return _Found(list(self._plant.rows(self._name, **wanted)))


class _Found:
    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows

    def exists(self) -> bool:
        return bool(self._rows)


_MODELS = (
    *KIND_OF_MODEL,
    "PowerPortTemplate",
    "PowerOutletTemplate",
    "VirtualChassis",
)


def _names(plant: Plant, *, has_components: bool) -> dict[str, Any]:
    """What stands there before each attempt, by the names that the attempts use."""
    models = {name: _Model(plant, name) for name in _MODELS}
    made = _plant_of(models)
    ends: dict[str, Row] = _components_of(models, made) if has_components else {}
    ends["if"] = Row(plant, "Interface", pk=1)

    def cable(a: list[str], b: list[str], **values: Any) -> Row:
        row = models["Cable"](
            a_terminations=[ends[end] for end in a], b_terminations=[ends[end] for end in b], **values
        )
        return plant.save(row)

    def feed(**values: Any) -> Row:
        return models["PowerFeed"](**{"power_panel": made["P"], "name": "F", "voltage": 230, "amperage": 16} | values)

    def marked(name: str) -> Row:
        ends[name].set(mark_connected=True)
        ends[name].save()
        return cable([name], ["p21" if name != "p11" else "o21"])

    return {
        **models,
        **made,
        "o": ends,
        "sv": plant.save,
        "F": feed,
        "PP": lambda device=made["d1"], **values: models["PowerPort"](**{"device": device, "name": "in"} | values),
        "PO": lambda device=made["d1"], **values: models["PowerOutlet"](**{"device": device, "name": "out"} | values),
        "C": cable,
        "cab": cable,
        "mc": marked,
        "dev": lambda name: plant.device(made["dt"], made["s1"], name),
    }


def _plant_of(models: Mapping[str, _Model]) -> dict[str, Row]:
    made: dict[str, Row] = {}
    made["dt"] = models["DeviceType"].create(manufacturer="M", model="V", slug="v")
    other = models["DeviceType"].create(manufacturer="M", model="W", slug="w")
    for number in ("1", "2"):
        site = made[f"s{number}"] = models["Site"].create(name=f"V{number}", slug=f"v{number}")
        made[f"l{number}"] = models["Location"].create(site=site, name="L", slug="l")
        made[f"r{number}"] = models["Rack"].create(site=site, name=f"R{number}")
    for name in ("d1", "d2", "d3", "dx"):
        site = made["s2" if name == "dx" else "s1"]
        made[name] = models["Device"].create(name=name, site=site, device_type=made["dt"], role="r")
    for name in ("P", "P2"):
        made[name] = models["PowerPanel"].create(site=made["s1"], name=name)
    made["pt"] = models["PowerPortTemplate"].create(device_type=made["dt"], name="in")
    made["pt2"] = models["PowerPortTemplate"].create(device_type=other, name="in")
    made["role"] = Row(made["dt"].plant, "Role", pk=1, slug="r")
    return made


def _components_of(models: Mapping[str, _Model], made: Mapping[str, Row]) -> dict[str, Row]:
    ends: dict[str, Row] = {}
    for device in ("1", "2", "3"):
        for number in ("1", "2"):
            owner = made[f"d{device}"]
            port = ends[f"p{device}{number}"] = models["PowerPort"].create(device=owner, name=f"in{number}")
            ends[f"o{device}{number}"] = models["PowerOutlet"].create(
                device=owner, name=f"out{number}", power_port=port
            )
    ends["px"] = models["PowerPort"].create(device=made["dx"], name="in1")
    for name in ("f1", "f2"):
        ends[name] = models["PowerFeed"].create(power_panel=made["P"], name=name)
    return ends


def _compiled(code: str, names: dict[str, Any]) -> Callable[[], object]:
    lines = (line if line.startswith(" ") else line.replace("; ", "\n") for line in code.split("\n"))
    module = ast.parse("def attempt():\n" + indent("\n".join(lines), "    "))
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    last = function.body[-1]
    if isinstance(last, ast.Expr):
        function.body[-1] = ast.copy_location(ast.Return(last.value), last)
    builtins = {"enumerate": enumerate, "getattr": getattr, "len": len}
    scope: dict[str, Any] = {"__builtins__": builtins, **names}
    exec(compile(module, "attempt", "exec"), scope)  # noqa: S102 - attempts are Python, and get our words only
    found: Callable[[], object] = scope["attempt"]
    return found


def _plain(value: Any) -> object:
    return value.pk if isinstance(value, Row) else value


def _ends_at(cable: Any, item: PowerFeed | PowerPort | PowerOutlet) -> bool:
    kinds = {PowerFeed: "power_feed", PowerPort: "power_port", PowerOutlet: "power_outlet"}
    return any(end.id == item.id and end.kind.value == kinds[type(item)] for end in (*cable.a, *cable.b))

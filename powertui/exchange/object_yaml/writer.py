"""A document to edit: all fields of the object itself, and a line for each of its parts with what is not default."""

from collections.abc import Iterable
from dataclasses import MISSING, fields

from powertui.domain.merge_kinds import CABLED, KIND_OF, SPEC, ModelKind, ModelObject, objects_of
from powertui.domain.merge_names import ModelNames
from powertui.domain.natural import natural_key
from powertui.domain.object_lookup import address, find_object
from powertui.domain.topology import Cable, Device, PduBranch, Rack, Termination, Topology
from powertui.exchange.object_yaml.portion import PARTS, UNSHOWN, portion_of
from powertui.exchange.object_yaml.scalars import written

_EXPLANATION = (
    "Fields that are left out get their default. `id` says which object is meant: leave it; what is new has none.",
    "What is deleted here is removed. An unchanged file changes nothing.",
)


def write_object(topology: Topology, root: ModelObject) -> str:
    """The document of an object."""
    return _Writer(topology).document(root)


class _Writer:
    def __init__(self, topology: Topology) -> None:
        self._topology = topology
        self._names = ModelNames(topology)
        self._references: dict[tuple[ModelKind, int], str] = {}

    def document(self, root: ModelObject) -> str:
        portion = portion_of(self._topology, root, KIND_OF[type(root)])
        lines = [f"# {_one_line(self._names.with_kind(root))}", *(f"# {text}" for text in _EXPLANATION)]
        lines += [f"{key}: {value}" for key, value in self._all_fields(root)]
        if isinstance(root, Device):
            lines += self._parts(root, "")
        elif isinstance(root, Rack):
            lines.append("devices:")
            for device in portion.devices:
                first, *rest = [f"{key}: {value}" for key, value in self._fields(device, {"rack_id", "site_id"})]
                lines += [f"- {first}", *(f"  {text}" for text in rest), *self._parts(device, "  ")]
            lines.append("cables:")
            cables = [cable for cable in self._topology.cables if cable.id in portion.ids[ModelKind.CABLE]]
            lines += [f"- {self._flow(cable, set())}" for cable in sorted(cables, key=self._cable_key)]
        return "\n".join(lines) + "\n"

    def _parts(self, device: Device, indent: str) -> Iterable[str]:
        for kind in PARTS:
            items = [item for item in objects_of(self._topology, kind) if item.device_id == device.id]
            # In a rack most devices are not PDUs: there, what a device has none of is not shown.
            if items or not indent:
                yield f"{indent}{SPEC[kind].attribute}:{'' if items else ' []'}"
            for item in sorted(items, key=lambda one: (natural_key(one.name), one.id)):
                yield f"{indent}- {self._flow(item, {'device_id'})}"

    def _flow(self, item: ModelObject, implied: set[str]) -> str:
        return "{" + ", ".join(f"{key}: {value}" for key, value in self._fields(item, implied)) + "}"

    def _fields(self, item: ModelObject, implied: set[str]) -> Iterable[tuple[str, str]]:
        """The id, and what is not default."""
        yield "id", str(item.id)
        for field in fields(item):
            if field.name in UNSHOWN | implied:
                continue
            value = getattr(item, field.name)
            if field.default is MISSING or value != field.default:
                yield self._field(item, field.name)

    def _all_fields(self, item: ModelObject) -> Iterable[tuple[str, str]]:
        yield "id", str(item.id)
        for field in fields(item):
            if field.name not in UNSHOWN:
                yield self._field(item, field.name)

    def _field(self, item: ModelObject, name: str) -> tuple[str, str]:
        value = getattr(item, name)
        for reference in SPEC[KIND_OF[type(item)]].references:
            if reference.field == name:
                return name.removesuffix("_id"), self._reference(reference.kind, value)
        if isinstance(item, Cable) and name in {"a", "b"}:
            ends = [written(self._end(end)) for end in value]
            return name, ends[0] if len(ends) == 1 else f"[{', '.join(ends)}]"
        if isinstance(item, PduBranch) and name == "outlet_ids":
            names = [self._own_name(ModelKind.POWER_OUTLET, one) for one in item.outlet_ids]
            return "outlets", f"[{', '.join(names)}]"
        return name, written(value)

    def _reference(self, kind: ModelKind, item_id: int | None) -> str:
        if item_id is None:
            return "null"
        if kind is ModelKind.POWER_PORT:
            return self._own_name(kind, item_id)
        key = (kind, item_id)
        if key not in self._references:
            name = self._names.name(kind, item_id)
            found = find_object(self._topology, name, {kind})
            self._references[key] = written(name if found == self._names.get(kind, item_id) else f"#{item_id}")
        return self._references[key]

    def _own_name(self, kind: ModelKind, item_id: int) -> str:
        """The name of a part within its device."""
        item = self._names.get(kind, item_id)
        return written(str(getattr(item, "name", f"#{item_id}")))

    def _end(self, end: Termination) -> str:
        item = self._names.get(CABLED[end.kind], end.id)
        return f"#{end.id}" if item is None else address(item, self._names)

    def _cable_key(self, cable: Cable) -> tuple[object, ...]:
        return (natural_key(self._names.end(cable.a)), cable.id)


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else "·" for letter in text)

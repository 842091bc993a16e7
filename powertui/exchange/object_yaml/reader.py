"""An edited document, back into the model: what it says now, or where it is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from ruamel.yaml.nodes import Node

from powertui.domain.choices import TerminationKind
from powertui.domain.merge_kinds import (
    CABLED,
    KIND_OF,
    KINDS,
    SPEC,
    ModelKind,
    ModelObject,
    objects_of,
    topology_of,
)
from powertui.domain.merge_names import ModelNames
from powertui.domain.merge_removal import Protection, without
from powertui.domain.object_lookup import CABLE_ENDS, NotFound, address, find_object
from powertui.domain.topology import Cable, Device, Rack, Termination, Topology
from powertui.exchange.object_yaml.nodes import (
    Entry,
    Mistake,
    Mistakes,
    entries_of,
    is_empty,
    is_plain,
    items_of,
    line_of,
    parse,
    text_of,
)
from powertui.exchange.object_yaml.portion import PARTS, UNSHOWN, portion_of
from powertui.exchange.object_yaml.scalars import BadValue, read, required_fields, types_of

_END_OF: Mapping[ModelKind, TerminationKind] = {kind: end for end, kind in CABLED.items()}
_NESTED = {SPEC[kind].attribute: kind for kind in PARTS}

Draft = dict[str, Any]
"""The values of one object's fields."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What the model is with the document in it."""

    result: Topology
    protections: tuple[Protection, ...]
    """Removals that must not be."""


def read_object(text: str, topology: Topology, root: ModelObject) -> Edited | tuple[Mistake, ...]:
    """The model with an edited document of `root` in it; else what is wrong in the document."""
    return _Reader(topology, root).read(text)


class _Reader:
    def __init__(self, topology: Topology, root: ModelObject) -> None:
        self._topology = topology
        self._root = root
        self._portion = portion_of(topology, root, KIND_OF[type(root)])
        self._mistakes = Mistakes()
        self._objects: dict[ModelKind, dict[int, ModelObject]] = {
            spec.kind: {item.id: item for item in objects_of(topology, spec.kind)} for spec in KINDS
        }
        self._before = {kind: dict(items) for kind, items in self._objects.items()}
        self._names = ModelNames(topology)
        self._next_id = {kind: max(items, default=0) + 1 for kind, items in self._objects.items()}
        self._first_new_device = self._next_id[ModelKind.DEVICE]
        self._types: dict[ModelKind, Mapping[str, tuple[type, bool]]] = {}
        self._seen: dict[ModelKind, set[int]] = {kind: set() for kind in ModelKind}

    def read(self, text: str) -> Edited | tuple[Mistake, ...]:
        node = parse(text, self._mistakes)
        if node is None:
            return self._wrong("the file is empty: to remove an object, use powertui rm")
        self._document(node)
        if self._mistakes.found:
            return self._wrong("")
        missing = {
            kind: set(ids) - self._seen[kind] for kind, ids in self._portion.ids.items() if set(ids) - self._seen[kind]
        }
        whole = topology_of({kind: [items[one] for one in sorted(items)] for kind, items in self._objects.items()})
        removal = without(whole, missing)
        return Edited(removal.result, removal.protections)

    def _wrong(self, otherwise: str) -> tuple[Mistake, ...]:
        return tuple(sorted(self._mistakes.found, key=lambda one: one.line)) or (Mistake(1, otherwise),)

    def _document(self, node: Node) -> None:
        kind = KIND_OF[type(self._root)]
        entries = entries_of(node, f"a {kind.value}", self._mistakes)
        nested = {"devices", "cables"} if isinstance(self._root, Rack) else set()
        if isinstance(self._root, Device):
            nested = set(_NESTED)
        own = [entry for entry in entries if entry.key not in nested]
        inner = {entry.key: entry for entry in entries if entry.key in nested}
        root_id = self._object(kind, own, line_of(node), {}, is_root=True)
        if isinstance(self._root, Device):
            self._parts(inner, root_id)
        elif isinstance(self._root, Rack):
            rack = self._objects[ModelKind.RACK][root_id]
            self._devices(inner.get("devices"), rack)
            self._cables(inner.get("cables"))

    def _devices(self, entry: Entry | None, rack: ModelObject) -> None:
        implied = {"rack_id": rack.id, "site_id": getattr(rack, "site_id", 0)}
        for node in items_of(entry.node, "devices", self._mistakes) if entry else ():
            entries = entries_of(node, "a device", self._mistakes)
            own = [one for one in entries if one.key not in _NESTED]
            device_id = self._object(ModelKind.DEVICE, own, line_of(node), implied)
            self._parts({one.key: one for one in entries if one.key in _NESTED}, device_id)

    def _parts(self, nested: Mapping[str, Entry], device_id: int) -> None:
        for attribute, kind in _NESTED.items():
            entry = nested.get(attribute)
            for node in items_of(entry.node, attribute, self._mistakes) if entry else ():
                entries = entries_of(node, f"a {kind.value}", self._mistakes)
                self._object(kind, entries, line_of(node), {"device_id": device_id})

    def _cables(self, entry: Entry | None) -> None:
        for node in items_of(entry.node, "cables", self._mistakes) if entry else ():
            self._object(ModelKind.CABLE, entries_of(node, "a cable", self._mistakes), line_of(node), {})

    def _object(
        self, kind: ModelKind, entries: list[Entry], line: int, implied: Mapping[str, int], *, is_root: bool = False
    ) -> int:
        """Take over one object; returns its id."""
        by_key = {entry.key: entry for entry in entries}
        item_id = self._id(kind, by_key.pop("id", None), is_root=is_root)
        before = self._objects[kind].get(item_id)
        draft: Draft = {"id": item_id, **implied}
        if before is not None:
            draft |= {name: getattr(before, name) for name in _kept(kind) - {"id"}}
        known = self._readers(kind, implied)
        # Ports are looked for in their device: that one first.
        for key, entry in sorted(by_key.items(), key=lambda one: one[0] != "device"):
            found = known.get(key)
            if found is None:
                told = ", ".join(sorted(known))
                self._mistakes.add(entry.line, f'a {kind.value} has no field "{key}"; there are {told}')
                continue
            name, reader = found
            try:
                draft[name] = reader(entry.node, draft)
            except BadValue as error:
                said = text_of(entry.node)
                shown = f' "{said}"' if said else ""
                self._mistakes.add(entry.line, f"{key}{shown}: {error}")
                draft[name] = getattr(before, name, "")
        absent = sorted(required_fields(SPEC[kind].type) - draft.keys() - {"outlet_ids"})
        if absent:
            self._mistakes.add(line, f"a {kind.value} needs {', '.join(one.removesuffix('_id') for one in absent)}")
            return item_id
        made = SPEC[kind].type(**draft)
        self._objects[kind][item_id] = made
        return item_id

    def _id(self, kind: ModelKind, entry: Entry | None, *, is_root: bool) -> int:
        shown = self._portion.ids.get(kind, frozenset())
        if entry is None and not is_root:
            new_id = self._next_id[kind]
            self._next_id[kind] += 1
            return new_id
        said = text_of(entry.node) if entry is not None else str(self._root.id)
        item_id = int(said) if said is not None and said.isdecimal() and len(said) < 10 else -1
        if item_id not in shown or (is_root and item_id != self._root.id):
            self._mistakes.add(entry.line if entry else 1, f"id {said} is none of this document; a new one has no id")
        elif item_id in self._seen[kind]:
            self._mistakes.add(entry.line if entry else 1, f"id {said} is here twice; a new {kind.value} has no id")
        self._seen[kind].add(item_id)
        return item_id

    def _readers(self, kind: ModelKind, implied: Mapping[str, int]) -> dict[str, tuple[str, "_ReadField"]]:
        """For each key that may be typed: the field, and how its value is read."""
        references = {reference.field: reference.kind for reference in SPEC[kind].references}
        types = self._types.setdefault(kind, types_of(SPEC[kind].type))
        readers: dict[str, tuple[str, _ReadField]] = {}
        for field in fields(SPEC[kind].type):
            name = field.name
            if name in UNSHOWN or name in implied:
                continue
            if name == "power_port_id":
                readers["power_port"] = (name, self._own_port)
            elif name in references:
                readers[name.removesuffix("_id")] = (name, self._reference(references[name], types[name][1]))
            elif name == "outlet_ids":
                readers["outlets"] = (name, self._own_outlets)
            elif kind is ModelKind.CABLE and name in {"a", "b"}:
                readers[name] = (name, self._ends)
            elif name in types:
                readers[name] = (name, _plain_reader(*types[name]))
        return readers

    def _reference(self, kind: ModelKind, is_optional: bool) -> "_ReadField":  # noqa: FBT001 - a private helper of one caller
        def read_reference(node: Node, _draft: Draft) -> int | None:
            if is_empty(node):
                if is_optional:
                    return None
                raise BadValue(f"right would be the name of a {kind.value}")
            found = find_object(self._topology, text_of(node) or "", {kind})
            if isinstance(found, NotFound):
                raise BadValue(found.sentence)
            return found.id

        return read_reference

    def _own_port(self, node: Node, draft: Draft) -> int | None:
        return None if is_empty(node) else self._part(ModelKind.POWER_PORT, text_of(node), draft)

    def _own_outlets(self, node: Node, draft: Draft) -> tuple[int, ...]:
        return tuple(
            self._part(ModelKind.POWER_OUTLET, text_of(item), draft)
            for item in items_of(node, "outlets", self._mistakes)
        )

    def _part(self, kind: ModelKind, name: str | None, draft: Draft) -> int:
        """A part of the same device, as this document has it; else as it was called before."""
        device_id = draft.get("device_id")
        shown = self._portion.ids.get(kind, frozenset())
        for items in (self._objects[kind], self._before[kind]):
            for item in items.values():
                is_gone = item.id in shown and item.id not in self._seen[kind]
                if getattr(item, "device_id", None) == device_id and getattr(item, "name", "") == name and not is_gone:
                    return item.id
        raise BadValue(f"the device has no such {kind.value}")

    def _ends(self, node: Node, draft: Draft) -> tuple[Termination, ...]:
        single = text_of(node)
        texts = [single] if single is not None else [text_of(item) for item in items_of(node, "ends", self._mistakes)]
        kept = self._ends_before(draft["id"])
        return () if is_empty(node) else tuple(kept.get(text or "") or self._end(text or "") for text in texts)

    def _ends_before(self, cable_id: int) -> Mapping[str, Termination]:
        """What the document calls the ends that a cable has had: left as they are typed, they are the same things.

        Even if these were given each other's names in the same document.
        """
        cable = self._before[ModelKind.CABLE].get(cable_id)
        kept: dict[str, Termination] = {}
        for end in (*cable.a, *cable.b) if isinstance(cable, Cable) else ():
            item = self._before[CABLED[end.kind]].get(end.id)
            if item is not None:
                kept[address(item, self._names)] = end
        return kept

    def _end(self, text: str) -> Termination:
        """What a cable ends at: by this document's names, where it has them."""
        found = find_object(self._inside(), text, CABLE_ENDS)
        if isinstance(found, NotFound):
            found = find_object(self._topology, text, CABLE_ENDS)
        if isinstance(found, NotFound):
            raise BadValue(found.sentence)
        return Termination(_END_OF[KIND_OF[type(found)]], found.id)

    def _inside(self) -> Topology:
        """The devices of the document with their parts as they are now: few, and new ones among them."""
        devices = self._portion.ids.get(ModelKind.DEVICE, frozenset()) | {
            device_id for device_id in self._objects[ModelKind.DEVICE] if device_id >= self._first_new_device
        }
        return topology_of(
            {
                ModelKind.DEVICE: [self._objects[ModelKind.DEVICE][one] for one in devices],
                **{
                    kind: [item for item in self._objects[kind].values() if getattr(item, "device_id", 0) in devices]
                    for kind in (ModelKind.POWER_PORT, ModelKind.POWER_OUTLET)
                },
            }
        )


_ReadField = Callable[[Node, Draft], Any]


def _plain_reader(kind: type, is_optional: bool) -> _ReadField:  # noqa: FBT001 - a private helper of one caller
    def read_plain(node: Node, _draft: Draft) -> Any:
        if is_empty(node):
            if is_optional:
                return None
            if kind is str:
                return ""
            raise BadValue("a value is missing")
        text = text_of(node)
        if text is None:
            raise BadValue("right would be a single value")
        return read(text, kind, is_plain=is_plain(node))

    return read_plain


def _kept(kind: ModelKind) -> frozenset[str]:
    """Fields that a document does not show."""
    return frozenset(field.name for field in fields(SPEC[kind].type) if field.name in UNSHOWN)

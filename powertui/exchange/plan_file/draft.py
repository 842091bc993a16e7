"""A plan while it is read: objects so far, and references that are followed once all names are known."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.topology import Device, Topology
from powertui.exchange.plan_file.language import Scope, Unusable, expand, plain
from powertui.exchange.plan_file.names import Names
from powertui.exchange.problems import Place, Problems, quoted
from powertui.exchange.yaml_fields import Fields
from powertui.exchange.yaml_nodes import Table


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that names another object."""

    kind: ModelKind
    number: int
    field: str
    to: ModelKind
    text: str
    site: str
    place: Place


@dataclass(frozen=True, slots=True)
class CableRow:
    """A cable as the plan writes it; its ends are looked up later."""

    fields: Fields
    a: tuple[str, ...]
    b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cord:
    """A cord by rule: to a device's port (empty: the next free one), from a feed, an outlet or a PDU's next outlet."""

    device_id: int
    port: str
    source: str
    is_feed: bool
    site: str
    place: Place


@dataclass(frozen=True, slots=True)
class PollDefaults:
    """What all poll targets of the plan share."""

    credential: str = ""
    port: int = 161
    family: str = ""
    interval_s: float | None = None


@dataclass(slots=True)
class Draft:
    """What was read so far."""

    file: str
    problems: Problems
    templates: Mapping[str, Table] = field(default_factory=dict)
    polling: PollDefaults = field(default_factory=PollDefaults)
    names: Names = field(default_factory=Names)
    objects: dict[ModelKind, list[Any]] = field(default_factory=lambda: {kind: [] for kind in ModelKind})
    references: list[Reference] = field(default_factory=list)
    cables: list[CableRow] = field(default_factory=list)
    cords: list[Cord] = field(default_factory=list)
    fresh: list[Device] = field(default_factory=list)
    """Devices whose ports and outlets come from their type, once it is known."""
    branch_outlets: list[tuple[int, tuple[str, ...], Place]] = field(default_factory=list)
    """Of each branch the names of its outlets, and where they stand."""

    def next_id(self, kind: ModelKind) -> int:
        """What the next object of a kind is numbered."""
        return len(self.objects[kind]) + 1

    def fields(self, table: Table, scope: Scope | None = None) -> Fields:
        """The keys of a mapping, placeholders filled in from the scope; without one, texts mean what they say."""
        fields = Fields(table, self.file, self.problems)
        if scope is not None:
            fields.expand = lambda text, place: plain(self.expanded(text, scope, place))
        return fields

    def expanded(self, text: str, scope: Scope, place: Place) -> str:
        """A text with its placeholders filled in, still escaped."""
        try:
            return expand(text, scope)
        except Unusable as error:
            self.problems.add(place, str(error))
            return ""

    def put(self, kind: ModelKind, item: Any, path: tuple[str, ...], fields: Fields) -> None:
        """Add an object under its names."""
        self.objects[kind].append(item)
        self.names.add(kind, item.id, path)
        key = fields.text("key")
        if key and self.names.keys.setdefault((kind, key), item.id) != item.id:
            self.problems.add(fields.place("key"), f"the key {quoted(key)} is another {kind.value}'s already")

    def refer(
        self, kind: ModelKind, item: Any, field: str, to: ModelKind, fields: Fields, key: str, scope: Scope
    ) -> None:
        """Note that a field of an object is what the plan names under a key."""
        text = fields.raw(key)
        if text:
            place = fields.place(key)
            site = scope.values.get("site", "")
            self.references.append(Reference(kind, item.id, field, to, self.expanded(text, scope, place), site, place))

    def follow(self) -> None:
        """Put into each object what its references lead to."""
        for reference in self.references:
            found = self.one(reference.to, reference.text, reference.site, reference.place)
            if found is not None:
                objects = self.objects[reference.kind]
                objects[reference.number - 1] = replace(objects[reference.number - 1], **{reference.field: found})

    def one(self, kind: ModelKind, text: str, site: str, place: Place) -> int | None:
        """The one object that a reference means, else a problem."""
        found = self.names.find(kind, text, site)
        if len(found) == 1:
            return found[0]
        if found:
            paths = " and ".join(quoted("/".join(self.names.path(kind, number))) for number in found[:3])
            self.problems.add(place, f"{quoted(plain(text))} may be {paths}; write more of the path, or give one a key")
        else:
            self.problems.add(place, f"there is no {kind.value} {quoted(plain(text))} in this plan")
        return None

    def topology(self) -> Topology:
        """All objects."""
        of = {kind: tuple(objects) for kind, objects in self.objects.items()}
        return Topology(
            sites=of[ModelKind.SITE],
            locations=of[ModelKind.LOCATION],
            racks=of[ModelKind.RACK],
            power_panels=of[ModelKind.POWER_PANEL],
            power_feeds=of[ModelKind.POWER_FEED],
            devices=of[ModelKind.DEVICE],
            power_ports=of[ModelKind.POWER_PORT],
            power_outlets=of[ModelKind.POWER_OUTLET],
            cables=of[ModelKind.CABLE],
            tenants=of[ModelKind.TENANT],
            device_types=of[ModelKind.DEVICE_TYPE],
            pdu_branches=of[ModelKind.PDU_BRANCH],
            poll_targets=of[ModelKind.POLL_TARGET],
        )

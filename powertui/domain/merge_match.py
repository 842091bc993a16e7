"""Which incoming object is which current one: by its NetBox id, else by its natural key."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from powertui.domain.merge_kinds import CABLED, KINDS, SPEC, KindSpec, ModelKind, objects_of
from powertui.domain.merge_scope import EVERYTHING, Scope
from powertui.domain.topology import Cable, Location, Termination, Topology

Key = Callable[[Any, Callable[[ModelKind, int | None], Hashable]], Hashable]
"""A natural key of an object, its references translated; None: it has none of this sort."""


def _slug(item: Any, _of: Any) -> Hashable:
    return item.slug or None


def _name(item: Any, _of: Any) -> Hashable:
    return item.name or None


def _location(item: Any, of: Any) -> Hashable:
    return (of(ModelKind.SITE, item.site_id), of(ModelKind.LOCATION, item.parent_id), item.name)


def _rack(item: Any, of: Any) -> Hashable:
    return (of(ModelKind.SITE, item.site_id), of(ModelKind.LOCATION, item.location_id), item.name)


def _panel(item: Any, of: Any) -> Hashable:
    return (of(ModelKind.SITE, item.site_id), item.name)


def _feed(item: Any, of: Any) -> Hashable:
    return (of(ModelKind.POWER_PANEL, item.power_panel_id), item.name)


def _type_slug(item: Any, _of: Any) -> Hashable:
    return (item.manufacturer.casefold(), item.slug) if item.slug else None


def _type_model(item: Any, _of: Any) -> Hashable:
    return (item.manufacturer.casefold(), item.model)


def _device(item: Any, of: Any) -> Hashable:
    if item.name:
        return (of(ModelKind.SITE, item.site_id), of(ModelKind.TENANT, item.tenant_id), item.name.casefold())
    return (
        of(ModelKind.SITE, item.site_id),
        of(ModelKind.RACK, item.rack_id),
        item.position_u,
        item.face,
        # Without a place there is nothing else to tell unnamed devices apart by.
        (item.role, item.model) if item.rack_id is None or item.position_u is None else None,
    )


def _part(item: Any, of: Any) -> Hashable:
    return (of(ModelKind.DEVICE, item.device_id), item.name)


def _target_owner(item: Any, of: Any) -> Hashable:
    if item.device_id is not None:
        return (ModelKind.DEVICE, of(ModelKind.DEVICE, item.device_id))
    if item.power_panel_id is not None:
        return (ModelKind.POWER_PANEL, of(ModelKind.POWER_PANEL, item.power_panel_id))
    return None


def _target_owner_and_name(item: Any, of: Any) -> Hashable:
    return (_target_owner(item, of), item.name)


NATURAL_KEYS: Mapping[ModelKind, tuple[Key, ...]] = {
    ModelKind.TENANT: (_slug, _name),
    ModelKind.SITE: (_slug, _name),
    ModelKind.LOCATION: (_location,),
    ModelKind.RACK: (_rack,),
    ModelKind.DEVICE_TYPE: (_type_slug, _type_model),
    ModelKind.POWER_PANEL: (_panel,),
    ModelKind.POWER_FEED: (_feed,),
    ModelKind.DEVICE: (_device,),
    ModelKind.POWER_PORT: (_part,),
    ModelKind.POWER_OUTLET: (_part,),
    ModelKind.PDU_BRANCH: (_part,),
    ModelKind.POLL_TARGET: (_target_owner_and_name, _target_owner, _name),
}


_MAY_BE_UNSAID = frozenset({"tenant_id", "location_id", "rack_id", "position_u"})
"""Parts of natural keys that a source may have no place for: they cannot tell its objects apart then."""


def _without(key: Key, fields: frozenset[str] | None) -> Key:
    """The key without some fields."""
    if not fields:
        return key
    nothing = dict.fromkeys(fields)

    def shorter(item: Any, of: Callable[[ModelKind, int | None], Hashable]) -> Hashable:
        return key(replace(item, **nothing), of)

    return shorter


class Matching:
    """For each kind, incoming ids to result ids; those that are no current object's are new."""

    def __init__(self, current: Topology, incoming: Topology, scope: Scope = EVERYTHING) -> None:
        self.ids: dict[ModelKind, dict[int, int]] = {}
        self._unsaid = {kind: fields & _MAY_BE_UNSAID for kind, fields in scope.unsaid.items()}
        for spec in KINDS:
            if spec.kind is ModelKind.LOCATION:
                self._match_locations(current, incoming)
            elif spec.kind is ModelKind.CABLE:
                self._match_cables(current.cables, incoming.cables)
            else:
                self._match(spec, objects_of(current, spec.kind), objects_of(incoming, spec.kind))

    def id_of(self, kind: ModelKind, incoming_id: int | None) -> int | None:
        """The result's id of what an incoming object refers to; -1 where it refers to nothing."""
        return None if incoming_id is None else self.ids[kind].get(incoming_id, -1)

    def end(self, end: Termination) -> Termination:
        """An incoming cable's termination in the result."""
        return Termination(end.kind, self.ids[CABLED[end.kind]].get(end.id, -1))

    def _match(self, spec: KindSpec, current: Sequence[Any], incoming: Sequence[Any]) -> None:
        found = _by_netbox_id(current, incoming)
        for key in NATURAL_KEYS[spec.kind]:
            self._by_key(_without(key, self._unsaid.get(spec.kind)), current, incoming, found)
        self.ids[spec.kind] = _with_new_ids(found, current, incoming)

    def _by_key(self, key: Key, current: Sequence[Any], incoming: Sequence[Any], found: dict[int, int]) -> None:
        left = [item for item in incoming if item.id not in found]
        if not left:
            return
        taken = set(found.values())
        candidates: dict[Hashable, list[int]] = defaultdict(list)
        for item in sorted(current, key=_id, reverse=True):
            if item.id not in taken:
                candidates[key(item, _unchanged)].append(item.id)
        for item in left:
            wanted = key(item, self.id_of)
            same = candidates.get(wanted) if wanted is not None else None
            if same:
                found[item.id] = same.pop()

    def _match_locations(self, current: Topology, incoming: Topology) -> None:
        """Parents first: a location's key holds its parent's."""
        found = _by_netbox_id(current.locations, incoming.locations)
        next_id = _next_id(current.locations)
        for level in _levels(incoming.locations):
            self.ids[ModelKind.LOCATION] = found
            self._by_key(_location, current.locations, level, found)
            for item in level:
                if item.id not in found:
                    found[item.id] = next_id
                    next_id += 1
        self.ids[ModelKind.LOCATION] = found

    def _match_cables(self, current: Sequence[Cable], incoming: Sequence[Cable]) -> None:
        """By what they end at; else one that shares an end: a cord that was plugged somewhere else is the same cord."""
        found = _by_netbox_id(current, incoming)
        taken = set(found.values())
        whole = {frozenset((*item.a, *item.b)): item.id for item in current if item.id not in taken}
        ends = {item.id: [self.end(end) for end in (*item.a, *item.b)] for item in incoming if item.id not in found}
        for incoming_id, mapped in ends.items():
            same = whole.pop(frozenset(mapped), None) if mapped else None
            if same is not None:
                found[incoming_id] = same
        taken = set(found.values())
        at_end = {end: item.id for item in current if item.id not in taken for end in (*item.a, *item.b)}
        for incoming_id, mapped in ends.items():
            if incoming_id not in found:
                touched = next((at_end[end] for end in mapped if end in at_end and at_end[end] not in taken), None)
                if touched is not None:
                    taken.add(touched)
                    found[incoming_id] = touched
        self.ids[ModelKind.CABLE] = _with_new_ids(found, current, incoming)


def _by_netbox_id(current: Sequence[Any], incoming: Sequence[Any]) -> dict[int, int]:
    known = {item.netbox_id: item.id for item in current if getattr(item, "netbox_id", None) is not None}
    found: dict[int, int] = {}
    for item in incoming if known else ():
        known_id = known.pop(item.netbox_id, None) if item.netbox_id is not None else None
        if known_id is not None:
            found[item.id] = known_id
    return found


def _with_new_ids(found: dict[int, int], current: Sequence[Any], incoming: Iterable[Any]) -> dict[int, int]:
    next_id = _next_id(current)
    for item in incoming:
        if item.id not in found:
            found[item.id] = next_id
            next_id += 1
    return found


def _next_id(current: Sequence[Any]) -> int:
    return max((item.id for item in current), default=0) + 1


def _levels(locations: Sequence[Location]) -> Iterable[list[Location]]:
    """Roots, their children, and so on; what is left of a ring comes last."""
    done: set[int] = set()
    known = {item.id for item in locations}
    left = list(locations)
    while left:
        level = [
            item for item in left if item.parent_id is None or item.parent_id in done or item.parent_id not in known
        ]
        if not level:
            level = left
        yield level
        done.update(item.id for item in level)
        left = [item for item in left if item.id not in done]


def _unchanged(_kind: ModelKind, item_id: int | None) -> Hashable:
    return item_id


def _id(item: Any) -> int:
    found: int = item.id
    return found


assert set(NATURAL_KEYS) | {ModelKind.CABLE} == set(SPEC)  # noqa: S101 - a kind without a key would never be found again

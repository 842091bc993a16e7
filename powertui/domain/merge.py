"""Merging what a source says into the model: a plan of changes first, and what the model is after them.

An incoming object is the current one with the same NetBox id, else with the same natural key; it keeps our id, our
fields, and what the source says nothing about. Nothing is removed unless asked for.
"""

from dataclasses import dataclass, replace

from powertui.domain.merge_changes import Change, difference
from powertui.domain.merge_combine import combiner
from powertui.domain.merge_kinds import (
    CABLED,
    KINDS,
    OURS_AS_A_WHOLE,
    ModelKind,
    ModelObject,
    objects_of,
    topology_of,
)
from powertui.domain.merge_match import Matching
from powertui.domain.merge_names import ModelNames
from powertui.domain.merge_removal import Protection, without
from powertui.domain.merge_scope import EVERYTHING, Scope
from powertui.domain.topology import Cable, Termination, Topology

__all__ = ["MergePlan", "Unknown", "plan_merge"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """An object that the source mentions, and neither it nor the model holds."""

    kind: ModelKind
    name: str


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do."""

    changes: tuple[Change, ...]
    result: Topology
    """The model after the changes; the ids of its objects are the model's."""
    protections: tuple[Protection, ...] = ()
    """Removals that must not be; with any of them the plan must not be applied."""
    unknown: tuple[Unknown, ...] = ()
    """Mentions of nothing; with any of them the plan must not be applied."""


def plan_merge(current: Topology, incoming: Topology, *, prune: bool = False, scope: Scope = EVERYTHING) -> MergePlan:
    """What changes when `incoming` (with ids of its own) is merged into `current`. The order of changes is fixed.

    With `prune`, objects within the scope that the source does not hold are removed, and what hangs on them as NetBox
    would have it.
    """
    matching = Matching(current, incoming, scope)
    incoming_names = ModelNames(incoming)
    known_ids = {spec.kind: {item.id for item in objects_of(current, spec.kind)} for spec in KINDS}
    unknown = tuple(
        Unknown(mention.kind, incoming_names.name(mention.kind, mention.id))
        for mention in sorted(scope.mentioned, key=lambda mention: (mention.kind.value, mention.id))
        if matching.ids[mention.kind].get(mention.id) not in known_ids[mention.kind]
    )
    merged: dict[ModelKind, list[ModelObject]] = {}
    for spec in KINDS:
        by_id: dict[int, ModelObject] = {item.id: item for item in objects_of(current, spec.kind)}
        combine = combiner(spec.kind, matching, scope, incoming_names)
        ids = matching.ids[spec.kind]
        mentioned = {mention.id for mention in scope.mentioned if mention.kind is spec.kind}
        for item in objects_of(incoming, spec.kind):
            if item.id in mentioned and ids[item.id] in by_id:
                continue
            by_id[ids[item.id]] = combine(item, by_id.get(ids[item.id]))
        merged[spec.kind] = sorted(by_id.values(), key=_id)
    incoming_cables = {matching.ids[ModelKind.CABLE][cable.id] for cable in incoming.cables}
    merged[ModelKind.CABLE] = list(_displaced(merged[ModelKind.CABLE], incoming_cables))
    result = topology_of(merged)
    protections: tuple[Protection, ...] = ()
    if prune:
        removal = without(result, _absent(current, result, matching, scope))
        result, protections = removal.result, removal.protections
    return MergePlan(difference(current, result), result, protections, unknown)


def _displaced(cables: list[ModelObject], incoming_ids: set[int]) -> list[ModelObject]:
    """Cables of the model lose the ends that the source has on other cables; one that loses all of them is gone."""
    taken: dict[Termination, int] = {
        end: cable.id
        for cable in cables
        if isinstance(cable, Cable) and cable.id in incoming_ids
        for end in (*cable.a, *cable.b)
    }
    kept: list[ModelObject] = []
    for cable in cables:
        if isinstance(cable, Cable) and cable.id not in incoming_ids:
            a = tuple(end for end in cable.a if end not in taken)
            b = tuple(end for end in cable.b if end not in taken)
            if not (a or b) and (cable.a or cable.b):
                continue
            if a != cable.a or b != cable.b:
                kept.append(replace(cable, a=a, b=b))
                continue
        kept.append(cable)
    return kept


def _absent(current: Topology, result: Topology, matching: Matching, scope: Scope) -> dict[ModelKind, set[int]]:
    """What the source would hold if it still existed."""
    inside = None if scope.site_slugs is None else _objects_of_sites(result, scope.site_slugs)
    doomed: dict[ModelKind, set[int]] = {}
    for kind in scope.kinds:
        matched = set(matching.ids[kind].values())
        doomed[kind] = {
            item.id
            for item in objects_of(current, kind)
            if item.id not in matched
            and (not scope.is_netbox or (kind not in OURS_AS_A_WHOLE and item.netbox_id is not None))
            and (inside is None or item.id in inside[kind])
        }
    return doomed


def _objects_of_sites(topology: Topology, site_slugs: frozenset[str]) -> dict[ModelKind, set[int]]:
    """Of each kind, what is in some sites; what belongs to no site (tenants, device types) is in none of them.

    A cable is inside only if both of its ends are: else the source need not have known it.
    """
    inside: dict[ModelKind, set[int]] = {kind: set() for kind in ModelKind}
    sites = {site.id for site in topology.sites if site.slug in site_slugs}
    inside[ModelKind.SITE] = sites
    for kind in (ModelKind.LOCATION, ModelKind.RACK, ModelKind.POWER_PANEL, ModelKind.DEVICE):
        inside[kind] = {item.id for item in objects_of(topology, kind) if item.site_id in sites}
    panels, devices = inside[ModelKind.POWER_PANEL], inside[ModelKind.DEVICE]
    inside[ModelKind.POWER_FEED] = {feed.id for feed in topology.power_feeds if feed.power_panel_id in panels}
    for kind in (ModelKind.POWER_PORT, ModelKind.POWER_OUTLET, ModelKind.PDU_BRANCH, ModelKind.POLL_TARGET):
        inside[kind] = {item.id for item in objects_of(topology, kind) if item.device_id in devices}
    inside[ModelKind.CABLE] = {
        cable.id for cable in topology.cables if all(end.id in inside[CABLED[end.kind]] for end in (*cable.a, *cable.b))
    }
    return inside


def _id(item: ModelObject) -> int:
    return item.id

"""What goes with an object that is removed, what stays without it, and what forbids it: NetBox's own rules.

A device takes its ports, outlets and branches along; a cable keeps its other end; a panel with feeds cannot go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from powertui.domain.merge_kinds import (
    CABLED,
    KINDS,
    ModelKind,
    ModelObject,
    OnRemoval,
    objects_of,
    topology_of,
)
from powertui.domain.topology import Cable, Termination, Topology

Doomed = Mapping[ModelKind, set[int]]


@dataclass(frozen=True, slots=True)
class Protection:
    """An object that cannot be removed, since another one that stays refers to it."""

    kind: ModelKind
    id: int
    by_kind: ModelKind
    by_id: int


@dataclass(frozen=True, slots=True)
class Removal:
    """A topology without some objects."""

    result: Topology
    protections: tuple[Protection, ...]
    """Why it must not be; empty: it may."""


def without(topology: Topology, doomed: Doomed) -> Removal:
    """Remove objects and what goes with them."""
    gone = {kind: set(doomed.get(kind, ())) for kind in ModelKind}
    if not any(gone.values()):
        return Removal(topology, ())
    _cascade(topology, gone)
    protections: list[Protection] = []
    objects: dict[ModelKind, list[ModelObject]] = {}
    for spec in KINDS:
        kept: list[ModelObject] = []
        for item in objects_of(topology, spec.kind):
            if item.id in gone[spec.kind]:
                continue
            freed: dict[str, Any] = {}
            for reference in spec.references:
                referred = getattr(item, reference.field)
                if referred is None or referred not in gone[reference.kind]:
                    continue
                if reference.on_removal is OnRemoval.PROTECT:
                    protections.append(Protection(reference.kind, referred, spec.kind, item.id))
                else:
                    freed[reference.field] = None
            if spec.kind is ModelKind.PDU_BRANCH and gone[ModelKind.POWER_OUTLET].intersection(item.outlet_ids):
                freed["outlet_ids"] = tuple(one for one in item.outlet_ids if one not in gone[ModelKind.POWER_OUTLET])
            kept.append(replace(item, **freed) if freed else item)
        objects[spec.kind] = kept
    objects[ModelKind.CABLE] = list(_freed_cables(objects[ModelKind.CABLE], gone))
    return Removal(topology_of(objects), tuple(protections))


def _cascade(topology: Topology, gone: dict[ModelKind, set[int]]) -> None:
    is_growing = True
    while is_growing:
        is_growing = False
        for spec in KINDS:
            for reference in spec.references:
                owners = gone[reference.kind]
                if reference.on_removal is not OnRemoval.CASCADE or not owners:
                    continue
                more = {item.id for item in objects_of(topology, spec.kind) if getattr(item, reference.field) in owners}
                is_growing |= not more <= gone[spec.kind]
                gone[spec.kind] |= more


def _freed_cables(cables: Iterable[Any], gone: Doomed) -> Iterable[Cable]:
    """Cables with one end free where its object is gone; one that had ends and has none any more goes too."""

    def left(ends: tuple[Termination, ...]) -> tuple[Termination, ...]:
        return tuple(end for end in ends if end.id not in gone[CABLED[end.kind]])

    for cable in cables:
        a, b = left(cable.a), left(cable.b)
        if len(a) == len(cable.a) and len(b) == len(cable.b):
            yield cable
        elif a or b:
            yield replace(cable, a=a, b=b)

"""Incoming objects in the current topology's ids, with what the source could not know taken from the current ones."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from operator import attrgetter
from typing import Any

from powertui.domain.merge_kinds import CABLED, KIND_OF, SPEC, ModelKind, ModelObject
from powertui.domain.merge_match import Matching
from powertui.domain.merge_names import ModelNames
from powertui.domain.merge_scope import Scope
from powertui.domain.topology import OURS, Cable, PduBranch
from powertui.errors import ModelError

_ALWAYS_KEPT = frozenset({"netbox_id", "slug"})
"""What an object once has, a source without it does not take away."""

_HOW_IT_IS_POLLED = frozenset({"credential", "family", "interval_s"})
"""Of a device to poll, what a source that knows its address alone does not know."""

Combine = Callable[[ModelObject, ModelObject | None], ModelObject]
"""An incoming object, and the current one that it is, to what it is then."""


def combiner(kind: ModelKind, matching: Matching, scope: Scope, incoming_names: ModelNames) -> Combine:
    """How objects of a kind are combined; made once for each kind, since there are many objects."""
    kind_of_object = SPEC[kind].type
    own = fields(kind_of_object)
    names = [field.name for field in own]
    values_of = attrgetter(*names)
    references = [
        (names.index(reference.field), matching.ids[reference.kind], reference.kind)
        for reference in SPEC[kind].references
    ]
    kept = scope.unsaid.get(kind, frozenset())
    ours = OURS.get(kind_of_object, frozenset()) | _ALWAYS_KEPT
    if kind is ModelKind.POLL_TARGET:
        ours |= _HOW_IT_IS_POLLED
    if_empty = [
        (place, None if field.default is MISSING else field.default)
        for place, field in enumerate(own)
        if field.name in ours
    ]
    always = [place for place, name in enumerate(names) if name in kept]
    translate = _TRANSLATIONS.get(kind)

    def combine(item: ModelObject, current: ModelObject | None) -> ModelObject:
        values = list(values_of(item))
        for place, ids, referred in references:
            item_id = values[place]
            if item_id is not None:
                try:
                    values[place] = ids[item_id]
                except KeyError:
                    raise _dangling(incoming_names, item, names[place], referred) from None
        if translate is not None:
            translate(values, names, matching, item, incoming_names)
        if current is None:
            values[0] = matching.ids[kind][item.id]
            return kind_of_object(*values)
        before = values_of(current)
        values[0] = before[0]
        for place, default in if_empty:
            if values[place] in (None, "", default):
                values[place] = before[place]
        for place in always:
            values[place] = before[place]
        return current if tuple(values) == before else kind_of_object(*values)

    return combine


def _translate_cable(
    values: list[Any], names: list[str], matching: Matching, item: ModelObject, incoming: ModelNames
) -> None:
    for end in ("a", "b"):
        place = names.index(end)
        values[place] = tuple(map(matching.end, values[place]))
        for original, translated in zip(getattr(item, end), values[place], strict=True):
            if translated.id < 0:
                raise _dangling(incoming, item, end, CABLED[original.kind])


def _translate_branch(
    values: list[Any], names: list[str], matching: Matching, item: ModelObject, incoming: ModelNames
) -> None:
    place = names.index("outlet_ids")
    ids = matching.ids[ModelKind.POWER_OUTLET]
    try:
        values[place] = tuple(ids[outlet_id] for outlet_id in values[place])
    except KeyError:
        raise _dangling(incoming, item, "outlet_ids", ModelKind.POWER_OUTLET) from None


_TRANSLATIONS: Mapping[ModelKind, Callable[[list[Any], list[str], Matching, ModelObject, ModelNames], None]] = {
    KIND_OF[Cable]: _translate_cable,
    KIND_OF[PduBranch]: _translate_branch,
}


def _dangling(names: ModelNames, item: ModelObject, field: str, referred: ModelKind) -> ModelError:
    return ModelError(
        f"{names.with_kind(item)}: its {field.removesuffix('_id').replace('_', ' ')} refers to a {referred.value}"
        " that the source does not hold"
    )

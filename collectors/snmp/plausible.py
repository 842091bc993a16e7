"""Marks what a device said and cannot be: the bounds of a whole batch, and the pass over its columns. Pure."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from collectors.snmp.derive import Derivation
from powertui.domain.plausible import bounds_of, judged
from powertui.domain.reading import (
    MILLI,
    MISSING_RAW,
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
)

_LEAST, _MOST = MISSING_RAW, 2**63 - 1


@dataclass(frozen=True, slots=True, weakref_slot=True)
class BatchBounds:
    """For each place of a batch the lowest and highest value x 1000."""

    lowest: tuple[int, ...]
    highest: tuple[int, ...]
    or_zero: frozenset[int]
    """Places where 0 is possible too."""


def with_judged_facts(subjects: Sequence[SubjectDescription]) -> tuple[SubjectDescription, ...]:
    """The same parts; ratings that cannot be are marked, so that nothing is judged by them."""
    return tuple(map(_with_judged_facts, subjects))


def _with_judged_facts(subject: SubjectDescription) -> SubjectDescription:
    facts = tuple(judged(fact, bounds_of(fact.quantity, subject.kind)) for fact in subject.facts)
    return subject if facts == subject.facts else replace(subject, facts=facts)


def batch_bounds(subjects: Sequence[SubjectDescription]) -> BatchBounds:
    """The bounds of all values that are polled of these parts."""
    lowest: list[int] = []
    highest: list[int] = []
    or_zero: set[int] = set()
    for subject in subjects:
        own = _bounds_of_part(subject.kind, subject.quantities, subject.facts)
        or_zero.update(len(lowest) + place for place in own.or_zero)
        lowest += own.lowest
        highest += own.highest
    return BatchBounds(tuple(lowest), tuple(highest), frozenset(or_zero))


@lru_cache(maxsize=4096)
def _bounds_of_part(kind: SubjectKind, quantities: tuple[Quantity, ...], facts: tuple[Reading, ...]) -> BatchBounds:
    """Of one part: thousands are of a kind, and have the same ratings."""
    all_bounds = [bounds_of(quantity, kind, facts) for quantity in quantities]
    return BatchBounds(
        tuple(_LEAST if bounds is None else round(bounds.lowest * MILLI) for bounds in all_bounds),
        tuple(_MOST if bounds is None else round(bounds.highest * MILLI) for bounds in all_bounds),
        frozenset(place for place, bounds in enumerate(all_bounds) if bounds is not None and bounds.or_zero),
    )


def mark_implausible(
    bounds: BatchBounds,
    derived: Sequence[tuple[int, Derivation]],
    values: "array[int]",
    qualities: bytearray,
) -> None:
    """Give IMPLAUSIBLE to values out of bounds, and to what was computed from such. Values stay as they are."""
    bad = {
        place
        for place, (value, lowest, highest) in enumerate(zip(values, bounds.lowest, bounds.highest, strict=True))
        if not lowest <= value <= highest and value != MISSING_RAW and not (value == 0 and place in bounds.or_zero)
    }
    for place, derivation in derived:
        if values[place] != MISSING_RAW and not bad.isdisjoint(derivation.sources):
            bad.add(place)
    for place in bad:
        qualities[place] = Quality.IMPLAUSIBLE

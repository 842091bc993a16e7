"""Marks what a device said and cannot be: the bounds of a whole batch, and the pass over its columns. Pure."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

from collectors.snmp.derive import Derivation
from powertui.domain.plausible import bounds_of, judged
from powertui.domain.reading import MILLI, MISSING_RAW, Quality, SubjectDescription

_LEAST, _MOST = MISSING_RAW, 2**63 - 1


@dataclass(frozen=True, slots=True)
class BatchBounds:
    """For each place of a batch the lowest and highest value x 1000."""

    lowest: "array[int]"
    highest: "array[int]"
    or_zero: frozenset[int]
    """Places where 0 is possible too."""


def with_judged_facts(subjects: Sequence[SubjectDescription]) -> tuple[SubjectDescription, ...]:
    """The same parts; ratings that cannot be are marked, so that nothing is judged by them."""
    return tuple(
        replace(
            subject, facts=tuple(judged(fact, bounds_of(fact.quantity, subject.kind, ())) for fact in subject.facts)
        )
        for subject in subjects
    )


def batch_bounds(subjects: Sequence[SubjectDescription]) -> BatchBounds:
    """The bounds of all values that are polled of these parts."""
    lowest, highest, or_zero = array("q"), array("q"), set()
    for subject in subjects:
        for quantity in subject.quantities:
            bounds = bounds_of(quantity, subject.kind, subject.facts)
            if bounds is not None and bounds.or_zero:
                or_zero.add(len(lowest))
            lowest.append(_LEAST if bounds is None else round(bounds.lowest * MILLI))
            highest.append(_MOST if bounds is None else round(bounds.highest * MILLI))
    return BatchBounds(lowest, highest, frozenset(or_zero))


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

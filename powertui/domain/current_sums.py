"""The currents of a unit's phases, or its own, against the sums of its branches' and its outlets' currents. Pure.

Currents out of step add up to less than their sum, and on delta units a line carries more than what hangs between
lines: only a power of ten is a contradiction.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from powertui.domain.contradiction import Contradiction, Figure, MeasuredPart
from powertui.domain.ratios import COARSEST, is_near, power_of_ten
from powertui.domain.reading import Leg, Quantity, SubjectKind

LEAST_A = 0.5
"""Below, on devices that idle, currents are told too coarsely."""

_AMPS = Quantity.CURRENT
_HANGING = (SubjectKind.BRANCH, SubjectKind.OUTLET)
Parts = Collection[tuple[SubjectKind, str]]


def of_current_sums(parts: Sequence[MeasuredPart], suspected: Parts, borne_out: Parts) -> Iterator[Contradiction]:
    """`suspected` contradict themselves already; the currents of `borne_out` fit their own watts and volts."""
    for unit in dict.fromkeys(part.unit for part in parts):
        of_unit = [part for part in parts if part.unit == unit and part.leg is not Leg.NEUTRAL]
        wholes = _wholes(of_unit)
        branches, outlets = ([part for part in of_unit if part.kind is kind] for kind in _HANGING)
        for members, others in ((branches, outlets), (outlets, branches)):
            if wholes and {(part.kind, part.key) for part in (*wholes, *members)}.isdisjoint(suspected):
                yield from _of_sum(wholes, members, others, borne_out)


def _wholes(of_unit: Sequence[MeasuredPart]) -> Sequence[MeasuredPart]:
    """What all of a unit hangs on: its phases, or the unit itself if they tell no current."""
    units = [part for part in of_unit if part.kind is SubjectKind.UNIT]
    phases = [part for part in of_unit if part.kind is SubjectKind.PHASE]
    if len(units) > 1:
        return ()
    return next((told for told in (phases, units) if told and len(_currents(told)) == len(told)), ())


def _of_sum(
    wholes: Sequence[MeasuredPart], members: Sequence[MeasuredPart], others: Sequence[MeasuredPart], borne_out: Parts
) -> Iterator[Contradiction]:
    totals, told = _currents(wholes), _currents(members)
    if len(told) < len(members):
        return
    amps, summed = (sum(abs(figure.value) for figure in figures) for figures in (totals, told))
    if min(amps, summed) == 0 or max(amps, summed) < LEAST_A or _rounding(totals) + _rounding(told) > COARSEST:
        return
    factor = power_of_ten(summed / amps)
    if factor is None:
        return
    whole, first = wholes[0], members[0]
    of_parts = Contradiction(
        first.kind, first.key, _AMPS, summed, amps, f"the {_named(wholes)} own", factor, len(members) - 1
    )
    # Who has a witness of its own is right; where neither has one, nobody knows.
    if all((part.kind, part.key) in borne_out for part in wholes) or _agrees(amps, others):
        yield of_parts
    elif len(wholes) == 1 and any((part.kind, part.key) in borne_out for part in members):
        rule = f"the sum of its {first.kind.value}s"
        yield Contradiction(whole.kind, whole.key, _AMPS, amps, summed, rule, 1 / factor)
    else:
        yield replace(of_parts, rival=(whole.kind, whole.key, _AMPS))


def _named(wholes: Sequence[MeasuredPart]) -> str:
    return f"{wholes[0].kind.value}'s" if len(wholes) == 1 else f"{wholes[0].kind.value}s'"


def _currents(parts: Sequence[MeasuredPart]) -> Sequence[Figure]:
    return [figure for part in parts if (figure := part.get(_AMPS)) is not None]


def _rounding(figures: Sequence[Figure]) -> float:
    """The relative rounding error of a sum."""
    return sum(figure.step for figure in figures) / 2 / sum(abs(figure.value) for figure in figures)


def _agrees(amps: float, others: Sequence[MeasuredPart]) -> bool:
    """Whether the other parts of the unit add up to its current."""
    told = _currents(others)
    return bool(told) and len(told) == len(others) and is_near(sum(abs(figure.value) for figure in told) / amps)

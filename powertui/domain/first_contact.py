"""Whether a device's own readings agree with each other: W with V x A x PF, VA with V x A, parts with their whole.

A contradiction by 10, 100 or 1000 is nearly always a wrong scale. Only what was measured is compared: what somebody
computed from the same values agrees with them however wrong they are.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from powertui.domain.contradiction import Contradiction, Figure, MeasuredPart
from powertui.domain.current_sums import of_current_sums
from powertui.domain.ratios import COARSEST, NEAR, SOFT_TOLERANCE, coarseness, is_near, power_of_ten
from powertui.domain.reading import Leg, Quantity, SubjectKind

LEAST_VA = 20.0
"""Below, on devices that idle, power factors and small currents are told too coarsely to compare."""

_ROOT_3 = math.sqrt(3)
_FORMS: dict[SubjectKind, tuple[float, ...]] = {
    SubjectKind.UNIT: (1.0, _ROOT_3, 3.0),
    SubjectKind.INPUT: (1.0, _ROOT_3, 3.0),
    SubjectKind.PHASE: (1.0, _ROOT_3, 1 / _ROOT_3),
    SubjectKind.LINE: (1.0, _ROOT_3, 1 / _ROOT_3),
    SubjectKind.BRANCH: (1.0, _ROOT_3, 3.0),
    SubjectKind.OUTLET: (1.0, _ROOT_3, 3.0),
}
"""What V x A may have to be multiplied by to be VA: 1 with one phase or with the sum of the phases' currents; in three
phases 3 with the voltage to neutral and one line's current, the root of 3 with the voltage between lines; of a line
pair its inverse, where the current is the line's."""
_FEEDING = frozenset({SubjectKind.PHASE, SubjectKind.UNIT})
_FED = frozenset({SubjectKind.BRANCH, SubjectKind.OUTLET})
_ONE_PHASE = (1.0,)
_WIDEST = 1.9
"""The root of 3 and some rounding."""
_PLAUSIBLE_V = 85.0
"""Mains have more; a voltage below, which a factor brings above, is rather wrong itself."""
_MOST_V = 620.0


def contradictions(parts: Sequence[MeasuredPart]) -> tuple[Contradiction, ...]:
    """All of a device's, one for each kind, quantity, rule and factor; powers of ten first."""
    found = [one for part in parts for one in _of_part(part, part.volts)]
    lent = _lent(parts)
    found += [one for part in parts for one in _of_part(part, _borrowed(part, lent)) if one.factor is not None]
    found += _of_sums(parts, {(one.kind, one.key, one.quantity) for one in found})
    suspected = {(one.kind, one.key) for one in found}
    found += of_current_sums(parts, suspected, {(part.kind, part.key) for part in parts if _is_borne_out(part)})
    grouped: dict[tuple[SubjectKind, Quantity, float | None, str], Contradiction] = {}
    for one in found:
        place = (one.kind, one.quantity, one.factor, one.rule)
        first = grouped.get(place)
        grouped[place] = one if first is None else replace(first, others=first.others + 1)
    return tuple(sorted(grouped.values(), key=lambda one: one.factor is None))


def _lent(parts: Sequence[MeasuredPart]) -> Mapping[str, Figure]:
    """By unit, the first voltage of a phase or of the unit itself that is one of mains."""
    lent: dict[str, Figure] = {}
    for part in parts:
        if part.unit not in lent and part.kind in _FEEDING:
            volts = part.volts
            if volts is not None and _PLAUSIBLE_V <= volts.value <= _MOST_V:
                lent[part.unit] = volts
    return lent


def _borrowed(part: MeasuredPart, lent: Mapping[str, Figure]) -> Figure | None:
    """For a branch or an outlet without a voltage its phase's or unit's."""
    return lent.get(part.unit) if part.kind in _FED and part.volts is None else None


def _of_part(part: MeasuredPart, volts: Figure | None) -> Iterator[Contradiction]:
    if volts is None or part.kind not in _FORMS or (amps := part.get(Quantity.CURRENT)) is None:
        return
    watts, va = part.get(Quantity.ACTIVE_POWER), part.get(Quantity.APPARENT_POWER)
    pf = part.get(Quantity.POWER_FACTOR)
    forms = _ONE_PHASE if part.phases == 1 else _FORMS[part.kind]
    product = abs(volts.value * amps.value)
    apparent = _Comparison.of(va, product, forms, (volts, amps))
    factor_is_known = watts is not None and pf is not None and pf.value != 0
    active = (
        _Comparison.of(watts, product * abs(pf.value), forms, (volts, amps, pf))
        if factor_is_known and pf is not None
        else None
    )
    both = apparent is not None and active is not None and apparent.factor == active.factor
    if both and apparent is not None and apparent.factor is not None:
        # Two columns would have to be wrong in the same way; rather it is the one that both are compared with.
        yield _of_product(part, volts, amps, 1 / apparent.factor, apparent)
        return
    for comparison, rule in ((active, "V × A × PF"), (apparent, "V × A")):
        if comparison is not None and comparison.contradicts:
            told = comparison.told(part, rule)
            has_witness = active is not None and apparent is not None
            rival = None if has_witness or told.factor is None else (part.kind, part.key, amps.quantity)
            yield replace(told, rival=rival)
    if active is None and not factor_is_known and watts is not None:
        yield from _without_factor(part, watts, product, forms, (volts, amps))


def _of_product(
    part: MeasuredPart, volts: Figure, amps: Figure, factor: float, comparison: "_Comparison"
) -> Contradiction:
    """The current or the voltage that W and VA agree against."""
    right_v = volts.value / factor
    if not _PLAUSIBLE_V <= abs(volts.value) <= _MOST_V and _PLAUSIBLE_V <= abs(right_v) <= _MOST_V:
        return Contradiction(
            part.kind, part.key, volts.quantity, volts.value, comparison.value / amps.value, "VA ÷ A", factor
        )
    expected_a = comparison.value / comparison.expected * amps.value
    return Contradiction(part.kind, part.key, amps.quantity, amps.value, expected_a, "VA ÷ V", factor)


def _without_factor(
    part: MeasuredPart, watts: Figure, product: float, forms: Sequence[float], others: Sequence[Figure]
) -> Iterator[Contradiction]:
    """W is at most VA, and of a device under load not less than a tenth of it."""
    most = max(forms) * product
    if max(abs(watts.value), product) < LEAST_VA or coarseness((watts, *others)) > COARSEST:
        return
    excess = abs(watts.value) / most
    if excess > 1 + SOFT_TOLERANCE:
        # Of W = VA x PF with a PF between 0.5 and 1.
        power = math.ceil(math.log10(abs(watts.value) / product) - NEAR)
        is_near = math.log10(abs(watts.value) / product) >= power + math.log10(0.5)
        factor = 10.0**power if is_near and 1 <= power <= 3 else None
        yield Contradiction(part.kind, part.key, watts.quantity, watts.value, product, "V × A", factor)
    elif abs(watts.value) < product / 50:
        power = math.ceil(math.log10(abs(watts.value) / product) - NEAR)
        factor = 10.0**power if -3 <= power <= -2 else None
        yield Contradiction(part.kind, part.key, watts.quantity, watts.value, product, "V × A", factor)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A value against what others make of it, in the form that fits best."""

    quantity: Quantity
    value: float
    expected: float
    factor: float | None

    @property
    def contradicts(self) -> bool:
        return self.factor is not None or not is_near(self.value / self.expected)

    @staticmethod
    def of(
        figure: Figure | None, product: float, forms: Sequence[float], others: Sequence[Figure]
    ) -> "_Comparison | None":
        """None if nothing can be said: no value, or too little load for how coarsely it is told."""
        if figure is None or product == 0 or figure.value == 0:
            return None
        if max(abs(figure.value), product) < LEAST_VA or coarseness((figure, *others)) > COARSEST:
            return None
        value = abs(figure.value)
        best = min(forms, key=lambda form: abs(math.log10(value / (form * product))))
        if is_near(value / (best * product)):
            return _Comparison(figure.quantity, value, best * product, None)
        told = [(form, factor) for form in forms if (factor := power_of_ten(value / (form * product))) is not None]
        if told:
            form, factor = told[0]
            return _Comparison(figure.quantity, value, form * product, factor)
        return _Comparison(figure.quantity, value, best * product, None)

    def told(self, part: MeasuredPart, rule: str) -> Contradiction:
        return Contradiction(part.kind, part.key, self.quantity, self.value, self.expected, rule, self.factor)


def _of_sums(
    parts: Sequence[MeasuredPart], suspected: set[tuple[SubjectKind, str, Quantity]]
) -> Iterator[Contradiction]:
    """A whole against the sum of its parts. What contradicts itself already is not compared again."""
    wholes = [one for one in parts if one.kind is SubjectKind.UNIT]
    for whole in wholes:
        if any(one.unit == whole.unit for one in wholes if one is not whole):
            continue
        of_unit = [one for one in parts if one.unit == whole.unit and one.leg is not Leg.NEUTRAL]
        phases = [one for one in of_unit if one.kind is SubjectKind.PHASE]
        outlets = [one for one in of_unit if one.kind is SubjectKind.OUTLET]
        yield from _of_currents(whole, phases, suspected)
        branches = [one for one in of_unit if one.kind is SubjectKind.BRANCH]
        for members, others in ((phases, outlets), (outlets, phases), (branches, outlets)):
            for quantity in (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER):
                if {(one.kind, one.key, quantity) for one in (whole, *members)}.isdisjoint(suspected):
                    yield from _of_sum(whole, members, others, quantity)


def _of_currents(
    whole: MeasuredPart, phases: Sequence[MeasuredPart], suspected: set[tuple[SubjectKind, str, Quantity]]
) -> Iterator[Contradiction]:
    """The currents of phases that have no power of their own, by what the unit draws in all."""
    total = whole.get(Quantity.APPARENT_POWER) or whole.get(Quantity.ACTIVE_POWER)
    pairs = [(one.get(Quantity.VOLTAGE), one.get(Quantity.CURRENT)) for one in phases]
    told = [(volts, amps) for volts, amps in pairs if volts is not None and amps is not None]
    if (
        total is None
        or not told
        or len(told) < len(phases)
        or any(_is_borne_out(one) for one in phases)
        or not suspected.isdisjoint(
            (one.kind, one.key, figure.quantity) for one in (whole, *phases) for figure in one.figures
        )
    ):
        return
    product = sum(abs(volts.value * amps.value) for volts, amps in told)
    rounding = sum(abs(volts.value) * amps.step / 2 for volts, amps in told)
    if min(product, abs(total.value)) < LEAST_VA or rounding / product + total.coarseness > COARSEST:
        return
    # A power factor of 0.5 at least, where the total is W; line pairs may carry the line's current.
    least = 1.0 if total.quantity is Quantity.APPARENT_POWER else 0.5
    share = abs(total.value) / product
    allowed = range(-3, 4)
    powers = [power for power in allowed if least / _WIDEST <= share * 10.0**power <= _WIDEST]
    if powers and 0 not in powers:
        first, factor = phases[0], 10.0 ** powers[0]
        expected_a = told[0][1].value / factor
        yield Contradiction(
            first.kind,
            first.key,
            Quantity.CURRENT,
            told[0][1].value,
            expected_a,
            f"the unit's {total.quantity.key} make",
            factor,
            len(phases) - 1,
            (whole.kind, whole.key, total.quantity),
        )


def _of_sum(
    whole: MeasuredPart, members: Sequence[MeasuredPart], others: Sequence[MeasuredPart], quantity: Quantity
) -> Iterator[Contradiction]:
    total = whole.get(quantity)
    told = [figure for one in members if (figure := one.get(quantity)) is not None]
    if total is None or not told or total.value == 0:
        return
    summed = abs(sum(figure.value for figure in told))
    rounding = sum(figure.step for figure in told) / 2
    if summed < LEAST_VA or rounding / summed + total.coarseness > COARSEST:
        return
    is_whole = len(told) == len(members)
    ratio = summed / abs(total.value)
    factor = power_of_ten(ratio)
    if ratio < 1 and (not is_whole or (factor is None and members[0].kind is SubjectKind.OUTLET)):
        return  # Not all that hangs on an inlet is metered: less is no contradiction.
    if is_near(ratio) or (factor is None and members[0].kind is SubjectKind.BRANCH):
        return  # Groups may hold groups.
    member = next(one for one in members if one.get(quantity) is not None)
    parts_rule, whole_rule = f"the {whole.kind.value}'s own", f"the sum of its {member.kind.value}s"
    of_parts = Contradiction(
        member.kind, member.key, quantity, summed, abs(total.value), parts_rule, factor, len(told) - 1
    )
    of_whole = Contradiction(
        whole.kind, whole.key, quantity, abs(total.value), summed, whole_rule, None if factor is None else 1 / factor
    )
    # Who has a witness of its own is right; where neither has one, nobody knows.
    if _agrees_with_itself(whole, quantity) or _agrees(total, others, quantity):
        yield of_parts
    elif factor is None or any(_agrees_with_itself(one, quantity) for one in members):
        yield of_whole
    else:
        yield replace(of_whole, rival=(member.kind, member.key, quantity))


def _agrees(total: Figure, others: Sequence[MeasuredPart], quantity: Quantity) -> bool:
    """Whether other parts of the unit add up to its total."""
    told = [figure for one in others if (figure := one.get(quantity)) is not None]
    return bool(told) and len(told) == len(others) and is_near(sum(figure.value for figure in told) / total.value)


def _is_borne_out(part: MeasuredPart) -> bool:
    """Whether the part's current fits its watts or its VA."""
    return any(_agrees_with_itself(part, quantity) for quantity in (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER))


def _agrees_with_itself(part: MeasuredPart, quantity: Quantity) -> bool:
    """Whether the part's own V and A bear a value out."""
    volts = part.volts
    amps, figure, pf = part.get(Quantity.CURRENT), part.get(quantity), part.get(Quantity.POWER_FACTOR)
    if volts is None or amps is None or figure is None:
        return False
    share = abs(pf.value) if pf is not None and quantity is Quantity.ACTIVE_POWER else 1.0
    comparison = _Comparison.of(figure, abs(volts.value * amps.value) * share, _FORMS[part.kind], (volts, amps))
    return comparison is not None and not comparison.contradicts

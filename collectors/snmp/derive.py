"""Values that a device does not have, computed from those that it has. Always estimates, and named as such. Pure."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from collectors.profiles.model import Derive, DeriveRule
from powertui.domain.reading import MILLI, MISSING_RAW, Leg, Quality, Quantity, SubjectKind

_LARGEST = 2**63 - 1
_ROUNDING = MILLI * 105 // 100
"""A power factor a little above 1 is two roundings; one far above it is a contradiction, and no value."""
_FACTORS: dict[DeriveRule, tuple[Quantity, Quantity]] = {
    DeriveRule.PRODUCT_VA_PF: (Quantity.APPARENT_POWER, Quantity.POWER_FACTOR),
    DeriveRule.RATIO_W_VA: (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER),
    DeriveRule.PRODUCT_V_A: (Quantity.VOLTAGE, Quantity.CURRENT),
}


@dataclass(frozen=True, slots=True)
class Derivation:
    """How one value of a batch is computed from others of it."""

    rule: DeriveRule
    sources: tuple[int, ...]
    """Positions in the batch."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A subject, as far as rules need to know it."""

    kind: SubjectKind
    unit: str
    leg: Leg | None
    quantities: frozenset[Quantity]
    """What it has, measured or derived."""


_Group = tuple[SubjectKind, str | None]
"""Subjects of a kind, of one unit or of all."""


class Holders:
    """A device's subjects, by kind and unit: buses have thousands."""

    def __init__(self, holders: Sequence[Holder]) -> None:
        self._holders = holders
        self._groups: dict[_Group, list[int]] = {}
        for position, holder in enumerate(holders):
            self._groups.setdefault((holder.kind, holder.unit), []).append(position)
            self._groups.setdefault((holder.kind, None), []).append(position)

    def of_kind(self, kind: SubjectKind) -> Sequence[int]:
        """Positions of all subjects of a kind."""
        return self._groups.get((kind, None), ())

    def sources_of(self, derive: Derive, position: int) -> tuple[tuple[int, Quantity], ...]:
        """(subject, quantity) of what a subject's value is computed from; empty if it cannot be, or need not.

        A sum needs every part: without one it would be smaller, not missing.
        """
        subject = self._holders[position]
        if derive.quantity in subject.quantities:
            return ()
        if derive.rule in _FACTORS:
            factors = _FACTORS[derive.rule]
            return tuple((position, factor) for factor in factors) if subject.quantities.issuperset(factors) else ()
        unit = subject.unit if derive.per_unit else None
        if derive.of is None or (derive.per_unit and len(self._groups[subject.kind, unit]) > 1):
            return ()  # Of a unit with two inlets nobody says which part hangs on which.
        group = self._groups.get((derive.of, unit), ())
        parts = [part for part in group if self._holders[part].leg is not Leg.NEUTRAL and part != position]
        if not all(derive.quantity in self._holders[part].quantities for part in parts):
            return ()
        return tuple((part, derive.quantity) for part in parts)


def compute(derivations: Sequence[tuple[int, Derivation]], values: "array[int]", qualities: bytearray) -> None:
    """Fill in the derived values of a batch, in order: one may rest on another."""
    for position, derivation in derivations:
        sources = [values[source] for source in derivation.sources]
        if MISSING_RAW in sources:
            values[position], qualities[position] = MISSING_RAW, Quality.MISSING
            continue
        made = _value(derivation.rule, sources)
        if made is None or abs(made) > _LARGEST:
            values[position], qualities[position] = MISSING_RAW, Quality.MISSING
        else:
            worst = max(qualities[source] for source in derivation.sources)
            values[position], qualities[position] = made, max(worst, Quality.ESTIMATED)


def _value(rule: DeriveRule, sources: list[int]) -> int | None:
    """The value x 1000, of values x 1000."""
    match rule:
        case DeriveRule.SUM:
            return sum(sources)
        case DeriveRule.MAX:
            return max(sources)
        case DeriveRule.PRODUCT_VA_PF:
            # The sign of a power factor tells leading from lagging, not the way that energy flows.
            return _divided(sources[0] * abs(sources[1]), MILLI)
        case DeriveRule.PRODUCT_V_A:
            return _divided(sources[0] * sources[1], MILLI)
        case DeriveRule.RATIO_W_VA:
            active, apparent = abs(sources[0]), abs(sources[1])
            factor = _divided(active * MILLI, apparent) if apparent else None
            return None if factor is None or factor > _ROUNDING else min(factor, MILLI)


def _divided(number: int, by: int) -> int:
    """Rounded to the nearest, halves away from zero."""
    quotient = (abs(number) + by // 2) // by
    return quotient if number >= 0 else -quotient

"""Where a reading comes from: its object, what the device said, what that was multiplied by; or from which others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from collectors.snmp.client import Oid, SnmpValue
from collectors.snmp.decode import Rule, text_of
from collectors.snmp.derive import Derivation
from collectors.snmp.describe import Channel
from powertui.domain.reading import MILLI, Quantity, SubjectKind, TargetDescription


@dataclass(frozen=True, slots=True)
class Trace:
    """The origin of one value."""

    kind: SubjectKind
    key: str
    quantity: Quantity
    oid: Oid
    """Empty for what is computed."""
    raw: str
    """What the device said, as text; empty if it said nothing."""
    scale: Fraction
    """Raw x scale (+ offset) is in the quantity's unit; 1 for enumerations."""
    offset: Fraction = Fraction(0)
    derived: str = ""
    """The rule by which it is computed, and from what; such a value is an estimate."""

    def __str__(self) -> str:
        subject = f"{self.kind.value} {self.key} {self.quantity.key}"
        if self.derived:
            return f"{subject}: {self.derived} (estimate)"
        name = ".".join(map(str, self.oid))
        scaled = "" if self.scale == 1 else f" × {float(self.scale):g}"
        moved = f" {'+' if self.offset > 0 else '-'} {abs(float(self.offset)):g}" if self.offset else ""
        return f"{subject}: {name} = {self.raw or 'nothing'}{scaled}{moved}"


def traces(
    description: TargetDescription, channels: Sequence[Channel], values: Mapping[Oid, SnmpValue | None]
) -> tuple[Trace, ...]:
    """The origins of all values, in the order of a batch; `values` are what the device has just said."""
    places = [(subject, quantity) for subject in description.subjects for quantity in subject.quantities]
    names = [f"{subject.kind.value} {subject.key} {quantity.key}" for subject, quantity in places]
    return tuple(
        Trace(
            subject.kind,
            subject.key,
            quantity,
            channel.oid,
            text_of(values.get(channel.oid)),
            _scale(channel.rule),
            Fraction(channel.rule.offset, MILLI),
            _derived(channel.derivation, names),
        )
        for (subject, quantity), channel in zip(places, channels, strict=True)
    )


def _scale(rule: Rule) -> Fraction:
    return Fraction(1) if rule.words is not None else Fraction(rule.numerator, rule.denominator * MILLI)


def _derived(derivation: Derivation | None, names: Sequence[str]) -> str:
    if derivation is None:
        return ""
    return f"{derivation.rule.value} of {', '.join(names[source] for source in derivation.sources)}"

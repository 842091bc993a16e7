"""Where a reading comes from: its object, what the device said, what that was multiplied by."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from collectors.snmp.client import Oid, SnmpValue
from collectors.snmp.decode import Rule, text_of
from collectors.snmp.describe import Channel
from powertui.domain.reading import MILLI, Quantity, SubjectKind, TargetDescription


@dataclass(frozen=True, slots=True)
class Trace:
    """The origin of one polled value."""

    kind: SubjectKind
    key: str
    quantity: Quantity
    oid: Oid
    raw: str
    """What the device said, as text; empty if it said nothing."""
    scale: Fraction
    """Raw x scale is in the quantity's unit; 1 for enumerations."""

    def __str__(self) -> str:
        name = ".".join(map(str, self.oid))
        scaled = "" if self.scale == 1 else f" × {float(self.scale):g}"
        return f"{self.kind.value} {self.key} {self.quantity.key}: {name} = {self.raw or 'nothing'}{scaled}"


def traces(
    description: TargetDescription, channels: Sequence[Channel], values: Sequence[SnmpValue | None]
) -> tuple[Trace, ...]:
    """The origins of all polled values, in the order of a batch."""
    places = [(subject, quantity) for subject in description.subjects for quantity in subject.quantities]
    return tuple(
        Trace(subject.kind, subject.key, quantity, channel.oid, text_of(value), _scale(channel.rule))
        for (subject, quantity), channel, value in zip(places, channels, values, strict=True)
    )


def _scale(rule: Rule) -> Fraction:
    return Fraction(1) if rule.words is not None else Fraction(rule.numerator, rule.denominator * MILLI)

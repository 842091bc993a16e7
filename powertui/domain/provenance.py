"""Where a reading comes from: the way from what a device said to a value that is believed, or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from powertui.domain.reading import LoadState, OutletState, Quantity, SubjectKind


class Standing(Enum):
    """What became of a value. Value: the word for it."""

    READ = "read"
    ESTIMATED = "estimated"
    ABSENT = "absent"
    """The device has no such object, or did not answer for it."""
    NOT_SUPPORTED = "not supported"
    """It has the object, and says by it that it does not measure this."""
    UNREADABLE = "unreadable"
    """It says what is no number."""
    NO_SOURCE = "no source"
    """It would be computed from others, and one of them is not there."""
    IMPLAUSIBLE = "implausible"


_WORDS: Mapping[Quantity, type[OutletState] | type[LoadState]] = {
    Quantity.STATE: OutletState,
    Quantity.LOAD_STATE: LoadState,
    Quantity.STATUS: LoadState,
}


@dataclass(frozen=True, slots=True)
class Trace:
    """The origin of one value."""

    kind: SubjectKind
    key: str
    quantity: Quantity
    profile: str
    """The family whose profile says so."""
    oid: tuple[int, ...]
    """Empty for what is computed."""
    raw: str
    """What the device said, as text; empty if it said nothing."""
    type: str
    """By SNMP's name."""
    scale: Fraction
    """Raw x scale (+ offset) is in the quantity's unit; 1 for enumerations."""
    standing: Standing
    value: float | None
    is_overridden: bool = False
    """The scale is the configuration's."""
    offset: Fraction = Fraction(0)
    rule: str = ""
    """How it is computed; such a value is an estimate."""
    sources: tuple[str, ...] = ()
    """From what."""
    because: str = ""
    """Why it is implausible, or which other object says that it is not supported."""

    @property
    def word(self) -> str:
        """The value with its unit or in words; `absent`, `not supported`, `off` and `0 A` are four things."""
        if self.value is None:
            return self.standing.value
        words = _WORDS.get(self.quantity)
        if words is not None:
            known = {int(member): member.name.lower().replace("_", " ") for member in words}
            return known.get(round(self.value), f"{self.value:g}")
        return f"{self.value:.10g} {self.quantity.unit}".rstrip()

    def __str__(self) -> str:
        subject = f"{self.kind.value} {self.key} {self.quantity.key}"
        because = f", {self.because}" if self.because else ""
        doubt = f" (implausible{because})" if self.standing is Standing.IMPLAUSIBLE else because
        if self.rule:
            return f"{subject}: {self.rule} of {', '.join(self.sources)} = {self.word} (estimate){doubt}"
        name = ".".join(map(str, self.oid))
        if self.standing is Standing.ABSENT:
            return f"{subject}: {name} is absent"
        said = f"{self.raw!r} ({self.type})" if self.type == "OCTET STRING" else f"{self.raw} ({self.type})"
        if self.value is None:
            return f"{subject}: {name} = {said}: {self.word}{doubt}"
        scaled = "" if self.scale == 1 and not self.is_overridden else f" × {float(self.scale):g}"
        marked = " (scale overridden)" if self.is_overridden else ""
        moved = f" {'+' if self.offset > 0 else '-'} {abs(float(self.offset)):g}" if self.offset else ""
        estimate = " (estimate)" if self.standing is Standing.ESTIMATED else ""
        return f"{subject}: {name} = {said}{scaled}{marked}{moved} = {self.word}{estimate}{doubt}"

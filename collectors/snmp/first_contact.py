"""The check of what a discovery read: which columns contradict others, by which scale they would agree. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from collectors.profiles.model import Profile
from collectors.profiles.overrides import Overridden
from collectors.snmp.client import Oid, SnmpValue
from collectors.snmp.decode import Rule, decode, text_of
from collectors.snmp.describe import Channel
from collectors.snmp.tables import Walked
from powertui.domain.contradiction import CheckWarning, Contradiction, Figure, MeasuredPart
from powertui.domain.first_contact import contradictions
from powertui.domain.plausible import bounds_of
from powertui.domain.reading import MILLI, Quality, Quantity, SubjectDescription, SubjectKind, unscaled
from powertui.domain.scale_override import ScaleOverride

Places = Mapping[tuple[SubjectKind, str, Quantity], Channel]
_GOOD = frozenset({Quality.GOOD})
_ANY = frozenset({Quality.GOOD, Quality.IMPLAUSIBLE})
_HANGING = frozenset({SubjectKind.PHASE, SubjectKind.LINE, SubjectKind.BRANCH, SubjectKind.OUTLET})


def check(
    target_name: str,
    overridden: Overridden,
    walked: Walked,
    subjects: Sequence[SubjectDescription],
    channels: Sequence[Channel],
) -> tuple[CheckWarning, ...]:
    """Warnings about columns whose values contradict others, notes about what else does not fit together."""
    cells = {column + index: value for column, rows in walked.columns.items() for index, value in rows.items()}
    left = iter(channels)
    measured = [
        (subject, [_figure(subject, quantity, next(left), cells) for quantity in subject.quantities])
        for subject in subjects
    ]
    hanging = frozenset(one.unit for one in subjects if one.kind in _HANGING)
    told = list(contradictions([_part(one, figures, subjects, hanging, _GOOD) for one, figures in measured]))
    # A value that no device can have is no witness; but a power of ten may be what is wrong with it.
    beyond = {
        (subject.kind, subject.key, one.figure.quantity)
        for subject, figures in measured
        for one in figures
        if one is not None and one.quality is Quality.IMPLAUSIBLE
    }
    if beyond:
        all_told = [_part(one, figures, subjects, hanging, _ANY) for one, figures in measured]
        told += [
            one
            for one in contradictions(all_told)
            if one.factor is not None and not beyond.isdisjoint({(one.kind, one.key, one.quantity), one.rival})
        ]
    profile, places = overridden.profile, _places(subjects, channels) if told else {}
    found = [
        CheckWarning(one.kind, one.key, one.quantity, one.factor is not None, _told(one, target_name, profile, places))
        for one in told
    ]
    found += [CheckWarning(None, "", None, is_scale=False, text=_unused(one, profile)) for one in overridden.unused]
    return tuple(found)


@lru_cache(maxsize=20_000)
def scale_of(rule: Rule) -> Fraction:
    """Raw x scale is in the quantity's unit; 1 for enumerations."""
    return Fraction(1) if rule.words is not None else Fraction(rule.numerator, rule.denominator * MILLI)


def column_of(profile: Profile, oid: Oid) -> Oid:
    """The profile's column that an object is in; the object itself if it is in none."""
    columns = (
        column.column
        for table in profile.tables
        for column in table.readings
        if column.column == oid[: len(column.column)]
    )
    return max(columns, key=len, default=oid)


@dataclass(frozen=True, slots=True)
class _Measured:
    """A figure, and whether it can be at all."""

    figure: Figure
    quality: Quality


def _places(subjects: Sequence[SubjectDescription], channels: Sequence[Channel]) -> Places:
    quantities = [(subject, quantity) for subject in subjects for quantity in subject.quantities]
    return {
        (subject.kind, subject.key, quantity): channel
        for (subject, quantity), channel in zip(quantities, channels, strict=True)
    }


def _part(
    subject: SubjectDescription,
    told: Sequence[_Measured | None],
    subjects: Sequence[SubjectDescription],
    hanging: frozenset[str],
    wanted: frozenset[Quality],
) -> MeasuredPart:
    figures = tuple(one.figure for one in told if one is not None and one.quality in wanted)
    unit, phases = subject.unit, None
    if subject.kind is SubjectKind.UNIT:
        unit = _unit_of(subject, hanging)
        phases = _phases(subject, unit, subjects)
    return MeasuredPart(subject.kind, subject.key, unit, subject.leg, figures, phases)


def _unit_of(unit: SubjectDescription, hanging: frozenset[str]) -> str:
    """What its parts call a unit. Where each cord of a unit is one, they name the cord, by its index."""
    return unit.index if unit.index in hanging and unit.unit not in hanging else unit.unit


def _figure(
    subject: SubjectDescription, quantity: Quantity, channel: Channel, cells: Mapping[Oid, SnmpValue]
) -> _Measured | None:
    """What was measured; nothing that is computed, estimated or guarded against."""
    cell = cells.get(channel.oid)
    if not channel.oid or cell is None or channel.rule.words is not None:
        return None
    if channel.guard is not None:
        told = cells.get(channel.guard.oid)
        if told is None or told.value in channel.guard.bad:
            return None
    raw, quality = decode(channel.rule, cell)
    value = unscaled(raw)
    if value is None:
        return None
    bounds = bounds_of(quantity, subject.kind, subject.facts)
    if bounds is not None and not bounds.admits(value):
        quality = Quality.IMPLAUSIBLE
    if quality not in _ANY:
        return None
    return _Measured(Figure(quantity, value, _step(channel.rule, cell)), quality)


def _step(rule: Rule, cell: SnmpValue) -> float:
    """The least difference that such a value can show; texts have decimals of their own."""
    decimals = 0
    if not isinstance(cell.value, int):
        fraction = text_of(cell).replace(",", ".").partition(".")[2]
        decimals = len(fraction) - len(fraction.lstrip("0123456789"))
    return _whole_step(rule) if not decimals else float(abs(scale_of(rule)) / 10**decimals)


@lru_cache(maxsize=20_000)
def _whole_step(rule: Rule) -> float:
    return float(abs(scale_of(rule)))


def _phases(unit: SubjectDescription, called: str, subjects: Sequence[SubjectDescription]) -> int | None:
    """What it says, else how many phases it has; None of what may have one or three."""
    said = next((fact.value for fact in unit.facts if fact.quantity is Quantity.PHASE_COUNT and fact.value), None)
    listed = sum(one.kind is SubjectKind.PHASE and one.unit == called for one in subjects)
    return int(said) if said else listed or None


def _told(one: Contradiction, target_name: str, profile: Profile, places: Places) -> str:
    channel = places[one.kind, one.key, one.quantity]
    column = dotted(column_of(profile, channel.oid))
    many = f" (and {one.others} more)" if one.others else ""
    what = f"{one.kind.value} {one.key}{many} {one.quantity.key}"
    seen = f"{what} says {_number(one.says)}, {one.rule} {_number(one.expected)}"
    if one.factor is None:
        return f"{seen}: they do not fit together; column {column}"
    advice = _advice(channel, column, one.factor, target_name)
    if one.rival is not None:
        kind, _, quantity = one.rival
        other = places[one.rival]
        other_column = dotted(column_of(profile, other.oid))
        advice += f"; or it is {kind.value} {quantity.key}: {_advice(other, other_column, 1 / one.factor, target_name)}"
    return f"{seen}: a factor of {_number(one.factor)}; {advice}; check with a meter first"


def _advice(channel: Channel, column: str, factor: float, target_name: str) -> str:
    """What to put into the configuration."""
    scale = scale_of(channel.rule)
    fitting = _number(float(scale / Fraction(factor).limit_denominator(1000)))
    return (
        f"column {column} is scaled by {_number(float(scale))} and would fit with {fitting}:"
        f' an [[override]] with target = "{target_name}", column = "{column}", scale = {fitting}'
    )


def _unused(override: ScaleOverride, profile: Profile) -> str:
    choice = override.column
    column = f"{choice.kind.value} {choice.quantity.key}" if choice.kind and choice.quantity else dotted(choice.oid)
    return (
        f'the override of target = "{override.target}", column = "{column}" changes nothing:'
        f" the profile {profile.family} has no such column"
    )


def dotted(oid: Oid) -> str:
    return ".".join(map(str, oid))


def _number(value: float) -> str:
    return f"{value:.6g}"

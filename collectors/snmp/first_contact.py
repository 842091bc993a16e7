"""The check of what a discovery read: which columns contradict others, by which scale they would agree. Pure."""

from collections.abc import Mapping, Sequence
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
from powertui.domain.plausible import bounds_of, judged
from powertui.domain.reading import MILLI, Quality, Quantity, Reading, SubjectDescription, SubjectKind, unscaled
from powertui.domain.scale_override import ScaleOverride

Places = Mapping[tuple[SubjectKind, str, Quantity], Channel]
_WANTED = (frozenset({Quality.GOOD}), frozenset({Quality.GOOD, Quality.IMPLAUSIBLE}))
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
    quantities = [(subject, quantity) for subject in subjects for quantity in subject.quantities]
    places = {
        (subject.kind, subject.key, quantity): channel
        for (subject, quantity), channel in zip(quantities, channels, strict=True)
    }
    profile = overridden.profile
    good, all_told = ([_part(subject, subjects, places, cells, wanted) for subject in subjects] for wanted in _WANTED)
    told = list(contradictions(good))
    # A value that no device can have is no witness; but a power of ten may be what is wrong with it.
    beyond = {(part.kind, part.key, figure.quantity) for part in all_told for figure in part.figures} - {
        (part.kind, part.key, figure.quantity) for part in good for figure in part.figures
    }
    if beyond:
        told += [
            one
            for one in contradictions(all_told)
            if one.factor is not None and not beyond.isdisjoint({(one.kind, one.key, one.quantity), one.rival})
        ]
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


def _part(
    subject: SubjectDescription,
    subjects: Sequence[SubjectDescription],
    places: Places,
    cells: Mapping[Oid, SnmpValue],
    wanted: frozenset[Quality],
) -> MeasuredPart:
    figures = (
        _figure(subject, quantity, places[subject.kind, subject.key, quantity], cells, wanted)
        for quantity in subject.quantities
    )
    return MeasuredPart(
        subject.kind,
        subject.key,
        _unit_of(subject, subjects),
        subject.leg,
        tuple(figure for figure in figures if figure is not None),
        _phases(subject, subjects),
    )


def _unit_of(subject: SubjectDescription, subjects: Sequence[SubjectDescription]) -> str:
    """What a part hangs on. Where each cord of a unit is one, its parts name the cord, by its index."""
    if subject.kind is not SubjectKind.UNIT:
        return subject.unit
    named = {one.unit for one in subjects if one.kind in _HANGING}
    return subject.index if subject.index in named and subject.unit not in named else subject.unit


def _figure(
    subject: SubjectDescription,
    quantity: Quantity,
    channel: Channel,
    cells: Mapping[Oid, SnmpValue],
    wanted: frozenset[Quality],
) -> Figure | None:
    """What was measured; nothing that is computed, estimated or guarded against."""
    cell = cells.get(channel.oid)
    if not channel.oid or cell is None or channel.rule.words is not None:
        return None
    if channel.guard is not None:
        told = cells.get(channel.guard.oid)
        if told is None or told.value in channel.guard.bad:
            return None
    scaled, quality = decode(channel.rule, cell)
    reading = judged(Reading(quantity, unscaled(scaled), quality), bounds_of(quantity, subject.kind, subject.facts))
    if reading.value is None or reading.quality not in wanted:
        return None
    return Figure(quantity, reading.value, _step(channel.rule, cell))


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


def _phases(subject: SubjectDescription, subjects: Sequence[SubjectDescription]) -> int | None:
    """Of a unit: what it says, else how many phases it has; None of what may have one or three."""
    if subject.kind is not SubjectKind.UNIT:
        return None
    said = next((fact.value for fact in subject.facts if fact.quantity is Quantity.PHASE_COUNT and fact.value), None)
    unit = _unit_of(subject, subjects)
    listed = sum(one.kind is SubjectKind.PHASE and one.unit == unit for one in subjects)
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

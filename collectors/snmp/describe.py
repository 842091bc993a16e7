"""From what discovery walked to what is polled: subjects, their facts, and one channel for each value. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from collectors.profiles.columns import Column, Condition, Counter
from collectors.profiles.model import Derive, DeriveRule, Profile
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.decode import NO_RULE, Rule, decode, has_bit, rule_for
from collectors.snmp.derive import Derivation, Holder, Holders
from collectors.snmp.drafts import Draft, drafts_of
from collectors.snmp.scales import device_factor
from collectors.snmp.tables import Row, Walked, instance_of
from powertui.domain.reading import (
    MISSING_RAW,
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
    unscaled,
)

_WIDTHS = {
    SnmpType.COUNTER32: 2**32,
    SnmpType.GAUGE32: 2**32,
    SnmpType.COUNTER64: 2**64,
    SnmpType.INTEGER: 2**31,
}
"""After how many steps a counter of a type begins anew."""


@dataclass(frozen=True, slots=True)
class GuardedBy:
    """An object that says whether a channel's value is one."""

    oid: Oid
    bad: frozenset[int]
    only_zero: bool


@dataclass(frozen=True, slots=True)
class Channel:
    """One value that is polled: which object, and how it is decoded."""

    oid: Oid
    rule: Rule
    guard: GuardedBy | None = None
    slow: bool = False
    counter: Counter | None = None
    """Of energy: how its counter wraps, in the device's own steps; `wraps_at` is None for texts."""
    derivation: Derivation | None = None
    """What is computed from other channels has this, and no object."""


@dataclass(frozen=True, slots=True)
class Described:
    """A device's parts, and the channels of all their quantities in the order of the description."""

    subjects: tuple[SubjectDescription, ...]
    channels: tuple[Channel, ...]


@dataclass(slots=True)
class _Found:
    """A subject with what is polled of it."""

    draft: Draft
    channels: dict[Quantity, Channel]
    unsupported: set[Quantity]
    """Quantities that the device has an object for, which says that it does not measure them."""
    facts: tuple[Reading, ...]


def describe(profile: Profile, walked: Walked) -> Described:
    """All subjects of a device, ordered by kind and then as the tables have them."""
    drafts = drafts_of(profile, walked)
    found = [
        _Found(draft, *_channels_of(draft, walked), _facts_of(draft, walked))
        for kind in SubjectKind
        for draft in drafts.by_key.values()
        if draft.kind is kind
    ]
    found = [one for one in found if one.channels or one.facts or one.draft.stands_alone]
    derived = _derive(profile.derives, found)
    places = {
        place: position
        for position, place in enumerate(
            (number, quantity) for number, one in enumerate(found) for quantity in one.channels
        )
    }
    channels: list[Channel] = []
    for number, one in enumerate(found):
        for quantity, channel in one.channels.items():
            made = derived.get((number, quantity))
            if made is None:
                channels.append(channel)
            else:
                rule, sources = made
                at = tuple(places[source] for source in sources)
                channels.append(replace(channel, derivation=Derivation(rule, at)))
    subjects = tuple(
        SubjectDescription(
            kind=one.draft.kind,
            key=one.draft.key,
            unit=one.draft.unit,
            index=one.draft.row.parts["row"],
            label=one.draft.label,
            name=one.draft.name,
            leg=one.draft.leg,
            branch=drafts.aliases.get(one.draft.branch_alias, ""),
            quantities=tuple(one.channels),
            facts=one.facts,
        )
        for one in found
    )
    return Described(subjects, tuple(channels))


_Place = tuple[int, Quantity]
"""A subject's number and one of its quantities."""


def _derive(derives: Sequence[Derive], found: list["_Found"]) -> dict[_Place, tuple[DeriveRule, tuple[_Place, ...]]]:
    """What is computed, and from what; a channel without an object is added for each, in place of one that says -1."""
    derived: dict[_Place, tuple[DeriveRule, tuple[_Place, ...]]] = {}
    for derive in derives:
        holders = Holders(
            [
                Holder(one.draft.kind, one.draft.unit, one.draft.leg, frozenset(one.channels) - one.unsupported)
                for one in found
            ]
        )
        for number in holders.of_kind(derive.kind):
            one = found[number]
            sources = holders.sources_of(derive, number)
            if sources:
                derived[number, derive.quantity] = derive.rule, sources
                one.channels[derive.quantity] = Channel((), NO_RULE)
                one.unsupported -= {derive.quantity}
    return derived


def _channels_of(draft: Draft, walked: Walked) -> tuple[dict[Quantity, Channel], set[Quantity]]:
    """For each quantity the first column that the device supports; else the first that it has. Also which those are."""
    chosen: dict[Quantity, Channel] = {}
    unsupported: set[Quantity] = set()
    for quantity, candidates in draft.readings.items():
        existing: Channel | None = None
        for column, row in candidates:
            instance = instance_of(column, row)
            value = walked.cell(column.column, instance) if instance is not None else None
            if instance is None or value is None or not value.exists:
                continue
            rule = _rule(column, row, instance, walked)
            if rule is None:
                continue
            oid, guard = column.column + instance, _guard(column, instance, walked)
            channel = Channel(oid, rule, guard, column.slow, _counter(column.counter, value))
            scaled, quality = decode(rule, value)
            if scaled != MISSING_RAW:
                chosen[quantity] = channel
                unsupported.discard(quantity)
                break
            existing = existing or channel
            if quality is Quality.UNSUPPORTED:
                unsupported.add(quantity)
        else:
            if existing is not None:
                chosen[quantity] = existing
    return chosen, unsupported


def _counter(counter: Counter | None, value: SnmpValue) -> Counter | None:
    """How a counter wraps: as the profile says, else as wide as its type."""
    if counter is None or counter.wraps_at is not None:
        return counter
    return _as_wide(counter, value.type)


@lru_cache(maxsize=256)
def _as_wide(counter: Counter, kind: SnmpType) -> Counter:
    return replace(counter, wraps_at=_WIDTHS.get(kind))


def _guard(column: Column, instance: Oid, walked: Walked) -> GuardedBy | None:
    """The first of a column's guards that the device has."""
    for guard in column.guards:
        if walked.cell(guard.column, instance) is not None:
            return GuardedBy(guard.column + instance, guard.bad, guard.only_zero)
    return None


def _facts_of(draft: Draft, walked: Walked) -> tuple[Reading, ...]:
    """What the device says of itself; what it does not support is left out.

    Without the moment: a fact holds until another one is told, and two discoveries that find the same are equal.
    """
    facts = []
    for quantity, candidates in draft.facts.items():
        for column, row in candidates:
            instance = instance_of(column, row)
            if instance is None:
                continue
            if column.flag is not None and not has_bit(walked.cell(column.flag.column, instance), column.flag.bit):
                continue
            rule = _rule(column, row, instance, walked)
            if rule is None:
                continue
            scaled, quality = decode(rule, walked.cell(column.column, instance))
            if scaled != MISSING_RAW:
                facts.append(Reading(quantity, unscaled(scaled), quality))
                break
    return tuple(facts)


def _rule(column: Column, row: Row, instance: Oid, walked: Walked) -> Rule | None:
    """How a cell is decoded; None where the device should say its scale, and does not."""
    fahrenheit = column.fahrenheit
    if isinstance(fahrenheit, Condition):
        told = walked.look_up(fahrenheit.cell, row.parts)
        if told is None or not told.exists:
            return None
        fahrenheit = walked.holds(fahrenheit, row.parts)
    scale = column.device_scale
    if scale is None or column.words is not None:
        return rule_for(column, fahrenheit=fahrenheit)
    whole = walked.look_up(scale.percent_of.of, row.parts) if scale.percent_of is not None else None
    factor = device_factor(scale, lambda cell: walked.cell(cell, instance), whole)
    return None if factor is None else rule_for(column, factor, fahrenheit=fahrenheit)

"""From what discovery walked to what is polled: subjects, their facts, and one channel for each value. Pure."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from collectors.profiles.legs import leg_of
from collectors.profiles.model import Column, Condition, Counter, Derive, DeriveRule, Profile, Role, Table
from collectors.profiles.templates import Template
from collectors.snmp.client import Oid
from collectors.snmp.decode import NO_RULE, Rule, decode, has_bit, rule_for
from collectors.snmp.derive import Derivation, Holder, sources_of
from collectors.snmp.scales import device_factor
from collectors.snmp.tables import Row, Walked, instance_of, rows_of
from powertui.domain.reading import (
    MISSING_RAW,
    Leg,
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
    unscaled,
)

LONGEST_KEY = 100
"""Longer ones no sane device has; no two parts may be the same once they are stored."""


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
    """Of energy: how its counter wraps."""
    derivation: Derivation | None = None
    """What is computed from other channels has this, and no object."""


@dataclass(frozen=True, slots=True)
class Described:
    """A device's parts, and the channels of all their quantities in the order of the description."""

    subjects: tuple[SubjectDescription, ...]
    channels: tuple[Channel, ...]


@dataclass(slots=True)
class _Draft:
    """A subject while tables add to it."""

    kind: SubjectKind
    key: str
    unit: str
    row: Row
    label: str = ""
    name: str = ""
    leg: Leg | None = None
    branch_alias: str = ""
    stands_alone: bool = False
    """It is there though nothing is measured: a name, a switch, something that a sum hangs on."""
    readings: dict[Quantity, list[tuple[Column, Row]]] = field(default_factory=dict)
    facts: dict[Quantity, list[tuple[Column, Row]]] = field(default_factory=dict)

    def take(self, table: Table, row: Row) -> None:
        """What a row of a table knows of it; what is known already stays."""
        self.label = self.label or _text(table.label, row)
        self.name = self.name or _text(table.name, row)
        self.leg = self.leg or leg_of(_text(table.leg, row))
        self.branch_alias = self.branch_alias or _text(table.branch, row)
        self.stands_alone = self.stands_alone or bool(table.rows)
        for column in table.readings:
            self.readings.setdefault(column.quantity, []).append((column, row))
        for column in table.facts:
            self.facts.setdefault(column.quantity, []).append((column, row))


@dataclass(slots=True)
class _Found:
    """A subject with what is polled of it."""

    draft: _Draft
    channels: dict[Quantity, Channel]
    unsupported: set[Quantity]
    """Quantities that the device has an object for, which says that it does not measure them."""
    facts: tuple[Reading, ...]


def _text(template: Template | None, row: Row) -> str:
    return (template.fill(row.parts) or "") if template is not None else ""


def describe(profile: Profile, walked: Walked, at_s: float) -> Described:
    """All subjects of a device, ordered by kind and then as the tables have them."""
    drafts: dict[tuple[SubjectKind, str], _Draft] = {}
    aliases: dict[str, str] = {}
    for _, group in itertools.groupby(profile.tables, key=lambda table: table.group):
        known = {kind for kind, _ in drafts}
        for table in group:
            adds = table.role is Role.MAIN or (table.role is Role.FALLBACK and table.kind not in known)
            _add_table(profile, table, walked, drafts, aliases, adds=adds)
    _inherit_legs(drafts, aliases)
    _drop_lone_legs(drafts)
    found = [
        _Found(draft, *_channels_of(draft, walked), _facts_of(draft, walked, at_s))
        for kind in SubjectKind
        for draft in drafts.values()
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
            branch=aliases.get(one.draft.branch_alias, ""),
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
        holders = [
            Holder(one.draft.kind, one.draft.unit, one.draft.leg, frozenset(one.channels) - one.unsupported)
            for one in found
        ]
        for number, one in enumerate(found):
            if derive.quantity in holders[number].quantities:
                continue
            sources = sources_of(derive, number, holders)
            if sources:
                derived[number, derive.quantity] = derive.rule, sources
                one.channels[derive.quantity] = Channel((), NO_RULE)
                one.unsupported -= {derive.quantity}
    return derived


def _add_table(
    profile: Profile,
    table: Table,
    walked: Walked,
    drafts: dict[tuple[SubjectKind, str], _Draft],
    aliases: dict[str, str],
    *,
    adds: bool,
) -> None:
    rows = rows_of(table, walked)
    if _is_unused(table, rows, walked):
        return
    taken: set[str] = set()
    for row in rows:
        key, unit = _key_of(profile, table, row)
        if not key:
            continue
        if key in taken:
            # Two rows of one table are two parts, even if their users gave them one name.
            key = f"{key}#{row.parts['row']}"[:LONGEST_KEY]
        taken.add(key)
        draft = drafts.get((table.kind, key))
        if draft is None:
            if not adds:
                continue
            draft = drafts[table.kind, key] = _Draft(table.kind, key, unit, row)
        draft.take(table, row)
        if table.alias is not None and (alias := table.alias.fill(row.parts)):
            aliases[alias] = key


def _key_of(profile: Profile, table: Table, row: Row) -> tuple[str, str]:
    """A subject's key and unit. Only units other than the first are named in keys, so that a chain may grow."""
    key, unit = table.id.fill(row.parts) or "", table.unit.fill(row.parts) or ""
    names_itself = table.kind is SubjectKind.UNIT and set(table.unit.fields) <= set(table.id.fields)
    if key and profile.first_unit and unit not in {"", profile.first_unit} and not names_itself:
        key = f"{unit}:{key}"
    return key[:LONGEST_KEY], unit


def _is_unused(table: Table, rows: list[Row], walked: Walked) -> bool:
    """Whether a device fills the table with 0 because its wiring has no use for it."""
    if table.unused is None:
        return False
    columns = [column for column in table.readings if column.quantity is table.unused.all_zero]
    instances = [(column.column, instance_of(column, row)) for column in columns for row in rows]
    values = [walked.cell(column, instance) for column, instance in instances if instance is not None]
    if any(value is not None and value.value != 0 for value in values):
        return False
    # A wiring that the device does not tell speaks for zeros being zeros.
    told = walked.look_up(table.unused.when.cell, {})
    return told is not None and told.exists and walked.holds(table.unused.when, {})


def _inherit_legs(drafts: dict[tuple[SubjectKind, str], _Draft], aliases: dict[str, str]) -> None:
    """An outlet that does not say its leg has that of the branch that feeds it."""
    for draft in drafts.values():
        feeder = drafts.get((SubjectKind.BRANCH, aliases.get(draft.branch_alias, "")))
        if draft.leg is None and feeder is not None:
            draft.leg = feeder.leg


def _drop_lone_legs(drafts: dict[tuple[SubjectKind, str], _Draft]) -> None:
    """A unit with one phase may hang on any leg of the room's three: its own L1 says nothing."""
    legs: dict[str, set[Leg]] = {}
    for draft in drafts.values():
        conducts = draft.kind in {SubjectKind.PHASE, SubjectKind.LINE}
        if conducts and draft.leg is not None and draft.leg is not Leg.NEUTRAL:
            legs.setdefault(draft.unit, set()).add(draft.leg)
    for draft in drafts.values():
        if len(legs.get(draft.unit, ())) == 1 and draft.leg is not Leg.NEUTRAL:
            draft.leg = None


def _channels_of(draft: _Draft, walked: Walked) -> tuple[dict[Quantity, Channel], set[Quantity]]:
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
            channel = Channel(oid, rule, guard, column.slow, column.counter)
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


def _guard(column: Column, instance: Oid, walked: Walked) -> GuardedBy | None:
    """The first of a column's guards that the device has."""
    for guard in column.guards:
        if walked.cell(guard.column, instance) is not None:
            return GuardedBy(guard.column + instance, guard.bad, guard.only_zero)
    return None


def _facts_of(draft: _Draft, walked: Walked, at_s: float) -> tuple[Reading, ...]:
    """What the device says of itself; what it does not support is left out."""
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
                facts.append(Reading(quantity, unscaled(scaled), quality, at_s))
                break
    return tuple(facts)


def _rule(column: Column, row: Row, instance: Oid, walked: Walked) -> Rule | None:
    """How a cell is decoded; None where the device should say its scale, and does not."""
    fahrenheit = column.fahrenheit
    if isinstance(fahrenheit, Condition):
        told = walked.look_up(fahrenheit.cell, row.parts)
        fahrenheit = told is not None and told.exists and walked.holds(fahrenheit, row.parts)
    scale = column.device_scale
    if scale is None or column.words is not None:
        return rule_for(column, fahrenheit=fahrenheit)
    whole = walked.look_up(scale.percent_of.of, row.parts) if scale.percent_of is not None else None
    factor = device_factor(scale, lambda cell: walked.cell(cell, instance), whole)
    return None if factor is None else rule_for(column, factor, fahrenheit=fahrenheit)

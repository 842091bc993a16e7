"""From rows to subjects: which part of a device each row is, and what the tables together know of it. Pure."""

import itertools
from dataclasses import dataclass, field

from collectors.profiles.columns import Column
from collectors.profiles.legs import leg_of
from collectors.profiles.model import Profile, Role, Table
from collectors.profiles.templates import Template
from collectors.snmp.tables import Row, Walked, instance_of, rows_of
from powertui.domain.reading import Leg, Quantity, SubjectKind

LONGEST_KEY = 100
"""Longer ones no sane device has; no two parts may be the same once they are stored."""


@dataclass(slots=True)
class Draft:
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


def _text(template: Template | None, row: Row) -> str:
    return (template.fill(row.parts) or "") if template is not None else ""


@dataclass(frozen=True, slots=True)
class Drafts:
    """A device's subjects, and how tables refer to some of them."""

    by_key: dict[tuple[SubjectKind, str], Draft] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    """The keys of branches, by what other tables call them."""


def drafts_of(profile: Profile, walked: Walked) -> Drafts:
    """All subjects that the tables have, in their order."""
    drafts = Drafts()
    for _, group in itertools.groupby(profile.tables, key=lambda table: table.group):
        known = {kind for kind, _ in drafts.by_key}
        for table in group:
            adds = table.role is Role.MAIN or (table.role is Role.FALLBACK and table.kind not in known)
            _add_table(profile, table, walked, drafts, adds=adds)
    _inherit_legs(drafts)
    _drop_lone_legs(drafts)
    return drafts


def _add_table(
    profile: Profile,
    table: Table,
    walked: Walked,
    drafts: Drafts,
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
        draft = drafts.by_key.get((table.kind, key))
        if draft is None:
            if not adds:
                continue
            draft = drafts.by_key[table.kind, key] = Draft(table.kind, key, unit, row)
        draft.take(table, row)
        if table.alias is not None and (alias := table.alias.fill(row.parts)):
            drafts.aliases[alias] = key


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


def _inherit_legs(drafts: Drafts) -> None:
    """An outlet that does not say its leg has that of the branch that feeds it."""
    for draft in drafts.by_key.values():
        feeder = drafts.by_key.get((SubjectKind.BRANCH, drafts.aliases.get(draft.branch_alias, "")))
        if draft.leg is None and feeder is not None:
            draft.leg = feeder.leg


def _drop_lone_legs(drafts: Drafts) -> None:
    """A unit with one phase may hang on any leg of the room's three: its own L1 says nothing."""
    legs: dict[str, set[Leg]] = {}
    for draft in drafts.by_key.values():
        conducts = draft.kind in {SubjectKind.PHASE, SubjectKind.LINE}
        if conducts and draft.leg is not None and draft.leg is not Leg.NEUTRAL:
            legs.setdefault(draft.unit, set()).add(draft.leg)
    for draft in drafts.by_key.values():
        if len(legs.get(draft.unit, ())) == 1 and draft.leg is not Leg.NEUTRAL:
            draft.leg = None

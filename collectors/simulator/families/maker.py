"""A profile and a shape become a device: every table gets the rows that the shape's parts need, and their figures."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from collectors.profiles.legs import leg_of
from collectors.profiles.model import Profile, Role, Table
from collectors.profiles.templates import Template
from collectors.simulator.families import shape as shapes
from collectors.simulator.families.cells import Cells, Content, Listed
from collectors.simulator.families.figures import Figures
from collectors.simulator.families.identity import put_identity, put_probes
from collectors.simulator.families.measures import put_figure, put_guards
from collectors.simulator.families.places import Wanted
from collectors.simulator.families.rows import Rows
from collectors.simulator.families.shape import Shape, SimPart, Wires
from collectors.simulator.families.supply import Supply
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.tables import Row, index_from
from powertui.domain.reading import Leg, Quantity, SubjectKind

_MADE_AT_S = 100.0
"""Any moment at which no two figures are the same by chance."""


@dataclass(frozen=True, slots=True)
class SimSubject:
    """A part as the device shows it."""

    part: SimPart
    key: str
    """The profile's own id of it, without what a reader puts before it to tell units apart."""
    tells_leg: bool
    tells_branch: bool
    steps: Mapping[Quantity, float]
    """What is measured or set, and the smallest step of each figure on the wire."""
    shared: frozenset[Quantity] = frozenset()
    """What the device shows in another figure's object, so that it says that one's figure."""


@dataclass(frozen=True, slots=True)
class Device:
    """All objects of a simulated device, and what they show."""

    profile: Profile
    supply: Supply
    subjects: tuple[SimSubject, ...]
    held: Mapping[Oid, Content | Listed]

    def of_kind(self, kind: SubjectKind) -> tuple[SimSubject, ...]:
        return tuple(subject for subject in self.subjects if subject.part.kind is kind)

    def objects_at(self, at_s: float) -> dict[Oid, SnmpValue]:
        """What all objects say at a moment, in seconds since the start."""
        cells, figures = Cells(Figures(self.supply, at_s), dict(self.held)), Figures(self.supply, at_s)
        values = ((oid, cells.value(oid, figures)) for oid in self.held)
        return {oid: value for oid, value in values if value is not None}


@dataclass(slots=True)
class _Subject:
    key: str
    tells_leg: bool = False
    tells_branch: bool = False
    steps: dict[Quantity, float] = field(default_factory=dict)
    shared: set[Quantity] = field(default_factory=set)


def make_device(profile: Profile, shape: Shape, load_w: float, seed: int = 0) -> Device:
    """The device of a family in a shape. What the family cannot show is left out: ask `Device.subjects`."""
    maker = _Maker(profile, shape, Supply(shape, load_w, seed))
    maker.make()
    return maker.device()


class _Maker:
    def __init__(self, profile: Profile, shape: Shape, supply: Supply) -> None:
        self._profile = profile
        self._shape = shape
        self._supply = supply
        self._cells = Cells(Figures(supply, _MADE_AT_S))
        self._subjects: dict[SimPart, _Subject] = {}
        self._owners: dict[tuple[SubjectKind, str, str], SimPart] = {}
        self._units: dict[tuple[SubjectKind, str], int] = {}
        """Which unit a text of a table's `unit` means."""
        self._aliases: dict[str, SimPart] = {}
        self._counts: dict[Oid, int] = {}
        self._names: dict[Oid, str] = {}
        """What makes rows, where nothing else stands there in the end."""

    def make(self) -> None:
        put_identity(self._profile, self._cells)
        for _, group in itertools.groupby(self._profile.tables, key=lambda table: table.group):
            known = {part.kind for part in self._subjects}
            for table in group:
                if table.role is not Role.FALLBACK or table.kind not in known:
                    self._fill(table)
        for oid, count in self._counts.items():
            self._cells.put(oid, _number(count))
        for oid, name in self._names.items():
            self._cells.put(oid, SnmpValue(SnmpType.OCTETS, name.encode()))
        put_probes(self._profile, self._cells)

    def device(self) -> Device:
        subjects = tuple(
            SimSubject(
                part,
                made.key,
                made.tells_leg,
                made.tells_branch,
                made.steps,
                frozenset(made.shared - made.steps.keys()),
            )
            for part, made in self._subjects.items()
        )
        return Device(self._profile, self._supply, subjects, self._cells.held)

    def _fill(self, table: Table) -> None:
        """All rows of a table."""
        rows = Rows(self._profile, table, self._shape, self._cells)
        if table.kind is SubjectKind.SENSOR:
            for part in shapes.sensors_of(self._shape):
                self._sense(table, rows, part)
            return
        for choice in shapes.choices_of(self._shape, table.kind):
            made = [part for part in choice if self._row(table, rows, part)]
            if made:
                return

    def _sense(self, table: Table, rows: Rows, part: SimPart) -> None:
        """A sensor's row; where a row has one quantity only, the next one is another sensor."""
        if self._row(table, rows, part):
            return
        known = [each for each in self._subjects if each.kind is SubjectKind.SENSOR]
        number = 1 + max((each.number for each in known), default=0)
        self._row(table, rows, SimPart(SubjectKind.SENSOR, 1, number, in_all=number))

    def _row(self, table: Table, rows: Rows, part: SimPart) -> bool:
        """Put one part's row in place; whether the family has a place for it."""
        known = self._subjects.get(part)
        if part.unit > 1 and not table.unit.fields:
            return False  # The table has one unit.
        if known is not None and not table.id.fields and known.key != table.id.text:
            return False
        alias = self._alias_of_branch(part)
        for with_leg, with_branch in self._strictness(table, part, alias):

            def accepts(row: Row, told: tuple[bool, bool] = (with_leg, with_branch)) -> bool:
                return self._is_part(table, row, part, alias, with_leg=told[0], with_branch=told[1])

            row = rows.find(Wanted(part, alias if with_branch else ""), accepts)
            if row is not None:
                self._take(table, row, part, tells_leg=with_leg, tells_branch=with_branch)
                return True
        return False

    def _strictness(self, table: Table, part: SimPart, alias: str) -> list[tuple[bool, bool]]:
        """What the row must tell of the part, the most first: (leg, branch)."""
        legs = [True] if table.leg is not None and part.leg is not None else [False]
        if part.kind in {SubjectKind.OUTLET, SubjectKind.BRANCH} and legs[0]:
            legs.append(False)
        branches = [True, False] if table.branch is not None and alias else [False]
        return [(leg, branch) for branch in branches for leg in legs]

    def _alias_of_branch(self, part: SimPart) -> str:
        if part.kind is not SubjectKind.OUTLET:
            return ""
        fits = (alias for alias, each in self._aliases.items() if (each.unit, each.number) == (part.unit, part.branch))
        return next(fits, "")

    def _is_part(self, table: Table, row: Row, part: SimPart, alias: str, *, with_leg: bool, with_branch: bool) -> bool:
        """Whether a reader would take the row for the part."""
        if with_branch and _text(table.branch, row) != alias:
            return False
        leg = leg_of(_text(table.leg, row))
        if leg is not (part.leg if with_leg else None) and not self._says_nothing(leg):
            return False
        unit, key = _text(table.unit, row), _text(table.id, row)
        if not key or self._units.get((table.kind, unit), part.unit) != part.unit:
            return False
        known = self._subjects.get(part)
        if known is None and table.role is Role.FILL:
            return False
        if known is not None and known.key != key:
            return False
        owner = self._owners.get((table.kind, unit if self._profile.first_unit else "", key))
        return owner is part or owner == part or (owner is None and known is None)

    def _says_nothing(self, leg: Leg | None) -> bool:
        """With one leg alone, whether a row names it or not is the same."""
        return self._shape.wires is Wires.SINGLE and leg in {None, Leg.A}

    def _take(self, table: Table, row: Row, part: SimPart, *, tells_leg: bool, tells_branch: bool) -> None:
        """Put all that the row of a part has."""
        unit, key = _text(table.unit, row), _text(table.id, row)
        self._units[table.kind, unit] = part.unit
        self._owners[table.kind, unit if self._profile.first_unit else "", key] = part
        subject = self._subjects.setdefault(part, _Subject(key))
        subject.tells_leg |= tells_leg
        subject.tells_branch |= tells_branch
        if table.alias is not None and (alias := _text(table.alias, row)):
            self._aliases[alias] = part
        columns = (*table.readings, *table.facts)
        told = [(column.quantity, put_figure(column, row, part, self._cells)) for column in columns]
        for quantity, told_as in told:
            if told_as is not None and told_as.is_own:
                subject.steps.setdefault(quantity, told_as.step)
            elif told_as is not None:
                subject.shared.add(quantity)
        for column in columns:
            put_guards(column, row, self._cells)
        for oid in table.rows:
            self._names.setdefault(oid + row.index, part.name)
        self._condition(table, row)

    def _condition(self, table: Table, row: Row) -> None:
        """Say what rows of the table ask of other tables, and remember what counts must reach."""
        if table.require is not None:
            at = index_from(table.require.cell.index, row.parts)
            told = sorted(table.require.values)
            if at is not None:
                least = max(table.require.at_least or 0, self._shape.outlets)
                self._cells.put(table.require.cell.column + at, _said(told[0]) if told else _number(least))
        if table.bound is not None:
            at, number = index_from(table.bound.count.index, row.parts), row.parts[table.bound.part]
            if at is not None and number.isdecimal():
                oid = table.bound.count.column + at
                self._counts[oid] = max(self._counts.get(oid, 0), int(number))


def _text(template: Template | None, row: Row) -> str:
    return (template.fill(row.parts) or "") if template is not None else ""


def _number(number: int) -> SnmpValue:
    return SnmpValue(SnmpType.INTEGER, number)


def _said(text: str) -> SnmpValue:
    return _number(int(text)) if text.isdecimal() else SnmpValue(SnmpType.OCTETS, text.encode())

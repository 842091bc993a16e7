"""Rows of a table, found by trying: which index, and which cells beside it, make the reader see one certain part."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from collectors.profiles.columns import Column
from collectors.profiles.model import Part, Profile, Table
from collectors.simulator.families.cells import Cells, Content, Live, list_position
from collectors.simulator.families.places import Places, Wanted, index_of
from collectors.simulator.families.recipes import Recipe, decimals_of
from collectors.simulator.families.shape import Shape
from collectors.simulator.families.texts import text_of_groups
from collectors.simulator.families.view import View
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.tables import Row, index_from, instance_of

Accepts = Callable[[Row], bool]


class Rows:
    """One table's rows."""

    def __init__(self, profile: Profile, table: Table, shape: Shape, cells: Cells) -> None:
        self._table = table
        self._cells = cells
        self._places = Places(profile, table, shape)
        self._view = View(table, cells)

    def find(self, wanted: Wanted, accepts: Accepts) -> Row | None:
        """The row that the reader takes for what is wanted, with the cells that it needs put in place; or None."""
        for index in self._places.indexes(wanted):
            at = index_of(self._table.index, index)
            attempt = _Attempt(self._table, self._cells, self._places, self._view, wanted, at, accepts)
            row = attempt.row(0) if self._table.variables is None else self._named(attempt, wanted)
            if row is not None:
                return row
        return None

    def _named(self, attempt: "_Attempt", wanted: Wanted) -> Row | None:
        """The same in a table of named variables: the row is the beginning of names."""
        assert self._table.variables is not None  # noqa: S101 - asked of such tables only
        groups = tuple(re.compile(self._table.variables.row).groupindex)
        for named in self._places.groups(groups, wanted):
            prefix = text_of_groups(self._table.variables.row, named)
            if prefix is None:
                continue
            put = self._name(prefix, attempt.index)
            row = replace(attempt, prefix=prefix).row(0)
            if row is not None:
                return row
            for oid in put:
                self._cells.take_back(oid)
        return None

    def _name(self, prefix: str, index: Oid) -> list[Oid]:
        """Give all variables of a row their names; returns those that had none yet."""
        table = self._table
        assert table.variables is not None  # noqa: S101 - asked of such tables only
        column = table.variables.name
        known = {
            value.value: instance
            for instance, value in self._cells.walked().columns[column].items()
            if instance[:-1] == index
        }
        put = []
        for variable in dict.fromkeys(
            (*(one.variable for one in (*table.readings, *table.facts)), *(part.variable for part in table.parts))
        ):
            name = f"{prefix}{variable}".encode()
            if variable and name not in known:
                number = 1 + max((oid[-1] for oid in known.values()), default=0)
                known[name] = (*index, number)
                put.append(column + known[name])
                self._cells.put(put[-1], SnmpValue(SnmpType.OCTETS, name))
        return put


@dataclass(frozen=True, slots=True)
class _Attempt:
    table: Table
    cells: Cells
    places: Places
    view: View
    wanted: Wanted
    index: Oid
    accepts: Accepts
    prefix: str | None = None

    def row(self, count: int) -> Row | None:
        """The row, the parts from `count` on chosen so that it is accepted; else None, and nothing is left behind."""
        table, cells = self.table, self.cells
        before = self.view.partly(count, self.index, self.prefix)
        if before is None:
            return None
        if count == len(table.parts):
            row = self.view.whole(self.index, self.prefix)
            return row if row is not None and self.accepts(row) else None
        part = table.parts[count]
        oid = self._place(part, before)
        if oid is None or cells.has(oid, part.pattern) or self._is_anothers_figure(part):
            return self.row(count + 1)
        for content in self._contents(part, oid, before):
            cells.put(oid, content, part.pattern)
            row = self.row(count + 1)
            if row is not None:
                return row
            cells.take_back(oid, part.pattern)
        return self._without(part, oid, count)

    def _is_anothers_figure(self, part: Part) -> bool:
        """Whether the part looks at what another row measures: that row alone knows whether there is such a cell."""
        return part.index is not None and not part.index.fields and part.column in self.places.measured_elsewhere

    def _without(self, part: Part, oid: Oid, count: int) -> Row | None:
        """The row of a device that does not have the cell."""
        cells = self.cells
        if part.default is None or list_position(part.pattern) is not None:
            return None
        is_new = oid not in cells.absent
        cells.absent.add(oid)
        row = self.row(count + 1)
        if row is None and is_new:
            cells.absent.discard(oid)
        return row

    def _place(self, part: Part, row: Row) -> Oid | None:
        if part.column is None:
            return None
        if part.variable:
            at = row.variables.get(part.variable)
        else:
            at = row.index if part.index is None else index_from(part.index, row.parts)
        return None if at is None else part.column + at

    def _contents(self, part: Part, oid: Oid, row: Row) -> Iterator[Content]:
        """Candidates for the cell: a figure, where the table measures something in the same place."""
        cells, table = self.cells, self.table
        if oid in cells.absent:
            return
        for column in (*table.readings, *table.facts):
            instance = instance_of(column, row)
            if instance is not None and column.column + instance == oid and _needs_no_scale(column):
                live = Live(self.wanted.part, Recipe(column, decimals=decimals_of(column)))
                if live.at(cells.figures) is not None:
                    yield live
        yield from self.places.contents(part, self.wanted, dict(row.parts))


def _needs_no_scale(column: Column) -> bool:
    return column.device_scale is None and not column.fahrenheit

"""One row of a table, as the reader sees it with the objects that there are so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from collectors.profiles.model import Table
from collectors.simulator.families.cells import Cells
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.tables import Row, Walked, rows_of

_ROW: Oid = (0, 0)
"""A column that no device has: it makes the one row that is looked at."""
_EXISTS = SnmpValue(SnmpType.INTEGER, 1)


class View:
    """Looks at a table's rows one at a time, with all of their parts or with the first of them."""

    def __init__(self, table: Table, cells: Cells) -> None:
        self._cells = cells
        self._names = table.variables.name if table.variables is not None else None
        self._whole = replace(table, rows=() if table.variables else (_ROW,), readings=(), facts=())
        unfiltered = replace(self._whole, where={}, where_not={}, skip_empty=(), require=None, bound=None)
        self._partly = [replace(unfiltered, parts=table.parts[:count]) for count in range(len(table.parts) + 1)]

    def partly(self, count: int, index: Oid, prefix: str | None) -> Row | None:
        """The row with its first `count` parts, whether or not it would count."""
        return self._row(self._partly[count], index, prefix)

    def whole(self, index: Oid, prefix: str | None) -> Row | None:
        """The row, if it counts."""
        return self._row(self._whole, index, prefix)

    def _row(self, table: Table, index: Oid, prefix: str | None) -> Row | None:
        rows = rows_of(table, Walked(_OneRow(self._cells.walked().columns, index, prefix, self._names)))
        return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class _OneRow(Mapping[Oid, Mapping[Oid, SnmpValue]]):
    """All columns, and of those that make rows only the row that is looked at."""

    columns: Mapping[Oid, Mapping[Oid, SnmpValue]]
    index: Oid
    prefix: str | None
    names: Oid | None

    def __getitem__(self, column: Oid) -> Mapping[Oid, SnmpValue]:
        if column == _ROW:
            return {self.index: _EXISTS}
        if column == self.names and self.prefix is not None:
            return {
                instance: value
                for instance, value in self.columns[column].items()
                if instance[:-1] == self.index
                and isinstance(value.value, bytes)
                and value.value.startswith(self.prefix.encode())
            }
        return self.columns[column]

    def __iter__(self) -> Iterator[Oid]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

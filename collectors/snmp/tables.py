"""What a discovery's walks brought, by column and index; and the rows that a profile's table makes of it. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from collectors.profiles.columns import Column, Condition, Lookup
from collectors.profiles.model import Bound, Part, Table, Variables
from collectors.profiles.templates import Template
from collectors.snmp.client import Oid, SnmpValue
from collectors.snmp.decode import text_of

LONGEST_ARC = len(str(2**32 - 1))
LONGEST_HEX = 32
"""Octets of a value that is shown as hexadecimal digits; an address has six or eight."""
_MAC_ARCS = 6


@dataclass(frozen=True, slots=True)
class Walked:
    """Columns as walked: column -> index -> value."""

    columns: Mapping[Oid, Mapping[Oid, SnmpValue]]

    @property
    def size(self) -> int:
        """How many cells there are."""
        return sum(map(len, self.columns.values()))

    def cell(self, column: Oid, index: Oid) -> SnmpValue | None:
        rows = self.columns.get(column)
        return None if rows is None else rows.get(index)

    def look_up(self, lookup: Lookup, parts: Mapping[str, str]) -> SnmpValue | None:
        index = index_from(lookup.index, parts)
        return None if index is None else self.cell(lookup.column, index)

    def holds(self, condition: Condition, parts: Mapping[str, str]) -> bool:
        """Whether a condition is met; a device that does not say is not held against."""
        value = self.look_up(condition.cell, parts)
        if value is None or value.value is None:
            return True
        if condition.values and text_of(value) not in condition.values:
            return False
        return condition.at_least is None or (isinstance(value.value, int) and value.value >= condition.at_least)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its index, and its parts by name (`row` is the whole index, dotted)."""

    index: Oid
    parts: Mapping[str, str]
    variables: Mapping[str, Oid] = field(default_factory=dict)
    """Of a table of named variables: where each of the row's variables stands."""


def instance_of(column: Column, row: Row) -> Oid | None:
    """Where a row's value stands in a column."""
    if column.variable:
        return row.variables.get(column.variable)
    if column.at is None:
        return row.index + column.suffix
    index = index_from(column.at, row.parts)
    return None if index is None else index + column.suffix


def index_from(template: Template, parts: Mapping[str, str]) -> Oid | None:
    """The arcs that a template of an index makes, or None."""
    text = template.fill(parts)
    return None if text is None else _arcs(text)


@lru_cache(maxsize=1024)
def _arcs(text: str) -> Oid | None:
    arcs = text.split(".")
    return tuple(map(int, arcs)) if all(arc.isdecimal() and len(arc) <= LONGEST_ARC for arc in arcs) else None


def columns_of(table: Table) -> Iterator[Oid]:
    """All columns that a table needs walked."""
    if table.variables is not None:
        yield table.variables.name
    yield from table.rows
    for part in table.parts:
        if part.column is not None:
            yield part.column
    for column in (*table.readings, *table.facts):
        yield from _columns_of(column)
    for cell in (
        table.require.cell if table.require else None,
        table.bound.count if table.bound else None,
        table.unused.when.cell if table.unused else None,
    ):
        if cell is not None:
            yield cell.column


def _columns_of(column: Column) -> Iterator[Oid]:
    yield column.column
    if column.device_scale is not None:
        yield from column.device_scale.columns
    if isinstance(column.fahrenheit, Condition):
        yield column.fahrenheit.cell.column
    if column.flag is not None:
        yield column.flag.column
    for guard in column.guards:
        yield guard.column


def rows_of(table: Table, walked: Walked) -> list[Row]:
    """A table's rows: every index that any of its readings or facts has, less those that its filters drop."""
    if table.variables is not None:
        return _rows_of_variables(table, table.variables, walked)
    indexes: set[Oid] = {instance for column in table.rows for instance in walked.columns.get(column, {})}
    for column in (*table.readings, *table.facts):
        if column.at is not None:
            continue
        cut = len(column.suffix)
        for instance in walked.columns.get(column.column, {}):
            if cut == 0:
                indexes.add(instance)
            elif instance[-cut:] == column.suffix:
                indexes.add(instance[:-cut])
    rows = []
    for index in sorted(indexes):
        parts = _parts_of(table, index, _index_parts(table.index, index), walked, {})
        if parts is not None and _counts(table, parts, walked):
            rows.append(Row(index, parts))
    return rows


def _rows_of_variables(table: Table, variables: Variables, walked: Walked) -> list[Row]:
    """Rows out of names: variables whose names begin alike, on the same device, are one row.

    The index's last arc numbers the variable; the row has what stands before it.
    """
    found: dict[tuple[Oid, str], tuple[dict[str, str], dict[str, Oid]]] = {}
    for instance, value in sorted(walked.columns.get(variables.name, {}).items()):
        name = text_of(value)
        match = re.match(variables.row, name)
        if match is not None:
            groups = {part: text or "" for part, text in match.groupdict().items()}
            _, places = found.setdefault((instance[:-1], match[0]), (groups, {}))
            places.setdefault(name[match.end() :], instance)
    rows = []
    for (index, _), (groups, places) in found.items():
        own = _index_parts(table.index, index)
        parts = _parts_of(table, index, None if own is None else own | groups, walked, places)
        if parts is not None and _counts(table, parts, walked):
            rows.append(Row(index, parts, places))
    return rows


def _parts_of(
    table: Table, index: Oid, own: dict[str, str] | None, walked: Walked, places: Mapping[str, Oid]
) -> dict[str, str] | None:
    """All parts of a row, or None where one is missing; `own` are those of its index and name."""
    parts = own
    if parts is None:
        return None
    parts["row"] = ".".join(map(str, index))
    for part in table.parts:
        text = _part_text(part, _place_of(part, index, parts, places), parts, walked)
        if text is None:
            return None
        parts[part.name] = text
    return parts


def _place_of(part: Part, index: Oid, parts: Mapping[str, str], places: Mapping[str, Oid]) -> Oid | None:
    """Where in its column a part stands."""
    if part.variable:
        return places.get(part.variable)
    return index if part.index is None else index_from(part.index, parts)


def _part_text(part: Part, at: Oid | None, parts: Mapping[str, str], walked: Walked) -> str | None:
    text: str | None = None
    if part.of is not None:
        text = part.of.fill(parts)
    elif part.column is not None and at is not None:
        cell = walked.cell(part.column, at)
        text = _written(part, cell) or (part.blank if cell is not None and cell.exists else None)
    if text is not None and part.pattern:
        match = re.search(part.pattern, text)
        text = match[1] if match else None
    if text is not None and part.map is not None:
        text = part.map.get(text)
    if text is not None:
        return text
    return part.default.fill(parts) if part.default is not None else None


def _written(part: Part, value: SnmpValue | None) -> str:
    """A cell's value as text."""
    raw = value.value if value is not None else None
    if part.tail and isinstance(raw, tuple):
        return ".".join(map(str, raw[-part.tail :]))
    if part.octets and isinstance(raw, bytes):
        return ".".join(map(str, raw[: part.octets]))
    if part.hex and isinstance(raw, bytes):
        return raw[:LONGEST_HEX].hex().upper()
    return text_of(value)


def _index_parts(names: tuple[str, ...], index: Oid) -> dict[str, str] | None:
    """An index's parts by name; None if it has others than the profile says."""
    parts: dict[str, str] = {}
    position = 0
    for name in names:
        if position >= len(index):
            return None
        word, _, form = name.partition(":")
        if form == "rest":
            parts[word] = ".".join(map(str, index[position:]))
            position = len(index)
        elif form == "mac" or form.isdecimal():
            end = position + (_MAC_ARCS if form == "mac" else int(form))
            arcs = index[position:end]
            if end > len(index) or (form == "mac" and any(arc > 255 for arc in arcs)):
                return None
            parts[word] = bytes(arcs).hex().upper() if form == "mac" else ".".join(map(str, arcs))
            position = end
        elif form == "text":
            end = position + 1 + index[position]
            arcs = index[position + 1 : end]
            if len(arcs) != index[position] or any(arc > 255 for arc in arcs):
                return None
            # As an index tells rows apart, what cannot be printed is written out, not taken out.
            parts[word] = "".join(chr(arc) if chr(arc).isprintable() else f"\\x{arc:02x}" for arc in arcs)
            position = end
        else:
            parts[word] = str(index[position])
            position += 1
    return parts if position == len(index) else None


def _counts(table: Table, parts: Mapping[str, str], walked: Walked) -> bool:
    """Whether a row is one: not filtered out, not padding."""
    return (
        all(parts[name] in values for name, values in table.where.items())
        and all(parts[name] not in values for name, values in table.where_not.items())
        and all(parts[name].strip() for name in table.skip_empty)
        and (table.require is None or walked.holds(table.require, parts))
        and (table.bound is None or _is_within(table.bound, parts, walked))
    )


def _is_within(bound: Bound, parts: Mapping[str, str], walked: Walked) -> bool:
    """Whether a row's number is not above the count that the device declares; one that declares none has no bound."""
    count = walked.look_up(bound.count, parts)
    number = parts[bound.part]
    if count is None or not isinstance(count.value, int) or count.value < 0 or not number.isdecimal():
        return True
    return int(number) <= count.value

"""Several files of one kind: a full export beside a view of the same objects tells each object once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from powertui.exchange.netbox_csv.headings import TableKind
from powertui.exchange.netbox_csv.tables import Row, Table
from powertui.exchange.problems import Problems, quoted

_KEYS: dict[TableKind, tuple[str, ...]] = {
    TableKind.TENANTS: ("name",),
    TableKind.SITES: ("name",),
    TableKind.LOCATIONS: ("site", "parent", "name"),
    TableKind.RACKS: ("site", "location", "name", "facility_id"),
    TableKind.DEVICE_TYPES: ("manufacturer", "model"),
    TableKind.DEVICES: ("site", "tenant", "name"),
    TableKind.PANELS: ("site", "name"),
    TableKind.FEEDS: ("site", "power_panel", "name"),
    TableKind.PORTS: ("device_site", "device", "name"),
    TableKind.OUTLETS: ("device_site", "device", "name"),
    TableKind.CABLES: ("id",),
}

_COMPUTED = frozenset({"space", "devices", "power", "cable", "link_peers", "connection", "last_updated"})
"""What NetBox computes may have changed between two exports."""


@dataclass(frozen=True, slots=True)
class Listing:
    """All that the files say of one kind."""

    kind: TableKind
    is_given: bool
    columns: frozenset[str]
    rows: tuple[Row, ...]


def listing(kind: TableKind, tables: Iterable[Table], problems: Problems) -> Listing:
    """The rows of a kind, each object once."""
    own = sorted((table for table in tables if table.kind is kind), key=lambda table: -len(table.columns))
    columns: frozenset[str] = frozenset()
    rows: list[Row] = []
    for table in own:
        shared = [column for column in _KEYS[kind] if not columns or (column in columns and column in table.columns)]
        rows = _merged(rows, table.rows, shared, problems) if rows and shared else [*rows, *table.rows]
        columns |= frozenset(table.columns)
    return Listing(kind, bool(own), columns, tuple(rows))


def _merged(rows: list[Row], more: Iterable[Row], key_columns: list[str], problems: Problems) -> list[Row]:
    waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        waiting[tuple(row[column] for column in key_columns)].append(number)
    merged = list(rows)
    for row in more:
        same = waiting[tuple(row[column] for column in key_columns)]
        if same:
            number = same.pop(0)
            merged[number] = _filled(merged[number], row, problems)
        else:
            merged.append(row)
    return merged


def _filled(row: Row, other: Row, problems: Problems) -> Row:
    cells = dict(row.cells)
    for column, cell in other.cells.items():
        if not row[column]:
            cells[column] = cell
        elif other[column] and other[column] != row[column] and column not in _COMPUTED:
            problems.add(
                other.at(column), f"{quoted(other[column])} contradicts {row.file}:{row.line}: {quoted(row[column])}"
            )
    return Row(row.file, row.line, cells)

"""A topology to NetBox's import columns, one file for each kind, in the order in which NetBox wants them.

What NetBox's import has no words for (an unnamed device's ports, several terminations on one end) is left out and told.
"""

import csv
import io
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from powertui.domain.merge_kinds import objects_of
from powertui.domain.merge_scope import Mention
from powertui.domain.topology import Topology
from powertui.exchange.canonical import canonical
from powertui.exchange.netbox_csv.headings import DEVICE_ROLES, MANUFACTURERS
from powertui.exchange.netbox_csv.import_rows import Cell, Plant
from powertui.exchange.netbox_csv.import_tables import TABLES, Table
from powertui.exchange.slugs import slug_of

_GREY = "9e9e9e"
"""The colour that NetBox gives a device role unless told another."""


@dataclass(frozen=True, slots=True)
class CsvFile:
    """One file: its name without a directory, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CsvFiles:
    """All files, in the order in which they are to be imported, and what they leave out."""

    files: tuple[CsvFile, ...]
    notes: tuple[str, ...]


def netbox_csv(topology: Topology, chosen: Container[Mention] | None = None) -> CsvFiles:
    """The files: the whole plant for a NetBox that has nothing of it yet.

    With `chosen`, only those objects, by their ids in the canonical topology, for the NetBox that they came from: what
    has a NetBox id already goes into a file of its own, with a column of ids, by which NetBox changes objects.
    """
    plant = Plant(canonical(topology))
    files = list(_needed_first(plant.topology)) if chosen is None else []
    for table in TABLES:
        rows = list(table.rows(plant))
        if chosen is None:
            files += _file(table.name, table.columns, [row for _, row in rows])
            continue
        objects = objects_of(plant.topology, table.kind)
        known = {item.id: item.netbox_id for item in objects if item.netbox_id is not None}
        wanted = [(number, row) for number, row in rows if Mention(table.kind, number) in chosen]
        files += _file(table.name, table.columns, [row for number, row in wanted if number not in known])
        files += _changes(table, [(known[number], row) for number, row in wanted if number in known])
    return CsvFiles(tuple(files), tuple(dict.fromkeys(plant.notes)))


def _needed_first(topology: Topology) -> Iterator[CsvFile]:
    """What NetBox keeps as objects, and this model as names."""
    makers = sorted({item.manufacturer for item in topology.device_types})
    roles = sorted({item.role for item in topology.devices if item.role})
    yield from _file(MANUFACTURERS, ("name", "slug"), [(name, slug_of(name)) for name in makers])
    yield from _file(DEVICE_ROLES, ("name", "slug", "color"), [(slug, slug, _GREY) for slug in roles])


def _changes(table: Table, rows: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[CsvFile]:
    places = [place for place, column in enumerate(table.columns) if column not in table.only_for_new]
    columns = ("id", *(table.columns[place] for place in places))
    yield from _file(
        f"{table.name}-changed",
        columns,
        [(netbox_id, *(row[place] for place in places)) for netbox_id, row in rows],
    )


def _file(name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[CsvFile]:
    """No file without rows."""
    if rows:
        yield CsvFile(f"{name}.csv", _text(columns, rows))


def _text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return file.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

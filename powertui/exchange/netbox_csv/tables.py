"""CSV files as tables: delimiter and encoding found out, each row with the line on which it begins."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from powertui.errors import ModelError
from powertui.exchange.netbox_csv.headings import (
    NEEDED,
    READ,
    TableKind,
    column_of,
    is_passed_over,
    kind_of,
    own_columns,
)
from powertui.exchange.problems import Place, Problems, quoted, shown
from powertui.exchange.text_files import read_text

DELIMITERS = ",;\t|"
"""What NetBox itself offers."""


@dataclass(frozen=True, slots=True)
class Row:
    """One object's cells under the names of the import columns."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell without blanks around it; empty where the file has no such column."""
        return self.cells.get(column, "").strip()

    def at(self, column: str) -> Place:
        """Where the cell stands."""
        return Place(self.file, self.line, column)


@dataclass(frozen=True, slots=True)
class Table:
    """A file, read."""

    kind: TableKind
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def csv_files(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and all *.csv of directories, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(item for item in path.iterdir() if _is_read(item))
            if not inside:
                raise ModelError(f"{shown(str(path), 200)} has no file that ends in .csv")
            found += inside
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _is_read(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and path.is_file() and not is_passed_over(path.stem)


def read_table(path: Path, problems: Problems) -> Table | None:
    """A file as a table; None where a problem prevents it."""
    return parse_table(read_text(path), str(path), path.stem, problems)


def parse_table(text: str, file: str, stem: str, problems: Problems) -> Table | None:
    """A file's text as a table; None where a problem prevents it."""
    lines = _records(text, file, problems)
    if not lines:
        problems.add(Place(file, 1), "is empty; the first line should have the names of the columns")
        return None
    first_line, headings = lines[0]
    columns = [column_of(heading) for heading in headings]
    kind = kind_of(columns, stem)
    if kind is None:
        problems.add(
            Place(file, first_line),
            f"these headings are of no kind that is read here; there are {', '.join(item.value for item in TableKind)}",
        )
        return None
    columns = own_columns(kind, columns)
    if not _columns_are_usable(kind, columns, Place(file, first_line), problems):
        return None
    rows = []
    for line, cells in lines[1:]:
        if len(cells) == len(columns):
            rows.append(Row(file, line, dict(zip(columns, cells, strict=True))))
        else:
            problems.add(Place(file, line), f"has {len(cells)} cells under {len(columns)} headings")
    return Table(kind, tuple(columns), tuple(rows))


def _records(text: str, file: str, problems: Problems) -> list[tuple[int, list[str]]]:
    """Rows that are not blank, each with its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    found: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(Place(file, line), f"is not CSV: {error}")
    return found


def _delimiter(text: str) -> str:
    """Whichever occurs most in the headings."""
    headings = text.lstrip("\r\n").partition("\n")[0]
    return max(DELIMITERS, key=headings.count)


def _columns_are_usable(kind: TableKind, columns: list[str], place: Place, problems: Problems) -> bool:
    before = len(problems.sentences)
    for column in sorted({column for column in columns if column and columns.count(column) > 1}):
        problems.add(place, f"has two columns {quoted(column)}")
    for column in columns:
        if column not in READ[kind]:
            missing = [known for known in READ[kind] if known not in columns]
            close = get_close_matches(column, missing, n=1, cutoff=0.85)
            if close:
                problems.add(place, f"unknown column {quoted(column)}; did you mean {quoted(close[0])}?")
    for column in NEEDED[kind]:
        if column not in columns:
            problems.add(place, f"{kind.value} need the column {quoted(column)}")
    return len(problems.sentences) == before

"""Rows, their parts and their filters, on tables that are not as they should be."""

from pathlib import Path

import pytest

from collectors.profiles.loader import load
from collectors.profiles.model import Table
from collectors.profiles.templates import Template
from collectors.snmp.tables import Walked, index_from, rows_of
from tests.collectors.devices import Raw, oid, value

HEAD = """
family = "acme"
vendor = "Acme"
mib = "ACME-MIB"
evidence = "mib"
root = "99999"
[detect]
probe = [".1.0"]
[identity]
[[tables]]
kind = "outlet"
id = "{row}"
readings = [{ quantity = "current_a", column = ".2" }]
"""


@pytest.fixture
def table(tmp_path: Path) -> "MakeTable":
    return MakeTable(tmp_path)


class MakeTable:
    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def __call__(self, *lines: str) -> Table:
        path = self.directory / "acme.toml"
        path.write_text(HEAD + "\n".join(lines))
        return load(path).tables[0]


def walked(**columns: dict[str, Raw]) -> Walked:
    """Columns `c2={"1.1": 5}`: column .2, index 1.1."""
    return Walked(
        {
            oid(f"99999.{name[1:]}"): {tuple(map(int, index.split("."))): value(raw) for index, raw in cells.items()}
            for name, cells in columns.items()
        }
    )


def ids(table: Table, cells: Walked) -> list[str]:
    return [row.parts["row"] for row in rows_of(table, cells)]


def test_rows_come_in_the_order_of_their_indexes_as_numbers(table: MakeTable) -> None:
    assert ids(table(), walked(c2={"10": 1, "9": 1, "1": 1})) == ["1", "9", "10"]


def test_an_index_of_another_shape_is_no_row(table: MakeTable) -> None:
    assert ids(table('index = ["unit", "outlet"]'), walked(c2={"1": 1, "1.2": 1, "1.2.3": 1})) == ["1.2"]


def test_a_text_in_an_index_is_as_long_as_it_says(table: MakeTable) -> None:
    parts = table('index = ["mac:text"]')
    assert ids(parts, walked(c2={"2.65.66": 1, "3.65.66": 1, "1.65.66": 1, "2.65.300": 1, "0": 1})) == ["0", "2.65.66"]


def test_a_row_without_a_part_counts_only_if_the_part_has_a_default(table: MakeTable) -> None:
    cells = walked(c2={"1": 1, "2": 1}, c3={"1": 7})
    assert ids(table('parts.bank = { column = ".3" }'), cells) == ["1"]
    assert ids(table('label = "{bank}"', 'parts.bank = { column = ".3", default = "" }'), cells) == ["1", "2"]


def test_a_value_that_a_map_lacks_is_as_if_it_were_not_there(table: MakeTable) -> None:
    cells = walked(c2={"1": 1, "2": 1}, c3={"1": 1, "2": 9})
    assert ids(table('parts.phase = { column = ".3", map = { 1 = "L1" } }'), cells) == ["1"]


@pytest.mark.parametrize(("count", "kept"), [(2, 2), (0, 0), (-1, 3), ("many", 3)])
def test_a_declared_count_bounds_padding_if_it_is_a_count(table: MakeTable, count: Raw, kept: int) -> None:
    bounded = table('index = ["number"]', 'bound = { column = ".4", index = "0", part = "number" }')
    cells = walked(c2={"1": 1, "2": 1, "3": 1}, c4={"0": count})
    assert len(rows_of(bounded, cells)) == kept


@pytest.mark.parametrize(("metered", "kept"), [(0, 0), (3, 3)])
def test_a_capability_that_is_required_must_be_there(table: MakeTable, metered: int, kept: int) -> None:
    required = table('require = { column = ".4", index = "0", at_least = 1 }')
    cells: dict[str, Raw] = {"1": 1, "2": 1, "3": 1}
    assert len(rows_of(required, walked(c2=cells, c4={"0": metered}))) == kept
    assert len(rows_of(required, walked(c2=cells))) == 3


def test_a_text_in_an_index_brings_no_control_characters(table: MakeTable) -> None:
    (row,) = rows_of(table('index = ["mac:text"]'), walked(c2={"3.65.27.0": 1}))
    assert row.parts["mac"] == r"A\x1b\x00"


def test_thousands_of_digits_are_no_index(table: MakeTable) -> None:
    (row,) = rows_of(table('parts.other = { column = ".3" }'), walked(c2={"1": 1}, c3={"1": "9" * 60_000}))
    assert index_from(Template("{other}"), row.parts) is None

"""Parts of rows: out of indexes, texts, octets and other cells; and rows that nothing is measured of."""

from pathlib import Path

import pytest

from collectors.snmp.describe import describe
from collectors.snmp.tables import rows_of
from powertui.domain.reading import SubjectKind
from tests.collectors.devices import Raw
from tests.collectors.snmp.test_tables import HEAD, MakeTable, walked


@pytest.fixture
def table(tmp_path: Path) -> MakeTable:
    return MakeTable(tmp_path)


def parts(table: MakeTable, *lines: str, **columns: dict[str, Raw]) -> list[dict[str, str]]:
    return [dict(row.parts) for row in rows_of(table(*lines), walked(**columns))]


def test_an_index_part_may_be_several_arcs_or_all_the_rest(table: MakeTable) -> None:
    (row,) = parts(table, 'index = ["dev", "pair:2", "tail:rest"]', c2={"7.1.2.3.4.5": 1})
    assert (row["dev"], row["pair"], row["tail"]) == ("7", "1.2", "3.4.5")


def test_an_index_part_may_be_a_hardware_address(table: MakeTable) -> None:
    (row,) = parts(table, 'index = ["mac:mac", "n"]', c2={"0.14.26.43.60.77.3": 1})
    assert (row["mac"], row["n"]) == ("000E1A2B3C4D", "3")


@pytest.mark.parametrize("index", ["0.14.26.43.60.777.3", "0.14.26"])
def test_what_is_no_hardware_address_is_no_row(table: MakeTable, index: str) -> None:
    assert parts(table, 'index = ["mac:mac", "n"]', c2={index: 1}) == []


def test_octets_are_written_as_digits_or_as_arcs(table: MakeTable) -> None:
    octets: dict[str, Raw] = {"1": b"\x02\x00\xff\x0a"}
    (row,) = parts(
        table,
        'parts.h = { column = ".3", hex = true }',
        'parts.o = { column = ".3", octets = 3 }',
        c2={"1": 1},
        c3=octets,
    )
    assert (row["h"], row["o"]) == ("0200FF0A", "2.0.255")


def test_a_pattern_takes_a_piece_of_a_text_and_a_row_without_it_needs_a_default(table: MakeTable) -> None:
    names: dict[str, Raw] = {"1": "LOCAL - A1", "2": "spare"}
    line = r"""parts.branch = { column = ".3", pattern = '([A-Z])\d+$'"""
    assert [row["branch"] for row in parts(table, line + " }", c2={"1": 1, "2": 1}, c3=names)] == ["A"]
    lenient = parts(table, 'label = "{branch}"', line + ', default = "" }', c2={"1": 1, "2": 1}, c3=names)
    assert [row["branch"] for row in lenient] == ["A", ""]


def test_a_part_may_stand_at_one_place_for_all_rows(table: MakeTable) -> None:
    rows = parts(table, 'parts.model = { column = ".3", index = "0" }', c2={"1": 1, "2": 1}, c3={"0": "AP8"})
    assert [row["model"] for row in rows] == ["AP8", "AP8"]


def test_rows_whose_part_is_blank_are_padding(table: MakeTable) -> None:
    names: dict[str, Raw] = {"1": "Outlet 1", "2": " \0", "3": ""}
    lines = ('parts.name = { column = ".3", default = "" }', 'skip_empty = "name"')
    assert [row["row"] for row in parts(table, *lines, c2={"1": 1, "2": 1, "3": 1}, c3=names)] == ["1"]


def test_a_number_in_a_template_may_be_counted_on_from(table: MakeTable) -> None:
    assert parts(table, 'parts.printed = { of = "{row+1}" }', c2={"0": 1})[0]["printed"] == "1"
    assert parts(table, 'parts.printed = { of = "{row-1}" }', c2={"1.2": 1}) == []


def test_a_part_may_be_the_value_of_one_of_the_rows_variables(tmp_path: Path) -> None:
    table = MakeTable(tmp_path)(
        'index = ["device"]',
        'label = "{name}"',
        'parts.name = { variable = "Name", column = ".5", default = "" }',
        '[tables.variables]\nname = ".3"\nvalue = ".4"\nrow = "Outlet(?P<n>\\\\d+)\\\\."',
    )
    names: dict[str, Raw] = {"2.1": "Outlet1.Name", "2.2": "Outlet1.Amps", "2.3": "Outlet2.Amps"}
    rows = rows_of(table, walked(c3=names, c4={"2.2": 5}, c5={"2.1": "pump"}))
    assert [(row.parts["n"], row.parts["name"]) for row in rows] == [("1", "pump"), ("2", "")]


def test_a_subject_of_which_nothing_is_measured_is_there_if_its_rows_are_named(tmp_path: Path) -> None:
    from collectors.profiles.loader import load

    path = tmp_path / "acme.toml"
    path.write_text(HEAD.replace('id = "{row}"', 'id = "{row}"\nrows = ".3"'))
    described = describe(load(path), walked(c2={"1": 5}, c3={"1": "a", "2": "b"}))
    assert [(one.kind, one.key, len(one.quantities)) for one in described.subjects] == [
        (SubjectKind.OUTLET, "1", 1),
        (SubjectKind.OUTLET, "2", 0),
    ]

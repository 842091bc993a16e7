"""The same text means the same in every format: each reader asks `values`, and adds its place only."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.choices import FeedStatus
from powertui.domain.topology import PowerFeed
from powertui.exchange.netbox_api.rows import Notes
from powertui.exchange.netbox_api.rows import Row as ApiRow
from powertui.exchange.netbox_csv import cells
from powertui.exchange.netbox_csv.tables import Row as CsvRow
from powertui.exchange.object_yaml.scalars import BadValue, read
from powertui.exchange.problems import Problems
from powertui.exchange.topology_json.objects import read_object
from powertui.exchange.yaml_fields import Fields
from powertui.exchange.yaml_nodes import Scalar, Table

REFUSED = "refused"
_JSON_FIELD = {int: "voltage_v", float: "voltage_v", bool: "mark_connected", FeedStatus: "status"}


def by_yaml(text: str, kind: type) -> object:
    problems = Problems()
    fields = Fields(Table(1, {"x": Scalar(1, text, is_plain=False)}, {"x": 1}), "f.yaml", problems)
    readers: dict[type, Callable[[], object]] = {
        int: lambda: fields.whole("x"),
        float: lambda: fields.number("x"),
        bool: lambda: fields.flag("x"),
        FeedStatus: lambda: fields.optional_choice("x", FeedStatus),
    }
    found = readers[kind]()
    return REFUSED if problems.sentences else found


def by_csv(text: str, kind: type) -> object:
    problems, row = Problems(), CsvRow("f.csv", 2, {"x": text})
    readers: dict[type, Callable[[], object]] = {
        int: lambda: cells.whole(row, "x", problems),
        float: lambda: cells.number(row, "x", problems),
        bool: lambda: cells.flag(row, "x", problems),
        FeedStatus: lambda: cells.optional_choice(row, "x", FeedStatus, problems),
    }
    found = readers[kind]()
    return REFUSED if problems.sentences else found


def by_api(text: str, kind: type) -> object:
    notes = Notes()
    row = ApiRow({"id": 1, "x": text}, "power feed", notes)
    readers: dict[type, Callable[[], object]] = {
        int: lambda: row.whole("x"),
        float: lambda: row.number("x"),
        bool: lambda: row.flag("x"),
        FeedStatus: lambda: row.optional_choice("x", FeedStatus),
    }
    found = readers[kind]()
    return REFUSED if notes.all() else found


def by_edited_yaml(text: str, kind: type) -> object:
    try:
        return read(text, kind, is_plain=True)
    except BadValue:
        return REFUSED


def by_json(text: str, kind: type) -> object:
    field = _JSON_FIELD[kind]
    found = read_object({"id": 1, "power_panel_id": 1, "name": "F", field: text}, PowerFeed)
    return getattr(found, field) if isinstance(found, PowerFeed) else REFUSED


ALL = (by_yaml, by_csv, by_api, by_edited_yaml)


@pytest.mark.parametrize("text", ["230", "-48", "4.0", "12.5", "99.6", "1e3", "many", "1_0", "0x1F", "nan", "9" * 30])
def test_whole_numbers(text: str) -> None:
    (found,) = {by(text, int) for by in (*ALL, by_json)}
    assert found == {"230": 230, "-48": -48, "4.0": 4}.get(text, REFUSED)


@pytest.mark.parametrize("text", ["230", "12.5", ".5", "1e3", "many", "1_0", "nan", "inf", "1e999"])
def test_numbers(text: str) -> None:
    (found,) = {by(text, float) for by in ALL}
    assert found == {"230": 230, "12.5": 12.5, ".5": 0.5, "1e3": 1000}.get(text, REFUSED)


@pytest.mark.parametrize("text", ["true", "Yes", "on", "1", "false", "no", "off", "0", "perhaps", "2", "✓"])
def test_flags(text: str) -> None:
    (found,) = {by(text, bool) for by in (*ALL, by_json)}
    meant = dict.fromkeys(("true", "Yes", "on", "1"), True) | dict.fromkeys(("false", "no", "off", "0"), False)
    assert found == meant.get(text, REFUSED)


@pytest.mark.parametrize("text", ["planned", "broken", "on", "failed-over"])
def test_choices(text: str) -> None:
    (found,) = {by(text, FeedStatus) for by in (*ALL, by_json)}
    assert found == (FeedStatus.PLANNED if text == "planned" else REFUSED)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1))
def test_no_text_is_a_number_to_one_and_none_to_another(text: str) -> None:
    if text.strip() in ("", "—", "None") or text.strip().endswith("U"):
        return  # nothing, and a height, in exports
    assert len({by(text.strip(), int) for by in (*ALL, by_json)}) == 1

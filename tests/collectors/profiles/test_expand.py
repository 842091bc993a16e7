"""`each`: one element of a profile that stands for several."""

import pytest

from collectors.profiles.expand import expand


def made(element: dict[str, object]) -> list[dict[str, object]]:
    expanded = expand({"tables": [element]})
    assert not expanded.mistakes
    tables: list[dict[str, object]] = expanded.data["tables"]
    return tables


def mistake(element: dict[str, object]) -> str:
    return str(expand({"tables": [{"id": "first"}, element]}).mistakes[0])


def test_an_element_is_made_for_each_entry_of_a_list() -> None:
    each = [{"phase": "A", "volts": 6}, {"phase": "B", "volts": 14}]
    assert made({"each": each, "id": "L{{phase}}", "readings": [{"column": ".25.1.{{volts}}"}]}) == [
        {"id": "LA", "readings": [{"column": ".25.1.6"}]},
        {"id": "LB", "readings": [{"column": ".25.1.14"}]},
    ]


def test_an_element_is_made_for_each_number_of_a_range() -> None:
    assert made({"each": {"n": "1..3"}, "id": "{{n}}"}) == [{"id": "1"}, {"id": "2"}, {"id": "3"}]


def test_a_number_may_have_an_offset() -> None:
    assert made({"each": {"n": "1..2"}, "id": "{{n}} {{n+10}} {{n-1}}"}) == [{"id": "1 11 0"}, {"id": "2 12 1"}]


def test_two_ranges_give_all_combinations() -> None:
    tables = made({"each": {"unit": "1..2", "n": "1..2"}, "id": "{{unit}}.{{n}}"})
    assert [table["id"] for table in tables] == ["1.1", "1.2", "2.1", "2.2"]


def test_fields_of_templates_stay_as_they_are() -> None:
    assert made({"each": {"n": "1..1"}, "id": "{{n}}:{row}"}) == [{"id": "1:{row}"}]


def test_readings_inside_of_a_table_may_have_their_own() -> None:
    (table,) = made(
        {"each": {"n": "4..4"}, "readings": [{"each": [{"column": "7"}, {"column": "8"}], "c": ".{{column}}.{{n}}"}]}
    )
    assert table["readings"] == [{"c": ".7.4"}, {"c": ".8.4"}]


def test_the_place_in_the_file_is_known_of_what_was_made() -> None:
    expanded = expand({"tables": [{"each": {"n": "1..3"}, "id": "{{n}}"}, {"id": "x", "readings": [{}, {}]}]})
    assert expanded.written_at(("tables", 2, "id")) == ("tables", 0, "id")
    assert expanded.written_at(("tables", 3, "readings", 1)) == ("tables", 1, "readings", 1)


def test_elements_inside_of_elements_have_an_end() -> None:
    inner = {"each": {"m": "1..999"}, "c": "{{m}}.{{n}}"}
    mistakes = expand({"tables": [{"each": {"n": "1..999"}, "readings": [inner]}]}).mistakes
    assert "the file would have more than" in str(mistakes[0])


@pytest.mark.parametrize(
    ("element", "sentence"),
    [
        ({"each": {"n": "1..2"}, "id": "{{m}}{{n}}"}, "tables[1].id: {{m}} is nothing that `each` gives (it gives n)"),
        ({"id": "{{n}}"}, "tables[1].id: {{n}} is nothing that `each` gives (it gives none here)"),
        ({"each": [{"p": "A"}], "id": "{{p+1}}"}, "tables[1].id: {{p+1}} is nothing that"),
        ({"each": {"n": "1..2"}, "id": "x"}, "tables[1].each: 'n' is given and {{n}} stands nowhere"),
        ({"each": {"n": "2..1"}, "id": "{{n}}"}, "tables[1].each: is [{ phase"),
        ({"each": {"n": "1..5000"}, "id": "{{n}}"}, "tables[1].each: is [{ phase"),
        ({"each": {"a": "1..900", "b": "1..900"}, "id": "{{a}}{{b}}"}, "tables[1].each: is [{ phase"),
        ({"each": 7, "id": "{{n}}"}, "tables[1].each: is [{ phase"),
        ({"each": [], "id": "{{n}}"}, "tables[1].each: is [{ phase"),
        ({"each": [{"a": 1}, {"b": 1}], "id": "{{a}}"}, "tables[1].each: all its entries have the same keys"),
    ],
)
def test_what_cannot_be_carried_out_is_one_sentence(element: dict[str, object], sentence: str) -> None:
    assert mistake(element).startswith(sentence)

"""Foreign values become ours as NetBox makes them its own, and what cannot says what would be right."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.choices import FeedLeg, FeedStatus, TerminationKind
from powertui.exchange import values
from powertui.exchange.slugs import slug_of
from powertui.exchange.values import Unusable


@pytest.mark.parametrize(("value", "number"), [(12.5, 12), (99.6, 99), (-12.5, -12), (16, 16), ("16", 16), (" 7 ", 7)])
def test_a_number_is_cut_off_where_netboxs_models_do_it(value: object, number: int) -> None:
    assert values.whole(value, cut=True) == number


@pytest.mark.parametrize("value", [12.5, "12.5", "99.6"])
def test_elsewhere_a_fraction_is_refused(value: object) -> None:
    assert isinstance(values.whole(value), Unusable)


@pytest.mark.parametrize(("value", "number"), [(4.0, 4), ("4.0", 4), ("4.", 4), ("+4", 4), ("-0048", -48), (0, 0)])
def test_a_whole_number_may_be_written_with_a_point(value: object, number: int) -> None:
    assert values.whole(value) == number


NO_NUMBERS = ["", "16A", "x", "1_000", "0x10", "٣", "nan", "inf", float("nan"), float("inf"), True, None, [1], {}]


@pytest.mark.parametrize("value", [*NO_NUMBERS, "1e3", "12.5", "9" * 5000])
@pytest.mark.parametrize("cut", [True, False])
def test_what_is_no_whole_number_says_so(value: object, *, cut: bool) -> None:
    found = values.whole(value, cut=cut)
    assert isinstance(found, Unusable)
    assert found.sentence.startswith("must be a whole number, not ")


@pytest.mark.parametrize("value", [*NO_NUMBERS, "1e999", 10**400, "9" * 5000])
def test_what_is_no_number_says_so(value: object) -> None:
    found = values.number(value)
    assert isinstance(found, Unusable)
    assert found.sentence.startswith("must be a number, not ")


@pytest.mark.parametrize("value", [2**31 + 1, -(2**31) - 1, 10**30, 1e300, "99999999999"])
def test_no_number_is_larger_than_a_database_holds(value: object) -> None:
    found = values.whole(value)
    assert isinstance(found, Unusable)
    assert found.right == "a whole number of at most 2147483647"


@given(st.integers(-(2**31), 2**31 - 1))
def test_each_number_is_itself_as_a_text_too(number: int) -> None:
    assert values.whole(number) == values.whole(str(number)) == values.whole(f"{number}.0") == number


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-(2.0**31), max_value=2.0**31 - 1))
def test_fractions_are_cut_towards_zero_and_kept_where_a_field_has_them(number: float) -> None:
    assert values.whole(number, cut=True) == int(number)
    assert values.number(number) == values.number(repr(number)) == number


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=4))
def test_whatever_comes_the_answer_is_a_value_or_one_printable_sentence(value: object) -> None:
    takers: list[Any] = [values.text, values.whole, values.number, values.flag, values.termination_kind]
    for found in (*(take(value) for take in takers), values.choice(value, FeedStatus)):
        if isinstance(found, Unusable):
            assert found.sentence.isprintable()
            assert len(found.sentence) < 250


def test_choices_are_compared_letter_by_letter_unless_a_reader_says_otherwise() -> None:
    assert values.choice("planned", FeedStatus) is FeedStatus.PLANNED
    assert isinstance(values.choice("Planned", FeedStatus), Unusable)
    assert values.choice("Planned", FeedStatus, slug_of) is FeedStatus.PLANNED
    assert values.choice("a", FeedLeg, str.casefold) is FeedLeg.A


def test_a_choice_that_is_none_tells_them_all() -> None:
    found = values.choice("on\x1b[2J", FeedStatus)
    assert isinstance(found, Unusable)
    assert found.sentence == 'must be one of offline, active, planned, failed, not "on·[2J"'


@pytest.mark.parametrize("value", [True, 1, "1", "true", "True", "YES", "on", " t "])
def test_true_has_several_words(value: object) -> None:
    assert values.flag(value) is True


@pytest.mark.parametrize("value", [False, 0, "0", "false", "No", "off"])
def test_false_has_several_words(value: object) -> None:
    assert values.flag(value) is False


@pytest.mark.parametrize("value", ["", "perhaps", 2, 0.5, None, []])
def test_all_else_is_neither(value: object) -> None:
    assert isinstance(values.flag(value), Unusable)


@pytest.mark.parametrize("name", ["dcim.powerport", "powerport", "power_port", "dcim.PowerPort"])
def test_terminations_are_known_by_netboxs_names_and_by_ours(name: str) -> None:
    assert values.termination_kind(name) is TerminationKind.POWER_PORT


@pytest.mark.parametrize("name", ["dcim.interface", "circuits.powerport", "interface", "", None, 3])
def test_other_terminations_carry_no_power(name: object) -> None:
    found = values.termination_kind(name)
    assert isinstance(found, Unusable)
    assert found.right == "one of dcim.powerfeed, dcim.powerport, dcim.poweroutlet for power"


def test_null_is_an_empty_text_and_a_number_is_none() -> None:
    assert values.text(None) == ""
    assert values.text(" x ") == " x "
    assert isinstance(values.text(5), Unusable)

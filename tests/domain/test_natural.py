"""Names sort as NetBox's database sorts them (ICU, `und-u-kn-true`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.natural import natural_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["pdu-9", "pdu-10", "pdu-100"],
        ["pdu 9", "pdu_9", "pdu-9", "pdu.9", "pdu/9", "pdu9"],
        ["_x", "-x", "(x", "@x", "#x", "+x", "$x", "1", "2", "10", "a", "A", "b", "B"],
        ["rack", "Rack", "RACK", "rack 1"],
        ["e", "E", "é", "É", "ef", "f"],
        ["01", "1", "1a", "2"],
        ["a1b2", "a1b10", "a2b1"],
        ["o", "ø", "p"],
        ["strasse", "straße", "strasses"],
        ["z", "α", "я", "漢"],
        ["9", "99999999999999999999999999", "100000000000000000000000000"],
    ],
)
def test_the_order_is_not_that_of_ascii(ordered: list[str]) -> None:
    backwards = ordered[::-1]
    assert sorted(backwards, key=natural_key) == ordered


@given(st.text(), st.text())
def test_two_names_have_the_same_place_only_if_they_are_the_same(one: str, other: str) -> None:
    assert (natural_key(one) == natural_key(other)) == (one == other)


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_count_by_their_value(one: int, other: int) -> None:
    assert (natural_key(f"r{one}x") < natural_key(f"r{other}x")) == (one < other)

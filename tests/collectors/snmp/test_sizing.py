from hypothesis import given
from hypothesis import strategies as st

from collectors.snmp.engines.sizing import GROW_AFTER, RequestSize


def test_a_size_cut_because_of_silence_grows_again() -> None:
    size = RequestSize()
    size.silent(30)
    assert size.at_most(30) == 15
    for _ in range(GROW_AFTER):
        size.answered()
    assert size.at_most(30) == 30


def test_a_size_that_was_refused_stays_refused() -> None:
    size = RequestSize()
    size.too_big(30)
    for _ in range(GROW_AFTER * 3):
        size.answered()
    assert size.at_most(30) == 15


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 100))), st.integers(0, 100))
def test_there_is_always_something_to_ask_for(setbacks: list[tuple[bool, int]], wanted: int) -> None:
    size = RequestSize()
    for refused, asked in setbacks:
        (size.too_big if refused else size.silent)(asked)
        assert 1 <= size.at_most(wanted) <= max(wanted, 1)

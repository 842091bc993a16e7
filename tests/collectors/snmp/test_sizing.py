from hypothesis import given
from hypothesis import strategies as st

from collectors.snmp.engines.sizing import GROW_AFTER, RequestSize


def answered(size: RequestSize, times: int) -> None:
    for _ in range(times):
        size.answered(size.at_most(30))


def test_a_size_that_failed_is_halved_and_grows_again_after_many_good_answers() -> None:
    size = RequestSize()
    size.failed(30)
    assert size.at_most(30) == 15
    answered(size, GROW_AFTER - 1)
    assert size.at_most(30) == 15
    answered(size, 1)
    assert size.at_most(30) == 30


def test_what_was_answered_is_not_given_up_when_more_fails() -> None:
    size = RequestSize()
    size.answered(12)
    size.failed(16)
    assert size.at_most(30) == 12


def test_each_growth_in_vain_makes_the_next_wait_longer() -> None:
    size = RequestSize()
    attempts = 0
    size.failed(30)
    for _ in range(GROW_AFTER * 30):
        if size.at_most(30) > 15:
            attempts += 1
            size.failed(30)
        answered(size, 1)
    assert attempts == 3


def test_small_answers_are_no_reason_to_ask_for_more() -> None:
    size = RequestSize()
    size.failed(30)
    for _ in range(GROW_AFTER * 3):
        size.answered(1)
    assert size.at_most(30) == 15


def test_a_size_is_proven_until_it_fails() -> None:
    size = RequestSize()
    assert not size.is_proven(1)
    size.answered(20)
    assert size.is_proven(20)
    size.failed(20)
    assert not size.is_proven(20)
    assert size.at_most(30) == 10


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 100))), st.integers(0, 100))
def test_there_is_always_something_to_ask_for(events: list[tuple[bool, int]], wanted: int) -> None:
    size = RequestSize()
    for failed, asked in events:
        (size.failed if failed else size.answered)(asked)
        assert 1 <= size.at_most(wanted) <= max(wanted, 1)


@given(st.integers(1, 60), st.integers(1, 60))
def test_any_agents_limit_is_found_within_few_requests(limit: int, wanted: int) -> None:
    size = RequestSize()
    failures = 0
    while (asked := size.at_most(wanted)) > limit:
        size.failed(asked)
        failures += 1
    assert failures <= 6

"""How long to wait for an agent."""

from hypothesis import given
from hypothesis import strategies as st

from collectors.snmp.engines.latency import LEAST_S, MOST_S, Latency


def latency_of(*samples_s: float) -> Latency:
    latency = Latency()
    for sample_s in samples_s:
        latency.answered(sample_s)
    return latency


def test_an_unknown_agent_gets_the_configured_time_and_then_twice_that() -> None:
    assert [Latency().timeout_s(2.0, tries) for tries in range(4)] == [2.0, 4.0, 4.0, 4.0]


def test_the_first_sample_counts_three_times() -> None:
    """RFC 6298 2.2: smoothed + 4 variations, the variation being half of the sample."""
    assert latency_of(1.0).timeout_s(2.0) == 3.0


def test_further_samples_are_smoothed_as_rfc_6298_has_it() -> None:
    # variation = 3/4 * 0.5 + 1/4 * |1 - 2|, smoothed = 7/8 * 1 + 1/8 * 2
    assert latency_of(1.0, 2.0).timeout_s(2.0) == 1.125 + 4 * 0.625


def test_a_quick_agent_is_asked_again_soon_but_not_at_once() -> None:
    assert latency_of(0.005, 0.005).timeout_s(2.0) == LEAST_S
    assert latency_of(0.005).timeout_s(0.2) == 0.2


def test_a_slow_agent_gets_more_than_was_configured() -> None:
    assert latency_of(*[5.0] * 50).timeout_s(2.0) > 5.0


def test_a_steady_agents_wait_comes_down_to_its_latency() -> None:
    assert 3.0 < latency_of(*[3.0] * 100).timeout_s(2.0) < 3.1


@given(st.lists(st.floats(0, 1000)), st.floats(0.05, 60), st.integers(0, 40))
def test_every_wait_is_bounded(samples_s: list[float], initial_s: float, tries: int) -> None:
    wait_s = latency_of(*samples_s).timeout_s(initial_s, tries)
    assert min(LEAST_S, initial_s) <= wait_s <= max(MOST_S, 2 * initial_s)


@given(st.lists(st.floats(0, 1000)), st.floats(0.05, 60), st.integers(0, 20))
def test_no_try_waits_less_than_the_one_before(samples_s: list[float], initial_s: float, tries: int) -> None:
    latency = latency_of(*samples_s)
    assert latency.timeout_s(initial_s, tries) <= latency.timeout_s(initial_s, tries + 1)

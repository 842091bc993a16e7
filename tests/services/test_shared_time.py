"""The time that all pollers share only goes forward, and draws near to what the database says."""

from hypothesis import given
from hypothesis import strategies as st

from powertui.services.shared_time import SLEW, SharedTime, Timing


@given(st.lists(st.tuples(st.floats(0.1, 60), st.floats(-1e6, 1e6)), min_size=1, max_size=20))
def test_it_only_goes_forward_and_about_as_fast_as_the_machines_clock(said: list[tuple[float, float]]) -> None:
    machine_s = 1000.0
    shared = SharedTime(lambda: machine_s, lambda: 1.8e9)
    shared.note(1.8e9, machine_s, machine_s)
    for step_s, off_by_s in said:
        before_s = shared.now_s()
        machine_s += step_s
        shared.note(1.8e9 + off_by_s, machine_s, machine_s)
        assert abs(shared.now_s() - before_s - step_s) <= SLEW * step_s + 1e-4


def test_what_the_database_says_first_is_believed_and_a_little_drift_is_followed() -> None:
    machine_s = 1000.0
    shared = SharedTime(lambda: machine_s, lambda: 5.0)
    shared.note(1.8e9, 999.0, 1001.0)
    assert shared.now_s() == 1.8e9
    machine_s = 1100.0
    shared.note(1.8e9 + 100.2, 1100.0, 1100.0)
    assert abs(shared.now_s() - (1.8e9 + 100.2)) < 1e-4


@given(st.floats(1, 3600))
def test_a_lost_shard_moves_within_an_interval(interval_s: float) -> None:
    timing = Timing.of(interval_s)
    assert timing.dead_after_s + timing.look_every_s <= max(interval_s, 1.2)

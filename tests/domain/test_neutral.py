"""The neutral of three currents, against phasors that are added up."""

import cmath
import math

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.neutral import neutral_current_a

amperes = st.floats(0, 100)


@given(amperes, amperes, amperes)
def test_it_is_the_sum_of_three_phasors_120_degrees_apart(leg_a: float, leg_b: float, leg_c: float) -> None:
    turn = cmath.rect(1, 2 * math.pi / 3)
    assert math.isclose(
        neutral_current_a(leg_a, leg_b, leg_c), abs(leg_a + leg_b * turn + leg_c * turn**2), abs_tol=1e-5
    )


@given(amperes)
def test_equal_legs_need_no_neutral_and_one_alone_all_of_it(current: float) -> None:
    assert math.isclose(neutral_current_a(current, current, current), 0, abs_tol=1e-5)
    assert math.isclose(neutral_current_a(current, 0, 0), current, abs_tol=1e-9)

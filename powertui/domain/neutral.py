"""The current in a feed's neutral, estimated from its legs' currents."""

import math

from powertui.domain.choices import Phase
from powertui.domain.rollup import FeedLoad


def neutral_current_a(leg_a: float, leg_b: float, leg_c: float) -> float:
    """The phasor sum of three currents 120° apart, in A: what a star point's fourth conductor has to carry back.

    Kirchhoff's current law, I_N = I_A + I_B + I_C; with equal power factors the three phasors are 120° apart, and
    |I_N|² = A² + B² + C² - AB - BC - CA. Loads between two legs use no neutral: of them this tells too much. Of
    currents that are no sine it tells too little: the third harmonics of all legs add up in the neutral.
    """
    squared = leg_a**2 + leg_b**2 + leg_c**2 - leg_a * leg_b - leg_b * leg_c - leg_c * leg_a
    return math.sqrt(max(0.0, squared))


def neutral_estimate_a(load: FeedLoad) -> float | None:
    """Of a three-phase feed all of whose legs tell a current that can be believed; else None."""
    if load.feed.phase is not Phase.THREE or len(load.legs) != 3:
        return None
    currents = [believed_a for leg in load.legs if (believed_a := leg.current.believed) is not None]
    if len(currents) != 3:
        return None
    return neutral_current_a(*currents)

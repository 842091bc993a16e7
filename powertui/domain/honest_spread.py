"""Where a draw sits in a three-phase system: on a leg, between two, or on none that the model knows."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from powertui.domain.choices import FeedLeg
from powertui.domain.reading import Leg

SQRT3 = math.sqrt(3)
"""Line-to-line over line-to-neutral voltage. NetBox's 1.732 stays in its own available power."""


class LegSpread(NamedTuple):
    """A draw in W by where it is connected. The seven parts add up to it. A tuple: a hundred thousand are made."""

    a_w: float = 0
    b_w: float = 0
    c_w: float = 0
    ab_w: float = 0
    bc_w: float = 0
    ca_w: float = 0
    no_leg_w: float = 0
    """On no leg: the model does not say which, so no leg's figure holds it."""

    @property
    def total_w(self) -> float:
        return sum(self)

    def leg_w(self, leg: FeedLeg) -> float:
        """A leg's own loads and half of each pair's.

        At a power factor of 1 each leg of a pair delivers V/√3 x I x cos 30° = V x I / 2. The three legs and the
        part on no leg add up to the total.
        """
        own_w, ahead_w, behind_w = self._around(leg)
        return own_w + (ahead_w + behind_w) / 2

    def leg_current_a(self, leg: FeedLeg, line_voltage_v: float, power_factor: float) -> float:
        """The current in a leg's conductor, in A, of what is known to be on it.

        A line-to-line load draws I = S / V from both its legs; a line-to-neutral load I = S / (V / √3) from its own.
        They meet in the conductor as phasors: seen from the leg's own voltage, the pair ahead (A-B for A) is 30°
        ahead and the pair behind (C-A for A) 30° behind, all loads having one power factor. Three equal pairs give
        √3 times the current of one (delta load, IEC 60050-141), one pair alone its own current. 0 at 0 V.
        """
        own_w, ahead_w, behind_w = self._around(leg)
        volts = abs(line_voltage_v) * power_factor
        if volts == 0:
            return 0.0
        own_a, ahead_a, behind_a = own_w * SQRT3 / volts, ahead_w / volts, behind_w / volts
        return math.hypot(own_a + (ahead_a + behind_a) * SQRT3 / 2, (ahead_a - behind_a) / 2)

    def _around(self, leg: FeedLeg) -> tuple[float, float, float]:
        """A leg's own loads, those between it and the next, those between the previous and it."""
        if leg is FeedLeg.A:
            return self.a_w, self.ab_w, self.ca_w
        if leg is FeedLeg.B:
            return self.b_w, self.bc_w, self.ab_w
        return self.c_w, self.ca_w, self.bc_w


NO_DRAW = LegSpread()

_PLACES = {Leg.A: 0, Leg.B: 1, Leg.C: 2, Leg.AB: 3, Leg.BC: 4, Leg.CA: 5}
_OF_FEED_LEG = {FeedLeg.A: Leg.A, FeedLeg.B: Leg.B, FeedLeg.C: Leg.C}
_ZEROS: tuple[float, ...] = (0, 0, 0, 0, 0, 0)


def on_place(draw_w: float, place: FeedLeg | Leg | None) -> LegSpread:
    """A draw on one leg or pair; on no leg where None (or the neutral, which feeds nothing)."""
    leg = _OF_FEED_LEG[place] if isinstance(place, FeedLeg) else place
    position = 6 if leg is None else _PLACES.get(leg, 6)
    return LegSpread._make((*_ZEROS[:position], draw_w, *_ZEROS[position:]))


def spread_sum(spreads: Sequence[LegSpread]) -> LegSpread:
    """Part by part."""
    if not spreads:
        return NO_DRAW
    return spreads[0] if len(spreads) == 1 else LegSpread._make(map(sum, zip(*spreads, strict=True)))


def scaled(spread: LegSpread, share: float) -> LegSpread:
    """A share of a draw, on the same legs."""
    return spread if share == 1 else LegSpread._make(part * share for part in spread)

"""What a measured value can be at all. Outside of it a reading is IMPLAUSIBLE: shown as such, never judged by.

The bounds are wide on purpose: a real overload must stay within them. They are to catch what no plant has: a sentinel
that a profile does not know, a wrong scale, a broken sensor.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from powertui.domain.reading import Quality, Quantity, Reading, SubjectKind

RATING_TIMES = 4.0
"""So many times its rating a part may carry before we rather doubt the value: at 2.55 times a breaker opens within a
minute (IEC 60898-1), and three loaded phases of a unit that adds up their currents make 3 times."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What values can be, in the quantity's unit, the bounds included."""

    lowest: float
    highest: float
    reason: str
    """Why nothing is beyond, for people."""
    or_zero: bool = False
    """0 is possible too, though it is outside: of a part without voltage."""

    def admits(self, value: float) -> bool:
        return self.lowest <= value <= self.highest or (self.or_zero and value == 0)


_MOST_A = 6300.0
_MOST_W = 5_000_000.0
_CURRENT = Bounds(-_MOST_A, _MOST_A, "the largest low-voltage breakers carry 6,300 A; batteries are charged, too")
_POWER = Bounds(
    -_MOST_W, _MOST_W, "no low-voltage transformer feeds more than 5 MVA; a reversed transformer is negative"
)
_VOLTAGE = Bounds(-100, 1000, "low voltage ends at 1,000 V (IEC 60038); telecom plants have -48 V")
_RATED_POWER = Bounds(0, _MOST_W, "no low-voltage transformer feeds more than 5 MVA")
_RATED_CURRENT = Bounds(0, _MOST_A, "the largest low-voltage breakers carry 6,300 A")
_OUTLET_CURRENT = Bounds(-250, 250, "no connector of a rack has more than 250 A")
_OUTLET_POWER = Bounds(-150_000, 150_000, "no connector of a rack has more than 250 A")

_BOUNDS: Mapping[Quantity, Bounds] = {
    Quantity.CURRENT: _CURRENT,
    Quantity.NEUTRAL_CURRENT: _CURRENT,
    Quantity.RESIDUAL_CURRENT: Bounds(-100_000, 100_000, "100 A to earth is a short circuit"),
    Quantity.VOLTAGE: _VOLTAGE,
    Quantity.VOLTAGE_LINE_TO_LINE: _VOLTAGE,
    Quantity.ACTIVE_POWER: _POWER,
    Quantity.APPARENT_POWER: _POWER,
    Quantity.REACTIVE_POWER: _POWER,
    Quantity.PEAK_POWER: _POWER,
    Quantity.POWER_FACTOR: Bounds(-1, 1, "active power is never more than apparent power"),
    Quantity.FREQUENCY: Bounds(40, 70, "mains have 50 or 60 Hz; without voltage there is none", or_zero=True),
    Quantity.ENERGY: Bounds(0, 1e9, "a meter counts up from 0; 5 MW make 10^9 kWh in 23 years"),
    Quantity.ENERGY_RESETTABLE: Bounds(0, 1e9, "a meter counts up from 0; 5 MW make 10^9 kWh in 23 years"),
    Quantity.APPARENT_ENERGY: Bounds(0, 1e9, "a meter counts up from 0; 5 MVA make 10^9 kVAh in 23 years"),
    Quantity.LOAD_SHARE: Bounds(0, 100 * RATING_TIMES, "a breaker opens"),
    Quantity.UNBALANCE: Bounds(0, 300, "one phase of three that carries all is 200 % from the mean"),
    Quantity.TEMPERATURE: Bounds(-40, 125, "no sensor of a PDU measures beyond"),
    Quantity.HUMIDITY: Bounds(0, 100, "relative humidity ends at 100 %"),
    Quantity.RATED_CURRENT: _RATED_CURRENT,
    Quantity.RATED_POWER: _RATED_POWER,
    Quantity.RATED_APPARENT_POWER: _RATED_POWER,
    Quantity.NOMINAL_VOLTAGE: _VOLTAGE,
}
"""Quantities that are not here (states, counts, thresholds that people set) are never implausible."""

_BOUNDS_OF_OUTLETS: Mapping[Quantity, Bounds] = {
    Quantity.CURRENT: _OUTLET_CURRENT,
    Quantity.ACTIVE_POWER: _OUTLET_POWER,
    Quantity.APPARENT_POWER: _OUTLET_POWER,
    Quantity.REACTIVE_POWER: _OUTLET_POWER,
}
_RATINGS: Mapping[Quantity, tuple[Quantity, ...]] = {
    Quantity.CURRENT: (Quantity.RATED_CURRENT,),
    Quantity.ACTIVE_POWER: (Quantity.RATED_APPARENT_POWER, Quantity.RATED_POWER),
    Quantity.APPARENT_POWER: (Quantity.RATED_APPARENT_POWER, Quantity.RATED_POWER),
}
"""By which of its ratings a part's reading is bounded; the first that it has."""


def bounds_of(quantity: Quantity, kind: SubjectKind, facts: Iterable[Reading] = ()) -> Bounds | None:
    """What a quantity of such a part can be; None if nothing is known. `facts`: the part's own ratings."""
    widest = _BOUNDS_OF_OUTLETS.get(quantity) if kind is SubjectKind.OUTLET else None
    widest = widest or _BOUNDS.get(quantity)
    names = _RATINGS.get(quantity, ())
    if widest is None or not names:
        return widest
    ratings = {fact.quantity: fact.value for fact in facts if fact.value and fact.quality < Quality.STALE}
    rated = next((ratings[name] for name in names if name in ratings), None)
    if rated is None or rated <= 0 or RATING_TIMES * rated >= widest.highest:
        return widest
    highest = RATING_TIMES * rated
    return Bounds(-highest, highest, f"it is rated {rated:g}, and {RATING_TIMES:g} times that opens every breaker")


def judged(reading: Reading, bounds: Bounds | None) -> Reading:
    """The reading, IMPLAUSIBLE if it is out of bounds. A missing value stays what it is."""
    if bounds is None or reading.value is None or bounds.admits(reading.value):
        return reading
    return replace(reading, quality=Quality.IMPLAUSIBLE)

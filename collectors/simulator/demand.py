"""What a device asks for over time, and how much energy that has come to: the second is the first's integral.

Time is seconds since the simulator's start, which is ten in the morning of every demo. The waves are sines and the
steps are square, so that energy has a closed form and needs no history.
"""

from math import cos, sin, tau

from collectors.simulator.hardware import Demand

_DAY_S = 86400.0
_PEAK_AFTER_S = 5 * 3600.0
"""The busiest hour is three in the afternoon."""


def demand_w(demand: Demand, at_s: float) -> float:
    """Active power that the device asks for."""
    parts = 1.0 + sum(amplitude * cos(speed * at_s + phase) for amplitude, speed, phase in _waves(demand))
    if demand.step:
        parts += demand.step * (_step_phase_s(demand, at_s) < demand.step_length_s)
    return demand.mean_w * parts


def demand_ws(demand: Demand, at_s: float) -> float:
    """Watt-seconds that the device has asked for since the start."""
    seconds = at_s + sum(
        amplitude / speed * (sin(speed * at_s + phase) - sin(phase)) for amplitude, speed, phase in _waves(demand)
    )
    if demand.step:
        seconds += demand.step * (_step_seconds(demand, at_s) - _step_seconds(demand, 0.0))
    return demand.mean_w * seconds


def _waves(demand: Demand) -> tuple[tuple[float, float, float], ...]:
    """Amplitude as a part of the mean, speed in radians per second, phase."""
    slow_s = 150 + 20 * demand.phase
    fast_s = 23 + 3 * demand.phase
    return (
        (demand.daily, tau / _DAY_S, -tau * _PEAK_AFTER_S / _DAY_S),
        (demand.restless * 0.7, tau / slow_s, demand.phase),
        (demand.restless * 0.3, tau / fast_s, 2 * demand.phase),
    )


def _step_offset_s(demand: Demand) -> float:
    return demand.phase / tau * demand.step_period_s


def _step_phase_s(demand: Demand, at_s: float) -> float:
    return (at_s + _step_offset_s(demand)) % demand.step_period_s


def _step_seconds(demand: Demand, at_s: float) -> float:
    """How long the step has been up, counted from an arbitrary beginning."""
    periods, phase_s = divmod(at_s + _step_offset_s(demand), demand.step_period_s)
    return periods * demand.step_length_s + min(phase_s, demand.step_length_s)

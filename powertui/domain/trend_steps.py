"""Where the level of a series changed at once: equipment that was installed, or removed.

A step is taken for one where the line through all days, with a level of its own after some day, leaves much less than
without: the gain over all possible days is compared with what noise alone would gain (the supremum of a Wald statistic
over break dates: Andrews 1993, "Tests for parameter instability and structural change with unknown change point",
Econometrica 61, 821-856; we ask for more than half again its 1 % value, because days are no independent draws). What a
step gains is measured beside a slope, so a steady rise has none. Wild days are cut down to where most days are before
they are compared.
"""

from math import sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

LEAST_STRETCH = 7
"""Days between two steps, and before the first and after the last."""

MOST_STEPS = 4

LEAST_GAIN = 20.0
"""In variances of the noise."""

_NORMAL_MAD = 1.4826
"""Makes a standard deviation of a median absolute deviation, for normal noise."""

_WILD = 3.0
"""Standard deviations from which on a day is cut down."""

_WEEK = 7


def find_steps(at: Whole, value: Floats) -> tuple[int, ...]:
    """The days with which a new level begins, rising. `at` are days, rising; `value` what was on them."""
    quiet = _without_weekdays(at, value)
    places: list[int] = []
    while len(places) < MOST_STEPS:
        found = _next_step(at, quiet, places)
        if found is None:
            break
        places = sorted([*places, found])
    return tuple(int(at[place]) for place in places)


def _without_weekdays(at: Whole, value: Floats) -> Floats:
    """Less what each weekday usually has more than the week around it."""
    weekday = at % _WEEK
    around = _around(at, value)
    usual = np.zeros(_WEEK)
    for number in range(_WEEK):
        own = (value - around)[weekday == number]
        usual[number] = np.median(own) if len(own) else 0.0
    result: Floats = value - usual[weekday]
    return result


def _around(at: Whole, value: Floats) -> Floats:
    """The median of the week before and the week after each day."""
    first = int(at[0])
    on_days = np.full(int(at[-1]) - first + 2 * _WEEK - 1, np.nan)
    on_days[at - first + _WEEK - 1] = value
    windows = np.lib.stride_tricks.sliding_window_view(on_days, 2 * _WEEK - 1)[at - first]
    # What is missing is sorted to the end, and the middle is that of what is there.
    ordered = np.sort(windows, axis=1)
    count = np.count_nonzero(~np.isnan(ordered), axis=1)
    row = np.arange(len(at))
    middle: Floats = (ordered[row, (count - 1) // 2] + ordered[row, count // 2]) / 2
    return middle


def _next_step(at: Whole, value: Floats, places: list[int]) -> int | None:
    """The place whose step gains most, if that is enough."""
    count = len(at)
    time = (at - at.mean()) / max(1.0, float(np.ptp(at)))
    known = np.column_stack([np.ones(count), time, *(np.arange(count) >= place for place in places)])
    basis = np.linalg.qr(known.astype(np.float64))[0]
    allowed = [
        place
        for place in range(LEAST_STRETCH, count - LEAST_STRETCH + 1)
        if all(abs(place - other) >= LEAST_STRETCH for other in places)
    ]
    if not allowed:
        return None
    steps = (np.arange(count)[:, None] >= np.array(allowed)).astype(np.float64)
    steps -= basis @ (basis.T @ steps)
    size = (steps**2).sum(axis=0)
    is_possible = size > 1e-9 * count
    tame = value
    for _ in range(2):
        # What a candidate leaves decides what is wild, so that the days after a step are not.
        left = value - basis @ (basis.T @ value)
        best = _best(left if tame is value else tame - basis @ (basis.T @ tame), steps, size, is_possible)
        if best is None:
            return None
        explained = basis @ (basis.T @ tame) + steps[:, best] * (steps[:, best] @ tame) / size[best]
        noise = value - explained
        spread = _NORMAL_MAD * float(np.median(np.abs(noise - np.median(noise))))
        tame = explained + np.clip(noise, -_WILD * spread, _WILD * spread)
    noise = tame - explained
    alike = _alike(noise)
    variance = max(float(noise @ noise) / max(1, count - known.shape[1] - 1), 1e-18) * (1 + alike) / (1 - alike)
    left = tame - basis @ (basis.T @ tame)
    best = _best(left, steps, size, is_possible)
    if best is None:
        return None
    height = float(steps[:, best] @ left) / float(size[best])
    gain = height**2 * float(size[best])
    is_step = gain > LEAST_GAIN * variance and abs(height) > sqrt(variance)
    return allowed[best] if is_step and abs(height) > 1e-9 * max(1.0, float(np.abs(value).max())) else None


def _best(left: Floats, steps: Floats, size: Floats, is_possible: npt.NDArray[np.bool_]) -> int | None:
    if not is_possible.any():
        return None
    gains = np.where(is_possible, (left @ steps) ** 2 / np.where(is_possible, size, 1.0), -1.0)
    return int(np.argmax(gains))


def _alike(noise: Floats) -> float:
    """The correlation of days that follow each other, 0 to 0.8."""
    whole = float(noise @ noise)
    return min(0.8, max(0.0, float(noise[1:] @ noise[:-1]) / whole)) if whole > 0 else 0.0

"""A lifetime total of energy that never goes down, whatever happens to the counter it is read from.

Counters wrap, are set back by people, lose what they have not stored at a restart, and come with another device. What
a fall means is decided by the integral of the power that was measured meanwhile.
"""

from dataclasses import dataclass, replace
from enum import Enum

LONGEST_GAP_S = 900.0
"""Over longer times without a sample two powers say too little of what flowed between them to be counted."""

CLOCK_SET_BACK_S = 120.0
"""A sample that is older than the last by more than this is none that comes again: the clock was set back."""

DRIFT_PCT = 20.0
"""From which difference between counter and integral on either is doubted: scales are wrong by far more, and powers
that a device samples seldom by less."""

LEAST_CHECKED_WH = 1000.0
LEAST_CHECKED_STEPS = 50
"""Of a counter, so that its rounding is small beside what is compared."""

_NEAR_THE_END = 0.9
"""Without a known power: a counter that was beyond this share of its width has wrapped, others were set back."""


@dataclass(frozen=True, slots=True)
class EnergyCounter:
    """How a part's counter behaves."""

    step_wh: float
    """What its last digit is worth."""
    wraps_at_wh: float | None
    """The value that it never reaches: the next is 0. None: not known."""
    most_power_w: float
    """What the part can carry at most: no counter rises faster."""
    is_resettable: bool = True
    """Whether people may set it back."""


@dataclass(frozen=True, slots=True)
class EnergySample:
    """One reading of a part."""

    at_s: float
    counter_wh: int | None
    """None: not read, or not to be believed."""
    power_w: float | None
    serial: str = ""
    """The device's."""
    is_rebooted: bool = False
    """It restarted since the sample before."""


class EnergyEvent(Enum):
    """What happened to a counter. Value: words for it."""

    WRAP = "wrapped"
    RESET = "was set back"
    REBASE = "fell to an older value"
    JUMP = "jumped up by more than the part can carry"
    REPLACED = "is another device's"
    DRIFT = "differs from the integral of power"


@dataclass(frozen=True, slots=True)
class EnergyTotal:
    """A part's energy over all counters that it has had."""

    lifetime_wh: float
    """Begins with what the first counter said; never falls."""
    counter_wh: int | None
    """As last read."""
    at_s: float
    """Of the last sample."""
    moved_at_s: float
    """When the counter last moved, or was first seen."""
    power_w: float | None = None
    """As of the last sample."""
    pending_wh: float = 0.0
    """The integral of power since the counter last moved."""
    is_pending_known: bool = True
    """Power was known at both ends of each gap since then."""
    is_pending_whole: bool = True
    """And none of those gaps was long."""
    segment: int = 1
    """Counts counters: a reset, a restart and another device begin a new one."""
    serial: str = ""
    checked_counter_wh: float = 0.0
    checked_power_wh: float = 0.0
    """What counter and power say of the same time, in this segment."""
    is_drift_told: bool = False


@dataclass(frozen=True, slots=True)
class Advance:
    """A total after a sample, and what was noticed."""

    total: EnergyTotal
    event: EnergyEvent | None = None


def first(sample: EnergySample) -> EnergyTotal:
    """The total of a part that is seen for the first time: what its counter says."""
    return EnergyTotal(
        lifetime_wh=float(sample.counter_wh or 0),
        counter_wh=sample.counter_wh,
        at_s=sample.at_s,
        moved_at_s=sample.at_s,
        power_w=sample.power_w,
        serial=sample.serial,
    )


def advance(before: EnergyTotal, sample: EnergySample, counter: EnergyCounter) -> Advance:
    """The total after one more sample; a sample that is not newer changes nothing, unless the clock was set back."""
    if sample.at_s < before.at_s - CLOCK_SET_BACK_S:
        before = _clock_set_back(before, sample.at_s)
    elif sample.at_s <= before.at_s:
        return Advance(before)
    total = _integrated(before, sample)
    if sample.is_rebooted:
        total = _new_segment(total)
    if sample.counter_wh is None:
        return Advance(total)
    is_replaced = bool(sample.serial and total.serial and sample.serial != total.serial)
    if sample.serial and sample.serial != total.serial:
        total = replace(total, serial=sample.serial)
    if total.counter_wh is None or is_replaced:
        return _begun_again(total, sample, is_replaced=is_replaced)
    if sample.counter_wh == total.counter_wh:
        return _checked(total, counter)
    counted_wh, event = _counted(total, total.counter_wh, sample.counter_wh, sample.at_s, counter)
    if event not in {None, EnergyEvent.WRAP}:
        return Advance(_moved(_new_segment(total), sample, counted_wh), event)
    compared = total
    if total.is_pending_whole:
        compared = replace(
            total,
            checked_counter_wh=total.checked_counter_wh + counted_wh,
            checked_power_wh=total.checked_power_wh + total.pending_wh,
        )
    moved = _moved(compared, sample, counted_wh)
    return Advance(moved, event) if event else _checked(moved, counter)


def _clock_set_back(total: EnergyTotal, at_s: float) -> EnergyTotal:
    """How long ago the last sample was nobody knows: its power is of no use, its counter may have gone on for long."""
    return replace(total, at_s=at_s, moved_at_s=at_s - LONGEST_GAP_S, power_w=None)


def _begun_again(total: EnergyTotal, sample: EnergySample, *, is_replaced: bool) -> Advance:
    """With the first value of a counter that nobody has read before: what it counted so far is not the part's."""
    if is_replaced:
        return Advance(_moved(_new_segment(total), sample, _known_wh(total)), EnergyEvent.REPLACED)
    counted_wh = float(sample.counter_wh or 0) if total.lifetime_wh == 0 else 0.0
    return Advance(_moved(total, sample, counted_wh))


def _counted(
    total: EnergyTotal, last_wh: int, now_wh: int, at_s: float, counter: EnergyCounter
) -> tuple[float, EnergyEvent | None]:
    """What flowed while a counter went from one value to another, and what became of the counter."""
    slack_wh = 2 * counter.step_wh + 1
    most_wh = counter.most_power_w * (at_s - total.moved_at_s) / 3600 + slack_wh
    if now_wh > last_wh:
        rise_wh = float(now_wh - last_wh)
        return (rise_wh, None) if rise_wh <= most_wh else (_known_wh(total), EnergyEvent.JUMP)
    if counter.wraps_at_wh is not None and last_wh < counter.wraps_at_wh:
        wrapped_wh = counter.wraps_at_wh - last_wh + now_wh
        if total.is_pending_known:
            has_wrapped = total.pending_wh / 2 - slack_wh <= wrapped_wh <= total.pending_wh * 2 + slack_wh
        else:
            is_near_end = not counter.is_resettable or last_wh >= _NEAR_THE_END * counter.wraps_at_wh
            has_wrapped = is_near_end and now_wh <= (1 - _NEAR_THE_END) * counter.wraps_at_wh
        if has_wrapped and wrapped_wh <= most_wh:
            return wrapped_wh, EnergyEvent.WRAP
    fits = now_wh <= total.pending_wh * 2 + slack_wh if total.is_pending_known else now_wh <= most_wh
    if fits:
        # It counted from 0 at some moment; what flowed before that moment only the power knows.
        return max(float(now_wh), _known_wh(total)), EnergyEvent.RESET
    return _known_wh(total), EnergyEvent.REBASE


def _integrated(total: EnergyTotal, sample: EnergySample) -> EnergyTotal:
    """With the energy of the gap before the sample, by the mean of the powers at its ends."""
    gap_s = sample.at_s - total.at_s
    is_known = total.power_w is not None and sample.power_w is not None
    # What flows back is counted elsewhere, if at all.
    mean_w = (max(0.0, total.power_w or 0.0) + max(0.0, sample.power_w or 0.0)) / 2 if is_known else 0.0
    # Not by `replace`, which takes four times as long: this is done for each part in each cycle.
    return EnergyTotal(
        total.lifetime_wh,
        total.counter_wh,
        sample.at_s,
        total.moved_at_s,
        sample.power_w,
        total.pending_wh + mean_w * gap_s / 3600,
        total.is_pending_known and is_known,
        total.is_pending_whole and is_known and gap_s <= LONGEST_GAP_S,
        total.segment,
        total.serial,
        total.checked_counter_wh,
        total.checked_power_wh,
        total.is_drift_told,
    )


def _moved(total: EnergyTotal, sample: EnergySample, counted_wh: float) -> EnergyTotal:
    return replace(
        total,
        lifetime_wh=total.lifetime_wh + counted_wh,
        counter_wh=sample.counter_wh,
        moved_at_s=sample.at_s,
        pending_wh=0.0,
        is_pending_known=True,
        is_pending_whole=True,
    )


def _new_segment(total: EnergyTotal) -> EnergyTotal:
    return replace(total, segment=total.segment + 1, checked_counter_wh=0.0, checked_power_wh=0.0, is_drift_told=False)


def _known_wh(total: EnergyTotal) -> float:
    """What flowed since the counter last moved, where the power tells."""
    return total.pending_wh if total.is_pending_whole else 0.0


def _checked(total: EnergyTotal, counter: EnergyCounter) -> Advance:
    """Whether counter and power still agree; told once in each segment."""
    power_wh = total.checked_power_wh
    if total.is_pending_whole and total.pending_wh > 2 * counter.step_wh + LEAST_CHECKED_WH:
        # A counter that stands still while power flows never moves to be compared.
        power_wh += total.pending_wh
    if total.is_drift_told or power_wh + total.checked_counter_wh < 2 * least_compared_wh(counter):
        return Advance(total)
    larger_wh = max(power_wh, total.checked_counter_wh)
    if abs(power_wh - total.checked_counter_wh) <= larger_wh * DRIFT_PCT / 100:
        return Advance(total)
    return Advance(replace(total, is_drift_told=True), EnergyEvent.DRIFT)


def least_compared_wh(counter: EnergyCounter) -> float:
    """What each of counter and power must have seen before they are compared."""
    return max(LEAST_CHECKED_WH, LEAST_CHECKED_STEPS * counter.step_wh)

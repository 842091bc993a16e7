"""The totals of all parts of one device, in columns: `energy.advance` for thousands of devices in each cycle.

Nearly always a counter stands still or rises by what can have flowed. That much is done here on plain numbers, with
the very arithmetic of `energy.advance`; whatever else a sample may say is left to it. No object is kept for a part.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from math import isnan, nan

from powertui.domain.energy import (
    CLOCK_SET_BACK_S,
    DRIFT_PCT,
    LEAST_CHECKED_WH,
    LONGEST_GAP_S,
    EnergyCounter,
    EnergyEvent,
    EnergySample,
    EnergyTotal,
    advance,
    first,
    least_compared_wh,
)
from powertui.domain.reading import MILLI

_KNOWN, _WHOLE, _TOLD = 1, 2, 4
"""Flags of a part: `is_pending_known`, `is_pending_whole`, `is_drift_told`."""


class EnergyColumns:
    """The totals of a device's parts, by their place in it. `known` are those that there are of before."""

    __slots__ = (
        "_at_s",
        "_bounds",
        "_checked_counter_wh",
        "_checked_power_wh",
        "_counter_wh",
        "_flags",
        "_lifetime_wh",
        "_moved_at_s",
        "_odd",
        "_pending_wh",
        "_power_w",
        "_segment",
        "_serial",
    )

    def __init__(self, bounds: "Bounds", serial: str, known: Mapping[int, EnergyTotal]) -> None:
        zeros = bytes(8 * len(bounds.counters))
        self._bounds = bounds
        self._serial = serial
        self._at_s = 0.0
        """Of the newest sample of all parts that are in the columns."""
        self._lifetime_wh = array("d", zeros)
        self._counter_wh = array("q", zeros)
        self._power_w = array("d", zeros)
        self._pending_wh = array("d", zeros)
        self._moved_at_s = array("d", zeros)
        self._checked_counter_wh = array("d", zeros)
        self._checked_power_wh = array("d", zeros)
        self._segment = array("q", zeros)
        self._flags = bytearray(len(bounds.counters))
        self._odd: dict[int, EnergyTotal | None] = {place: known.get(place) for place in range(len(bounds.counters))}
        """Parts that are not in the columns now: never sampled (None), or without a counter so far, or of another
        moment or serial number than the others."""

    def total(self, place: int) -> EnergyTotal | None:
        """A part's total; None before its first sample."""
        if place in self._odd:
            return self._odd[place]
        flags, power_w = self._flags[place], self._power_w[place]
        return EnergyTotal(
            lifetime_wh=self._lifetime_wh[place],
            counter_wh=self._counter_wh[place],
            at_s=self._at_s,
            moved_at_s=self._moved_at_s[place],
            power_w=None if isnan(power_w) else power_w,
            pending_wh=self._pending_wh[place],
            is_pending_known=bool(flags & _KNOWN),
            is_pending_whole=bool(flags & _WHOLE),
            segment=self._segment[place],
            serial=self._serial,
            checked_counter_wh=self._checked_counter_wh[place],
            checked_power_wh=self._checked_power_wh[place],
            is_drift_told=bool(flags & _TOLD),
        )

    def totals(self) -> Iterator[tuple[int, EnergyTotal]]:
        """All parts that were ever sampled, with their places."""
        for place in range(len(self._flags)):
            total = self.total(place)
            if total is not None:
                yield place, total

    def add(
        self,
        at_s: float,
        counters_wh: Sequence[int | None],
        powers_mw: Sequence[int | None],
        *,
        is_rebooted: bool = False,
    ) -> dict[int, EnergyEvent | None]:
        """One sample of each part; None is not read, or not to be believed.

        Returns the parts of which something is worth remembering at once: first seen, in a new segment, an event.
        """
        careful = dict(self._odd)
        if at_s > self._at_s:
            left = range(len(self._flags)) if is_rebooted else self._add_plain(at_s, counters_wh, powers_mw)
            careful.update((place, self.total(place)) for place in left if place not in careful)
            self._at_s = at_s
        elif at_s < self._at_s - CLOCK_SET_BACK_S:
            careful = {place: self.total(place) for place in range(len(self._flags))}
            self._at_s = at_s
        remarkable: dict[int, EnergyEvent | None] = {}
        for place, before in careful.items():
            power_mw = powers_mw[place]
            power_w = None if power_mw is None else power_mw / MILLI
            sample = EnergySample(at_s, counters_wh[place], power_w, self._serial, is_rebooted)
            if before is None:
                after, event = first(sample), None
            else:
                step = advance(before, sample, self._bounds.counters[place])
                after, event = step.total, step.event
            if before is None or event is not None or after.segment != before.segment:
                remarkable[place] = event
            self._put(place, after)
        if careful and not self._odd:
            # An emptied dict keeps the room of all that it ever held.
            self._odd = {}
        return remarkable

    def _put(self, place: int, total: EnergyTotal) -> None:
        if total.counter_wh is None or total.at_s != self._at_s or total.serial != self._serial:
            self._odd[place] = total
            return
        self._odd.pop(place, None)
        self._lifetime_wh[place] = total.lifetime_wh
        self._counter_wh[place] = total.counter_wh
        self._power_w[place] = nan if total.power_w is None else total.power_w
        self._pending_wh[place] = total.pending_wh
        self._moved_at_s[place] = total.moved_at_s
        self._checked_counter_wh[place] = total.checked_counter_wh
        self._checked_power_wh[place] = total.checked_power_wh
        self._segment[place] = total.segment
        self._flags[place] = (
            _KNOWN * total.is_pending_known | _WHOLE * total.is_pending_whole | _TOLD * total.is_drift_told
        )

    def _add_plain(self, at_s: float, counters_wh: Sequence[int | None], powers_mw: Sequence[int | None]) -> list[int]:
        """Advance the parts in the columns with which all is as usual; returns the places of the others, untouched."""
        left: list[int] = []
        gap_s = at_s - self._at_s
        is_short = gap_s <= LONGEST_GAP_S
        flags_of, power_before, pending_before = self._flags, self._power_w, self._pending_wh
        checked_counter_before, checked_power_before = self._checked_counter_wh, self._checked_power_wh
        bounds = self._bounds
        place = -1
        for now_wh, last_wh, power_mw, power_w, before_wh, slack_wh, compared_wh in zip(
            counters_wh, self._counter_wh, powers_mw, power_before, pending_before, bounds.slack_wh, bounds.compared_wh,
            strict=True,
        ):  # fmt: skip
            place += 1
            if now_wh is None or now_wh < last_wh:
                left.append(place)
                continue
            flags = flags_of[place]
            if power_mw is None or power_w != power_w:  # noqa: PLR0124 - not a number: unknown
                flags &= _TOLD
                pending_wh = before_wh
                power_now_w = nan if power_mw is None else power_mw / MILLI
            else:
                power_now_w = power_mw / MILLI
                mean_w = ((power_w if power_w > 0.0 else 0.0) + (power_now_w if power_now_w > 0.0 else 0.0)) / 2
                pending_wh = before_wh + mean_w * gap_s / 3600
                if not is_short:
                    flags &= ~_WHOLE
            by_counter_wh, by_power_wh = checked_counter_before[place], checked_power_before[place]
            rise_wh = now_wh - last_wh
            if rise_wh:
                if rise_wh > bounds.most_power_w[place] * (at_s - self._moved_at_s[place]) / 3600 + slack_wh:
                    left.append(place)
                    continue
                if flags & _WHOLE:
                    by_counter_wh += rise_wh
                    by_power_wh += pending_wh
                flags = flags & _TOLD | _KNOWN | _WHOLE
                pending_wh = 0.0
                seen_wh = by_power_wh
            elif flags & _WHOLE and pending_wh > bounds.still_wh[place]:
                seen_wh = by_power_wh + pending_wh
            else:
                seen_wh = by_power_wh
            if (
                not flags & _TOLD
                and seen_wh + by_counter_wh >= compared_wh
                and abs(seen_wh - by_counter_wh)
                > (seen_wh if seen_wh > by_counter_wh else by_counter_wh) * DRIFT_PCT / 100
            ):
                left.append(place)
                continue
            if rise_wh:
                self._lifetime_wh[place] += rise_wh
                self._counter_wh[place] = now_wh
                self._moved_at_s[place] = at_s
                checked_counter_before[place], checked_power_before[place] = by_counter_wh, by_power_wh
            flags_of[place], power_before[place], pending_before[place] = flags, power_now_w, pending_wh
        return left


class Bounds:
    """What is plain with a device's parts, in columns; devices of one model share theirs."""

    __slots__ = ("compared_wh", "counters", "most_power_w", "slack_wh", "still_wh")

    def __init__(self, counters: Sequence[EnergyCounter]) -> None:
        self.counters = tuple(counters)
        self.slack_wh = array("d", (2 * one.step_wh + 1 for one in counters))
        """By which a counter may be ahead of what can have flowed."""
        self.still_wh = array("d", (2 * one.step_wh + LEAST_CHECKED_WH for one in counters))
        """What may flow while a counter stands still, before it is compared."""
        self.most_power_w = array("d", (one.most_power_w for one in counters))
        self.compared_wh = array("d", (2 * least_compared_wh(one) for one in counters))
        """From which sum on counter and power are compared."""

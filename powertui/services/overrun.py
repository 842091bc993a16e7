"""Overruns: polls left out, and judging that took longer than an interval. Said now and then, with numbers."""

from powertui.domain.events import Event, EventKind

TELL_EVERY_S = 600.0
"""No more than one event in so long; what happens in between is in the next."""


class OverrunWatch:
    """Adds up what went over, from interval to interval."""

    def __init__(self) -> None:
        self._told_at_s: float | None = None
        self._shed = 0
        self._cycles = 0
        self._longest: tuple[float, float] | None = None
        """How long judging took at most, and how long the interval was then, in s."""

    def note(self, *, now_s: float, shed: int, judged_s: float, interval_s: float) -> Event | None:
        """One interval: how many polls were left out, and how long judging took. What to tell, if anything."""
        is_slow = judged_s > interval_s
        if shed or is_slow:
            self._cycles += 1
            self._shed += shed
        if is_slow and (self._longest is None or judged_s > self._longest[0]):
            self._longest = (judged_s, interval_s)
        # A clock that was set back must not silence it.
        is_too_soon = self._told_at_s is not None and 0 <= now_s - self._told_at_s < TELL_EVERY_S
        if not self._cycles or is_too_soon:
            return None
        event = Event(now_s, EventKind.OVERRUN, None, "", detail=self._sentence())
        self._told_at_s, self._shed, self._cycles, self._longest = now_s, 0, 0, None
        return event

    def _sentence(self) -> str:
        parts = []
        if self._shed:
            polls = f"{self._shed:,} poll{' was' if self._shed == 1 else 's were'} left out"
            parts.append(f"{polls}, because those before were still under way")
        if self._longest is not None:
            took_s, interval_s = self._longest
            parts.append(f"judging took up to {took_s:.1f} s of an interval of {interval_s:.0f} s")
        intervals = "1 interval" if self._cycles == 1 else f"{self._cycles:,} intervals"
        return f"in {intervals}: {'; '.join(parts)}"

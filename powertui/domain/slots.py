"""Slots: the keys under which a cycle's readings are kept, whatever the clock does."""

from dataclasses import dataclass


@dataclass(slots=True)
class Slots:
    """Hands out slots for a row of polls: the start of the interval that a moment is in, in s; each only once.

    A clock that is set forward leaves a gap. One that is set back goes through moments that were there before: their
    slots are taken, and each is handed out as a second that follows it, so that nothing takes the place of what was
    read first. The same goes for a poll in between, which somebody asked for.
    """

    newest_s: int = -1
    """The greatest slot so far; of a new process, the greatest in the database."""
    _last_s: int | None = None
    _runs: int = 0
    """How often moments have come again."""

    def next_s(self, now_s: float, interval_s: float) -> int:
        """The slot of a poll, or of a cycle of polls, that begins at a moment."""
        plain_s = int(now_s // interval_s * interval_s)
        is_new = plain_s > self.newest_s
        is_again = self._last_s is not None and plain_s <= self._last_s
        if not is_new and (is_again or (self._last_s is None and plain_s < self.newest_s)):
            self._runs += 1
        self._last_s = plain_s
        self.newest_s = max(self.newest_s, plain_s)
        room = int(interval_s) - 1
        return plain_s if is_new or not self._runs or room < 1 else plain_s + 1 + (self._runs - 1) % room

"""Slots: the keys under which a cycle's readings are kept, whatever the clock does."""

from dataclasses import dataclass


@dataclass(slots=True)
class Slots:
    """Hands out slots: the start of the interval that a moment is in, in s.

    A clock that is set forward leaves a gap. One that is set back goes through moments that were there before: their
    slots are taken, and each is handed out as the second that follows it, so that the second run over them takes
    nothing's place. A device that is polled twice within one slot on purpose gets the same slot twice.
    """

    newest_s: int = -1
    """The greatest slot so far; of a new process, the greatest in the database."""
    _last_now_s: float | None = None
    _runs: int = 0
    """How often the moments that we are in were gone through before."""

    def slot_s(self, now_s: float, interval_s: float) -> int:
        """The slot of a moment."""
        plain_s = int(now_s // interval_s * interval_s)
        if plain_s > self.newest_s:
            self._runs = 0
        elif self._last_now_s is None:
            self._runs = int(plain_s < self.newest_s)
        elif now_s < self._last_now_s:
            self._runs += 1
        self._last_now_s = now_s
        self.newest_s = max(self.newest_s, plain_s)
        return plain_s + self._runs % max(1, int(interval_s))

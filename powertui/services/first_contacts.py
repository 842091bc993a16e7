"""How far a start with many devices has come: said now and then, while more and more of them are found out about."""

TELL_EVERY_S = 10.0


class FirstContacts:
    """From look to look. Devices that stay silent are never found out about: nothing is said while nothing changes."""

    def __init__(self) -> None:
        self._told_at_s: float | None = None
        self._told = 0
        """How many were known when something was said last, or found to be not worth saying."""

    def is_due(self, now_s: float) -> bool:
        """Whether it is worth while to count."""
        return self._told_at_s is None or now_s - self._told_at_s >= TELL_EVERY_S

    def note(self, known: int, devices: int, now_s: float) -> str | None:
        """What to say, if anything: of so many devices, so many are known."""
        is_first = self._told_at_s is None
        before, self._told_at_s, self._told = self._told, now_s, known
        if is_first or known <= before:
            return None
        return f"found out about {'all ' if known == devices else f'{known:,} of '}{devices:,} PDUs"

"""How many objects one request may ask an agent for: learnt from what it refuses and what it leaves unanswered."""

GROW_AFTER = 200
"""Good requests in a row after which a size that was cut because of silence is tried larger again."""


class RequestSize:
    """One agent's limit. What it called too big stays forbidden; silence may have been a lost packet, so that heals."""

    def __init__(self) -> None:
        self._refused: int | None = None
        self._silent: int | None = None
        self._good = 0

    def at_most(self, wanted: int) -> int:
        """How many of `wanted` objects to ask for at once."""
        limits = [limit for limit in (self._refused, self._silent) if limit is not None]
        return max(1, min(wanted, *limits)) if limits else max(1, wanted)

    def too_big(self, size: int) -> None:
        """The agent said that an answer to `size` objects does not fit."""
        self._refused = max(1, min(size // 2, self._refused or size))

    def silent(self, size: int) -> None:
        """It left `size` objects unanswered and answered fewer."""
        self._silent = max(1, min(size // 2, self._silent or size))
        self._good = 0

    def answered(self) -> None:
        """A request went well."""
        if self._silent is None:
            return
        self._good += 1
        if self._good >= GROW_AFTER:
            self._silent *= 2
            self._good = 0

"""What is wrong with what came, told once for each source and reason: whoever sends garbage must not fill a log."""

import logging

logger = logging.getLogger(__name__)

MOST_COMPLAINTS = 500


class Complaints:
    """Logs the first of each kind, and stops at so many kinds."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def tell(self, source: str, what: str) -> None:
        """`what` is the rest of a sentence, in our own words only."""
        key = (source, what)
        if key in self._told or len(self._told) > MOST_COMPLAINTS:
            return
        self._told.add(key)
        if len(self._told) > MOST_COMPLAINTS:
            logger.warning("traps: too many different complaints; further ones are only counted")
        else:
            logger.warning("traps: a datagram from %s %s", source, what)

"""How long to wait for one agent: learnt from how long it takes (RFC 6298, with bounds of our own).

smoothed' = 7/8 smoothed + 1/8 sample; variation' = 3/4 variation + 1/4 |smoothed - sample|; wait = smoothed + 4
variations. RFC 6298 leaves out samples of repeated requests, because an answer does not tell which try it answers;
here it does, so that none is left out.
"""

LEAST_S = 0.5
"""A PDU's card has pauses of some 0.1 s; asking again within them helps nobody."""

MOST_S = 15.0
"""Longer waits would eat up whole polls."""

_GRANULARITY_S = 0.01
_BACKOFF = 2.0


class Latency:
    """One agent's latency. Times in s."""

    def __init__(self) -> None:
        self._smoothed_s: float | None = None
        self._variation_s = 0.0

    @property
    def is_known(self) -> bool:
        """Whether the agent ever answered."""
        return self._smoothed_s is not None

    def timeout_s(self, initial_s: float, tries_before: int = 0) -> float:
        """How long to wait for an answer; after each try that had none, twice as long.

        `initial_s` is the wait while nothing is known, and half of the longest that backing off leads to.
        """
        if self._smoothed_s is None:
            base_s = initial_s
        else:
            wait_s = self._smoothed_s + max(_GRANULARITY_S, 4 * self._variation_s)
            base_s = min(max(wait_s, min(LEAST_S, initial_s)), MOST_S)
        return min(base_s * _BACKOFF**tries_before, max(base_s, 2 * initial_s))

    def answered(self, sample_s: float) -> None:
        """An answer took this long."""
        if self._smoothed_s is None:
            self._smoothed_s, self._variation_s = sample_s, sample_s / 2
            return
        self._variation_s += (abs(self._smoothed_s - sample_s) - self._variation_s) / 4
        self._smoothed_s += (sample_s - self._smoothed_s) / 8

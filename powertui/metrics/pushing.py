"""The push: at each turn what is new goes to the outbox; what changes in how it goes is said once."""

from collections.abc import Callable

from powertui.metrics.novelty import Novelty
from powertui.metrics.outbox import Outbox, PushCounts, Stop
from powertui.metrics.source import MetricsSource
from powertui.metrics.wire import Encoder


class Pushing:
    """Fills an outbox. For one thread."""

    def __init__(self, source: MetricsSource, outbox: Outbox, say: Callable[[str], object]) -> None:
        self._source = source
        self._outbox = outbox
        self._say = say
        self._novelty = Novelty()
        self._encoder = Encoder()
        self._told = PushCounts()

    def run(self, interval_s: float, stop: Stop) -> None:
        """Push until told to end."""
        while True:
            self.turn()
            if stop.wait(interval_s):
                return

    def turn(self) -> None:
        """Put what is new into the outbox."""
        metrics = self._source.now()
        if metrics is not None:
            for request in self._encoder.requests(self._novelty.samples(metrics)):
                self._outbox.put(request)
        self._tell(self._outbox.counts)

    def _tell(self, counts: PushCounts) -> None:
        told, self._told = self._told, counts
        if counts.trouble and not told.trouble:
            self._say(counts.trouble)
        elif told.trouble and not counts.trouble:
            self._say(f"the receiver of metrics accepts samples again; {counts.waiting:,} wait")
        dropped = counts.refused - told.refused, counts.overflowed - told.overflowed
        if dropped[0]:
            self._say(f"{dropped[0]:,} samples dropped: {counts.trouble or 'the receiver has refused them'}")
        if dropped[1]:
            self._say(f"{dropped[1]:,} samples dropped, the oldest: too many wait for the receiver")

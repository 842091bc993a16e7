"""Requests on their way: in order, bounded in memory, kept while the receiver is away, dropped where it refuses."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Condition
from typing import Protocol

from powertui.metrics.wire import Request
from powertui.services.ports import Clock
from powertui.services.receipts import Receipt, Verdict

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
LONGEST_ASKED_WAIT_S = 300.0
"""How long a receiver may let us wait (Retry-After)."""


Post = Callable[[bytes], Receipt]
"""Sends a body; expected troubles are receipts."""


@dataclass(frozen=True, slots=True)
class PushCounts:
    """What was pushed since the start, in samples."""

    sent: int = 0
    refused: int = 0
    """By the receiver, for good."""
    overflowed: int = 0
    """The oldest ones, dropped since the receiver was away for too long."""
    retries: int = 0
    """Attempts that have to be made again."""
    waiting: int = 0
    waiting_octets: int = 0
    last_accepted_at_s: float | None = None
    trouble: str = ""
    """The last attempt's, in a sentence; empty: it was accepted."""


class Stop(Protocol):
    """A threading.Event, as far as it is needed."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait so long at most; whether it is set."""

    def is_set(self) -> bool:
        """Whether to end."""


class Outbox:
    """A queue between who makes requests and who sends them."""

    def __init__(self, post: Post, clock: Clock, most_octets: int) -> None:
        self._post = post
        self._clock = clock
        self._most_octets = most_octets
        self._requests: deque[Request] = deque()
        self._changed = Condition()
        self._counts = PushCounts()

    @property
    def counts(self) -> PushCounts:
        """As of now."""
        return self._counts

    def put(self, request: Request) -> None:
        """Take a request; the oldest make room for it where there is none."""
        with self._changed:
            self._requests.append(request)
            self._count(waiting=request.sample_count, waiting_octets=len(request.body))
            while self._counts.waiting_octets > self._most_octets and len(self._requests) > 1:
                oldest = self._requests.popleft()
                count = oldest.sample_count
                self._count(waiting=-count, waiting_octets=-len(oldest.body), overflowed=count)
            self._changed.notify()

    def send_next(self, stop: Stop) -> bool:
        """Send the oldest request until it is accepted or refused; False if there is none, or it is time to end."""
        with self._changed:
            if not self._requests:
                return False
            request = self._requests.popleft()
        wait_s = FIRST_WAIT_S
        while True:
            receipt = self._post(request.body)
            if receipt.verdict is not Verdict.AGAIN:
                self._done(request, receipt)
                return True
            with self._changed:
                self._count(retries=1)
                self._counts = replace(self._counts, trouble=receipt.reason)
            asked_s = min(receipt.wait_s or 0.0, LONGEST_ASKED_WAIT_S)
            if stop.wait(max(wait_s, asked_s)):
                with self._changed:
                    # It stays what it was: waiting.
                    self._requests.appendleft(request)
                return False
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    def run(self, stop: Stop) -> None:
        """Send what comes, until told to end; then what still waits, as long as it is accepted at once."""
        while not stop.is_set():
            if not self.send_next(stop):
                with self._changed:
                    self._changed.wait_for(lambda: bool(self._requests), timeout=0.5)
        while self.send_next(stop):
            pass

    def _done(self, request: Request, receipt: Receipt) -> None:
        count, octets = request.sample_count, len(request.body)
        with self._changed:
            if receipt.verdict is Verdict.ACCEPTED:
                self._count(waiting=-count, waiting_octets=-octets, sent=count)
                self._counts = replace(self._counts, trouble="", last_accepted_at_s=self._clock.now_s())
            else:
                self._count(waiting=-count, waiting_octets=-octets, refused=count)
                self._counts = replace(self._counts, trouble=receipt.reason)

    def _count(
        self,
        *,
        sent: int = 0,
        refused: int = 0,
        overflowed: int = 0,
        retries: int = 0,
        waiting: int = 0,
        waiting_octets: int = 0,
    ) -> None:
        counts = self._counts
        self._counts = replace(
            counts,
            sent=counts.sent + sent,
            refused=counts.refused + refused,
            overflowed=counts.overflowed + overflowed,
            retries=counts.retries + retries,
            waiting=counts.waiting + waiting,
            waiting_octets=counts.waiting_octets + waiting_octets,
        )

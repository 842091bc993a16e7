"""Prometheus' remote-write over HTTP: what its answers mean, and the samples that say how it goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx

from powertui.errors import ConfigError
from powertui.metrics.families import PREFIX, Family, FamilyKind, gauge
from powertui.metrics.labels import NO_LABELS, clean, label_set
from powertui.metrics.outbox import PushCounts
from powertui.metrics.samples import Block, block_of
from powertui.services.ports import Clock
from powertui.services.receipts import MOST_WORDS, HttpAnswer, Receipt, Verdict, http_receipt

TIMEOUT_S = 15.0

_HEADERS = {
    "Content-Encoding": "snappy",
    "Content-Type": "application/x-protobuf",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
    "User-Agent": "powertui",
}

SENT = Family(f"{PREFIX}remote_write_samples_sent", "Samples that the receiver has accepted.", FamilyKind.COUNTER)
DROPPED = Family(f"{PREFIX}remote_write_samples_dropped", "Samples that will never arrive.", FamilyKind.COUNTER)
RETRIES = Family(f"{PREFIX}remote_write_retries", "Requests that had to be sent again.", FamilyKind.COUNTER)
WAITING = gauge("remote_write_samples_waiting", "", "Samples that wait to be sent.")
WAITING_OCTETS = gauge("remote_write_waiting", "bytes", "Memory in which they wait.")
ACCEPTED_AT = gauge("remote_write_last_accepted_timestamp", "seconds", "When the receiver last accepted samples.")


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where to push to."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """May hold secrets."""
    user: str = ""
    password: str = field(default="", repr=False)


class HttpPost:
    """Posts bodies to a receiver. For one thread. Raises ConfigError where its address is none."""

    def __init__(self, receiver: Receiver, clock: Clock) -> None:
        self._clock = clock
        try:
            self._url = httpx.URL(receiver.url)
        except httpx.InvalidURL as error:
            raise ConfigError(f"metrics.remote_write.url is no URL: {clean(str(error))}") from None
        # A redirect would take the credential to somewhere that nobody named.
        self._client = httpx.Client(
            headers={**receiver.headers, **_HEADERS},
            auth=(receiver.user, receiver.password) if receiver.user else None,
            timeout=TIMEOUT_S,
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._client.close()

    def __call__(self, body: bytes) -> Receipt:
        """Send it once."""
        try:
            with self._client.stream("POST", self._url, content=body) as response:
                # No more of an answer is read than is said of it: who knows who answers.
                octets = next(response.iter_bytes(4 * MOST_WORDS), b"")
        except httpx.TimeoutException:
            return Receipt(Verdict.AGAIN, f"the receiver of metrics does not answer within {TIMEOUT_S:g} s")
        except httpx.HTTPError as error:
            return Receipt(Verdict.AGAIN, f"the receiver of metrics cannot be reached: {clean(str(error))}")
        text = octets.decode("utf-8", "replace")
        answer = HttpAnswer(response.status_code, text, response.headers.get("Retry-After"))
        return http_receipt("the receiver of metrics", answer, self._clock.now_s())


def push_blocks(counts: PushCounts) -> Iterator[Block]:
    """How it goes, as metrics."""
    yield block_of(SENT, [(NO_LABELS, counts.sent)])
    yield block_of(
        DROPPED,
        [
            (label_set({"reason": "refused"}), counts.refused),
            (label_set({"reason": "overflow"}), counts.overflowed),
        ],
    )
    yield block_of(RETRIES, [(NO_LABELS, counts.retries)])
    yield block_of(WAITING, [(NO_LABELS, counts.waiting)])
    yield block_of(WAITING_OCTETS, [(NO_LABELS, counts.waiting_octets)])
    if counts.last_accepted_at_s is not None:
        yield block_of(ACCEPTED_AT, [(NO_LABELS, counts.last_accepted_at_s)])

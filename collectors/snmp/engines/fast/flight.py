"""A prepared poll under way: its requests one after another, each answer decoded into columns as it arrives.

No coroutine runs for a request; the socket's reader calls, and the next request leaves from there. Whatever is not
plain sailing (an error-status, an answer to other objects, silence) ends the flight where it is, with the reason.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from collectors.snmp.ber import BerError
from collectors.snmp.client import Raw
from collectors.snmp.engines.fast.pdu import OpenPdu, PreparedPdu
from collectors.snmp.engines.fast.varbinds import take_columns
from collectors.snmp.engines.fast.wire import SockAddress, Wire

MOST_IGNORED = 50
"""Datagrams that look like the answer and are not: more are a flood, and not worth decoding."""


class Envelope(Protocol):
    """What messages of a version have around their PDU, for one agent."""

    def wrap(self, pdu: PreparedPdu, request_id: bytes) -> bytes:
        """A request's message."""

    def open(self, data: bytes) -> OpenPdu:
        """An answer; raises BerError for what is none from the agent."""


class End(Enum):
    """How a flight ended."""

    LANDED = "landed"
    """All answered."""
    SILENCE = "silence"
    """A request was sent as often as it may be."""
    REFUSED = "refused"
    """The network sent it back."""
    ODD = "odd"
    """An answer that needs care: an error-status, a report, other objects than asked for."""


@dataclass(slots=True)
class Columns:
    """Values by position: numbers, octets or OIDs as they came, and their BER tags (0: unanswered)."""

    raws: list[Raw] = field(default_factory=list)
    tags: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class Patience:
    """How long to wait for one answer, and how often to ask again."""

    timeout_s: float
    tries: int
    ends_at_s: float
    """The loop's time at which the poll's time is up."""


class Flight:
    """One poll of one agent. `start`, then await `ended`."""

    __slots__ = (
        "_columns",
        "_envelope",
        "_ignored",
        "_index",
        "_patience",
        "_request_id",
        "_requests",
        "_sent_at_s",
        "_tries_left",
        "_wire",
        "address",
        "detail",
        "due_s",
        "ended",
        "latency_s",
        "sent",
    )

    def __init__(
        self,
        wire: Wire,
        address: SockAddress,
        envelope: Envelope,
        requests: Sequence[PreparedPdu],
        patience: Patience,
    ) -> None:
        self._wire = wire
        self.address = address
        self._envelope = envelope
        self._requests = requests
        self._patience = patience
        self._columns = Columns()
        self._index = 0
        self._ignored = 0
        self._tries_left = 0
        self._request_id = 0
        self._sent_at_s = 0.0
        self.due_s = 0.0
        """When the request that is out has waited long enough."""
        self.sent = 0
        """Requests sent, repeated ones included."""
        self.detail = ""
        """Why, where the network refused."""
        self.latency_s: float | None = None
        """Of the last request that was answered at its first try; others tell nothing (Karn)."""
        self.ended: asyncio.Future[End] = wire.loop.create_future()

    @property
    def columns(self) -> Columns:
        """What has been answered so far."""
        return self._columns

    def start(self) -> None:
        """Take off as soon as the wire has room."""
        self._wire.when_free(self._first_request)

    def cancel(self) -> None:
        """Nobody waits any longer."""
        self._end(End.SILENCE)

    def _first_request(self) -> None:
        if self.ended.done():
            return
        self._tries_left = self._patience.tries
        self._send()

    def _send(self) -> None:
        wire = self._wire
        now_s = wire.loop.time()
        left_s = self._patience.ends_at_s - now_s
        if self._tries_left <= 0 or left_s <= 0:
            self._end(End.SILENCE)
            return
        self._tries_left -= 1
        if self._request_id:
            wire.leave(self._request_id)
        request_id = self._request_id = wire.board(self)
        data = self._envelope.wrap(self._requests[self._index], request_id.to_bytes(4, "big"))
        self.sent += 1
        self._sent_at_s = now_s
        self.due_s = now_s + min(self._patience.timeout_s, left_s)
        reason = wire.send(data, self.address)
        if reason is not None:
            self.refused(reason)

    def overdue(self) -> None:
        """No answer in time: ask again, or give up."""
        self._send()

    def refused(self, reason: str) -> None:
        """The network sends it back."""
        self.detail = reason
        self._end(End.REFUSED)

    def arrived(self, data: bytes) -> None:
        """The answer to the request that is out, unless it is a forgery or garbage: then the real one may yet come."""
        columns = self._columns
        known = len(columns.tags)
        try:
            pdu = self._envelope.open(data)
            if pdu.request_id != self._request_id and not pdu.is_report:
                self._wire.counters.unasked += 1
                self._ignore()
                return
            if pdu.is_report or pdu.error_status:
                self._end(End.ODD)
                return
            take_columns(pdu.data, pdu.start, pdu.end, self._requests[self._index].names, columns.raws, columns.tags)
        except (BerError, IndexError):
            self._wire.counters.garbage += 1
            del columns.raws[known:], columns.tags[known:]
            self._ignore()
            return
        if self._tries_left == self._patience.tries - 1:
            self.latency_s = self._wire.loop.time() - self._sent_at_s
        self._index += 1
        if self._index == len(self._requests):
            self._end(End.LANDED)
        else:
            self._tries_left = self._patience.tries
            self._send()

    def _ignore(self) -> None:
        self._ignored += 1
        if self._ignored > MOST_IGNORED:
            self._end(End.ODD)

    def _end(self, end: End) -> None:
        if not self.ended.done():
            self.ended.set_result(end)
        if self._request_id:
            request_id, self._request_id = self._request_id, 0
            self._wire.leave(request_id)

"""One request and its answer: what all SNMP versions have in common."""

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Protocol

from collectors.snmp.client import Oid, SnmpFailure, SnmpValue


class RequestKind(Enum):
    GET = "GET"
    GET_NEXT = "GETNEXT"
    GET_BULK = "GETBULK"


class ErrorStatus(IntEnum):
    """The error-status values (RFC 3416) that are treated each in its own way."""

    NO_ERROR = 0
    TOO_BIG = 1
    NO_SUCH_NAME = 2
    GEN_ERR = 5
    NO_ACCESS = 6
    AUTHORIZATION_ERROR = 16


@dataclass(frozen=True, slots=True)
class Request:
    kind: RequestKind
    oids: tuple[Oid, ...]
    max_repetitions: int = 0

    @property
    def size(self) -> int:
        """How many objects an answer would have, at most."""
        return len(self.oids) * max(self.max_repetitions, 1)


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `error_status` may be any number, not only those of ErrorStatus."""

    error_status: int
    error_index: int
    varbinds: tuple[tuple[Oid, SnmpValue], ...]

    @property
    def is_refusal(self) -> bool:
        """Whether the agent says that we may not."""
        return self.error_status in {ErrorStatus.NO_ACCESS, ErrorStatus.AUTHORIZATION_ERROR}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, the request that it answers, and how long that one took.

    A slow agent may answer an earlier try while a later one waits; its latency is told by the try that it answers.
    """

    request: Request
    response: Response
    latency_s: float


@dataclass(frozen=True, slots=True)
class Unasked:
    """The request was not even sent: the agent did not say who it is (v3). Its size is not to blame."""

    failure: SnmpFailure


class Exchange(Protocol):
    """The way to one agent: one try at one request. Retries are the session's business."""

    def begin(self) -> None:
        """A new question: answers to tries before this are no longer waited for."""

    async def ask(self, request: Request, timeout_s: float, left_s: float) -> Answer | SnmpFailure | Unasked:
        """Send a request once and wait for its answer, or for one to an earlier try of the same question.

        Waits `timeout_s` for each message (v3 may need several), `left_s` for all. Never raises for what an agent or
        a network does.
        """

    def close(self) -> None:
        """Give back the socket; the next request opens it again."""

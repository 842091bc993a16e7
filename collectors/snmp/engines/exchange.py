"""One request and its answer: what the two SNMP versions have in common."""

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Protocol

from collectors.snmp.client import Oid, SnmpFailure, SnmpValue


class RequestKind(Enum):
    GET = "GET"
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


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `error_status` may be any number, not only those of ErrorStatus."""

    error_status: int
    error_index: int
    varbinds: tuple[tuple[Oid, SnmpValue], ...]


class Exchange(Protocol):
    """The way to one agent: one attempt at one request. Retries are the session's business."""

    async def ask(self, request: Request, timeout_s: float) -> Response | SnmpFailure:
        """Send a request once and wait for its answer; never raises for what an agent or a network does."""

    def close(self) -> None:
        """Give back the socket; the next request opens it again."""

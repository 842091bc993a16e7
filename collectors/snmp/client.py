"""The seam between collecting and an SNMP library: small, so that engines can be exchanged.

`prepare` once for each device and list of objects, `poll` each time. Answers come by position and keep their SNMP
type; whatever can go wrong with an agent is a value here, never an exception. The program only reads: no SET.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

Oid = tuple[int, ...]


class SnmpVersion(Enum):
    V1 = "1"
    """No GETBULK, no Counter64, and one absent object fails a whole request."""
    V2C = "2c"
    V3 = "3"


class AuthProtocol(Enum):
    """USM authentication (RFC 3414, RFC 7860)."""

    MD5 = "MD5"
    SHA1 = "SHA"
    SHA224 = "SHA-224"
    SHA256 = "SHA-256"
    SHA384 = "SHA-384"
    SHA512 = "SHA-512"


class PrivProtocol(Enum):
    """USM privacy (RFC 3414, RFC 3826).

    AES-192 and 256 exist with either way to make a long key of a short digest: draft-blumenthal-aes-usm-04, and as
    `-C` draft-reeder-snmpv3-usm-3desede-00, which Cisco and others took; 3DES has the latter only. Where the digest
    is long enough (SHA-256 and longer for AES-256) the two are the same.
    """

    DES = "DES"
    TRIPLE_DES = "3DES"
    AES128 = "AES"
    AES192 = "AES-192"
    AES256 = "AES-256"
    AES192_CISCO = "AES-192-C"
    AES256_CISCO = "AES-256-C"


@dataclass(frozen=True, slots=True, repr=False)
class Credential:
    """How to speak to an agent. Its repr shows no secret."""

    version: SnmpVersion
    community: str = ""
    user: str = ""
    auth: AuthProtocol | None = None
    auth_key: str = ""
    priv: PrivProtocol | None = None
    priv_key: str = ""
    context: str = ""

    def __repr__(self) -> str:
        who = f"user {self.user!r}" if self.version is SnmpVersion.V3 else "community"
        return f"<Credential v{self.version.value} {who}>"


@dataclass(frozen=True, slots=True)
class Agent:
    """Where an agent is, and how to speak to it. `host` is an address or a name."""

    host: str
    port: int
    credential: Credential


class SnmpType(Enum):
    """The type of a value; exceptions of RFC 3416 are types too."""

    INTEGER = "INTEGER"
    OCTETS = "OCTET STRING"
    OID = "OBJECT IDENTIFIER"
    NULL = "NULL"
    IP_ADDRESS = "IpAddress"
    COUNTER32 = "Counter32"
    GAUGE32 = "Gauge32"
    TIME_TICKS = "TimeTicks"
    COUNTER64 = "Counter64"
    OPAQUE = "Opaque"
    NO_SUCH_OBJECT = "noSuchObject"
    NO_SUCH_INSTANCE = "noSuchInstance"
    END_OF_MIB_VIEW = "endOfMibView"

    # Members are single: their identity is as good a hash as that of their name, which Enum reckons in Python.
    __hash__ = object.__hash__


TAGS = {
    SnmpType.INTEGER: 0x02,
    SnmpType.OCTETS: 0x04,
    SnmpType.NULL: 0x05,
    SnmpType.OID: 0x06,
    SnmpType.IP_ADDRESS: 0x40,
    SnmpType.COUNTER32: 0x41,
    SnmpType.GAUGE32: 0x42,
    SnmpType.TIME_TICKS: 0x43,
    SnmpType.OPAQUE: 0x44,
    SnmpType.COUNTER64: 0x46,
    SnmpType.NO_SUCH_OBJECT: 0x80,
    SnmpType.NO_SUCH_INSTANCE: 0x81,
    SnmpType.END_OF_MIB_VIEW: 0x82,
}
"""BER tags (RFC 2578, RFC 3416)."""

TYPE_BY_TAG = {tag: kind for kind, tag in TAGS.items()}

NUMBER_TAGS = frozenset(
    TAGS[kind]
    for kind in (
        SnmpType.INTEGER,
        SnmpType.COUNTER32,
        SnmpType.GAUGE32,
        SnmpType.TIME_TICKS,
        SnmpType.COUNTER64,
    )
)
UNANSWERED = 0
"""In the place of a tag: the agent has not answered this one."""

Raw = int | bytes | Oid | None
"""A value as its type demands; None for the exceptions, for NULL and for what was not answered."""


@dataclass(frozen=True, slots=True)
class SnmpValue:
    """A value with its type. `value` is an int, bytes or Oid as the type demands; None for the exceptions and NULL."""

    type: SnmpType
    value: int | bytes | Oid | None

    @property
    def exists(self) -> bool:
        """Whether the agent has such an object."""
        return self.value is not None


class SnmpError(Enum):
    """How a request can fail as a whole. Value: slug."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    """The network said so: a closed port, no route, a name without an address."""
    AUTHORIZATION = "authorization"
    """Unknown user or context, wrong password or privacy key, unsupported level, clock window, or noAccess."""
    TOO_BIG = "too-big"
    """It cannot answer even one object at a time."""
    AGENT_ERROR = "agent-error"
    """Another error-status: genErr and its like."""
    BAD_ANSWER = "bad-answer"
    """Not to be decoded."""


@dataclass(frozen=True, slots=True)
class SnmpFailure:
    """A request that failed: which way, and a sentence with the device, request size and OID where known."""

    error: SnmpError
    detail: str


@dataclass(frozen=True, slots=True)
class PollPlan:
    """Which objects to GET, in which order the answer has them; and how this kind of agent wants to be asked."""

    oids: tuple[Oid, ...]
    max_varbinds: int = 30
    """How many one request may ask for; the engine halves it where an agent says tooBig, cuts off or stays silent."""
    timeout_s: float = 2.0
    """How long to wait for an agent whose own latency is not known yet."""
    retries: int = 2
    bulk: bool = True
    """Whether a walk may use GETBULK; without it, and always with v1, it goes row by row."""
    one_column: bool = False
    """Whether a walk may ask for one column at a time only: some agents mix up the rows of several."""


class PreparedPoll(Protocol):
    """An engine's own preparation of a plan for one agent; opaque to all others."""

    @property
    def plan(self) -> PollPlan:
        """What was prepared."""


@dataclass(frozen=True, slots=True)
class PollAnswer:
    """The values of a plan's objects, by position, in columns: an object a value would cost more than the poll.

    Where `failure` is set, there are as many as came before it.
    """

    raws: Sequence[Raw]
    tags: bytes
    """The BER tag of each value; UNANSWERED where that part was never answered."""
    failure: SnmpFailure | None = None
    requests: int = 0
    """How many requests it took, retries included."""
    latency_s: float = 0.0

    @classmethod
    def of(
        cls,
        values: Sequence[SnmpValue | None],
        failure: SnmpFailure | None = None,
        requests: int = 0,
        latency_s: float = 0.0,
    ) -> "PollAnswer":
        """An answer of values that are objects already."""
        return cls(
            tuple(None if value is None else value.value for value in values),
            bytes(UNANSWERED if value is None else TAGS[value.type] for value in values),
            failure,
            requests,
            latency_s,
        )

    @property
    def is_silence(self) -> bool:
        """Whether nothing at all was answered."""
        return not any(self.tags)

    def value(self, position: int) -> SnmpValue | None:
        """One value with its type; None where it was never answered."""
        tag = self.tags[position]
        return None if tag == UNANSWERED else SnmpValue(TYPE_BY_TAG[tag], self.raws[position])

    @property
    def values(self) -> tuple[SnmpValue | None, ...]:
        """All values with their types: not for the hot path."""
        return tuple(self.value(position) for position in range(len(self.tags)))


@dataclass(frozen=True, slots=True)
class WalkAnswer:
    """The rows below a column, in the agent's order."""

    rows: tuple[tuple[Oid, SnmpValue], ...]
    failure: SnmpFailure | None = None


class SnmpClient(Protocol):
    """One SNMP library behind the seam. One instance serves many agents, one request in flight for each."""

    def prepare(self, agent: Agent, plan: PollPlan) -> PreparedPoll:
        """Do once what need not be done each cycle. No I/O."""

    async def poll(self, prepared: PreparedPoll, deadline_s: float) -> PollAnswer:
        """GET all of a plan's objects within `deadline_s` seconds, in as many requests as needed."""

    async def walk(
        self, agent: Agent, columns: Sequence[Oid], deadline_s: float, manners: PollPlan | None = None
    ) -> tuple[WalkAnswer, ...]:
        """All instances below each of the columns, one answer for each; stops at a column's end.

        `manners` lends what it says about how to ask; its objects play no part.
        """

    async def close(self) -> None:
        """Give back sockets."""

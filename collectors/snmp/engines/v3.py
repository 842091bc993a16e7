"""SNMPv3 with the User-based Security Model: finds out who an agent is, keeps in step with its clock, asks.

An agent's engine id and clock are found out again after each silence, and whenever it says so: another device at the
same address, or one that restarted, is understood within the same request.
"""

import secrets
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm

from collectors.snmp.ber import BerError
from collectors.snmp.client import Agent, SnmpError, SnmpFailure
from collectors.snmp.engines.codec import FIRST_ID, LAST_ID, REPORT_TAG, RESPONSE_TAG, PduCodec, head_of
from collectors.snmp.engines.exchange import Answer, Request, RequestKind, Response, Unasked
from collectors.snmp.engines.link import Clock, Link
from collectors.snmp.engines.usm_keys import SHORTEST_KEY
from collectors.snmp.engines.usm_message import (
    EngineTime,
    Flags,
    Message,
    Received,
    pdu_of,
    put_together,
    scoped,
    take_apart,
)
from collectors.snmp.engines.usm_peer import Peer
from collectors.snmp.engines.usm_reports import Complaint, complaint_of, failure_of, only_signed

_UP_TIME = Request(RequestKind.GET, ((1, 3, 6, 1, 2, 1, 1, 3, 0),))
"""What is asked only to see whether it is answered; told from a real request by its identity."""
_NOTHING = Request(RequestKind.GET, ())
"""What is asked where only the envelope matters."""

_ENGINE_ID_OCTETS = range(1, 65)
"""RFC 3411 says 5 to 32; not all keep to it."""


@dataclass(frozen=True, slots=True)
class _Report:
    """An agent's report. `is_genuine`: it was signed, and its time may be believed."""

    complaint: Complaint | None
    is_genuine: bool
    engine_id: bytes
    time: EngineTime


@dataclass(frozen=True, slots=True)
class _Try:
    """A message that may still be answered, and the security level at which it was sent."""

    request: Request
    sent_at_s: float
    level: Flags


@dataclass(frozen=True, slots=True)
class _Patience:
    """How long to wait for one message, and until when for all."""

    timeout_s: float
    ends_at_s: float
    clock: Clock

    @property
    def wait_s(self) -> float:
        """For the next message."""
        return max(0.0, min(self.timeout_s, self.ends_at_s - self.clock()))


class V3Exchange:
    """The way to one agent that speaks v3."""

    def __init__(self, agent: Agent, link: Link, codec: PduCodec, clock: Clock) -> None:
        self._codec = codec
        self._undecodable: tuple[type[Exception], ...] = (BerError, *codec.undecodable)
        self._credential = agent.credential
        self._link = link
        self._clock = clock
        self._peer: Peer | None = None
        self._silences = 0
        """Tries in a row that the agent left unanswered."""
        self._tries: dict[int, _Try] = {}
        self._greetings: set[int] = set()
        """Messages by which this question tried to find out who the agent is."""
        self._garbage_seen = ""

    @property
    def proven_peer(self) -> Peer | None:
        """The engine, if it has answered with these keys and was not silent since."""
        peer = self._peer
        return peer if peer is not None and peer.is_proven and not self._is_doubtful else None

    @property
    def _is_doubtful(self) -> bool:
        """Whether it may be another agent now; one that is known is forgiven a lost packet."""
        is_proven = self._peer is not None and self._peer.is_proven
        return self._peer is None or self._silences > (1 if is_proven else 0)

    def begin(self) -> None:
        self._tries.clear()
        self._greetings.clear()
        self._link.forget()

    async def ask(self, request: Request, timeout_s: float, left_s: float) -> Answer | SnmpFailure | Unasked:
        unusable = self._unusable()
        if unusable:
            detail = f"SNMP v3 {unusable} to ask {self._link.where}"
            return SnmpFailure(SnmpError.AUTHORIZATION, detail)
        try:
            return await self._ask(request, _Patience(timeout_s, self._clock() + left_s, self._clock))
        except UnsupportedAlgorithm:
            protocols = [each.value for each in (self._credential.auth, self._credential.priv) if each is not None]
            detail = f"this system's cryptography has no {' or no '.join(protocols)}, which {self._link.where} wants"
            return SnmpFailure(SnmpError.AUTHORIZATION, detail)

    async def _ask(self, request: Request, patience: _Patience) -> Answer | SnmpFailure | Unasked:
        self._garbage_seen = ""
        forgiven: set[Complaint] = set()
        while True:
            peer = self._peer if self._peer is not None and not self._is_doubtful else await self._meet(patience)
            if isinstance(peer, SnmpFailure):
                return Unasked(peer)
            if isinstance(peer, Answer):
                return peer
            outcome = await self._send(peer, request, patience, peer.level)
            if isinstance(outcome, SnmpFailure) and outcome.error is SnmpError.TIMEOUT:
                outcome = await self._after_silence(peer, outcome, patience)
            if isinstance(outcome, Answer):
                return outcome
            if isinstance(outcome, SnmpFailure):
                return self._garbage_or(outcome)
            complaint = outcome.complaint
            if complaint is None:
                return SnmpFailure(SnmpError.BAD_ANSWER, f"{self._link.where} reports what SNMPv3 does not know")
            is_curable = complaint in {Complaint.NOT_IN_TIME_WINDOW, Complaint.UNKNOWN_ENGINE_ID}
            if not is_curable or complaint in forgiven:
                return failure_of(complaint, self._link.where, self._credential)
            forgiven.add(complaint)
            if complaint is Complaint.NOT_IN_TIME_WINDOW and outcome.is_genuine:
                peer.set_time(outcome.time)
            else:
                self._peer = None

    async def _meet(self, patience: _Patience) -> Peer | Answer | SnmpFailure:
        """Find out who the agent is (RFC 3414 4): it reports its engine id to whoever does not know it.

        A slow agent may answer an earlier try meanwhile, and then there is nothing more to ask.
        """
        message_id = _random_id()
        self._greetings.add(message_id)
        pdu = self._codec.encode(_NOTHING, message_id)
        message = Message(message_id, Flags.REPORTABLE, b"", EngineTime(0, 0), b"", b"", scoped(b"", b"", pdu))

        def take(datagram: bytes) -> _Report | Answer | None:
            received = self._received(datagram)
            if received is None:
                return None
            if received.message.message_id in self._greetings:
                report = self._report(received, None)
                return report if report is not None and len(report.engine_id) in _ENGINE_ID_OCTETS else None
            late = self._take(received, self._peer) if self._peer is not None else None
            return late if isinstance(late, Answer) else None

        greeting = put_together(message, 0, bytes)
        told: _Report | Answer | SnmpFailure = await self._link.converse(greeting, take, patience.wait_s)
        if isinstance(told, SnmpFailure):
            self._silences += 1
            return self._garbage_or(told)
        if isinstance(told, Answer):
            return told
        if self._peer is None or self._peer.engine_id != told.engine_id:
            self._peer = Peer(told.engine_id, self._credential, self._clock)
        if told.time != EngineTime(0, 0):
            self._peer.set_time(told.time)
        self._silences = 0
        return self._peer

    async def _send(
        self, peer: Peer, request: Request, patience: _Patience, level: Flags, *, in_context: bool = True
    ) -> Answer | _Report | SnmpFailure:
        message_id = _random_id()
        self._tries[message_id] = _Try(request, self._clock(), level)
        datagram = peer.request(message_id, self._codec.encode(request, message_id), level, in_context=in_context)

        def take(datagram: bytes) -> Answer | _Report | None:
            received = self._received(datagram)
            return None if received is None else self._take(received, peer, may_be_probe=request is _UP_TIME)

        return await self._link.converse(datagram, take, patience.wait_s)

    def _take(self, received: Received, peer: Peer, *, may_be_probe: bool = False) -> Answer | _Report | None:
        """An answer of the engine that was asked, at the level at which it was asked; or a report."""
        message = received.message
        asked = self._tries.get(message.message_id)
        if asked is None or (asked.request is _UP_TIME and not may_be_probe):
            return None
        if message.flags.level != asked.level or (asked.level and not peer.is_genuine(received)):
            # A report may be unsigned: what is wrong is, often, the signature.
            return self._report(received, peer)
        plain = peer.scoped_pdu(message)
        pdu = pdu_of(plain) if plain is not None else None
        if pdu is None:
            self._garbage_seen = "answers what the privacy password does not decrypt"
            return None
        try:
            head = head_of(pdu)
            if head.tag == RESPONSE_TAG and head.request_id == message.message_id:
                return self._answer(asked, self._codec.decode(pdu), peer, message)
        except self._undecodable:
            self._garbage_seen = "answers what is not SNMP v3"
            return None
        return self._report(received, peer)

    def _answer(self, asked: _Try, response: Response, peer: Peer, message: Message) -> Answer:
        self._tries.clear()
        self._silences = 0
        if message.flags.level == peer.level:
            peer.is_proven = True
        if Flags.AUTH in message.flags:
            peer.set_time(message.time)
        return Answer(asked.request, response, self._clock() - asked.sent_at_s)

    def _received(self, datagram: bytes) -> Received | None:
        received = take_apart(datagram)
        if received is None:
            self._garbage_seen = "answers what is not SNMP v3"
        return received

    def _report(self, received: Received, peer: Peer | None) -> _Report | None:
        """The report in a message, if it is one."""
        message = received.message
        is_genuine = peer is not None and peer.is_genuine(received)
        plain = message.data if Flags.PRIV not in message.flags else peer.scoped_pdu(message) if peer else None
        pdu = pdu_of(plain) if plain is not None else None
        try:
            if pdu is None or head_of(pdu).tag != REPORT_TAG:
                self._garbage_seen = "answers with messages that are not signed and encrypted as was asked for"
                return None
            return _Report(complaint_of(self._codec.reported(pdu)), is_genuine, message.engine_id, message.time)
        except self._undecodable:
            self._garbage_seen = "answers what is not SNMP v3"
            return None

    async def _after_silence(self, peer: Peer, failure: SnmpFailure, patience: _Patience) -> Answer | SnmpFailure:
        """An agent that told who it is, and then nothing: many are silent to a wrong key or context. Try without.

        First the same with a single small object: what is silent to large requests has nothing against our keys. What
        was asked for may still be answered meanwhile.
        """
        self._silences += 1
        where, credential = self._link.where, self._credential
        if peer.is_proven or not (credential.context or Flags.PRIV in peer.level):
            return failure
        probes = [(peer.level, True, failure)]
        if credential.context:
            probes.append((peer.level, False, failure_of(Complaint.UNKNOWN_CONTEXT, where, credential)))
        if Flags.PRIV in peer.level:
            probes.append((Flags.AUTH, True, only_signed(where, credential)))
        for level, in_context, verdict in probes:
            heard = await self._send(peer, _UP_TIME, patience, level, in_context=in_context)
            if isinstance(heard, Answer) and heard.request is not _UP_TIME:
                return heard
            if not isinstance(heard, SnmpFailure):
                return verdict
        return failure

    def _garbage_or(self, failure: SnmpFailure) -> SnmpFailure:
        if failure.error is SnmpError.TIMEOUT and self._garbage_seen:
            return SnmpFailure(SnmpError.BAD_ANSWER, f"{self._link.where} {self._garbage_seen}")
        return failure

    def _unusable(self) -> str:
        """What is wrong with the credential itself, as the middle of a sentence; empty: nothing."""
        credential = self._credential
        keys = [credential.auth_key] * bool(credential.auth) + [credential.priv_key] * bool(credential.priv)
        if not credential.user or any(len(key) < SHORTEST_KEY for key in keys):
            return f"needs a user, and passwords of at least {SHORTEST_KEY} characters,"
        if credential.priv is not None and credential.auth is None:
            return "has no privacy without authentication; it needs both"
        return ""

    def close(self) -> None:
        self._link.close()


def _random_id() -> int:
    """A message's id, not to be guessed by who does not see the message."""
    return FIRST_ID + secrets.randbelow(LAST_ID - FIRST_ID)

"""SnmpClient that polls along a hot path: prebuilt requests over one shared socket, answers decoded into columns.

Whatever is not plain sailing (walks, first contact, error-status, absent objects, reports, silence) goes through the
same sessions as with pysnmp's codec, which ask with care and learn; the next poll tries the hot path again.
"""

import asyncio
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from collectors.snmp.client import (
    UNANSWERED,
    Agent,
    Oid,
    PollAnswer,
    PollPlan,
    PreparedPoll,
    Raw,
    SnmpError,
    SnmpFailure,
    SnmpVersion,
)
from collectors.snmp.engines.fast.codec import FastCodec
from collectors.snmp.engines.fast.community import CommunityEnvelope
from collectors.snmp.engines.fast.flight import End, Envelope, Flight, Patience
from collectors.snmp.engines.fast.pdu import PreparedPdu, prepare_get
from collectors.snmp.engines.fast.wire import Counters, Wire
from collectors.snmp.engines.link import Clock
from collectors.snmp.engines.names import LookUp, look_up
from collectors.snmp.engines.session_client import SessionClient, Way

if TYPE_CHECKING:
    from collectors.snmp.engines.usm_peer import Peer

WITH_CARE_FOR_S = 300.0
"""So long an agent that answered something odd is asked with care, before the hot path is tried again."""

_WIRE_VERSION = {SnmpVersion.V1: 0, SnmpVersion.V2C: 1}


@dataclass(slots=True)
class _Prepared:
    """A plan's requests for one agent, each made once."""

    plan: PollPlan
    agent: Agent
    requests: tuple[PreparedPdu, ...]
    envelope: Envelope | None
    """None: with v3 it depends on the engine that answers."""
    peer: "Peer | None" = None
    """The engine that the envelope is for."""
    odd_until_s: float = field(default=0.0)


@lru_cache(maxsize=256)
def _requests(oids: tuple[Oid, ...], size: int) -> tuple[PreparedPdu, ...]:
    """The GETs for a list of objects. PDUs of one model have them in common: 10,000 have the memory of one."""
    return tuple(prepare_get(oids[start : start + size]) for start in range(0, len(oids), size))


class FastClient(SessionClient):
    """Many agents over one socket of each address family. For one event loop, on which it is first used."""

    def __init__(
        self, patience: PollPlan | None = None, clock: Clock = time.monotonic, how_to_look_up: LookUp = look_up
    ) -> None:
        super().__init__(FastCodec(), patience, clock, how_to_look_up)
        self._wires: dict[socket.AddressFamily, Wire] = {}

    @property
    def counters(self) -> tuple[Counters, ...]:
        """What the sockets have seen."""
        return tuple(wire.counters for wire in self._wires.values())

    def prepare(self, agent: Agent, plan: PollPlan) -> PreparedPoll:
        requests = _requests(plan.oids, max(1, plan.max_varbinds))
        version = _WIRE_VERSION.get(agent.credential.version)
        if version is None:
            return _Prepared(plan, agent, requests, None)
        envelope = CommunityEnvelope(version, agent.credential.community.encode())
        return _Prepared(plan, agent, envelope.prepare(requests), envelope)

    async def poll(self, prepared: PreparedPoll, deadline_s: float) -> PollAnswer:
        if not isinstance(prepared, _Prepared):
            raise TypeError("a poll must be prepared by the client that is to run it")
        way = self._way(prepared.agent)
        began_s = self._clock()
        if way.turn.locked() or began_s < prepared.odd_until_s:
            return await way.session.get(prepared.plan, deadline_s)
        flight = self._flight(prepared, way, deadline_s)
        if flight is None:
            return await way.session.get(prepared.plan, deadline_s)
        async with way.turn:
            end = await self._fly(flight)
        took_s = self._clock() - began_s
        if flight.latency_s is not None:
            way.asker.latency.answered(flight.latency_s)
        if end is End.LANDED:
            columns = flight.columns
            return PollAnswer(columns.raws, bytes(columns.tags), None, flight.sent, took_s)
        if end is End.REFUSED:
            return _so_far(prepared, flight, self._refusal(prepared, flight), took_s)
        if end is End.ODD:
            prepared.odd_until_s = self._clock() + WITH_CARE_FOR_S
        return await self._with_care(prepared, way, flight, deadline_s - took_s, took_s)

    async def close(self) -> None:
        for wire in self._wires.values():
            wire.close()
        self._wires.clear()
        await super().close()

    def _flight(self, prepared: _Prepared, way: Way, deadline_s: float) -> Flight | None:
        """The plan's hot path; None where there is none now."""
        plan, asker = prepared.plan, way.asker
        address = way.link.known_address
        # An agent that was silent, or has its own limit, is asked with care.
        if not prepared.requests or address is None or not asker.is_answering:
            return None
        if asker.get_size.at_most(plan.max_varbinds) < min(plan.max_varbinds, len(plan.oids)):
            return None
        envelope = self._envelope(prepared, way)
        if envelope is None:
            return None
        loop = asyncio.get_running_loop()
        wire = self._wires.get(address.family)
        if wire is None:
            wire = self._wires[address.family] = Wire(address.family, loop)
        tries = max(plan.retries, 1)
        patience = Patience(asker.latency.timeout_s(plan.timeout_s), tries, loop.time() + deadline_s)
        return Flight(wire, address.sockaddr, envelope, prepared.requests, patience)

    def _envelope(self, prepared: _Prepared, way: Way) -> Envelope | None:
        if prepared.agent.credential.version is not SnmpVersion.V3:
            return prepared.envelope
        peer = way.proven_peer
        if peer is None:
            return None
        if peer is not prepared.peer:
            from collectors.snmp.engines.fast.usm import UsmEnvelope

            prepared.peer, prepared.envelope = peer, UsmEnvelope(peer)
        return prepared.envelope

    async def _fly(self, flight: Flight) -> End:
        flight.start()
        try:
            return await flight.ended
        finally:
            flight.cancel()

    async def _with_care(
        self, prepared: _Prepared, way: Way, flight: Flight, left_s: float, took_s: float
    ) -> PollAnswer:
        """What the hot path did not bring, by the session."""
        plan, columns = prepared.plan, flight.columns
        known = len(columns.tags)
        rest = PollPlan(plan.oids[known:], plan.max_varbinds, plan.timeout_s, plan.retries, plan.bulk, plan.one_column)
        answer = await way.session.get(rest, left_s)
        raws: Sequence[Raw] = [*columns.raws, *answer.raws]
        tags = bytes(columns.tags) + answer.tags
        return PollAnswer(raws, tags, answer.failure, flight.sent + answer.requests, took_s + answer.latency_s)

    def _refusal(self, prepared: _Prepared, flight: Flight) -> SnmpFailure:
        agent = prepared.agent
        return SnmpFailure(
            SnmpError.UNREACHABLE, f"the network cannot reach {agent.host} port {agent.port}: {flight.detail}"
        )


def _so_far(prepared: _Prepared, flight: Flight, failure: SnmpFailure, took_s: float) -> PollAnswer:
    """What was answered before a failure."""
    columns = flight.columns
    missing = len(prepared.plan.oids) - len(columns.tags)
    raws: Sequence[Raw] = [*columns.raws, *(None,) * missing]
    return PollAnswer(raws, bytes(columns.tags) + bytes((UNANSWERED,)) * missing, failure, flight.sent, took_s)

"""SnmpClient for many agents, a session each; which codec encodes the PDUs is the engine's choice."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from collectors.snmp.client import Agent, Oid, PollAnswer, PollPlan, PreparedPoll, SnmpVersion, WalkAnswer
from collectors.snmp.engines.codec import PduCodec
from collectors.snmp.engines.community import CommunityExchange
from collectors.snmp.engines.exchange import Exchange
from collectors.snmp.engines.link import Clock, Link
from collectors.snmp.engines.names import LookUp, Names, look_up
from collectors.snmp.engines.question import Asker
from collectors.snmp.engines.session import AgentSession
from collectors.snmp.engines.usm_reports import level_of
from collectors.snmp.engines.v3 import V3Exchange


@dataclass(frozen=True, slots=True)
class _Prepared:
    plan: PollPlan
    agent: Agent


class SessionClient:
    """Many agents, one session each. `patience` lends its manners to walks that are given none."""

    def __init__(
        self,
        codec: PduCodec,
        patience: PollPlan | None = None,
        clock: Clock = time.monotonic,
        how_to_look_up: LookUp = look_up,
    ) -> None:
        self._codec = codec
        self._patience = patience or PollPlan(())
        self._clock = clock
        self._names = Names(how_to_look_up)
        self._sessions: dict[Agent, AgentSession] = {}
        self._exchanges: list[Exchange] = []
        self._turns: dict[tuple[str, int], asyncio.Lock] = {}

    def prepare(self, agent: Agent, plan: PollPlan) -> PreparedPoll:
        return _Prepared(plan, agent)

    async def poll(self, prepared: PreparedPoll, deadline_s: float) -> PollAnswer:
        if not isinstance(prepared, _Prepared):
            raise TypeError("a poll must be prepared by the client that is to run it")
        return await self._session(prepared.agent).get(prepared.plan, deadline_s)

    async def walk(
        self, agent: Agent, columns: Sequence[Oid], deadline_s: float, manners: PollPlan | None = None
    ) -> tuple[WalkAnswer, ...]:
        return await self._session(agent).walk(columns, deadline_s, manners or self._patience)

    async def close(self) -> None:
        for exchange in self._exchanges:
            exchange.close()
        self._exchanges.clear()
        self._sessions.clear()
        self._turns.clear()
        self._names.close()

    def _session(self, agent: Agent) -> AgentSession:
        session = self._sessions.get(agent)
        if session is None:
            exchange = self._exchange(agent)
            self._exchanges.append(exchange)
            # Contexts and communities of one address are one device, which answers one request at a time.
            turn = self._turns.setdefault((agent.host, agent.port), asyncio.Lock())
            asker = Asker(exchange, f"{agent.host} port {agent.port}", self._clock, turn)
            can_bulk = agent.credential.version is not SnmpVersion.V1
            session = self._sessions[agent] = AgentSession(asker, _who(agent), can_bulk=can_bulk)
        return session

    def _exchange(self, agent: Agent) -> Exchange:
        link = Link(agent.host, agent.port, self._names, self._clock)
        if agent.credential.version is SnmpVersion.V3:
            return V3Exchange(agent, link, self._codec, self._clock)
        return CommunityExchange(agent, link, self._codec, self._clock)


def _who(agent: Agent) -> str:
    """As whom an agent is asked, as it may be said: a community is a secret."""
    credential = agent.credential
    if credential.version is not SnmpVersion.V3:
        return "this community"
    return f"the user {credential.user!r} at the level {level_of(credential)}; it may demand a higher one"

"""SnmpClient for many agents, a session each; which codec encodes the PDUs is the engine's choice."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collectors.snmp.client import Agent, Oid, PollAnswer, PollPlan, PreparedPoll, SnmpVersion, WalkAnswer
from collectors.snmp.engines.codec import PduCodec
from collectors.snmp.engines.community import CommunityExchange
from collectors.snmp.engines.lengths import ColumnLengths
from collectors.snmp.engines.link import Clock, Link
from collectors.snmp.engines.names import LookUp, Names, look_up
from collectors.snmp.engines.question import Asker
from collectors.snmp.engines.session import AgentSession
from collectors.snmp.engines.usm_reports import level_of

if TYPE_CHECKING:
    from collectors.snmp.engines.usm_peer import Peer
    from collectors.snmp.engines.v3 import V3Exchange


@dataclass(frozen=True, slots=True)
class Way:
    """All that leads to one agent."""

    session: AgentSession
    asker: Asker
    link: Link
    exchange: "CommunityExchange | V3Exchange"
    turn: asyncio.Lock
    """Of whoever asks the agent: one request is in flight at a time."""

    @property
    def proven_peer(self) -> "Peer | None":
        """The SNMPv3 engine that answers there, where it is known."""
        return None if isinstance(self.exchange, CommunityExchange) else self.exchange.proven_peer


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
        self._ways: dict[Agent, Way] = {}
        self._lengths = ColumnLengths()
        self._turns: dict[tuple[str, int], asyncio.Lock] = {}

    def prepare(self, agent: Agent, plan: PollPlan) -> PreparedPoll:
        return _Prepared(plan, agent)

    async def poll(self, prepared: PreparedPoll, deadline_s: float) -> PollAnswer:
        if not isinstance(prepared, _Prepared):
            raise TypeError("a poll must be prepared by the client that is to run it")
        return await self._way(prepared.agent).session.get(prepared.plan, deadline_s)

    async def walk(
        self, agent: Agent, columns: Sequence[Oid], deadline_s: float, manners: PollPlan | None = None
    ) -> tuple[WalkAnswer, ...]:
        return await self._way(agent).session.walk(columns, deadline_s, manners or self._patience)

    async def close(self) -> None:
        for way in self._ways.values():
            way.exchange.close()
        self._ways.clear()
        self._turns.clear()
        self._names.close()

    def _way(self, agent: Agent) -> Way:
        way = self._ways.get(agent)
        if way is None:
            link = Link(agent.host, agent.port, self._names, self._clock)
            exchange = self._exchange(agent, link)
            # Contexts and communities of one address are one device, which answers one request at a time.
            turn = self._turns.setdefault((agent.host, agent.port), asyncio.Lock())
            asker = Asker(exchange, f"{agent.host} port {agent.port}", self._clock, turn)
            can_bulk = agent.credential.version is not SnmpVersion.V1
            session = AgentSession(asker, _who(agent), self._lengths, can_bulk=can_bulk)
            way = self._ways[agent] = Way(session, asker, link, exchange, turn)
        return way

    def _exchange(self, agent: Agent, link: Link) -> "CommunityExchange | V3Exchange":
        if agent.credential.version is not SnmpVersion.V3:
            return CommunityExchange(agent, link, self._codec, self._clock)
        # Cryptography takes 8 MB, which a process that needs none can do without.
        from collectors.snmp.engines.v3 import V3Exchange

        return V3Exchange(agent, link, self._codec, self._clock)


def _who(agent: Agent) -> str:
    """As whom an agent is asked, as it may be said: a community is a secret."""
    credential = agent.credential
    if credential.version is not SnmpVersion.V3:
        return "this community"
    return f"the user {credential.user!r} at the level {level_of(credential)}; it may demand a higher one"

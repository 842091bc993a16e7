"""SnmpClient with pysnmp: its codec for v2c, its low-level engine for v3; the high-level API costs far more."""

from collections.abc import Sequence
from dataclasses import dataclass

from collectors.snmp.client import Agent, Oid, PollAnswer, PollPlan, PreparedPoll, SnmpVersion, WalkAnswer
from collectors.snmp.engines.exchange import Exchange
from collectors.snmp.engines.session import AgentSession
from collectors.snmp.engines.v2c import V2cExchange
from collectors.snmp.engines.v3 import V3Engines, V3Exchange


@dataclass(frozen=True, slots=True)
class _Prepared:
    plan: PollPlan
    agent: Agent


class PysnmpClient:
    """Many agents, one session each. `patience` lends its time-outs and retries to walks."""

    def __init__(self, patience: PollPlan | None = None) -> None:
        self._patience = patience or PollPlan(())
        self._sessions: dict[Agent, AgentSession] = {}
        self._exchanges: list[Exchange] = []
        self._v3: V3Engines | None = None

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
        if self._v3 is not None:
            self._v3.close()
            self._v3 = None
        self._exchanges.clear()
        self._sessions.clear()

    def _session(self, agent: Agent) -> AgentSession:
        session = self._sessions.get(agent)
        if session is None:
            exchange = self._exchange(agent)
            self._exchanges.append(exchange)
            session = self._sessions[agent] = AgentSession(exchange, f"{agent.host} port {agent.port}")
        return session

    def _exchange(self, agent: Agent) -> Exchange:
        if agent.credential.version is SnmpVersion.V2C:
            return V2cExchange(agent)
        if self._v3 is None:
            self._v3 = V3Engines()
        return V3Exchange(agent, self._v3)

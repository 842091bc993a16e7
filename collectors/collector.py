"""The SNMP collector: implements the Collector port with an SnmpClient and the profiles."""

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from collectors.profiles.model import Profile, Source
from collectors.snmp.client import (
    Agent,
    Credential,
    Oid,
    PollAnswer,
    PollPlan,
    PreparedPoll,
    SnmpClient,
    SnmpError,
    SnmpFailure,
    SnmpValue,
)
from collectors.snmp.decode import MISSING, text_of
from collectors.snmp.describe import Channel, describe
from collectors.snmp.detect import candidates, choose, probes_of
from collectors.snmp.plan import (
    SYS_DESCR,
    SYS_OBJECT_ID,
    SYS_UP_TIME,
    Program,
    discovery_columns,
    doubtful,
    is_bad,
    program,
    run,
    uptime_s,
)
from collectors.snmp.tables import Walked
from collectors.snmp.trace import Trace, traces
from powertui.domain.reading import MISSING_RAW, PollFailure, PollOutcome, Quality, ReadingBatch, TargetDescription
from powertui.services.ports import Clock, PollTarget

_OUTCOMES = {
    SnmpError.TIMEOUT: PollOutcome.TIMEOUT,
    SnmpError.UNREACHABLE: PollOutcome.UNREACHABLE,
    SnmpError.AUTHORIZATION: PollOutcome.REFUSED,
    SnmpError.TOO_BIG: PollOutcome.BAD_ANSWER,
    SnmpError.AGENT_ERROR: PollOutcome.BAD_ANSWER,
    SnmpError.BAD_ANSWER: PollOutcome.BAD_ANSWER,
}
_CUT_SHORT = frozenset({SnmpError.TIMEOUT, SnmpError.UNREACHABLE})
"""A discovery that ends so has seen half of a device; half a description would do harm."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long devices may take."""

    timeout_s: float = 2.0
    """For one request."""
    retries: int = 2
    poll_budget_s: float = 20.0
    discovery_budget_s: float = 120.0
    """Old cards answer slowly, and discovery is rare."""
    max_varbinds: int = 30
    slow_every_s: float = 60.0
    """How often what changes slowly (energy) is read."""


@dataclass(slots=True)
class _Watched:
    """A discovered target: how it is polled, and the last values of what is read seldom."""

    agent: Agent
    channels: tuple[Channel, ...]
    each_cycle: tuple[Program, PreparedPoll]
    with_slow: tuple[Program, PreparedPoll]
    values: "array[int]" = field(default_factory=lambda: array("q"))
    qualities: bytearray = field(default_factory=bytearray)
    slow_read_at_s: float | None = None


class SnmpCollector:
    """Reads PDUs over SNMP. Forgets nothing that a new discovery would not bring back."""

    def __init__(
        self,
        client: SnmpClient,
        profiles: Sequence[Profile],
        credentials: Mapping[str, Credential],
        clock: Clock,
        patience: Patience | None = None,
    ) -> None:
        self._client = client
        self._profiles = tuple(profiles)
        self._credentials = credentials
        self._clock = clock
        self._patience = patience or Patience()
        self._watched: dict[int, _Watched] = {}

    async def discover(self, target: PollTarget) -> TargetDescription | PollFailure:
        """Who are you, which profile fits, what parts have you?"""
        credential = self._credentials.get(target.credential)
        if credential is None:
            return PollFailure(PollOutcome.REFUSED, f"no credential is named {target.credential!r}")
        agent = Agent(target.host, target.port, credential)
        system = await self._get(agent, (SYS_OBJECT_ID, SYS_DESCR, SYS_UP_TIME))
        if isinstance(system, PollFailure):
            return system
        profile = await self._profile_for(agent, target, system)
        if isinstance(profile, PollFailure):
            return profile
        identity = await self._get(agent, (SYS_DESCR, *profile.identity.oids))
        if isinstance(identity, PollFailure):
            return identity
        columns = discovery_columns(profile)
        answers = await self._client.walk(agent, columns, self._patience.discovery_budget_s)
        walked = {
            column: {oid[len(column) :]: value for oid, value in answer.rows}
            for column, answer in zip(columns, answers, strict=True)
        }
        failures = [answer.failure for answer in answers if answer.failure is not None]
        cut_short = [failure for failure in failures if failure.error in _CUT_SHORT]
        if cut_short or (failures and not any(walked.values())):
            return _failure((cut_short or failures)[0])
        described = describe(profile, Walked(walked), self._clock.now_s())
        self._watched[target.id] = self._watch(agent, described.channels)
        return TargetDescription(
            family=profile.family,
            vendor=profile.vendor,
            model=_first_text(profile.identity.model, identity),
            serial=_first_text(profile.identity.serial, identity),
            firmware=_first_text(profile.identity.firmware, identity),
            name=_first_text(profile.identity.name, identity),
            subjects=described.subjects,
        )

    async def poll(self, target: PollTarget) -> ReadingBatch | PollFailure:
        """All that is due now; energy and its like keep their last value between their turns."""
        watched = self._watched.get(target.id)
        if watched is None:
            return PollFailure(PollOutcome.NEVER, f"{target.name} has not been discovered yet")
        now_s = self._clock.now_s()
        last_s = watched.slow_read_at_s
        slow_is_due = last_s is None or now_s - last_s >= self._patience.slow_every_s
        prog, prepared = watched.with_slow if slow_is_due else watched.each_cycle
        answer = await self._client.poll(prepared, self._patience.poll_budget_s)
        if answer.failure is not None and all(value is None for value in answer.values):
            return _failure(answer.failure)
        run(prog, watched.channels, answer.values, watched.values, watched.qualities)
        await self._ask_of_zeros(watched, prog, self._patience.poll_budget_s - answer.latency_s)
        if slow_is_due and answer.failure is None:
            watched.slow_read_at_s = now_s
        return ReadingBatch(
            sampled_at_s=now_s,
            values=array("q", watched.values),
            qualities=bytes(watched.qualities),
            uptime_s=uptime_s(answer.values[0]),
        )

    async def trace(self, target: PollTarget, description: TargetDescription) -> tuple[Trace, ...]:
        """Where each value of a discovered target comes from: for whoever checks a profile against a device."""
        watched = self._watched[target.id]
        answer = await self._ask(watched.agent, tuple(channel.oid for channel in watched.channels))
        return traces(description, watched.channels, answer.values)

    async def close(self) -> None:
        await self._client.close()

    async def _profile_for(
        self, agent: Agent, target: PollTarget, system: Mapping[Oid, SnmpValue]
    ) -> Profile | PollFailure:
        if target.family:
            chosen = next((profile for profile in self._profiles if profile.family == target.family), None)
            known = ", ".join(profile.family for profile in self._profiles)
            return chosen or PollFailure(
                PollOutcome.NO_PROFILE, f"there is no profile for the family {target.family!r}; there are {known}"
            )
        named = system.get(SYS_OBJECT_ID)
        sys_object_id = named.value if named is not None and isinstance(named.value, tuple) else ()
        probed = probes_of(candidates(self._profiles, sys_object_id) or self._profiles)
        answered = await self._get(agent, probed)
        if isinstance(answered, PollFailure):
            return answered
        profile = choose(self._profiles, sys_object_id, answered)
        if profile is not None:
            return profile
        dotted = ".".join(map(str, sys_object_id)) or "no sysObjectID"
        description = text_of(system.get(SYS_DESCR))[:80]
        return PollFailure(
            PollOutcome.NO_PROFILE,
            f"{agent.host} port {agent.port} answers, but no profile fits it: {dotted}, {description!r}",
        )

    async def _get(self, agent: Agent, oids: tuple[Oid, ...]) -> dict[Oid, SnmpValue] | PollFailure:
        """The objects that exist, of those asked for."""
        answer = await self._ask(agent, tuple(dict.fromkeys(oids)))
        if answer.failure is not None:
            return _failure(answer.failure)
        return {
            oid: value
            for oid, value in zip(dict.fromkeys(oids), answer.values, strict=True)
            if value is not None and value.exists
        }

    async def _ask(self, agent: Agent, oids: tuple[Oid, ...]) -> PollAnswer:
        return await self._client.poll(self._prepare(agent, oids), self._patience.poll_budget_s)

    def _prepare(self, agent: Agent, oids: tuple[Oid, ...]) -> PreparedPoll:
        patience = self._patience
        return self._client.prepare(agent, PollPlan(oids, patience.max_varbinds, patience.timeout_s, patience.retries))

    def _watch(self, agent: Agent, channels: tuple[Channel, ...]) -> _Watched:
        each_cycle, with_slow = program(channels, with_slow=False), program(channels, with_slow=True)
        return _Watched(
            agent,
            channels,
            (each_cycle, self._prepare(agent, each_cycle.oids)),
            (with_slow, self._prepare(agent, with_slow.oids)),
            array("q", [MISSING_RAW]) * len(channels),
            bytearray([Quality.MISSING]) * len(channels),
        )

    async def _ask_of_zeros(self, watched: _Watched, prog: Program, left_s: float) -> None:
        """Some devices answer 0 for what they do not have: ask, for those that read 0, whether they do.

        In what is left of the poll's time: what was read so far is worth more than an answer to this.
        """
        asked = doubtful(prog, watched.channels, watched.values)
        if not asked:
            return
        oids = tuple(dict.fromkeys(guard.oid for guard in asked.values()))
        answer = await self._client.poll(self._prepare(watched.agent, oids), left_s)
        told = dict(zip(oids, answer.values, strict=True))
        for position, guard in asked.items():
            if is_bad(told[guard.oid], guard.bad):
                watched.values[position], watched.qualities[position] = MISSING


def _failure(failure: SnmpFailure) -> PollFailure:
    return PollFailure(_OUTCOMES[failure.error], failure.detail)


def _first_text(sources: Sequence[Source], answered: Mapping[Oid, SnmpValue]) -> str:
    """The first source that says something."""
    for source in sources:
        text = text_of(answered.get(source.oid))
        if text and source.pattern:
            match = re.search(source.pattern, text)
            text = match[1] if match else ""
        if text:
            return text
    return ""

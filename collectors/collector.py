"""The SNMP collector: implements the Collector port with an SnmpClient and the profiles."""

import asyncio
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from collectors.discovery import Discovery, Found
from collectors.notes import read, written
from collectors.outcomes import failure_of
from collectors.patience import Patience
from collectors.profiles.model import Profile
from collectors.profiles.overrides import Overridden, Overrides
from collectors.snmp.client import Agent, Credential, PreparedPoll, SnmpClient
from collectors.snmp.decode import MISSING
from collectors.snmp.derive import compute
from collectors.snmp.describe import Channel, Described, describe
from collectors.snmp.first_contact import check
from collectors.snmp.metering import with_counters
from collectors.snmp.plan import Program, doubtful, is_bad, readable, run, uptime_s
from collectors.snmp.plausible import BatchBounds, mark_implausible, with_judged_facts
from collectors.snmp.shapes import Shape, Shapes
from collectors.snmp.trace import objects_of, traces
from powertui.domain.provenance import Trace
from powertui.domain.reading import (
    MISSING_RAW,
    PollFailure,
    PollOutcome,
    Quality,
    ReadingBatch,
    SubjectDescription,
    TargetDescription,
)
from powertui.domain.scale_override import ScaleOverride
from powertui.services.ports import Clock, PollTarget

MANY_CELLS = 5_000
"""Cells of a discovery that take some tenths of a second to be described."""

__all__ = ["Patience", "SnmpCollector"]


_Columns = tuple["array[int]", bytearray]
"""A batch's values and qualities."""


@dataclass(slots=True)
class _Watched:
    """A discovered target: how it is polled, and the last values of what is read seldom."""

    agent: Agent
    overridden: Overridden
    shape: Shape
    bounds: BatchBounds
    each_cycle: PreparedPoll
    with_slow: PreparedPoll
    slow_read_at_s: float | None = None
    slow_values: "array[int]" = field(default_factory=lambda: array("q"))
    slow_qualities: bytes = b""
    """In the order of the shape's places; empty while they were never read. Nothing else of a batch is kept: thousands
    of devices have hundreds of values each."""

    def blank(self) -> _Columns:
        """The columns of a batch in which nothing is read yet but what is not due."""
        count = len(self.shape.channels)
        values, qualities = array("q", (MISSING_RAW,)) * count, bytearray((Quality.MISSING,)) * count
        for place, value, quality in zip(self.shape.slow, self.slow_values, self.slow_qualities, strict=False):
            values[place], qualities[place] = value, quality
        return values, qualities

    def keep_slow(self, values: "array[int]", qualities: bytearray) -> None:
        """What was read of them now, for the batches until they are due again."""
        self.slow_values = array("q", (values[place] for place in self.shape.slow))
        self.slow_qualities = bytes(qualities[place] for place in self.shape.slow)


class SnmpCollector:
    """Reads PDUs over SNMP. Forgets nothing that a new discovery would not bring back."""

    def __init__(
        self,
        client: SnmpClient,
        profiles: Sequence[Profile],
        credentials: Mapping[str, Credential],
        clock: Clock,
        patience: Patience | None = None,
        overrides: Sequence[ScaleOverride] = (),
    ) -> None:
        self._client = client
        self._credentials = credentials
        self._clock = clock
        self._patience = patience or Patience()
        self._profiles = tuple(profiles)
        self._discovery = Discovery(client, profiles, self._patience)
        self._shapes = Shapes()
        self._overrides = Overrides(overrides)
        self._watched: dict[int, _Watched] = {}

    async def discover(self, target: PollTarget) -> TargetDescription | PollFailure:
        """Who are you, which profile fits, what parts have you?"""
        credential = self._credentials.get(target.credential)
        if credential is None:
            return PollFailure(PollOutcome.REFUSED, f"no credential is named {target.credential!r}")
        agent = Agent(target.host, target.port, credential)
        found = await self._discovery.find(agent, target)
        if isinstance(found, PollFailure):
            return found
        return await self._taken_up(target, agent, found, written(found), is_checked=True)

    async def resume(
        self, target: PollTarget, notes: bytes, noted_at_s: float
    ) -> TargetDescription | PollFailure | None:
        """One request: who are you, and since when?"""
        credential = self._credentials.get(target.credential)
        found = read(notes, self._profiles)
        if credential is None or found is None or target.family not in ("", found.profile.family):
            return None
        agent = Agent(target.host, target.port, credential)
        up_s = await self._discovery.seen_again(agent, found)
        if isinstance(up_s, PollFailure):
            return up_s
        if up_s is None or self._clock.now_s() - up_s > noted_at_s:
            return None
        # What was contradictory then is stored; half of the work of a start would be to find it again.
        return await self._taken_up(target, agent, found, notes, is_checked=False)

    async def _taken_up(
        self, target: PollTarget, agent: Agent, found: Found, notes: bytes, *, is_checked: bool
    ) -> TargetDescription:
        """From now on it can be polled."""
        overridden = self._overrides.of(found.profile, target, found.model)
        found = replace(found, profile=overridden.profile)
        described = await self._described(found)
        subjects = with_counters(with_judged_facts(described.subjects), described.channels)
        watched = self._watched[target.id] = self._watch(agent, overridden, described.channels, subjects)
        return TargetDescription(
            family=found.profile.family,
            vendor=found.vendor,
            model=found.model,
            serial=found.serial,
            firmware=found.firmware,
            name=found.name,
            subjects=subjects,
            note=found.profile.note,
            warnings=check(target.name, overridden, found.walked, subjects, described.channels) if is_checked else (),
            plan=watched.shape.number,
            notes=notes,
        )

    async def _described(self, found: Found) -> Described:
        """The parts of a device; of a bus with thousands of them beside the polls of all others, not between."""
        if found.walked.size < MANY_CELLS:
            return describe(found.profile, found.walked)
        return await asyncio.to_thread(describe, found.profile, found.walked)

    async def poll(self, target: PollTarget) -> ReadingBatch | PollFailure:
        """All that is due now; energy and its like keep their last value between their turns."""
        watched = self._watched.get(target.id)
        if watched is None:
            return PollFailure(PollOutcome.NEVER, f"{target.name} has not been discovered yet")
        now_s = self._clock.now_s()
        last_s = watched.slow_read_at_s
        # A clock that was set back must not put them off.
        slow_is_due = last_s is None or not 0 <= now_s - last_s < self._patience.slow_every_s
        prog = watched.shape.with_slow if slow_is_due else watched.shape.each_cycle
        prepared = watched.with_slow if slow_is_due else watched.each_cycle
        answer = await self._client.poll(prepared, self._patience.poll_budget_s)
        if answer.failure is not None and answer.is_silence:
            return failure_of(answer.failure)
        values, qualities = watched.blank()
        run(prog, readable(answer.raws, answer.tags), values, qualities)
        await self._ask_of_zeros(watched, prog, (values, qualities), self._patience.poll_budget_s - answer.latency_s)
        if prog.derived:
            compute(prog.derived, values, qualities)
        mark_implausible(watched.bounds, prog.derived, values, qualities)
        if slow_is_due:
            watched.keep_slow(values, qualities)
            if answer.failure is None:
                watched.slow_read_at_s = now_s
        return ReadingBatch(
            sampled_at_s=now_s,
            values=values,
            qualities=bytes(qualities),
            uptime_s=uptime_s(answer.raws[0]),
        )

    async def trace(self, target: PollTarget, description: TargetDescription) -> tuple[Trace, ...]:
        """Where each value of a discovered target comes from: for whoever checks a profile against a device."""
        watched = self._watched[target.id]
        oids = objects_of(watched.shape.channels)
        prepared = self._discovery.prepare(watched.agent, oids, watched.overridden.profile.talk)
        answer = await self._client.poll(prepared, self._patience.poll_budget_s)
        said = dict(zip(oids, answer.values, strict=True))
        return traces(description, watched.shape.channels, said, watched.overridden)

    async def close(self) -> None:
        await self._client.close()

    def _watch(
        self,
        agent: Agent,
        overridden: Overridden,
        channels: tuple[Channel, ...],
        subjects: tuple[SubjectDescription, ...],
    ) -> _Watched:
        shape = self._shapes.of(channels)
        talk = overridden.profile.talk
        each_cycle = self._discovery.prepare(agent, shape.each_cycle.oids, talk)
        with_slow = self._discovery.prepare(agent, shape.with_slow.oids, talk) if shape.slow else each_cycle
        return _Watched(agent, overridden, shape, self._shapes.bounds(subjects), each_cycle, with_slow)

    async def _ask_of_zeros(self, watched: _Watched, prog: Program, batch: _Columns, left_s: float) -> None:
        """Some devices answer 0 for what they do not have: ask, for those that read 0, whether they do.

        In what is left of the poll's time: what was read so far is worth more than an answer to this.
        """
        values, qualities = batch
        asked = doubtful(prog, values)
        if not asked:
            return
        oids = tuple(dict.fromkeys(guard.oid for guard in asked.values()))
        answer = await self._client.poll(
            self._discovery.prepare(watched.agent, oids, watched.overridden.profile.talk), left_s
        )
        told = dict(zip(oids, answer.raws, strict=True))
        for position, guard in asked.items():
            if is_bad(told[guard.oid], guard.bad):
                values[position], qualities[position] = MISSING

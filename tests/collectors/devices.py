"""Devices made of a few objects: an SnmpClient without a network, and what a collector reads off it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from collectors.collector import Patience, SnmpCollector
from collectors.profiles.loader import load_profiles
from collectors.profiles.model import Profile
from collectors.snmp.client import (
    Agent,
    Credential,
    Oid,
    PollAnswer,
    PollPlan,
    PreparedPoll,
    SnmpFailure,
    SnmpType,
    SnmpValue,
    SnmpVersion,
    WalkAnswer,
)
from collectors.snmp.engines.absent import NO_SUCH_INSTANCE
from powertui.domain.reading import (
    PollFailure,
    Quantity,
    Reading,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
)
from powertui.services.ports import PollTarget
from tests.clocks import StillClock

Raw = int | str | bytes | Oid
SYS_OBJECT_ID = "1.3.6.1.2.1.1.2.0"
SYS_DESCR = "1.3.6.1.2.1.1.1.0"
SYS_UP_TIME = "1.3.6.1.2.1.1.3.0"


def oid(dotted: str) -> Oid:
    """An OID as PROFILES and MIB browsers write it; below the enterprises unless it begins with 1.3."""
    arcs = tuple(map(int, dotted.split(".")))
    return arcs if arcs[:2] == (1, 3) else (1, 3, 6, 1, 4, 1, *arcs)


def value(raw: Raw) -> SnmpValue:
    if isinstance(raw, int):
        return SnmpValue(SnmpType.INTEGER, raw)
    if isinstance(raw, tuple):
        return SnmpValue(SnmpType.OID, raw)
    return SnmpValue(SnmpType.OCTETS, raw.encode() if isinstance(raw, str) else raw)


@dataclass(slots=True)
class ObjectsClient:
    """An SnmpClient that answers from a table of objects."""

    objects: dict[Oid, SnmpValue]
    failure: SnmpFailure | None = None
    polled: list[tuple[Oid, ...]] = field(default_factory=list)
    walked: list[Oid] = field(default_factory=list)
    silent_on: frozenset[Oid] = frozenset()
    """What is never answered when it is polled."""

    def prepare(self, agent: Agent, plan: PollPlan) -> PreparedPoll:
        return _Prepared(plan)

    async def poll(self, prepared: PreparedPoll, deadline_s: float) -> PollAnswer:
        self.polled.append(prepared.plan.oids)
        if self.failure is not None:
            return PollAnswer.of((None,) * len(prepared.plan.oids), self.failure)
        answered = (
            None if name in self.silent_on else self.objects.get(name, NO_SUCH_INSTANCE) for name in prepared.plan.oids
        )
        return PollAnswer.of(tuple(answered))

    async def walk(
        self, agent: Agent, columns: Sequence[Oid], deadline_s: float, manners: PollPlan | None = None
    ) -> tuple[WalkAnswer, ...]:
        self.walked.extend(columns)
        return tuple(
            WalkAnswer(tuple((name, self.objects[name]) for name in sorted(self.objects) if _is_below(name, column)))
            for column in columns
        )

    async def close(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class _Prepared:
    plan: PollPlan


def _is_below(name: Oid, column: Oid) -> bool:
    return len(name) > len(column) and name[: len(column)] == column


TARGET = PollTarget(id=1, name="pdu", host="192.0.2.1", port=161, credential="lab")
CREDENTIALS = {"lab": Credential(SnmpVersion.V2C, community="public")}


def collector_of(
    client: ObjectsClient, clock: StillClock | None = None, profiles: Sequence[Profile] | None = None
) -> SnmpCollector:
    patience = Patience(slow_every_s=60)
    return SnmpCollector(client, profiles or load_profiles(), CREDENTIALS, clock or StillClock(), patience)


@dataclass(frozen=True, slots=True)
class Device:
    """A device as read once."""

    description: TargetDescription
    batch: ReadingBatch

    def subject(self, kind: SubjectKind, key: str) -> SubjectDescription:
        return next(part for part in self.description.subjects if (part.kind, part.key) == (kind, key))

    def keys(self, kind: SubjectKind) -> list[str]:
        return [part.key for part in self.description.subjects if part.kind is kind]

    def reading(self, kind: SubjectKind, key: str, quantity: Quantity) -> Reading:
        """A polled reading or a fact."""
        readings = (*self.batch.readings(self.description)[kind, key], *self.subject(kind, key).facts)
        return next(reading for reading in readings if reading.quantity is quantity)

    def value(self, kind: SubjectKind, key: str, quantity: Quantity) -> float | None:
        return self.reading(kind, key, quantity).value


def read(objects: Mapping[str, Raw]) -> Device:
    """Discover and poll a device that has these objects."""
    return read_with(load_profiles(), objects)


def read_with(profiles: Sequence[Profile], objects: Mapping[str, Raw], family: str = "") -> Device:
    """The same with other profiles than the packaged ones."""
    target = replace(TARGET, family=family)
    client = ObjectsClient({oid(name): value(raw) for name, raw in objects.items()})

    async def discover_and_poll() -> Device:
        collector = collector_of(client, profiles=profiles)
        description = await collector.discover(target)
        assert not isinstance(description, PollFailure), description
        batch = await collector.poll(target)
        assert not isinstance(batch, PollFailure), batch
        return Device(description, batch)

    return asyncio.run(discover_and_poll())

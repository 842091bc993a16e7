"""Discovery of one device: who it is, which profile fits, what its columns hold. Asked once an hour, not each cycle."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from collectors.outcomes import failure_of
from collectors.patience import Patience
from collectors.profiles.identity import Source
from collectors.profiles.model import Profile, Talk
from collectors.snmp.client import (
    Agent,
    Oid,
    PollPlan,
    PreparedPoll,
    SnmpClient,
    SnmpError,
    SnmpValue,
    WalkAnswer,
)
from collectors.snmp.decode import text_of
from collectors.snmp.detect import Seen, candidates, choose, choose_by_probe, columns_of, instances_of
from collectors.snmp.plan import SYS_DESCR, SYS_OBJECT_ID, SYS_UP_TIME, discovery_columns, uptime_s
from collectors.snmp.tables import Walked
from powertui.domain.reading import PollFailure, PollOutcome
from powertui.services.ports import PollTarget

_CUT_SHORT = frozenset({SnmpError.TIMEOUT, SnmpError.UNREACHABLE})
"""A discovery that ends so has seen half of a device; half a description would do harm."""
_LANDMARKS: Mapping[str, Oid] = {
    "IF-MIB": (1, 3, 6, 1, 2, 1, 2, 1, 0),
    "HOST-RESOURCES-MIB": (1, 3, 6, 1, 2, 1, 25, 1, 1, 0),
    "UPS-MIB": (1, 3, 6, 1, 2, 1, 33, 1, 1, 2, 0),
}
"""Instances by which an unknown device shows which of the standard tables it has."""
_LANDMARK_COLUMNS: Mapping[str, Oid] = {
    "ENTITY-MIB": (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 5),
    "ENTITY-SENSOR-MIB": (1, 3, 6, 1, 2, 1, 99, 1, 1, 1, 1),
}
_WITNESS_ROWS = 4
"""Of a column that says who a device is: the first rows, one for each unit of a chain."""
HOW_TO_REPORT = "docs/add-a-pdu.md says how to add or report it"


@dataclass(frozen=True, slots=True)
class Found:
    """A device as discovery saw it."""

    profile: Profile
    vendor: str
    model: str
    serial: str
    firmware: str
    name: str
    walked: Walked
    witness: Mapping[Oid, SnmpValue | None]
    """What says who it is, as it was answered: another device, and one with other firmware, says something else."""


class Discovery:
    """Asks devices who they are and what they have. Holds nothing of them."""

    def __init__(self, client: SnmpClient, profiles: Sequence[Profile], patience: Patience) -> None:
        self._client = client
        self._profiles = tuple(profiles)
        self._patience = patience
        self._columns: dict[str, tuple[Oid, ...]] = {}
        """That a family's discovery walks."""

    async def find(self, agent: Agent, target: PollTarget) -> Found | PollFailure:
        """Who are you, which profile fits, what have you?"""
        system = await self._get(agent, (SYS_OBJECT_ID, SYS_DESCR, SYS_UP_TIME))
        if isinstance(system, PollFailure):
            return system
        profile = await self._profile_for(agent, target, system)
        if isinstance(profile, PollFailure):
            return profile
        identity = await self._get(agent, (SYS_DESCR, *profile.identity.oids), profile.talk)
        if isinstance(identity, PollFailure):
            return identity
        columns = self._columns_of(profile)
        answers = await self._walk(agent, columns, profile.talk)
        failures = [answer.failure for answer in answers if answer.failure is not None]
        cut_short = [failure for failure in failures if failure.error in _CUT_SHORT]
        if cut_short or (failures and not any(answer.rows for answer in answers)):
            return failure_of((cut_short or failures)[0])
        walked = {
            column: {oid[len(column) :]: value for oid, value in answer.rows}
            for column, answer in zip(columns, answers, strict=True)
        }
        said = profile.identity
        return Found(
            profile,
            vendor=_first_text(said.vendor, identity, walked) or profile.vendor,
            model=_first_text(said.model, identity, walked),
            serial=_first_text(said.serial, identity, walked),
            firmware=_first_text(said.firmware, identity, walked),
            name=_first_text(said.name, identity, walked),
            walked=Walked(walked),
            witness=_witness(profile, system | identity, walked),
        )

    async def seen_again(self, agent: Agent, found: Found) -> float | PollFailure | None:
        """For how long a device has been up, in s, if it says of itself what it said when it was found; else None."""
        asked = (SYS_UP_TIME, *found.witness)
        said = await self._get(agent, asked, found.profile.talk)
        if isinstance(said, PollFailure):
            return said
        up = said.get(SYS_UP_TIME)
        if up is None or any(said.get(oid) != value for oid, value in found.witness.items()):
            return None
        raw = up.value
        return uptime_s(raw if isinstance(raw, int) else None)

    def prepare(self, agent: Agent, oids: tuple[Oid, ...], talk: Talk) -> PreparedPoll:
        """A GET as this agent can bear it."""
        return self._client.prepare(agent, self._plan(oids, talk))

    def _columns_of(self, profile: Profile) -> tuple[Oid, ...]:
        known = self._columns.get(profile.family)
        if known is None:
            known = self._columns[profile.family] = discovery_columns(profile)
        return known

    def _plan(self, oids: tuple[Oid, ...], talk: Talk) -> PollPlan:
        patience = self._patience
        return PollPlan(
            oids,
            max_varbinds=min(talk.max_varbinds or patience.max_varbinds, patience.max_varbinds),
            timeout_s=max(talk.timeout_s or 0.0, patience.timeout_s),
            retries=patience.retries,
            bulk=talk.bulk,
            one_column=talk.one_column,
        )

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
        seen = Seen(sys_object_id, text_of(system.get(SYS_DESCR)))
        fitting = candidates(self._profiles, seen)
        if fitting:
            probed = await self._probe(agent, fitting, seen)
            if isinstance(probed, PollFailure):
                return probed
            seen = probed
        profile = choose(fitting, seen)
        if profile is not None:
            return profile
        others = tuple(profile for profile in self._profiles if profile not in fitting)
        probed = await self._probe(agent, others, seen)
        if isinstance(probed, PollFailure):
            return probed
        profile = choose_by_probe(others, probed)
        return profile if profile is not None else await self._unknown(agent, seen)

    async def _probe(self, agent: Agent, profiles: Sequence[Profile], seen: Seen) -> Seen | PollFailure:
        """What the device has of what tells these profiles apart; columns only if the instances leave it open."""
        answered = await self._get(agent, instances_of(profiles))
        if isinstance(answered, PollFailure):
            return answered
        seen = replace(seen, answered={**seen.answered, **answered})
        columns = columns_of(profiles)
        if not columns or choose_by_probe([p for p in profiles if not p.detection.generic], seen) is not None:
            return seen
        answers = await self._walk(agent, columns, Talk())
        having = (column for column, answer in zip(columns, answers, strict=True) if answer.rows)
        return replace(seen, columns=seen.columns.union(having))

    async def _unknown(self, agent: Agent, seen: Seen) -> PollFailure:
        """One sentence on what an unknown device showed, for whoever is to add or report it."""
        answered = await self._get(agent, tuple(_LANDMARKS.values()))
        tables = (
            [] if isinstance(answered, PollFailure) else [name for name, oid in _LANDMARKS.items() if oid in answered]
        )
        answers = await self._walk(agent, tuple(_LANDMARK_COLUMNS.values()), Talk())
        tables += [name for name, answer in zip(_LANDMARK_COLUMNS, answers, strict=True) if answer.rows]
        dotted = ".".join(map(str, seen.sys_object_id)) or "none"
        return PollFailure(
            PollOutcome.NO_PROFILE,
            f"{agent.host} port {agent.port} answers, but no profile fits it: sysObjectID {dotted}, "
            f"sysDescr {seen.sys_descr[:80]!r}, known tables: {', '.join(tables) or 'none'}; {HOW_TO_REPORT}",
        )

    async def _get(
        self,
        agent: Agent,
        oids: tuple[Oid, ...],
        talk: Talk = Talk(),  # noqa: B008 -- frozen
    ) -> dict[Oid, SnmpValue] | PollFailure:
        """The objects that exist, of those asked for."""
        wanted = tuple(dict.fromkeys(oids))
        if not wanted:
            return {}
        answer = await self._client.poll(self.prepare(agent, wanted, talk), self._patience.poll_budget_s)
        if answer.failure is not None:
            return failure_of(answer.failure)
        return {
            oid: value for oid, value in zip(wanted, answer.values, strict=True) if value is not None and value.exists
        }

    async def _walk(self, agent: Agent, columns: tuple[Oid, ...], talk: Talk) -> tuple[WalkAnswer, ...]:
        return await self._client.walk(agent, columns, self._patience.discovery_budget_s, self._plan((), talk))


def _first_text(
    sources: Sequence[Source], answered: Mapping[Oid, SnmpValue], walked: Mapping[Oid, Mapping[Oid, SnmpValue]]
) -> str:
    """The first source that says something."""
    for source in sources:
        if source.is_column:
            rows = walked.get(source.oid, {})
            text = next((said for _, value in sorted(rows.items(), key=_place) if (said := text_of(value))), "")
        else:
            text = text_of(answered.get(source.oid))
        if text and source.pattern:
            match = re.search(source.pattern, text)
            text = (match[1] or "") if match else ""
        if text:
            return text
    return ""


def _witness(
    profile: Profile, answered: Mapping[Oid, SnmpValue], walked: Mapping[Oid, Mapping[Oid, SnmpValue]]
) -> dict[Oid, SnmpValue | None]:
    """What a device said of who it is, by its instances."""
    instances = (SYS_OBJECT_ID, SYS_DESCR, *profile.identity.oids)
    witness = {oid: answered.get(oid) for oid in instances}
    for column in profile.identity.columns:
        rows = sorted(walked.get(column, {}).items(), key=_place)[:_WITNESS_ROWS]
        witness |= {column + index: value for index, value in rows}
    return witness


def _place(row: tuple[Oid, SnmpValue]) -> Oid:
    return row[0]

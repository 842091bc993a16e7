"""Asking one device directly, with a credential of the configuration or of the command line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from collectors.collector import Patience, SnmpCollector
from collectors.profiles.loader import load_profiles
from collectors.snmp.client import (
    Agent,
    Credential,
    Oid,
    PollPlan,
    SnmpError,
    SnmpFailure,
    SnmpType,
    SnmpValue,
    SnmpVersion,
)
from powertui.bootstrap.credentials import configured_credential, credential
from powertui.bootstrap.engines import snmp_client
from powertui.config import Settings, resolve_secret
from powertui.domain.reading import PollFailure, PollOutcome
from powertui.domain.scale_override import ScaleOverride
from powertui.errors import UsageError
from powertui.services.ports import SystemClock

_OUTCOMES = {
    SnmpError.TIMEOUT: PollOutcome.TIMEOUT,
    SnmpError.UNREACHABLE: PollOutcome.UNREACHABLE,
    SnmpError.AUTHORIZATION: PollOutcome.REFUSED,
}
"""All others are bad answers."""

BUDGET_S = 300.0
"""How long a person who asked by hand may have to wait: a slow card has some thousands of objects."""


@dataclass(frozen=True, slots=True, repr=False)
class SnmpAccess:
    """How to speak to one device. A secret is itself, or `env:NAME` or `file:/path`, where it is."""

    version: str
    community: str = ""
    user: str = ""
    auth_protocol: str | None = None
    auth_key: str = ""
    priv_protocol: str | None = None
    priv_key: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Tries:
    """How long to wait for a device whose own latency is not known yet, in s, and how often to ask again."""

    timeout_s: float = 2.0
    retries: int = 2

    @property
    def plan(self) -> PollPlan:
        """The same, as walks want it."""
        return PollPlan((), timeout_s=self.timeout_s, retries=self.retries)


@dataclass(frozen=True, slots=True)
class Access:
    """The way to one device, with its secrets in hand."""

    credential: Credential
    tries: Tries

    @property
    def hides_wrong_secret(self) -> bool:
        """Whether a device is silent to a wrong secret."""
        return self.credential.version is not SnmpVersion.V3


@dataclass(frozen=True, slots=True)
class DeviceObject:
    """An object as a device gave it: its type by SNMP's name; octets as such, OIDs and addresses dotted, None: none."""

    oid: str
    type: str
    value: int | str | bytes | None


def stated_access(access: SnmpAccess, tries: Tries) -> Access:
    """As a command line says; raises CredentialError where a secret is not where it should be."""
    stated = credential(
        access.version,
        community=_followed(access.community),
        user=access.user,
        auth_protocol=access.auth_protocol,
        auth_key=_followed(access.auth_key),
        priv_protocol=access.priv_protocol,
        priv_key=_followed(access.priv_key),
        context=access.context,
    )
    return Access(stated, tries)


def named_access(settings: Settings, name: str, tries: Tries) -> Access:
    """With a credential of the configuration; raises UsageError where none has the name."""
    section = settings.snmp.credentials.get(name)
    if section is None:
        known = ", ".join(sorted(settings.snmp.credentials)) or "none"
        raise UsageError(f"no credential is named {name!r} in the configuration; it has: {known}")
    return Access(configured_credential(section), tries)


def snmp_collector(access: Access, overrides: Sequence[ScaleOverride] = ()) -> SnmpCollector:
    """A collector with one credential, whose name is empty."""
    tries = access.tries
    patience = Patience(timeout_s=tries.timeout_s, retries=tries.retries)
    client = snmp_client(patience=tries.plan)
    return SnmpCollector(client, load_profiles(), {"": access.credential}, SystemClock(), patience, overrides)


async def get_objects(
    host: str, port: int, access: Access, oids: Sequence[str]
) -> tuple[list[DeviceObject], PollFailure | None]:
    """These objects, as far as the device answered."""
    client = snmp_client(patience=access.tries.plan)
    numbers = tuple(_numbers(oid) for oid in oids)
    plan = replace(access.tries.plan, oids=numbers)
    try:
        answer = await client.poll(client.prepare(Agent(host, port, access.credential), plan), BUDGET_S)
    finally:
        await client.close()
    found = [_object(oid, value) for oid, value in zip(numbers, answer.values, strict=True) if value is not None]
    return found, _failed(answer.failure)


async def walk_objects(
    host: str, port: int, access: Access, oids: Sequence[str]
) -> tuple[list[DeviceObject], PollFailure | None]:
    """All objects below these, as far as the device answered."""
    client = snmp_client(patience=access.tries.plan)
    try:
        answers = await client.walk(Agent(host, port, access.credential), [_numbers(oid) for oid in oids], BUDGET_S)
    finally:
        await client.close()
    failures = [answer.failure for answer in answers if answer.failure is not None]
    rows = [_object(oid, value) for answer in answers for oid, value in answer.rows]
    return rows, _failed(failures[0] if failures else None)


def _followed(secret: str) -> str:
    return resolve_secret(secret) if secret.startswith(("env:", "file:")) else secret


def _numbers(oid: str) -> Oid:
    return tuple(int(arc) for arc in oid.strip(".").split("."))


def _object(oid: Oid, value: SnmpValue) -> DeviceObject:
    return DeviceObject(_dotted(oid), value.type.value, _plain(value))


def _plain(value: SnmpValue) -> int | str | bytes | None:
    if isinstance(value.value, tuple):
        return _dotted(value.value)
    if isinstance(value.value, bytes) and value.type is SnmpType.IP_ADDRESS:
        return _dotted(tuple(value.value))
    return value.value


def _dotted(arcs: Sequence[int]) -> str:
    return ".".join(map(str, arcs))


def _failed(failure: SnmpFailure | None) -> PollFailure | None:
    if failure is None:
        return None
    return PollFailure(_OUTCOMES.get(failure.error, PollOutcome.BAD_ANSWER), failure.detail)

"""Reading PDUs to put them into the model: which credential, which collector, what kind of device it is."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.collector import Patience, SnmpCollector
from collectors.profiles.loader import load_profiles
from collectors.profiles.model import Binding
from collectors.snmp.engines.pysnmp_engine import PysnmpClient
from powertui.bootstrap.credentials import configured_credential
from powertui.bootstrap.device import Access, Tries, snmp_collector
from powertui.bootstrap.overrides import configured_overrides
from powertui.config import Settings
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure
from powertui.domain.scale_override import ScaleOverride
from powertui.errors import CredentialError, UsageError
from powertui.services.pdu_adding import PduRead
from powertui.services.ports import SystemClock

_ROLES: Mapping[Binding, str] = {Binding.UPS: "ups", Binding.ATS: "ats"}
"""Device roles; all others are `pdu`."""


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent to read, and the name of the credential that the model is to keep."""

    host: str
    port: int
    credential: str
    family: str = ""
    name: str = ""
    """What its device is or will be called, for scales that are set by name; empty: not known yet."""


def configured_name(settings: Settings, access: Access) -> str | None:
    """The name under which the configuration has the same credential; None if it has none."""
    for name, section in settings.snmp.credentials.items():
        try:
            if configured_credential(section) == access.credential:
                return name
        except CredentialError:
            # Another one's secret is not there: that is no matter of this one.
            continue
    return None


def only_name(settings: Settings) -> str:
    """The credential to take where none is named: the only one, or that which NetBox's import takes."""
    names = list(settings.snmp.credentials)
    if len(names) == 1:
        return names[0]
    if settings.netbox.default_credential in names:
        return settings.netbox.default_credential
    told = f"the configuration has {', '.join(names)}" if names else "the configuration has none"
    raise UsageError(f"which credential? Give --credential NAME; {told}")


def read_agent(agent: Agent, access: Access, overrides: Sequence[ScaleOverride] = ()) -> PduRead | PollFailure:
    """Who is there, and what it has, with the scales that a configuration sets. Blocks until it is known."""
    return asyncio.run(_read(agent, access, overrides))


async def _read(agent: Agent, access: Access, overrides: Sequence[ScaleOverride]) -> PduRead | PollFailure:
    collector = snmp_collector(access, overrides)
    name = agent.name or f"{agent.host}:{agent.port}"
    try:
        found = await collector.discover(PollTarget(0, name, agent.host, agent.port, "", agent.family))
    finally:
        await collector.close()
    if isinstance(found, PollFailure):
        return found
    return PduRead(found, agent.host, agent.port, agent.credential, agent.family, role_of(found.family))


def role_of(family: str) -> str:
    """The device role of what a family's profile is for."""
    return _ROLES.get(_binding(family), "pdu")


def is_meter(family: str) -> bool:
    """Whether a family is that of a panel's own meter."""
    return _binding(family) is Binding.METER


def collector_for(settings: Settings, names: Sequence[str], tries: Tries) -> SnmpCollector:
    """A collector with some of the configuration's credentials, by their names. Raises UsageError, CredentialError."""
    credentials = {}
    for name in names:
        section = settings.snmp.credentials.get(name)
        if section is None:
            known = ", ".join(sorted(settings.snmp.credentials)) or "none"
            raise UsageError(f"no credential is named {name!r} in the configuration; it has: {known}")
        credentials[name] = configured_credential(section)
    patience = Patience(timeout_s=tries.timeout_s, retries=tries.retries)
    return SnmpCollector(
        PysnmpClient(tries.plan), load_profiles(), credentials, SystemClock(), patience, configured_overrides(settings)
    )


def _binding(family: str) -> Binding:
    return next((profile.binding for profile in load_profiles() if profile.family == family), Binding.PDU)

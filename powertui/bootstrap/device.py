"""Asking one device directly: a collector for what no configuration knows."""

from dataclasses import dataclass

from collectors.collector import Patience, SnmpCollector
from collectors.profiles.loader import load_profiles
from collectors.snmp.client import AuthProtocol, Credential, PollPlan, PrivProtocol, SnmpVersion
from collectors.snmp.engines.pysnmp_engine import PysnmpClient
from powertui.services.ports import SystemClock


@dataclass(frozen=True, slots=True, repr=False)
class SnmpAccess:
    """How to speak to one device that no configuration knows. A user makes it v3."""

    community: str = ""
    user: str = ""
    auth_protocol: str | None = None
    auth_key: str = ""
    priv_protocol: str | None = None
    priv_key: str = ""
    context: str = ""
    timeout_s: float = 2.0
    retries: int = 2


def snmp_collector(access: SnmpAccess) -> SnmpCollector:
    """A collector with one credential, whose name is empty."""
    credential = Credential(
        SnmpVersion.V3 if access.user else SnmpVersion.V2C,
        community=access.community,
        user=access.user,
        auth=AuthProtocol(access.auth_protocol) if access.auth_protocol else None,
        auth_key=access.auth_key,
        priv=PrivProtocol(access.priv_protocol) if access.priv_protocol else None,
        priv_key=access.priv_key,
        context=access.context,
    )
    patience = Patience(timeout_s=access.timeout_s, retries=access.retries)
    client = PysnmpClient(PollPlan((), timeout_s=access.timeout_s, retries=access.retries))
    return SnmpCollector(client, load_profiles(), {"": credential}, SystemClock(), patience)

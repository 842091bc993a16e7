"""From what a configuration or a command line says about access to what the collectors need."""

from collectors.snmp.client import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from powertui.config import CredentialSection, resolve_secret


def configured_credential(section: CredentialSection) -> Credential:
    """A configured way to speak to devices, with the secrets that it refers to."""
    return credential(
        section.version,
        community=_secret(section.community),
        user=section.user or "",
        auth_protocol=section.auth_protocol,
        auth_key=_secret(section.auth_key),
        priv_protocol=section.priv_protocol,
        priv_key=_secret(section.priv_key),
        context=section.context,
    )


def credential(
    version: str,
    *,
    community: str = "",
    user: str = "",
    auth_protocol: str | None = None,
    auth_key: str = "",
    priv_protocol: str | None = None,
    priv_key: str = "",
    context: str = "",
) -> Credential:
    """A credential of secrets themselves; versions and protocols by the names that configuration has for them."""
    return Credential(
        SnmpVersion(version),
        community=community,
        user=user,
        auth=AuthProtocol(auth_protocol) if auth_protocol else None,
        auth_key=auth_key,
        priv=PrivProtocol(priv_protocol) if priv_protocol else None,
        priv_key=priv_key,
        context=context,
    )


def _secret(reference: str | None) -> str:
    return "" if reference is None else resolve_secret(reference)

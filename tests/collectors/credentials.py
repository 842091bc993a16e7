"""Credentials of agents that tests start."""

from collectors.simulator.usm import UsmUser
from collectors.snmp.client import AuthProtocol, Credential, PrivProtocol, SnmpVersion

READER = UsmUser("reader", "authkey123", "privkey123")


def sealed(user: UsmUser, auth: AuthProtocol) -> Credential:
    """SNMPv3, signed and encrypted."""
    return Credential(
        SnmpVersion.V3,
        user=user.name,
        auth=auth,
        auth_key=user.auth_key,
        priv=PrivProtocol.AES128,
        priv_key=user.priv_key,
    )


READER_BY_SHA1 = sealed(READER, AuthProtocol.SHA1)
READER_BY_SHA256 = sealed(READER, AuthProtocol.SHA256)

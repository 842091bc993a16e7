"""From a datagram of a known address to a notification that is believed: by its community, or by its signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from collectors.snmp.ber import OCTETS, SEQUENCE, BerError, Reader, integer, tlv
from collectors.snmp.client import Credential, SnmpVersion
from collectors.snmp.engines.usm_keys import SHORTEST_KEY
from collectors.traps.notification import Notification, decode_v1, decode_v2
from collectors.traps.usm import Refusal, Refused, UsmReceiver
from powertui.domain.poll_target import PollTarget

V1, V2C, V3 = 0, 1, 3
"""Versions on the wire."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Who is believed."""

    credentials: Mapping[str, Credential]
    """All that are configured, by name."""
    names: tuple[str, ...] = ()
    """Those that a notification may carry; empty: each device's own."""

    def of(self, target: PollTarget) -> dict[str, Credential]:
        """The credentials that a target's notifications may carry."""
        names = self.names or (target.credential,)
        return {name: self.credentials[name] for name in names if name in self.credentials}


@dataclass(frozen=True, slots=True)
class Told:
    """A notification that is believed."""

    notification: Notification
    targets: tuple[PollTarget, ...]
    """Whose it may be."""
    answer: bytes | None
    """What acknowledges an inform."""


@dataclass(frozen=True, slots=True)
class NotBelieved:
    """A message that is not."""

    why: str
    """The rest of a sentence; empty where there is nothing to complain about: the first step of an inform."""
    report: bytes | None = None
    """What goes back."""


class Opener:
    """Opens messages of all versions."""

    def __init__(self, trust: Trust, usm: UsmReceiver) -> None:
        self._trust = trust
        self._usm = usm

    def open(self, octets: bytes, targets: tuple[PollTarget, ...]) -> Told | NotBelieved:
        """What it says; raises one of `notification.UNDECODABLE` where it is no notification."""
        message = Reader(octets).inside(SEQUENCE)
        version = message.integer()
        if version == V3:
            return self._open_v3(octets, targets)
        if version not in (V1, V2C):
            raise BerError("is of a version that does not exist")
        community, pdu = message.content(OCTETS), message.whole()
        theirs = tuple(target for target in targets if self._has_community(target, community))
        if not theirs:
            return NotBelieved("its community is that of no credential for this address")
        if version == V1:
            return Told(decode_v1(pdu), theirs, None)
        notification = decode_v2(pdu)
        answer = notification.acknowledgement
        if answer is not None:
            answer = tlv(SEQUENCE, integer(V2C) + tlv(OCTETS, community) + answer)
        return Told(notification, theirs, answer)

    def _open_v3(self, octets: bytes, targets: tuple[PollTarget, ...]) -> Told | NotBelieved:
        of_target = {target.id: _usable(self._trust.of(target)) for target in targets}
        together = {name: each for credentials in of_target.values() for name, each in credentials.items()}
        opened = self._usm.open(octets, together)
        if isinstance(opened, Refused):
            if opened.reason is Refusal.NOT_V3:
                raise BerError(opened.reason.value)
            return NotBelieved(
                "" if opened.reason is Refusal.UNKNOWN_ENGINE else f"it {opened.reason.value}", opened.report
            )
        theirs = tuple(target for target in targets if opened.credential in of_target[target.id])
        notification = decode_v2(opened.pdu)
        answer = notification.acknowledgement
        return Told(notification, theirs, None if answer is None else opened.answer(answer))

    def _has_community(self, target: PollTarget, community: bytes) -> bool:
        """Version 1 and 2c alike: many devices that are polled with 2c send traps of version 1."""
        return any(
            credential.version is not SnmpVersion.V3 and compare_digest(credential.community.encode(), community)
            for credential in self._trust.of(target).values()
        )


def _usable(credentials: Mapping[str, Credential]) -> dict[str, Credential]:
    """Those of version 3 that sign, and whose passwords are long enough to make keys of."""
    return {
        name: credential
        for name, credential in credentials.items()
        if credential.version is SnmpVersion.V3
        and credential.auth is not None
        and len(credential.auth_key) >= SHORTEST_KEY
        and (credential.priv is None or len(credential.priv_key) >= SHORTEST_KEY)
    }

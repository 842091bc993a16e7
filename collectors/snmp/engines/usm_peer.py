"""What we know of one SNMPv3 engine that we ask: its id, its clock, our keys for it."""

import hmac
from collections.abc import Callable

from collectors.snmp.client import Credential
from collectors.snmp.engines.usm_cipher import Privacy
from collectors.snmp.engines.usm_keys import auth_key, mac, mac_octets, priv_key
from collectors.snmp.engines.usm_message import (
    LAST_MOMENT,
    EngineTime,
    Flags,
    Message,
    Received,
    put_together,
    scoped,
)

_LEVELS = {(False, False): Flags.NONE, (True, False): Flags.AUTH, (True, True): Flags.AUTH | Flags.PRIV}


def level_flags(credential: Credential) -> Flags:
    """A credential's security level."""
    return _LEVELS[credential.auth is not None, credential.priv is not None]


class Peer:
    """One authoritative engine, for one credential."""

    def __init__(self, engine_id: bytes, credential: Credential, clock: Callable[[], float]) -> None:
        self.engine_id = engine_id
        self.level = level_flags(credential)
        self.is_proven = False
        """Whether it ever answered at this level."""
        self.user = credential.user.encode()
        self.context = credential.context.encode()
        self._clock = clock
        self._told = EngineTime(0, 0)
        self._told_at_s = clock()
        self._auth = credential.auth
        self._auth_key = b""
        self.privacy: Privacy | None = None
        if credential.auth is not None:
            self._auth_key = auth_key(credential.auth, credential.auth_key, engine_id)
            if credential.priv is not None:
                key = priv_key(credential.auth, credential.priv, credential.priv_key, engine_id)
                self.privacy = Privacy(credential.priv, key)

    @property
    def signature_octets(self) -> int:
        """How long its messages' signatures are; 0 without authentication."""
        return mac_octets(self._auth) if self._auth else 0

    @property
    def time(self) -> EngineTime:
        """What its clock must show now. (0, 0) while it is not known: the engine tells it then (RFC 3414 4)."""
        if self._told == EngineTime(0, 0):
            return self._told
        since_s = int(self._clock() - self._told_at_s)
        return EngineTime(self._told.boots, min(self._told.seconds + since_s, LAST_MOMENT))

    def set_time(self, told: EngineTime) -> None:
        """It told its time.

        RFC 3414 3.2 7b wants older times ignored, against replay. Here a message was checked already for the random
        number of the very request that it answers, which no recorded one has; and an agent that lost its count of
        restarts would stay silent for ever.
        """
        self._told = told
        self._told_at_s = self._clock()

    def request(self, message_id: int, pdu: bytes, level: Flags, *, in_context: bool = True) -> bytes:
        """A request on the wire, in the credential's context or in the default one."""
        time = self.time
        data, salt = scoped(self.engine_id, self.context if in_context else b"", pdu), b""
        if Flags.PRIV in level and self.privacy is not None:
            data, salt = self.privacy.encrypt(data, time.boots, time.seconds)
        message = Message(message_id, level | Flags.REPORTABLE, self.engine_id, time, self.user, salt, data)
        return put_together(message, self.signature_octets, self.sign)

    def is_genuine(self, received: Received) -> bool:
        """Whether a message is of this engine and signed with the user's key."""
        return (
            Flags.AUTH in received.message.flags
            and received.message.engine_id == self.engine_id
            and self._auth is not None
            and len(received.signature) == self.signature_octets
            and hmac.compare_digest(self.sign(received.unsigned), received.signature)
        )

    def scoped_pdu(self, message: Message) -> bytes | None:
        """A message's scoped PDU, decrypted if it has to be; None where that cannot be."""
        if Flags.PRIV not in message.flags:
            return message.data
        if self.privacy is None:
            return None
        return self.privacy.decrypt(message.data, message.salt, message.time.boots, message.time.seconds)

    def sign(self, message: bytes) -> bytes:
        """The signature of a message that has zeros in its place."""
        return mac(self._auth, self._auth_key, message) if self._auth else b""

"""USM's keys: a password, localised to an engine (RFC 3414 A.2), and made long enough for its cipher."""

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import lru_cache

from collectors.snmp.client import AuthProtocol, PrivProtocol

_MEGABYTE = 1_048_576
"""RFC 3414 A.2 repeats a password to this length before it hashes it."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A hash for authentication, and how much of it a message carries."""

    name: str
    octets: int


DIGESTS = {
    AuthProtocol.MD5: Digest("md5", 12),
    AuthProtocol.SHA1: Digest("sha1", 12),
    AuthProtocol.SHA224: Digest("sha224", 16),
    AuthProtocol.SHA256: Digest("sha256", 24),
    AuthProtocol.SHA384: Digest("sha384", 32),
    AuthProtocol.SHA512: Digest("sha512", 48),
}
"""RFC 3414 (MD5, SHA-1) and RFC 7860 (SHA-2)."""

KEY_OCTETS = {
    PrivProtocol.DES: 16,
    PrivProtocol.TRIPLE_DES: 32,
    PrivProtocol.AES128: 16,
    PrivProtocol.AES192: 24,
    PrivProtocol.AES256: 32,
    PrivProtocol.AES192_CISCO: 24,
    PrivProtocol.AES256_CISCO: 32,
}
"""Of DES half is key and half is pre-IV; of 3DES 24 and 8 are."""

_REEDER = frozenset((PrivProtocol.TRIPLE_DES, PrivProtocol.AES192_CISCO, PrivProtocol.AES256_CISCO))


@dataclass(frozen=True, slots=True)
class LocalKeys:
    """A user's keys on one engine."""

    digest: Digest
    auth: bytes = field(repr=False)
    priv: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """The digest of a whole message whose place for it holds zeros."""
        return hmac.digest(self.auth, message, self.digest.name)[: self.digest.octets]


@lru_cache(maxsize=100_000)
def local_keys(
    auth: AuthProtocol, auth_password: str, priv: PrivProtocol | None, priv_password: str, engine_id: bytes
) -> LocalKeys:
    """The keys of passwords on an engine; derived once, since a megabyte is hashed for each password."""
    digest = DIGESTS[auth]
    auth_key = _localised(digest.name, _password_key(digest.name, auth_password.encode()), engine_id)
    if priv is None:
        return LocalKeys(digest, auth_key, b"")
    key = _localised(digest.name, _password_key(digest.name, priv_password.encode()), engine_id)
    return LocalKeys(digest, auth_key, _extended(digest.name, priv, key, engine_id))


@lru_cache(maxsize=1000)
def _password_key(digest: str, password: bytes) -> bytes:
    if not password:
        raise ValueError("a password is not empty")
    repeats, rest = divmod(_MEGABYTE, len(password))
    return hashlib.new(digest, password * repeats + password[:rest]).digest()


def _localised(digest: str, key: bytes, engine_id: bytes) -> bytes:
    return hashlib.new(digest, key + engine_id + key).digest()


def _extended(digest: str, priv: PrivProtocol, key: bytes, engine_id: bytes) -> bytes:
    """A key as long as its cipher's: by draft-reeder-snmpv3-usm-3desede-00 or by draft-blumenthal-aes-usm-04."""
    size = KEY_OCTETS[priv]
    last = key
    while len(key) < size:
        if priv in _REEDER:
            last = _localised(digest, _password_key(digest, last), engine_id)
            key += last
        else:
            key += hashlib.new(digest, key).digest()
    return key[:size]

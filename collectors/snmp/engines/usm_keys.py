"""Keys of the User-based Security Model: from a passphrase to what signs and encrypts for one engine. Pure.

RFC 3414 A.2 (passphrase to key, localisation), RFC 7860 (SHA-2), RFC 3826 (AES-128); where a key must be longer than
the digest: draft-blumenthal-aes-usm-04 3.1.2.1, or draft-reeder-snmpv3-usm-3desede-00 2.1.
"""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm

from collectors.snmp.client import AuthProtocol, PrivProtocol

SHORTEST_KEY = 8
"""Characters of a passphrase (RFC 3414 11.2)."""

_EXPANDED_OCTETS = 1_048_576
"""A passphrase is repeated to this length before it is hashed."""


@dataclass(frozen=True, slots=True)
class _Digest:
    hash_name: str
    mac_octets: int
    """How much of the HMAC goes into a message."""


_DIGESTS = {
    AuthProtocol.MD5: _Digest("md5", 12),
    AuthProtocol.SHA1: _Digest("sha1", 12),
    AuthProtocol.SHA224: _Digest("sha224", 16),
    AuthProtocol.SHA256: _Digest("sha256", 24),
    AuthProtocol.SHA384: _Digest("sha384", 32),
    AuthProtocol.SHA512: _Digest("sha512", 48),
}
_KEY_OCTETS = {
    PrivProtocol.DES: 16,
    PrivProtocol.TRIPLE_DES: 32,
    PrivProtocol.AES128: 16,
    PrivProtocol.AES192: 24,
    PrivProtocol.AES256: 32,
    PrivProtocol.AES192_CISCO: 24,
    PrivProtocol.AES256_CISCO: 32,
}
_BLUMENTHAL = frozenset({PrivProtocol.AES192, PrivProtocol.AES256})


@lru_cache(maxsize=256)
def _passphrase_key(hash_name: str, passphrase: bytes) -> bytes:
    """Ku of RFC 3414 A.2: a megabyte is hashed, hence once for each passphrase."""
    repeated = passphrase * (_EXPANDED_OCTETS // len(passphrase) + 1)
    return hashlib.new(hash_name, repeated[:_EXPANDED_OCTETS], usedforsecurity=False).digest()


def _localized(hash_name: str, key: bytes, engine_id: bytes) -> bytes:
    """Kul of RFC 3414 A.2: a key that is good for one engine only."""
    return hashlib.new(hash_name, key + engine_id + key, usedforsecurity=False).digest()


def auth_key(auth: AuthProtocol, passphrase: str, engine_id: bytes) -> bytes:
    """What signs for an engine."""
    hash_name = _DIGESTS[auth].hash_name
    return _localized(hash_name, _passphrase_key(hash_name, passphrase.encode()), engine_id)


def priv_key(auth: AuthProtocol, priv: PrivProtocol, passphrase: str, engine_id: bytes) -> bytes:
    """What encrypts for an engine: made with the authentication protocol's hash, as long as the cipher needs it."""
    hash_name, wanted = _DIGESTS[auth].hash_name, _KEY_OCTETS[priv]
    last = key = auth_key(auth, passphrase, engine_id)
    while len(key) < wanted:
        if priv in _BLUMENTHAL:
            key += hashlib.new(hash_name, key, usedforsecurity=False).digest()
        else:
            last = _localized(hash_name, _passphrase_key(hash_name, last), engine_id)
            key += last
    return key[:wanted]


def mac_octets(auth: AuthProtocol) -> int:
    """How many octets the signature of a message has."""
    return _DIGESTS[auth].mac_octets


def mac(auth: AuthProtocol, key: bytes, message: bytes) -> bytes:
    """A message's signature; the place for it in the message must be zeros. Raises UnsupportedAlgorithm."""
    digest = _DIGESTS[auth]
    try:
        return hmac.digest(key, message, digest.hash_name)[: digest.mac_octets]
    except ValueError as error:
        # A system that was told to do without old hashes.
        raise UnsupportedAlgorithm(digest.hash_name) from error

"""Privacy of the User-based Security Model: scoped PDUs encrypted and decrypted. Pure, but for the salt's counter.

CBC-DES: RFC 3414 8; CFB128-AES: RFC 3826 3; 3DES-EDE: draft-reeder-snmpv3-usm-3desede-00 5.
"""

import secrets

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from collectors.snmp.client import PrivProtocol

try:
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
except ImportError:
    # Where it was before cryptography 47.
    from cryptography.hazmat.primitives.ciphers.modes import CFB

SALT_OCTETS = 8
_BLOCK = 8
_IV = {PrivProtocol.DES: slice(8, 16), PrivProtocol.TRIPLE_DES: slice(24, 32)}
"""Which part of the key is not the cipher's key but the beginning of the initialisation vector."""


class Privacy:
    """Encrypts and decrypts with one key."""

    def __init__(self, priv: PrivProtocol, key: bytes) -> None:
        self._priv = priv
        self._key = key
        self._aes = None if priv in _IV else AES(key)
        self._counter = secrets.randbits(64)

    def encrypt(self, plain: bytes, boots: int, seconds: int) -> tuple[bytes, bytes]:
        """What was encrypted for an engine's time, and the salt; no salt comes twice."""
        self._counter = (self._counter + 1) % 2**64
        if self._priv in _IV:
            salt = boots.to_bytes(4, "big") + (self._counter % 2**32).to_bytes(4, "big")
            plain += bytes(-len(plain) % _BLOCK)
        else:
            salt = self._counter.to_bytes(8, "big")
        encryptor = self._cipher(salt, boots, seconds).encryptor()
        return encryptor.update(plain) + encryptor.finalize(), salt

    def decrypt(self, encrypted: bytes, salt: bytes, boots: int, seconds: int) -> bytes | None:
        """What was encrypted, with what fills up the last block; None where that cannot be."""
        if len(salt) != SALT_OCTETS or not encrypted or (self._priv in _IV and len(encrypted) % _BLOCK):
            return None
        decryptor = self._cipher(salt, boots, seconds).decryptor()
        return decryptor.update(encrypted) + decryptor.finalize()

    def _cipher(self, salt: bytes, boots: int, seconds: int) -> "Cipher[CBC] | Cipher[CFB]":
        if self._aes is None:
            before = self._key[_IV[self._priv]]
            iv = bytes(one ^ other for one, other in zip(before, salt, strict=True))
            # DES is 3DES with one key thrice; the library has no other.
            key = self._key[:8] * 3 if self._priv is PrivProtocol.DES else self._key[:24]
            return Cipher(TripleDES(key), CBC(iv))
        clock = boots.to_bytes(4, "big") + seconds.to_bytes(4, "big")
        return Cipher(self._aes, CFB(clock + salt))

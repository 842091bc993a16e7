"""USM's privacy: CBC-DES (RFC 3414), 3DES-EDE (draft-reeder), CFB128-AES (RFC 3826)."""

from dataclasses import dataclass
from itertools import count
from secrets import randbits
from typing import Protocol

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher as Block
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, CFB

from collectors.snmp.client import PrivProtocol
from collectors.snmp.engines.fast.ber import Malformed

SALT_OCTETS = 8
_DES_BLOCK = 8


class PrivacyCipher(Protocol):
    """One user's privacy on one engine."""

    def encrypt(self, plain: bytes, boots: int, time_s: int) -> tuple[bytes, bytes]:
        """The ciphertext and the salt that goes with it."""

    def decrypt(self, secret: bytes, salt: bytes, boots: int, time_s: int) -> bytes:
        """The plaintext, or what a wrong key makes of it. Raises Malformed for what cannot be a ciphertext."""


def cipher_for(priv: PrivProtocol, key: bytes) -> PrivacyCipher:
    """The cipher of a protocol with a key of its length."""
    if priv is PrivProtocol.DES:
        # Single DES is 3DES with one key thrice.
        return _Des(TripleDES(key[:8] * 3), key[8:16], count(randbits(32)))
    if priv is PrivProtocol.TRIPLE_DES:
        return _Des(TripleDES(key[:24]), key[24:32], count(randbits(32)))
    return _Aes(AES(key), count(randbits(64)))


@dataclass(slots=True)
class _Aes:
    algorithm: AES
    salts: "count[int]"

    def encrypt(self, plain: bytes, boots: int, time_s: int) -> tuple[bytes, bytes]:
        salt = (next(self.salts) & 0xFFFFFFFFFFFFFFFF).to_bytes(SALT_OCTETS, "big")
        vector = boots.to_bytes(4, "big") + time_s.to_bytes(4, "big") + salt
        return Block(self.algorithm, CFB(vector)).encryptor().update(plain), salt

    def decrypt(self, secret: bytes, salt: bytes, boots: int, time_s: int) -> bytes:
        if len(salt) != SALT_OCTETS:
            raise Malformed("a salt of another length")
        vector = boots.to_bytes(4, "big") + time_s.to_bytes(4, "big") + salt
        return Block(self.algorithm, CFB(vector)).decryptor().update(secret)


@dataclass(slots=True)
class _Des:
    algorithm: TripleDES
    pre_vector: bytes
    salts: "count[int]"

    def encrypt(self, plain: bytes, boots: int, time_s: int) -> tuple[bytes, bytes]:  # noqa: ARG002 - AES needs it
        salt = boots.to_bytes(4, "big") + (next(self.salts) & 0xFFFFFFFF).to_bytes(4, "big")
        padded = plain + bytes(-len(plain) % _DES_BLOCK)
        return Block(self.algorithm, CBC(self._vector(salt))).encryptor().update(padded), salt

    def decrypt(self, secret: bytes, salt: bytes, boots: int, time_s: int) -> bytes:  # noqa: ARG002 - AES needs them
        if len(salt) != SALT_OCTETS or not secret or len(secret) % _DES_BLOCK:
            raise Malformed("a ciphertext or a salt of another length")
        return Block(self.algorithm, CBC(self._vector(salt))).decryptor().update(secret)

    def _vector(self, salt: bytes) -> bytes:
        return bytes(left ^ right for left, right in zip(self.pre_vector, salt, strict=True))

"""Keys and ciphers of SNMPv3, against the examples of the RFCs and drafts, and against pysnmp's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyasn1.type import univ
from pysnmp.entity import config
from pysnmp.proto.secmod.eso.priv import aes192, aes256, des3
from pysnmp.proto.secmod.rfc3414.auth import hmacmd5, hmacsha
from pysnmp.proto.secmod.rfc3414.priv import des
from pysnmp.proto.secmod.rfc3826.priv import aes
from pysnmp.proto.secmod.rfc7860.auth import hmacsha2

from collectors.snmp.client import AuthProtocol, PrivProtocol
from collectors.snmp.engines.usm_cipher import Privacy
from collectors.snmp.engines.usm_keys import auth_key, mac, mac_octets, priv_key

ENGINE_ID = bytes.fromhex("000000000000000000000002")
PASSPHRASE = "maplesyrup"

PYSNMP_AUTH = {
    AuthProtocol.MD5: (config.USM_AUTH_HMAC96_MD5, hmacmd5.HmacMd5()),
    AuthProtocol.SHA1: (config.USM_AUTH_HMAC96_SHA, hmacsha.HmacSha()),
    AuthProtocol.SHA224: (config.USM_AUTH_HMAC128_SHA224, hmacsha2.HmacSha2(config.USM_AUTH_HMAC128_SHA224)),
    AuthProtocol.SHA256: (config.USM_AUTH_HMAC192_SHA256, hmacsha2.HmacSha2(config.USM_AUTH_HMAC192_SHA256)),
    AuthProtocol.SHA384: (config.USM_AUTH_HMAC256_SHA384, hmacsha2.HmacSha2(config.USM_AUTH_HMAC256_SHA384)),
    AuthProtocol.SHA512: (config.USM_AUTH_HMAC384_SHA512, hmacsha2.HmacSha2(config.USM_AUTH_HMAC384_SHA512)),
}
PYSNMP_PRIV = {
    PrivProtocol.DES: des.Des(),
    PrivProtocol.TRIPLE_DES: des3.Des3(),
    PrivProtocol.AES128: aes.Aes(),
    PrivProtocol.AES192: aes192.AesBlumenthal192(),
    PrivProtocol.AES256: aes256.AesBlumenthal256(),
    PrivProtocol.AES192_CISCO: aes192.Aes192(),
    PrivProtocol.AES256_CISCO: aes256.Aes256(),
}
PAIRS = [(auth, priv) for auth in AuthProtocol for priv in PrivProtocol]


@pytest.mark.parametrize(
    ("auth", "key"),
    [
        (AuthProtocol.MD5, "526f5eed9fcce26f8964c2930787d82b"),
        (AuthProtocol.SHA1, "6695febc9288e36282235fc7151f128497b38f3f"),
    ],
)
def test_the_examples_of_rfc_3414(auth: AuthProtocol, key: str) -> None:
    assert auth_key(auth, PASSPHRASE, ENGINE_ID).hex() == key


@pytest.mark.parametrize(
    ("auth", "key"),
    [
        (AuthProtocol.MD5, "526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12"),
        (AuthProtocol.SHA1, "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9c"),
    ],
)
def test_the_examples_of_reeders_draft(auth: AuthProtocol, key: str) -> None:
    assert priv_key(auth, PrivProtocol.TRIPLE_DES, PASSPHRASE, ENGINE_ID).hex() == key


@pytest.mark.parametrize(("auth", "priv"), PAIRS)
def test_keys_are_pysnmps(auth: AuthProtocol, priv: PrivProtocol) -> None:
    protocol, service = PYSNMP_AUTH[auth]
    engine_id = univ.OctetString(ENGINE_ID)
    passphrase = PASSPHRASE.encode()
    theirs = service.localize_key(service.hash_passphrase(passphrase), engine_id)
    assert auth_key(auth, PASSPHRASE, ENGINE_ID) == bytes(theirs)
    cipher = PYSNMP_PRIV[priv]
    private = cipher.localize_key(protocol, cipher.hash_passphrase(protocol, passphrase), engine_id)
    ours = priv_key(auth, priv, PASSPHRASE, ENGINE_ID)
    assert ours == bytes(private)[: len(ours)]


@pytest.mark.parametrize("auth", AuthProtocol)
def test_the_two_extensions_are_the_same_where_nothing_is_extended(auth: AuthProtocol) -> None:
    digest_octets = len(auth_key(auth, PASSPHRASE, ENGINE_ID))
    for blumenthal, reeder, octets in (
        (PrivProtocol.AES192, PrivProtocol.AES192_CISCO, 24),
        (PrivProtocol.AES256, PrivProtocol.AES256_CISCO, 32),
    ):
        keys = [priv_key(auth, priv, PASSPHRASE, ENGINE_ID) for priv in (blumenthal, reeder)]
        assert [len(key) for key in keys] == [octets, octets]
        assert (keys[0] == keys[1]) is (digest_octets >= octets)


@pytest.mark.parametrize("priv", PrivProtocol)
@given(plain=st.binary(min_size=1, max_size=100), boots=st.integers(0, 2**31 - 1), seconds=st.integers(0, 2**31 - 1))
def test_what_is_encrypted_can_be_decrypted(priv: PrivProtocol, plain: bytes, boots: int, seconds: int) -> None:
    key = priv_key(AuthProtocol.SHA1, priv, PASSPHRASE, ENGINE_ID)
    encrypted, salt = Privacy(priv, key).encrypt(plain, boots, seconds)
    decrypted = Privacy(priv, key).decrypt(encrypted, salt, boots, seconds)
    assert decrypted is not None
    assert decrypted[: len(plain)] == plain


@pytest.mark.parametrize("priv", PrivProtocol)
def test_no_salt_comes_twice(priv: PrivProtocol) -> None:
    privacy = Privacy(priv, priv_key(AuthProtocol.SHA1, priv, PASSPHRASE, ENGINE_ID))
    salts = {privacy.encrypt(b"plain", 1, 1)[1] for _ in range(300)}
    assert len(salts) == 300


@pytest.mark.parametrize("priv", PrivProtocol)
@given(encrypted=st.binary(max_size=64), salt=st.binary(max_size=12))
def test_no_octets_can_make_decryption_raise(priv: PrivProtocol, encrypted: bytes, salt: bytes) -> None:
    Privacy(priv, priv_key(AuthProtocol.SHA1, priv, PASSPHRASE, ENGINE_ID)).decrypt(encrypted, salt, 0, 0)


@pytest.mark.parametrize("auth", AuthProtocol)
def test_a_signature_has_its_length_and_depends_on_every_octet(auth: AuthProtocol) -> None:
    key = auth_key(auth, PASSPHRASE, ENGINE_ID)
    assert len(mac(auth, key, b"message")) == mac_octets(auth)
    assert mac(auth, key, b"message") != mac(auth, key, b"massage")

"""SNMPv3 through pysnmp's low-level engine: it knows discovery, time windows, keys and reports; we only ask.

One engine for each set of keys, shared by all agents that take them.
"""

import asyncio
import itertools
import socket
from collections import deque
from collections.abc import Container
from contextlib import suppress
from dataclasses import replace
from typing import Any

from pysnmp.carrier.asyncio.dgram import udp, udp6
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413 import cmdgen
from pysnmp.proto import errind
from pysnmp.proto.api import v2c

from collectors.snmp.client import Agent, AuthProtocol, Credential, PrivProtocol, SnmpError, SnmpFailure
from collectors.snmp.engines.exchange import Request, RequestKind, Response
from collectors.snmp.engines.v2c import UNDECODABLE
from collectors.snmp.engines.values import oid_of, plain

_AUTH = {
    None: config.USM_AUTH_NONE,
    AuthProtocol.MD5: config.USM_AUTH_HMAC96_MD5,
    AuthProtocol.SHA1: config.USM_AUTH_HMAC96_SHA,
    AuthProtocol.SHA224: config.USM_AUTH_HMAC128_SHA224,
    AuthProtocol.SHA256: config.USM_AUTH_HMAC192_SHA256,
    AuthProtocol.SHA384: config.USM_AUTH_HMAC256_SHA384,
    AuthProtocol.SHA512: config.USM_AUTH_HMAC384_SHA512,
}
_PRIV = {
    None: config.USM_PRIV_NONE,
    PrivProtocol.DES: config.USM_PRIV_CBC56_DES,
    PrivProtocol.TRIPLE_DES: config.USM_PRIV_CBC168_3DES,
    PrivProtocol.AES128: config.USM_PRIV_CFB128_AES,
    PrivProtocol.AES192: config.USM_PRIV_CFB192_AES_BLUMENTHAL,
    PrivProtocol.AES256: config.USM_PRIV_CFB256_AES_BLUMENTHAL,
    PrivProtocol.AES192_CISCO: config.USM_PRIV_CFB192_AES,
    PrivProtocol.AES256_CISCO: config.USM_PRIV_CFB256_AES,
}

_REFUSALS: dict[type, str] = {
    errind.UnknownUserName: "does not know the user {user!r}",
    errind.UnknownSecurityName: "does not know the user {user!r}",
    errind.WrongDigest: "refuses the authentication key of the user {user!r}, or expects another protocol than {auth}",
    errind.AuthenticationFailure: "refuses the authentication key of the user {user!r}, or expects another protocol "
    "than {auth}",
    errind.AuthenticationError: "refuses the authentication of the user {user!r}",
    errind.UnsupportedSecurityLevel: "does not take the user {user!r} at the level {level}",
    errind.DecryptionError: "cannot decrypt: the privacy key of the user {user!r} is wrong, or the protocol is not "
    "{priv}",
    errind.NotInTimeWindow: "holds the request for too old or too new: its clock or its boot counter is off",
}
"""What the agent reports, as the end of a sentence that begins with where it is."""

SHORTEST_KEY = 8
"""Characters (RFC 3414, 11.2)."""

_GIVE_UP_CENTISECONDS = 6000
"""When pysnmp forgets a request; the session's own time-outs are far shorter."""


class V3Engines:
    """The engines, one for each set of keys: pysnmp keeps keys by user name, and two agents may disagree on them."""

    def __init__(self) -> None:
        self._engines: dict[Credential, _Engine] = {}

    def engine_for(self, credential: Credential) -> "_Engine":
        """The engine that has these keys; making one loads MIBs and takes some 0.1 s."""
        keys = replace(credential, context="")
        engine = self._engines.get(keys)
        if engine is None:
            engine = self._engines[keys] = _Engine(keys)
        return engine

    def close(self) -> None:
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()


class _Engine:
    """A pysnmp engine with one user."""

    def __init__(self, credential: Credential) -> None:
        self.snmp = SnmpEngine()
        self.get = cmdgen.GetCommandGenerator()
        self.bulk = cmdgen.BulkCommandGeneratorSingleRun()
        self._names = itertools.count(1)
        self._domains: set[tuple[int, ...]] = set()
        self._peers: set[str] = set()
        config.add_v3_user(
            self.snmp,
            credential.user,
            _AUTH[credential.auth],
            _octets(credential.auth_key),
            _PRIV[credential.priv],
            _octets(credential.priv_key),
        )
        config.add_target_parameters(self.snmp, "user", credential.user, level_of(credential))

    def add_target(self, family: int, address: tuple[str, int]) -> str:
        """Make an address known; the name by which requests refer to it."""
        is_v6 = family == socket.AF_INET6
        domain = udp6.DOMAIN_NAME if is_v6 else udp.DOMAIN_NAME
        if domain not in self._domains:
            carrier = (_CautiousUdp6 if is_v6 else _CautiousUdp)(self._peers)
            config.add_transport(self.snmp, domain, carrier.open_client_mode())
            self._domains.add(domain)
        self._peers.add(address[0])
        name = f"agent{next(self._names)}"
        config.add_target_address(self.snmp, name, domain, address, "user", timeout=_GIVE_UP_CENTISECONDS, retryCount=0)
        return name

    def close(self) -> None:
        if self.snmp.transport_dispatcher is not None:
            self.snmp.close_dispatcher()


class _Cautious:
    """For pysnmp's sockets: hear only agents that were asked, and survive what the decoder does not."""

    loop: asyncio.AbstractEventLoop
    _callback_function: Any

    def __init__(self, peers: Container[str]) -> None:
        super().__init__()
        self._peers = peers

    def datagram_received(self, datagram: bytes, address: tuple[Any, ...]) -> None:
        if address[0] in self._peers:
            self.loop.call_soon(self._hand_over, address, datagram)

    def _hand_over(self, address: tuple[Any, ...], datagram: bytes) -> None:
        with suppress(*UNDECODABLE):
            self._callback_function(self, address, datagram)


class _CautiousUdp(_Cautious, udp.UdpAsyncioTransport):  # type: ignore[misc]  # pysnmp has no types
    pass


class _CautiousUdp6(_Cautious, udp6.Udp6AsyncioTransport):  # type: ignore[misc]  # pysnmp has no types
    pass


def _octets(key: str) -> Any:
    return v2c.OctetString(key.encode()) if key else None


def level_of(credential: Credential) -> str:
    """The security level that a credential's keys make."""
    if credential.auth is None:
        return "noAuthNoPriv"
    return "authNoPriv" if credential.priv is None else "authPriv"


class V3Exchange:
    """The way to one agent that speaks v3. A host with several addresses is tried at the next after each silence."""

    def __init__(self, agent: Agent, engines: V3Engines) -> None:
        self._agent = agent
        self._engines = engines
        self._targets: deque[str] = deque()

    async def ask(self, request: Request, timeout_s: float) -> Response | SnmpFailure:
        where = f"{self._agent.host} port {self._agent.port}"
        credential = self._agent.credential
        keys = [credential.auth_key] * bool(credential.auth) + [credential.priv_key] * bool(credential.priv)
        if not credential.user or any(len(key) < SHORTEST_KEY for key in keys):
            detail = f"SNMP v3 needs a user, and keys of at least {SHORTEST_KEY} characters, to ask {where}"
            return SnmpFailure(SnmpError.AUTHORIZATION, detail)
        try:
            async with asyncio.timeout(timeout_s):
                engine = self._engines.engine_for(credential)
                if not self._targets:
                    await self._locate(engine)
                return await self._send(engine, request)
        except TimeoutError:
            self._targets.rotate(-1)
            return SnmpFailure(SnmpError.TIMEOUT, f"no answer from {where} within {timeout_s:.1f} s")
        except socket.gaierror:
            return SnmpFailure(SnmpError.UNREACHABLE, f"the host name {self._agent.host!r} has no address")
        except OSError as error:
            return SnmpFailure(SnmpError.UNREACHABLE, f"the network cannot reach {where}: {error.strerror or error}")
        except UNDECODABLE as error:
            return SnmpFailure(SnmpError.BAD_ANSWER, f"{where}: {type(error).__name__} in the SNMPv3 exchange")

    async def _locate(self, engine: _Engine) -> None:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._agent.host, self._agent.port, type=socket.SOCK_DGRAM)
        addresses = dict.fromkeys((family, str(address[0]), int(address[1])) for family, *_, address in found)
        self._targets.extend(engine.add_target(family, (host, port)) for family, host, port in addresses)

    async def _send(self, engine: _Engine, request: Request) -> Response | SnmpFailure:
        outcome: asyncio.Future[Response | SnmpFailure] = asyncio.get_running_loop().create_future()

        def answered(
            _engine: object, _handle: object, indication: Any, status: Any, index: Any, varbinds: Any, _ctx: object
        ) -> None:
            if outcome.done():
                return
            if indication:
                outcome.set_result(self._failure(indication))
            else:
                rows = tuple((oid_of(name), plain(value)) for name, value in varbinds)
                outcome.set_result(Response(int(status), int(index), rows))

        context = v2c.OctetString(self._agent.credential.context.encode())
        varbinds = [(oid, v2c.null) for oid in request.oids]
        if request.kind is RequestKind.GET_BULK:
            engine.bulk.send_varbinds(
                engine.snmp, self._targets[0], None, context, 0, request.max_repetitions, varbinds, answered
            )
        else:
            engine.get.send_varbinds(engine.snmp, self._targets[0], None, context, varbinds, answered)
        return await outcome

    def _failure(self, indication: object) -> SnmpFailure:
        where = f"{self._agent.host} port {self._agent.port}"
        credential = self._agent.credential
        for kind, sentence in _REFUSALS.items():
            if isinstance(indication, kind):
                reason = sentence.format(
                    user=credential.user,
                    auth=credential.auth.value if credential.auth else "none",
                    priv=credential.priv.value if credential.priv else "none",
                    level=level_of(credential),
                )
                return SnmpFailure(SnmpError.AUTHORIZATION, f"{where} {reason}")
        if isinstance(indication, errind.RequestTimedOut):
            return SnmpFailure(SnmpError.TIMEOUT, f"no answer from {where}")
        return SnmpFailure(SnmpError.BAD_ANSWER, f"{where}: {indication}")

    def close(self) -> None:
        """The engine is shared; it is closed with the client."""

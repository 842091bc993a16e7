"""SNMPv3 through pysnmp's low-level engine: it knows discovery, time windows, keys and reports; we only ask.

One engine for each set of keys, shared by all agents that take them.
"""

import asyncio
import itertools
import socket
from collections import deque
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

_GIVE_UP_CENTISECONDS = 6000
"""When pysnmp forgets a request; the session's own time-outs are far shorter."""


class V3Engines:
    """The engines, one for each set of keys: pysnmp keeps keys by user name, and two agents may disagree on them."""

    def __init__(self) -> None:
        self._engines: dict[Credential, _Engine] = {}

    def exchange(self, agent: Agent) -> "V3Exchange":
        keys = replace(agent.credential, context="")
        engine = self._engines.get(keys)
        if engine is None:
            engine = self._engines[keys] = _Engine(keys)
        return V3Exchange(agent, engine)

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
        config.add_v3_user(
            self.snmp,
            credential.user,
            _AUTH[credential.auth],
            credential.auth_key or None,
            _PRIV[credential.priv],
            credential.priv_key or None,
        )
        config.add_target_parameters(self.snmp, "user", credential.user, level_of(credential))

    def add_target(self, family: int, address: tuple[str, int]) -> str:
        """Make an address known; the name by which requests refer to it."""
        domain, carrier = (
            (udp6.DOMAIN_NAME, udp6.Udp6AsyncioTransport)
            if family == socket.AF_INET6
            else (udp.DOMAIN_NAME, udp.UdpAsyncioTransport)
        )
        if domain not in self._domains:
            config.add_transport(self.snmp, domain, carrier().open_client_mode())
            self._domains.add(domain)
        name = f"agent{next(self._names)}"
        config.add_target_address(self.snmp, name, domain, address, "user", timeout=_GIVE_UP_CENTISECONDS, retryCount=0)
        return name

    def close(self) -> None:
        if self.snmp.transport_dispatcher is not None:
            self.snmp.close_dispatcher()


def level_of(credential: Credential) -> str:
    """The security level that a credential's keys make."""
    if credential.auth is None:
        return "noAuthNoPriv"
    return "authNoPriv" if credential.priv is None else "authPriv"


class V3Exchange:
    """The way to one agent that speaks v3. A host with several addresses is tried at the next after each silence."""

    def __init__(self, agent: Agent, engine: _Engine) -> None:
        self._agent = agent
        self._engine = engine
        self._targets: deque[str] = deque()

    async def ask(self, request: Request, timeout_s: float) -> Response | SnmpFailure:
        where = f"{self._agent.host} port {self._agent.port}"
        try:
            async with asyncio.timeout(timeout_s):
                if not self._targets:
                    await self._locate()
                return await self._send(request)
        except TimeoutError:
            self._targets.rotate(-1)
            return SnmpFailure(SnmpError.TIMEOUT, f"no answer from {where} within {timeout_s:.1f} s")
        except socket.gaierror:
            return SnmpFailure(SnmpError.UNREACHABLE, f"the host name {self._agent.host!r} has no address")
        except OSError as error:
            return SnmpFailure(SnmpError.UNREACHABLE, f"the network cannot reach {where}: {error.strerror or error}")
        except UNDECODABLE as error:
            return SnmpFailure(SnmpError.BAD_ANSWER, f"{where}: {type(error).__name__} in the SNMPv3 exchange")

    async def _locate(self) -> None:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._agent.host, self._agent.port, type=socket.SOCK_DGRAM)
        addresses = dict.fromkeys((family, str(address[0]), int(address[1])) for family, *_, address in found)
        self._targets.extend(self._engine.add_target(family, (host, port)) for family, host, port in addresses)

    async def _send(self, request: Request) -> Response | SnmpFailure:
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

        engine = self._engine
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

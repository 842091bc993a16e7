"""The ways to read PDUs that the benchmark compares, each in a process of its own, which prints what it cost.

`python -m tests.bench.candidates NAME HOST_COUNT ROUNDS PORT CORE`. Each reads 150 objects of each host, in requests
of 30, and prints a JSON object: values read and CPU seconds of its own process.
"""

import asyncio
import json
import resource
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from collectors.snmp.client import Agent, AuthProtocol, Credential, PollPlan, PrivProtocol, SnmpVersion
from tests.bench.cores import use_core
from tests.bench.fake_pdus import OIDS, PER_REQUEST, host

AT_ONCE = 100
PYSNMP_AT_ONCE = 32
"""It loses datagrams with more in flight."""

V3_USER, V3_AUTH_KEY, V3_PRIV_KEY = "bench", "authkey123", "privkey123"
_V2C = Credential(SnmpVersion.V2C, community="public")
_V3 = Credential(
    SnmpVersion.V3,
    user=V3_USER,
    auth=AuthProtocol.SHA256,
    auth_key=V3_AUTH_KEY,
    priv=PrivProtocol.AES128,
    priv_key=V3_PRIV_KEY,
)
_REQUESTS = [OIDS[start : start + PER_REQUEST] for start in range(0, len(OIDS), PER_REQUEST)]

Read = Callable[[str, int], Awaitable[int]]
"""Reads all objects of a host and port; how many numbers came."""


async def fast(credential: Credential = _V2C) -> Read:
    """Our own engine, as the collector uses it."""
    from collectors.snmp.engines.fast.client import FastClient

    client = FastClient()
    plan = PollPlan(OIDS, max_varbinds=PER_REQUEST)
    prepared: dict[str, Any] = {}

    async def read(address: str, port: int) -> int:
        if address not in prepared:
            prepared[address] = client.prepare(Agent(address, port, credential), plan)
        answer = await client.poll(prepared[address], 10.0)
        if answer.failure is not None:
            raise RuntimeError(answer.failure.detail)
        return len(answer.raws)

    return read


async def fast_v3() -> Read:
    """The same with SNMPv3, SHA-256 and AES-128."""
    return await fast(_V3)


async def pysnmp_v1arch_tuned() -> Read:
    """pysnmp's lightest asynchronous way: no MIB look-up, names prepared once."""
    from pysnmp.hlapi.v1arch.asyncio import CommunityData, SnmpDispatcher, UdpTransportTarget, get_cmd
    from pysnmp.proto.rfc1902 import Null, ObjectName

    dispatcher = SnmpDispatcher()
    community = CommunityData("public", mpModel=1)  # noqa: S508 - loopback, and what is measured
    requests = [[(ObjectName(oid), Null("")) for oid in oids] for oids in _REQUESTS]

    async def read(address: str, port: int) -> int:
        target = await UdpTransportTarget.create((address, port), timeout=2, retries=2)
        values = 0
        for request in requests:
            error, _, _, bindings = await get_cmd(dispatcher, community, target, *request, lookupMib=False)
            if error:
                raise RuntimeError(str(error))
            values += len([int(value) for _, value in bindings])
        return values

    return read


async def pysnmp_v3_low_level() -> Read:
    """pysnmp's v3 below its high-level interface: one engine, one user, no MIB look-up."""
    from pysnmp.carrier.asyncio.dgram import udp
    from pysnmp.entity import config
    from pysnmp.entity.engine import SnmpEngine
    from pysnmp.entity.rfc3413 import cmdgen

    engine = SnmpEngine()
    config.add_v3_user(
        engine, V3_USER, config.USM_AUTH_HMAC192_SHA256, V3_AUTH_KEY, config.USM_PRIV_CFB128_AES, V3_PRIV_KEY
    )
    config.add_target_parameters(engine, "parameters", V3_USER, "authPriv")
    config.add_transport(engine, udp.DOMAIN_NAME, udp.UdpTransport().open_client_mode())
    generator = cmdgen.GetCommandGenerator()
    known: set[str] = set()
    loop = asyncio.get_running_loop()
    requests = [[(oid, None) for oid in oids] for oids in _REQUESTS]

    async def read(address: str, port: int) -> int:
        if address not in known:
            config.add_target_address(engine, address, udp.DOMAIN_NAME, (address, port), "parameters", timeout=300)
            known.add(address)
        values = 0
        for request in requests:
            told: asyncio.Future[int] = loop.create_future()

            def take(*answer: Any, told: "asyncio.Future[int]" = told) -> None:
                error, bindings = answer[2], answer[5]
                if error:
                    told.set_exception(RuntimeError(str(error)))
                else:
                    told.set_result(len([int(value) for _, value in bindings]))

            generator.send_varbinds(engine, address, None, "", request, take)
            values += await told
        return values

    return read


CANDIDATES: dict[str, tuple[Callable[[], Awaitable[Read]], int]] = {
    "fast": (fast, AT_ONCE),
    "fast_v3": (fast_v3, AT_ONCE),
    "pysnmp_v1arch_tuned": (pysnmp_v1arch_tuned, PYSNMP_AT_ONCE),
    "pysnmp_v3_low_level": (pysnmp_v3_low_level, PYSNMP_AT_ONCE),
}
"""What each is, and how many hosts it reads at once."""


async def run(name: str, hosts: int, rounds: int, port: int) -> dict[str, Any]:
    """Read all hosts so many times; each once before, so that discovery and first contact are not counted."""
    make, at_once = CANDIDATES[name]
    read = await make()
    turns = asyncio.Semaphore(at_once)

    async def one(number: int) -> int:
        async with turns:
            return await read(host(number), port)

    await asyncio.gather(*(one(number) for number in range(hosts)))
    before = resource.getrusage(resource.RUSAGE_SELF)
    values = 0
    for _ in range(rounds):
        values += sum(await asyncio.gather(*(one(number) for number in range(hosts))))
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"values": values, "cpu_s": cpu_s}


if __name__ == "__main__":
    _, chosen, host_count, round_count, udp_port, core = sys.argv
    use_core(int(core))
    sys.stdout.write(json.dumps(asyncio.run(run(chosen, int(host_count), int(round_count), int(udp_port)))))

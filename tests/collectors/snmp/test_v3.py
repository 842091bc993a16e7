"""The v3 engine, with agents that are silent, mad, or asked with keys that cannot be."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from collectors.snmp.client import (
    Agent,
    Credential,
    PollAnswer,
    PollPlan,
    SnmpError,
)
from collectors.snmp.engines.pysnmp_engine import PysnmpClient
from collectors.snmp.engines.usm_reports import level_of
from tests.collectors.credentials import READER_BY_SHA256
from tests.collectors.snmp.responder import Reply, agent

QUICK = PollPlan(((1, 3, 6, 1, 2, 1, 1, 3, 0),), timeout_s=0.3, retries=0)


async def get_from(reply: Reply, credential: Credential = READER_BY_SHA256) -> PollAnswer:
    client = PysnmpClient()
    try:
        async with agent(reply) as port:
            return await client.poll(client.prepare(Agent("127.0.0.1", port, credential), QUICK), 10)
    finally:
        await client.close()


def damaged(request: bytes) -> list[bytes]:
    """The request with each of its first bytes changed, and some bytes that never were SNMP."""
    changed = [request[:place] + bytes([request[place] ^ 0xFF]) + request[place + 1 :] for place in range(40)]
    return [b"", b"\x30\x03\x02\x01\x03", b"\xe8\x09\xf4", *changed]


async def test_silence_is_a_timeout() -> None:
    answer = await get_from(lambda _request: [])
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.TIMEOUT


async def test_bytes_that_are_no_answer_are_survived_in_silence() -> None:
    raised: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: raised.append(context))
    answer = await get_from(damaged)
    assert answer.failure is not None
    assert raised == []


@pytest.mark.parametrize(
    "credential",
    [
        replace(READER_BY_SHA256, auth_key="short"),
        replace(READER_BY_SHA256, priv_key=""),
        replace(READER_BY_SHA256, user=""),
    ],
)
async def test_keys_that_cannot_be_are_refused_before_anything_is_sent(credential: Credential) -> None:
    sent: list[bytes] = []

    def note(request: bytes) -> list[bytes]:
        sent.append(request)
        return []

    answer = await get_from(note, credential)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.AUTHORIZATION
    assert "privkey" not in answer.failure.detail
    assert sent == []


def test_the_level_follows_from_the_keys() -> None:
    without_priv = replace(READER_BY_SHA256, priv=None)
    levels = [level_of(each) for each in (READER_BY_SHA256, without_priv, replace(without_priv, auth=None))]
    assert levels == ["authPriv", "authNoPriv", "noAuthNoPriv"]

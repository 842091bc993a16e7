"""SNMPv3, asked by pysnmp's own engine."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from collectors.simulator.community import Respond
from collectors.simulator.usm import EngineTime, UsmEngine
from collectors.snmp import ber
from tests.collectors.simulator.conftest import CREDENTIALS, RunningPlant
from tests.collectors.simulator.manager import Manager

# pysmi, which pysnmp's high-level interface imports, uses its own old names.
pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated. Please use.*:DeprecationWarning")

NOT_IN_TIME_WINDOW = ber.oid((1, 3, 6, 1, 6, 3, 15, 1, 1, 2, 0))
NAME, UPTIME = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.3.0"


@pytest.fixture
async def engine() -> AsyncIterator[Any]:
    from pysnmp.hlapi.v3arch.asyncio import SnmpEngine

    engine = SnmpEngine()
    yield engine
    engine.close_dispatcher()


async def _get(
    engine: Any,
    running: RunningPlant,
    *,
    pdu: str = "pdu-r02-b",
    user: str = CREDENTIALS.user,
    auth_key: str = CREDENTIALS.auth_key,
    priv_key: str | None = CREDENTIALS.priv_key,
    oid: str = NAME,
) -> tuple[str, list[str]]:
    """The error indication, and the values."""
    from pysnmp.hlapi.v3arch.asyncio import (
        ContextData,
        ObjectIdentity,
        ObjectType,
        UdpTransportTarget,
        UsmUserData,
        get_cmd,
        usmAesCfb128Protocol,
        usmHMACSHAAuthProtocol,
    )

    credentials = UsmUserData(
        user,
        auth_key,
        priv_key,
        authProtocol=usmHMACSHAAuthProtocol,
        **({} if priv_key is None else {"privProtocol": usmAesCfb128Protocol}),
    )
    target = await UdpTransportTarget.create(("127.0.0.1", running.agents[pdu].port), timeout=5, retries=0)
    indication, _, _, bindings = await get_cmd(
        engine, credentials, target, ContextData(), ObjectType(ObjectIdentity(oid)), lookupMib=False
    )
    return str(indication or ""), [value.prettyPrint() for _, value in bindings]


async def test_a_user_is_answered_after_discovery(running: RunningPlant, engine: Any) -> None:
    assert await _get(engine, running) == ("", ["pdu-r02-b"])


async def test_each_pdu_is_an_engine_of_its_own(running: RunningPlant, engine: Any) -> None:
    for name in ("pdu-r02-b", "pdu-r05-b", "pdu-r08-a", "pdu-r10-b"):
        assert await _get(engine, running, pdu=name) == ("", [name])


async def test_a_wrong_passphrase_is_reported(running: RunningPlant, engine: Any) -> None:
    indication, values = await _get(engine, running, auth_key="another-passphrase")
    assert "digest" in indication
    assert values == []


async def test_an_unknown_user_is_reported(running: RunningPlant, engine: Any) -> None:
    indication, _ = await _get(engine, running, user="stranger")
    assert "user" in indication.lower()


async def test_an_answer_in_the_clear_is_refused(running: RunningPlant, engine: Any) -> None:
    indication, _ = await _get(engine, running, priv_key=None)
    assert "security level" in indication


async def test_a_wrong_privacy_passphrase_gets_nothing(running: RunningPlant, engine: Any) -> None:
    indication, values = await _get(engine, running, priv_key="another-passphrase")
    assert indication
    assert values == []


async def test_a_manager_whose_clock_is_off_is_told_the_time(running: RunningPlant, engine: Any) -> None:
    assert await _get(engine, running) == ("", ["pdu-r02-b"])
    running.clock.advance(1000)
    assert await _get(engine, running) == ("", ["pdu-r02-b"])


@pytest.mark.parametrize(
    ("boots_later", "seconds_later", "is_answered"),
    [(0, 0, True), (0, 150, True), (0, 151, False), (0, -151, False), (1, 0, False)],
)
async def test_an_old_message_cannot_be_played_again(
    running: RunningPlant,
    engine: Any,
    monkeypatch: pytest.MonkeyPatch,
    boots_later: int,
    seconds_later: int,
    is_answered: bool,
) -> None:
    heard: list[tuple[UsmEngine, bytes, EngineTime, Respond]] = []
    answer = UsmEngine.answer

    def overhear(self: UsmEngine, packet: bytes, now: EngineTime, respond: Respond) -> bytes | None:
        heard.append((self, packet, now, respond))
        return answer(self, packet, now, respond)

    monkeypatch.setattr(UsmEngine, "answer", overhear)
    await _get(engine, running)
    agent, packet, now, respond = heard[-1]
    later = EngineTime(now.boots + boots_later, now.seconds + seconds_later)
    replayed = answer(agent, packet, later, respond)
    assert replayed is not None
    assert (NOT_IN_TIME_WINDOW not in replayed) == is_answered


async def test_the_uptime_is_the_pdus(running: RunningPlant, engine: Any) -> None:
    _, before = await _get(engine, running, oid=UPTIME)
    running.clock.advance(7)
    _, after = await _get(engine, running, oid=UPTIME)
    assert int(after[0]) == int(before[0]) + 700


async def test_rubbish_does_not_stop_an_engine(running: RunningPlant, engine: Any) -> None:
    manager = await Manager.to(running.agents["pdu-r02-b"].port)
    for packet in (b"", b"\x30\x80" * 500, b"\x30\x03\x02\x01\x03", bytes(1000)):
        manager.transport.sendto(packet)
    assert await _get(engine, running) == ("", ["pdu-r02-b"])
    assert manager.arrived.empty()
    manager.close()

"""A poller and one agent: discover, let the agent go wrong, poll, and judge what came of it.

The judge's rule. In a batch, a value of quality GOOD or ESTIMATED that has an object of its own is right only if
(1) the agent itself, from the address and port that was asked, in a readable answer without error-status to a request
    of this very poll that asked for that object, gave for that object a value
(2) which the object's rule decodes to that very number and quality, and
(3) which is a number that the value's place in a batch can hold.
What is computed is right only if everything that it rests on is there. All else must be MISSING or UNSUPPORTED, and
then there is no number; or IMPLAUSIBLE, and then the number is shown to be one that cannot be.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest

from collectors.collector import SnmpCollector
from collectors.patience import Patience
from collectors.profiles.loader import load_profiles
from collectors.snmp.client import Credential, SnmpClient, SnmpValue, SnmpVersion
from collectors.snmp.decode import decode
from collectors.snmp.engines.fast.client import FastClient
from collectors.snmp.engines.fast.codec import FastCodec
from collectors.snmp.engines.pysnmp_engine import PysnmpClient
from collectors.snmp.engines.session_client import SessionClient
from powertui.domain.reading import MISSING_RAW, PollFailure, Quality, ReadingBatch, TargetDescription
from powertui.services.ports import PollTarget
from tests.clocks import StillClock
from tests.collectors.devices import SYS_DESCR, SYS_OBJECT_ID, SYS_UP_TIME, Raw, oid
from tests.collectors.hostile.agents import HostileAgent, Mib
from tests.collectors.hostile.wire import name, number, text

ENGINES: Mapping[str, Callable[[], SnmpClient]] = {
    "pysnmp": PysnmpClient,
    "our codec": lambda: SessionClient(FastCodec()),
    "fast": FastClient,
}
"""Each codec behind the seam, and the hot path."""

EACH_ENGINE = ["pysnmp", pytest.param("our codec", marks=pytest.mark.slow), "fast"]
"""The hot path leaves whatever is odd to sessions with our codec, so that both are tried at once."""

CREDENTIAL = Credential(SnmpVersion.V2C, community="public")
QUICK = Patience(timeout_s=0.02, retries=1, poll_budget_s=2.0, discovery_budget_s=5.0, slow_every_s=0.0)
"""Short, because nearly all of these agents are waited for in vain; the counts of requests do not depend on it."""
PATIENT = replace(QUICK, timeout_s=2.0, poll_budget_s=10.0)
"""Where the right answer comes in the end: it must not be missed because the machine is busy."""

MOST_PER_OBJECT = 3
MOST_BESIDES = 12
"""However an agent behaves, a poll of n objects sends at most 3 n + 12 requests: halving a list down to its single
objects takes 2 n, and each part may be asked for again."""

OUTLETS = 12
PROFILES = load_profiles()


def pdu_objects(outlets: int = OUTLETS) -> dict[str, Raw]:
    """An honest PDU of the family vertiv-v5."""
    objects: dict[str, Raw] = {
        SYS_OBJECT_ID: oid("21239.42.1.52"),
        SYS_DESCR: "a PDU",
        "21239.5.2.1.8.0": "MG02E4W1",
        "21239.5.2.3.1.1.9.1": 1017,
        "21239.5.2.3.1.1.10.1": 1067,
        "21239.5.2.3.1.1.11.1": 95,
        "21239.5.2.3.1.1.12.1": 8_483_906,
    }
    for phase, label in enumerate(("Phase A", "Phase B", "Phase C"), start=1):
        objects |= {f"21239.5.2.3.2.1.2.{phase}": label, f"21239.5.2.3.2.1.4.{phase}": 2300 + phase}
    for outlet in range(1, outlets + 1):
        objects[f"21239.5.2.3.5.1.4.{outlet}"] = 1
        objects[f"21239.5.2.3.6.1.8.{outlet}"] = 100 + outlet
    return objects


def encoded(raw: Raw) -> bytes:
    if isinstance(raw, int):
        return number(raw)
    return name(raw) if isinstance(raw, tuple) else text(raw)


def mib_of(objects: Mapping[str, Raw]) -> Mib:
    """Encoded; sysUpTime is there and has its own type."""
    return Mib(
        {oid(SYS_UP_TIME): number(123_400, 0x43), **{oid(dotted): encoded(raw) for dotted, raw in objects.items()}}
    )


@dataclass(slots=True)
class Lab:
    """A collector that has one agent as its target."""

    collector: SnmpCollector
    agent: HostileAgent
    target: PollTarget

    async def discover(self) -> TargetDescription | PollFailure:
        return await self.collector.discover(self.target)

    async def poll(self) -> ReadingBatch | PollFailure:
        """A poll, judged."""
        result = await self.collector.poll(self.target)
        self.judge(result)
        return result

    def judge(self, result: ReadingBatch | PollFailure) -> None:
        channels = self.collector._watched[self.target.id].shape.channels
        objects = {channel.oid for channel in channels if channel.oid}
        assert len(self.agent.requests) <= MOST_PER_OBJECT * (1 + len(objects)) + MOST_BESIDES
        if isinstance(result, PollFailure):
            assert_one_sentence(result.detail)
            return
        assert len(result.values) == len(result.qualities) == len(channels)
        told = self.agent.values_told()
        for channel, raw, code in zip(channels, result.values, result.qualities, strict=True):
            quality = Quality(code)
            if quality not in {Quality.GOOD, Quality.ESTIMATED}:
                assert raw == MISSING_RAW or quality is Quality.IMPLAUSIBLE, (channel, raw, quality)
            elif channel.derivation is not None:
                assert all(result.values[place] != MISSING_RAW for place in channel.derivation.sources)
            else:
                values = [value for value in told.get(channel.oid, ()) if isinstance(value, SnmpValue)]
                assert (raw, quality) in [decode(channel.rule, value) for value in values], (channel, raw, values)
                assert -(2**63) < raw < 2**63


def assert_one_sentence(said: str) -> None:
    """A failure's words go to screens and logs as they are."""
    assert said
    assert all(letter.isprintable() for letter in said), said
    assert len(said) < 2000
    assert "powertui itself" not in said


def lab_of(
    engine: str,
    agent: HostileAgent,
    patience: Patience = QUICK,
    family: str = "vertiv-v5",
    credential: Credential = CREDENTIAL,
) -> Lab:
    """A collector for an agent that listens already; `family` empty: it has to find out."""
    collector = SnmpCollector(ENGINES[engine](), PROFILES, {"lab": credential}, StillClock(), patience)
    return Lab(collector, agent, PollTarget(1, "pdu", "127.0.0.1", agent.port, "lab", family=family))

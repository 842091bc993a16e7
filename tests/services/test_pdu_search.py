"""Searching ranges: how fast, with which credentials, and what is left when it is stopped."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.address_ranges import Place
from powertui.domain.reading import PollFailure, PollOutcome, ReadingBatch, TargetDescription
from powertui.services.pdu_search import AT_ONCE, Findings, Pace, search
from powertui.services.ports import PollTarget

SILENCE = PollFailure(PollOutcome.TIMEOUT, "no answer")
REFUSAL = PollFailure(PollOutcome.REFUSED, "wrong user")
STRANGER = PollFailure(PollOutcome.NO_PROFILE, "no profile fits")
PDU = TargetDescription("apc-rpdu2", "APC")


@dataclass
class Clock:
    """Time that passes only where somebody pauses."""

    seconds: float = 0.0

    def now_s(self) -> float:
        return self.seconds

    async def pause(self, seconds: float) -> None:
        # Whoever wakes first has waited least: later sleepers find the time that has passed.
        until_s = self.seconds + seconds
        await asyncio.sleep(0)
        self.seconds = max(self.seconds, until_s)


@dataclass
class Network:
    """A Collector over agents that are there for some credentials."""

    agents: Mapping[str, Mapping[str, TargetDescription | PollFailure]]
    clock: Clock
    asked: list[tuple[str, str, float]] = field(default_factory=list)
    interrupt_after: int | None = None

    async def discover(self, target: PollTarget) -> TargetDescription | PollFailure:
        self.asked.append((target.host, target.credential, self.clock.now_s()))
        if self.interrupt_after is not None and len(self.asked) > self.interrupt_after:
            raise KeyboardInterrupt
        return self.agents.get(target.host, {}).get(target.credential, SILENCE)

    async def resume(self, target: PollTarget, notes: bytes, noted_at_s: float) -> TargetDescription:
        raise AssertionError

    async def poll(self, target: PollTarget) -> ReadingBatch | PollFailure:
        raise AssertionError

    async def close(self) -> None:
        pass


def searched(network: Network, hosts: list[str], credentials: list[str], rate: float = 1000.0) -> Findings:
    findings = Findings(len(hosts))
    pace = Pace(rate, network.clock.now_s, network.clock.pause)
    asyncio.run(search(network, [Place(host, 161) for host in hosts], credentials, pace, findings))
    return findings


def test_credentials_are_tried_in_order_until_one_is_let_in() -> None:
    network = Network({"a": {"two": PDU, "three": PDU}}, Clock())
    findings = searched(network, ["a"], ["one", "two", "three"])
    assert [(found.place.host, found.credential) for found in findings.pdus] == [("a", "two")]
    assert [credential for _, credential, _ in network.asked] == ["one", "two"]


def test_who_answers_and_is_none_of_ours_is_noted_and_not_asked_again() -> None:
    network = Network({"a": {"one": STRANGER}, "b": {"one": REFUSAL, "two": REFUSAL}, "c": {}}, Clock())
    findings = searched(network, ["a", "b", "c"], ["one", "two"])
    assert {(other.place.host, other.failure) for other in findings.others} == {("a", STRANGER), ("b", REFUSAL)}
    assert sum(host == "a" for host, _, _ in network.asked) == 1
    assert (findings.looked_at, findings.pdus) == (3, [])


@given(st.integers(1, 200), st.floats(0.5, 500), st.integers(1, 3))
def test_no_more_probes_begin_in_a_second_than_allowed(count: int, rate: float, credentials: int) -> None:
    network = Network({}, Clock())
    searched(network, [str(number) for number in range(count)], [str(name) for name in range(credentials)], rate)
    times = sorted(at_s for _, _, at_s in network.asked)
    assert len(times) == count * credentials
    for number, at_s in enumerate(times):
        assert at_s >= number / rate - 1e-6


def test_each_place_is_looked_at_once_however_many_there_are() -> None:
    hosts = [str(number) for number in range(5 * AT_ONCE)]
    network = Network({}, Clock())
    assert searched(network, hosts, ["one"]).looked_at == len(hosts)
    assert sorted(host for host, _, _ in network.asked) == sorted(hosts)


def test_what_was_found_before_an_interruption_is_there() -> None:
    network = Network({"0": {"one": PDU}}, Clock(), interrupt_after=3)
    findings = Findings(10)
    pace = Pace(1000.0, network.clock.now_s, network.clock.pause)
    places = [Place(str(number), 161) for number in range(10)]
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(search(network, places, ["one"], pace, findings))
    assert [found.place.host for found in findings.pdus] == ["0"]
    assert findings.looked_at < findings.count

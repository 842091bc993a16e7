"""Values that cannot be, in every column of every family: what comes of them is a reading that was sent, or none.

The rule for what was sent is `lab`'s; here the agent's objects are the ledger, as no network is between.
"""

from collections.abc import Mapping

import pytest

from collectors.collector import SnmpCollector
from collectors.profiles.model import Profile
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.decode import decode
from collectors.snmp.drafts import LONGEST_KEY
from collectors.snmp.plan import uptime_s
from powertui.domain.plausible import bounds_of
from powertui.domain.reading import MISSING_RAW, PollFailure, Quality, ReadingBatch, TargetDescription, unscaled
from powertui.services.ports import PollTarget
from tests.clocks import StillClock
from tests.collectors.devices import ObjectsClient, collector_of
from tests.collectors.hostile.lab import PROFILES
from tests.collectors.hostile.liars import Liar

A_FEW_SEEDS = range(6)
MANY_SEEDS = range(1000, 1300)
POLLS = 3


def assert_harmless(text: str) -> None:
    assert text.isprintable(), ascii(text)
    assert len(text) <= 1100


def judge_description(found: TargetDescription) -> None:
    keys = [(subject.kind, subject.key) for subject in found.subjects]
    assert len(set(keys)) == len(keys)
    for text in (found.model, found.serial, found.firmware, found.name, found.vendor):
        assert_harmless(text)
    for subject in found.subjects:
        for text in (subject.key, subject.unit, subject.index, subject.label, subject.name, subject.branch):
            assert_harmless(text)
        assert 0 < len(subject.key) <= LONGEST_KEY
        assert all(fact.value is not None and abs(fact.value) < 2**63 for fact in subject.facts)


def judge_batch(
    collector: SnmpCollector, found: TargetDescription, batch: ReadingBatch, objects: Mapping[Oid, SnmpValue]
) -> None:
    channels = collector._watched[1].shape.channels
    places = [(subject, quantity) for subject in found.subjects for quantity in subject.quantities]
    assert len(places) == len(channels) == len(batch.values)
    for (subject, quantity), channel, raw, code in zip(places, channels, batch.values, batch.qualities, strict=True):
        quality = Quality(code)
        if quality is Quality.IMPLAUSIBLE:
            continue
        if quality not in {Quality.GOOD, Quality.ESTIMATED}:
            assert raw == MISSING_RAW
            continue
        bounds, value = bounds_of(quantity, subject.kind, subject.facts), unscaled(raw)
        assert value is not None
        assert bounds is None or bounds.admits(value), (quantity, value)
        if channel.derivation is None:
            sent = objects.get(channel.oid)
            assert sent is not None
            assert sent.type not in {SnmpType.OID, SnmpType.IP_ADDRESS}, "not a number in any family"
            assert (raw, quality) == decode(channel.rule, sent)
        else:
            assert all(batch.values[source] != MISSING_RAW for source in channel.derivation.sources)
    assert batch.uptime_s is None or 0 <= batch.uptime_s < 2**32 / 100


async def endure(profile: Profile, seed: int) -> None:
    liar = Liar(profile, seed)
    clock = StillClock()
    collector = collector_of(ObjectsClient(liar.objects), clock, PROFILES)
    target = PollTarget(1, "pdu", "192.0.2.1", 161, "lab", family=profile.family)
    found = await collector.discover(target)
    if isinstance(found, PollFailure):
        assert_harmless(found.detail)
        return
    judge_description(found)
    for _ in range(POLLS):
        batch = await collector.poll(target)
        assert isinstance(batch, ReadingBatch)
        judge_batch(collector, found, batch, liar.objects)
        liar.lie()
        # All values are due again, energy too.
        clock.advance(3600)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.family)
async def test_a_lying_device_makes_no_reading_that_it_did_not_send(profile: Profile) -> None:
    for seed in A_FEW_SEEDS:
        await endure(profile, seed)


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.family)
async def test_many_lying_devices_make_no_reading_that_they_did_not_send(profile: Profile) -> None:
    for seed in MANY_SEEDS:
        await endure(profile, seed)


async def test_whatever_lies_is_called_something_or_unknown() -> None:
    """Without a word about the family."""
    target = PollTarget(1, "pdu", "192.0.2.1", 161, "lab")
    for profile in PROFILES:
        found = await collector_of(ObjectsClient(Liar(profile, 1).objects), profiles=PROFILES).discover(target)
        if isinstance(found, PollFailure):
            assert_harmless(found.detail)
        else:
            judge_description(found)


@pytest.mark.parametrize("raw", [-1, 2**32, 2**64 - 1, -(2**31), b"12", (1, 3), None])
def test_an_uptime_that_cannot_be_is_none(raw: int | bytes | Oid | None) -> None:
    assert uptime_s(raw) is None

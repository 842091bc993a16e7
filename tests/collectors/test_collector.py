"""The collector port over an SnmpClient without a network."""

from collections.abc import Mapping

import pytest

from collectors.snmp.client import SnmpError, SnmpFailure
from collectors.snmp.decode import MISSING
from collectors.snmp.plan import SYS_UP_TIME
from powertui.domain.reading import (
    PollFailure,
    PollOutcome,
    Quality,
    ReadingBatch,
    SubjectKind,
    TargetDescription,
)
from powertui.services.ports import PollTarget
from tests.clocks import StillClock
from tests.collectors.devices import (
    SYS_DESCR,
    SYS_OBJECT_ID,
    TARGET,
    ObjectsClient,
    Raw,
    collector_of,
    oid,
    value,
)
from tests.collectors.devices import (
    SYS_UP_TIME as UP_TIME,
)

OBJECTS: dict[str, Raw] = {
    SYS_OBJECT_ID: oid("21239.42.1.52"),
    SYS_DESCR: "a PDU",
    UP_TIME: 123_400,
    "21239.5.2.1.8.0": "MG02\x1b[2J",
    "21239.5.2.3.1.1.9.1": 1017,
    "21239.5.2.3.1.1.12.1": 8_483_906,
}
RATED: dict[str, Raw] = {
    SYS_OBJECT_ID: oid("318.1.3.4.5"),
    SYS_DESCR: "a PDU",
    UP_TIME: 123_400,
    "318.1.1.12.1.5.0": "AP7953",
    "318.1.1.12.1.7.0": 32,
    "318.1.1.12.1.16.0": 1200,
}
POWER, ENERGY = oid("21239.5.2.3.1.1.9.1"), oid("21239.5.2.3.1.1.12.1")


def client_of(objects: Mapping[str, Raw] = OBJECTS) -> ObjectsClient:
    return ObjectsClient({oid(name): value(raw) for name, raw in objects.items()})


async def batch_of(client: ObjectsClient) -> ReadingBatch | PollFailure:
    collector = collector_of(client)
    assert isinstance(await collector.discover(TARGET), TargetDescription)
    return await collector.poll(TARGET)


async def test_a_batch_has_the_values_in_the_order_of_the_description() -> None:
    collector = collector_of(client_of())
    description = await collector.discover(TARGET)
    assert isinstance(description, TargetDescription)
    batch = await collector.poll(TARGET)
    assert isinstance(batch, ReadingBatch)
    assert batch.values.tolist() == [1_017_000, 8_483_906]
    assert len(batch.values) == len(batch.qualities) == description.channel_count
    assert batch.uptime_s == 1234.0


async def test_what_says_the_same_an_hour_later_is_equal() -> None:
    clock = StillClock()
    collector = collector_of(client_of(RATED), clock)
    first = await collector.discover(TARGET)
    clock.advance(3600)
    assert isinstance(first, TargetDescription)
    assert any(subject.facts for subject in first.subjects)
    assert await collector.discover(TARGET) == first


async def test_a_device_cannot_send_control_characters_through_its_names() -> None:
    description = await collector_of(client_of()).discover(TARGET)
    assert isinstance(description, TargetDescription)
    assert description.model == "MG02 [2J"


async def test_energy_is_read_once_a_minute_and_keeps_its_value_between() -> None:
    client, clock = client_of(), StillClock()
    collector = collector_of(client, clock)
    await collector.discover(TARGET)
    asked = []
    for _ in range(4):
        client.polled.clear()
        batch = await collector.poll(TARGET)
        assert isinstance(batch, ReadingBatch)
        assert batch.values.tolist() == [1_017_000, 8_483_906]
        asked.append(ENERGY in client.polled[0])
        clock.advance(30.0)
    assert asked == [True, False, True, False]


async def test_energy_is_read_on_when_the_clock_was_set_back() -> None:
    client, clock = client_of(), StillClock()
    collector = collector_of(client, clock)
    await collector.discover(TARGET)
    await collector.poll(TARGET)
    clock.advance(-86_400.0)
    client.polled.clear()
    await collector.poll(TARGET)
    assert ENERGY in client.polled[0]


async def test_a_poll_asks_for_values_and_nothing_else() -> None:
    client = client_of()
    collector = collector_of(client)
    await collector.discover(TARGET)
    client.polled.clear()
    await collector.poll(TARGET)
    assert client.polled == [(SYS_UP_TIME, POWER, ENERGY)]


async def test_discovery_walks_columns_never_trees() -> None:
    client = client_of()
    await collector_of(client).discover(TARGET)
    assert all(len(column) >= len(oid("21239.5.2.3.1.1.9")) for column in client.walked)
    assert len(client.walked) == len(set(client.walked))


async def test_an_object_that_vanishes_is_missing_not_zero() -> None:
    client = client_of()
    collector = collector_of(client)
    await collector.discover(TARGET)
    del client.objects[POWER]
    batch = await collector.poll(TARGET)
    assert isinstance(batch, ReadingBatch)
    assert (batch.values[0], Quality(batch.qualities[0])) == MISSING


async def test_a_batch_is_not_changed_by_the_next_poll() -> None:
    client = client_of()
    collector = collector_of(client)
    await collector.discover(TARGET)
    first = await collector.poll(TARGET)
    client.objects[POWER] = value(5)
    await collector.poll(TARGET)
    assert isinstance(first, ReadingBatch)
    assert first.values[0] == 1_017_000


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (SnmpError.TIMEOUT, PollOutcome.TIMEOUT),
        (SnmpError.UNREACHABLE, PollOutcome.UNREACHABLE),
        (SnmpError.AUTHORIZATION, PollOutcome.REFUSED),
        (SnmpError.TOO_BIG, PollOutcome.BAD_ANSWER),
        (SnmpError.BAD_ANSWER, PollOutcome.BAD_ANSWER),
    ],
)
async def test_a_failure_is_an_outcome_with_its_sentence(error: SnmpError, outcome: PollOutcome) -> None:
    client = client_of()
    collector = collector_of(client)
    await collector.discover(TARGET)
    client.failure = SnmpFailure(error, "that is why")
    assert await collector.poll(TARGET) == PollFailure(outcome, "that is why")
    assert await collector.discover(TARGET) == PollFailure(outcome, "that is why")


async def test_a_target_that_was_not_discovered_is_not_polled() -> None:
    outcome = await collector_of(client_of()).poll(TARGET)
    assert isinstance(outcome, PollFailure)
    assert outcome.outcome is PollOutcome.NEVER


async def test_a_target_with_a_family_is_not_guessed_at() -> None:
    target = PollTarget(1, "pdu", "192.0.2.1", 161, "lab", family="vertiv-v5")
    description = await collector_of(client_of({UP_TIME: 1} | {"21239.5.2.3.1.1.9.1": 5})).discover(target)
    assert isinstance(description, TargetDescription)
    assert description.family == "vertiv-v5"


async def test_an_unknown_family_is_named_with_those_that_are_known() -> None:
    outcome = await collector_of(client_of()).discover(PollTarget(1, "pdu", "h", 161, "lab", family="acme"))
    assert isinstance(outcome, PollFailure)
    assert "'acme'" in outcome.detail
    assert "vertiv-v5" in outcome.detail


async def test_a_credential_that_is_not_configured_is_named() -> None:
    outcome = await collector_of(client_of()).discover(PollTarget(1, "pdu", "h", 161, "nowhere"))
    assert isinstance(outcome, PollFailure)
    assert outcome.outcome is PollOutcome.REFUSED
    assert "'nowhere'" in outcome.detail


async def test_a_device_that_no_profile_fits_is_described_by_its_own_words() -> None:
    outcome = await collector_of(client_of({SYS_OBJECT_ID: oid("8072.3.2.10"), SYS_DESCR: "Linux"})).discover(TARGET)
    assert isinstance(outcome, PollFailure)
    assert outcome.outcome is PollOutcome.NO_PROFILE
    assert "'Linux'" in outcome.detail


async def test_a_device_that_tells_only_who_it_is_has_no_parts_and_is_no_failure() -> None:
    client = client_of({SYS_OBJECT_ID: oid("21239.42.1.55")})
    batch = await batch_of(client)
    assert isinstance(batch, ReadingBatch)
    assert len(batch.values) == 0


async def test_only_zeros_are_asked_whether_they_are_readings() -> None:
    sensors: dict[str, Raw] = {SYS_OBJECT_ID: oid("13742.6"), "13742.6.3.2.1.1.3.1": "PX3"}
    for sensor, raw, available in ((1, 0, 2), (5, 0, 1), (6, 12, 1)):
        sensors |= {f"13742.6.5.2.3.1.4.1.1.{sensor}": raw, f"13742.6.5.2.3.1.2.1.1.{sensor}": available}
        sensors[f"13742.6.3.3.4.1.7.1.1.{sensor}"] = 0
    client = client_of(sensors)
    collector = collector_of(client)
    description = await collector.discover(TARGET)
    assert isinstance(description, TargetDescription)
    client.polled.clear()
    batch = await collector.poll(TARGET)
    assert isinstance(batch, ReadingBatch)
    readings = batch.readings(description)[SubjectKind.UNIT, "I1"]
    assert {reading.quantity.key: reading.value for reading in readings} == {
        "active_power_w": 0.0,
        "apparent_power_va": 12.0,
        "current_a": None,
    }
    guards = client.polled[1]
    assert guards == (oid("13742.6.5.2.3.1.2.1.1.5"), oid("13742.6.5.2.3.1.2.1.1.1"))


async def test_a_zero_whose_question_stays_unanswered_is_missing() -> None:
    sensors: dict[str, Raw] = {SYS_OBJECT_ID: oid("13742.6"), "13742.6.3.2.1.1.3.1": "PX3"}
    sensors |= {"13742.6.5.2.3.1.4.1.1.5": 0, "13742.6.5.2.3.1.2.1.1.5": 1, "13742.6.3.3.4.1.7.1.1.5": 0}
    client = client_of(sensors)
    collector = collector_of(client)
    assert isinstance(await collector.discover(TARGET), TargetDescription)
    client.silent_on = frozenset({oid("13742.6.5.2.3.1.2.1.1.5")})
    batch = await collector.poll(TARGET)
    assert isinstance(batch, ReadingBatch)
    assert (batch.values[0], Quality(batch.qualities[0])) == MISSING


async def test_a_value_is_missing_while_nobody_says_whether_it_is_one() -> None:
    cord: dict[str, Raw] = {SYS_OBJECT_ID: oid("1718.4"), "1718.4.1.3.3.1.3.1.1": 1701, "1718.4.1.3.3.1.2.1.1": 0}
    client = client_of(cord)
    collector = collector_of(client)
    assert isinstance(await collector.discover(TARGET), TargetDescription)
    client.silent_on = frozenset({oid("1718.4.1.3.3.1.2.1.1")})
    batch = await collector.poll(TARGET)
    assert isinstance(batch, ReadingBatch)
    assert (batch.values[0], Quality(batch.qualities[0])) == MISSING

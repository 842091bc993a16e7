"""Devices that declare too much or too little: what is described is what has rows, and nothing absurd is computed."""

from collections import Counter
from functools import partial

import pytest

from collectors.profiles.columns import DeviceScale
from collectors.snmp.client import SnmpType, SnmpValue
from collectors.snmp.scales import device_factor
from collectors.snmp.tables import Walked
from powertui.domain.reading import PollFailure, ReadingBatch, SubjectKind, TargetDescription
from tests.collectors.devices import SYS_OBJECT_ID, TARGET, ObjectsClient, Raw, collector_of, oid, value
from tests.collectors.hostile.lab import pdu_objects

COLUMN = (1, 3, 6, 1, 4, 1, 99999, 1)
ABSURD = (19, -13, 99, 4_000_000, -4_000_000, 2**31 - 1, -(2**31), 2**64 - 1)


@pytest.mark.parametrize("digits", ABSURD)
@pytest.mark.parametrize(
    "scale",
    [DeviceScale(digits=COLUMN), DeviceScale(exponent=COLUMN), DeviceScale(si_scale=COLUMN)],
    ids=["digits", "exponent", "si_scale"],
)
def test_a_scale_beyond_all_sense_is_no_scale_and_no_power_of_ten_is_computed(scale: DeviceScale, digits: int) -> None:
    for said in (SnmpValue(SnmpType.INTEGER, digits), SnmpValue(SnmpType.OCTETS, str(digits).encode())):
        assert device_factor(scale, partial(Walked({COLUMN: {(): said}}).cell, index=()), None) is None


async def described(objects: dict[str, Raw], family: str = "") -> tuple[TargetDescription, ObjectsClient, ReadingBatch]:
    client = ObjectsClient({oid(name): value(raw) for name, raw in objects.items()})
    collector = collector_of(client)
    found = await collector.discover(TARGET)
    assert not isinstance(found, PollFailure), found
    client.polled.clear()
    batch = await collector.poll(TARGET)
    assert isinstance(batch, ReadingBatch)
    return found, client, batch


async def test_thousands_of_outlets_are_described_once_each_and_asked_for_once_each() -> None:
    found, client, batch = await described(pdu_objects(2000))
    kinds = Counter(subject.kind for subject in found.subjects)
    assert kinds[SubjectKind.OUTLET] == 2000
    asked = [name for names in client.polled for name in names]
    assert len(asked) == len(set(asked)) <= len(batch.values) + 1


async def test_a_thousand_units_are_a_thousand_units() -> None:
    objects = pdu_objects(1) | {f"21239.5.2.3.1.1.9.{unit}": 1000 + unit for unit in range(1, 1001)}
    found, _, batch = await described(objects)
    assert sum(subject.kind is SubjectKind.UNIT for subject in found.subjects) == 1000
    assert len(batch.values) == found.channel_count


@pytest.mark.parametrize("count", [-1, 0, 2**31 - 1, -(2**31)])
async def test_a_declared_count_makes_no_rows_that_are_not_there(count: int) -> None:
    """APC's phases and banks are bounded by what the device declares."""
    objects: dict[str, Raw] = {SYS_OBJECT_ID: oid("318.1.3.4.6"), "318.1.1.26.2.1.8.1": "AP8681"}
    objects |= {f"318.1.1.26.4.2.1.{column}.1": count for column in (4, 5, 6, 7, 8, 9)}
    objects |= {f"318.1.1.26.6.3.1.{column}.{row}": row for column in range(1, 8) for row in (1, 2, 3)}
    objects |= {f"318.1.1.26.8.3.1.{column}.{row}": row for column in range(1, 8) for row in (1, 2)}
    found, _, batch = await described(objects)
    assert len(found.subjects) <= 12
    assert len(batch.values) == found.channel_count


async def test_branches_that_feed_one_another_end_nowhere() -> None:
    """An outlet on a branch that says it hangs on itself: a circle of references is followed one step at most."""
    for seed_row in (1, 2):
        objects: dict[str, Raw] = {SYS_OBJECT_ID: oid("1718.4")}
        for row in (1, 2):
            objects |= {
                f"1718.4.1.7.2.1.2.1.1.{row}": f"AA{row}",
                f"1718.4.1.7.3.1.3.1.1.{row}": 100 * row,
                f"1718.4.1.8.2.1.2.1.1.{row}": f"AA{3 - row if seed_row == 1 else row}",
                f"1718.4.1.8.3.1.3.1.1.{row}": 10 * row,
            }
        found, _, _ = await described(objects)
        keys = {subject.key for subject in found.subjects}
        assert all(not subject.branch or subject.branch in keys for subject in found.subjects)

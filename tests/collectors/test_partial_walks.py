"""Devices that answer less than they should: old firmware, timeouts, views. What is read may be less, never wrong."""

import random
from collections.abc import Callable

import pytest

from collectors.profiles.loader import packaged_profiles
from collectors.snmp.client import Oid, SnmpValue
from powertui.cli.snmp_report import as_json
from powertui.domain.reading import PollFailure
from tests.collectors.devices import TARGET, ObjectsClient, collector_of
from tests.collectors.snmprec import objects_of
from tests.collectors.truths import Document, Expected, expected_numbers, family_of, recordings, row_of
from tests.shared_material import needs_shared

pytestmark = needs_shared

SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
Objects = dict[Oid, SnmpValue]
Less = Callable[[Objects, random.Random], Objects]
SHARES = (0.05, 0.2, 0.5)
"""Of the objects that are left out."""
DOCUMENTED = [recording for recording in recordings() if family_of(recording) is not None]


async def read(objects: Objects) -> Document | None:
    collector = collector_of(ObjectsClient(objects), profiles=packaged_profiles())
    description = await collector.discover(TARGET)
    if isinstance(description, PollFailure):
        return None
    batch = await collector.poll(TARGET)
    return None if isinstance(batch, PollFailure) else as_json(description, batch)


def without_some_columns(objects: Objects, chance: random.Random) -> Objects:
    share = chance.choice(SHARES)
    dropped: dict[Oid, bool] = {}
    for name in objects:
        dropped.setdefault(name[:-1], chance.random() < share)
    return {name: value for name, value in objects.items() if name[:7] == SYSTEM or not dropped[name[:-1]]}


def without_some_cells(objects: Objects, chance: random.Random) -> Objects:
    share = chance.choice(SHARES)
    return {name: value for name, value in objects.items() if name[:7] == SYSTEM or chance.random() >= share}


@pytest.mark.parametrize("less", [without_some_columns, without_some_cells])
@pytest.mark.parametrize("recording", DOCUMENTED)
async def test_what_is_left_is_read_as_before_or_not_at_all(recording: str, less: Less) -> None:
    for seed in range(3):
        document = await read(less(objects_of(recording), random.Random(f"{recording} {seed}")))
        if document is None or document["family"] != family_of(recording):
            continue  # Without its identity a device is unknown, or its older tables are read: other samples.
        for expected in expected_numbers(recording):
            found = row_of(document[expected.section], expected).get(expected.key)
            assert found is None or is_the_same(found, expected), f"{expected}, read {found!r}"


def is_the_same(found: float, expected: Expected) -> bool:
    """Twin tables are sampled a moment apart; what is looked for is a lost scale, or somebody else's row."""
    return expected.is_met_by(found) or (expected.value != 0 and 0.5 < found / expected.value < 2)

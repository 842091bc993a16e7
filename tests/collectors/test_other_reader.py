"""What another monitoring system reads off the same objects of the same devices: the same, save where it errs."""

import json
from collections.abc import Iterator

import pytest

from collectors.profiles.loader import packaged_profiles
from collectors.snmp.client import Oid
from powertui.domain.reading import MILLI, MISSING_RAW, PollFailure, Quantity
from tests.collectors.devices import TARGET, ObjectsClient, collector_of, oid
from tests.collectors.snmprec import objects_of
from tests.collectors.truths import family_of, recordings
from tests.shared_material import SHARED, needs_shared

pytestmark = needs_shared

ERRS = {
    ("conteg", "power"): "it divides watts by a hundred",
    ("raritan-pdu2", "power_factor"): "it forgets the decimal digits",
    ("sentry3", "power_factor"): "it forgets that these are hundredths",
}
TOLERANCE = 0.02
"""The two readings may be a moment apart, and are rounded."""
WORDS = frozenset({Quantity.STATE, Quantity.LOAD_STATE, Quantity.STATUS, Quantity.WIRING})
EXPECTED = SHARED / "snmp" / "expected"
DOCUMENTED = [name for name in recordings() if family_of(name) is not None and (EXPECTED / f"{name}.json").exists()]


def others(recording: str) -> Iterator[tuple[Oid, str, float]]:
    """Object, class and value of each sensor that is a number."""
    for sensor in json.loads((EXPECTED / f"{recording}.json").read_text())["sensors"]:
        value = sensor["sensor_current"]
        if isinstance(value, int | float) and sensor["sensor_class"] != "state":
            yield oid(sensor["sensor_oid"].strip(".")), sensor["sensor_class"], float(value)


async def read(recording: str) -> dict[Oid, float]:
    """Our value of each object that is polled."""
    collector = collector_of(ObjectsClient(objects_of(recording)), profiles=packaged_profiles())
    description = await collector.discover(TARGET)
    assert not isinstance(description, PollFailure), description
    batch = await collector.poll(TARGET)
    assert not isinstance(batch, PollFailure), batch
    traces = await collector.trace(TARGET, description)
    return {
        trace.oid: raw / MILLI
        for trace, raw in zip(traces, batch.values, strict=True)
        if trace.oid and raw != MISSING_RAW and trace.quantity not in WORDS
    }


@pytest.mark.parametrize("recording", DOCUMENTED)
async def test_both_read_the_same_but_where_the_other_is_known_to_err(recording: str) -> None:
    ours = await read(recording)
    differing = [
        f"{'.'.join(map(str, name))} {kind}: {value}, ours {ours[name]}"
        for name, kind, value in others(recording)
        if name in ours
        and (family_of(recording), kind) not in ERRS
        and abs(ours[name] - value) > abs(value) * TOLERANCE + 1e-9
    ]
    assert not differing

"""Recorded devices agree with themselves: no false warning, nothing implausible; and a scale made wrong is noticed."""

import asyncio
from fractions import Fraction

import pytest

from collectors.collector import Patience, SnmpCollector
from collectors.profiles.loader import packaged_profiles
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from powertui.domain.reading import PollFailure, Quality, Quantity, ReadingBatch, SubjectKind, TargetDescription
from powertui.domain.scale_override import ColumnChoice, ScaleOverride
from tests.clocks import StillClock
from tests.collectors.devices import CREDENTIALS, TARGET, ObjectsClient
from tests.collectors.truths import recordings
from tests.shared_material import SHARED, needs_shared

pytestmark = needs_shared

NUMBERS = {
    "2": SnmpType.INTEGER,
    "65": SnmpType.COUNTER32,
    "66": SnmpType.GAUGE32,
    "67": SnmpType.TIME_TICKS,
    "70": SnmpType.COUNTER64,
}
PROFILES = packaged_profiles()


def objects_of(recording: str) -> dict[Oid, SnmpValue]:
    """A recording's objects: `OID|tag|value` in each line, an `x` behind the tag for hexadecimal digits."""
    found = {}
    text = (SHARED / "snmp" / "recordings" / f"{recording}.snmprec").read_bytes().decode("latin-1")
    for line in text.splitlines():
        name, tag, said = line.split("|", 2)
        kind = tag.rstrip("x")
        if kind in NUMBERS:
            value = SnmpValue(NUMBERS[kind], int(said))
        elif kind == "6":
            value = SnmpValue(SnmpType.OID, tuple(map(int, said.strip(".").split("."))))
        else:
            value = SnmpValue(SnmpType.OCTETS, bytes.fromhex(said) if tag.endswith("x") else said.encode("latin-1"))
        found[tuple(map(int, name.split(".")))] = value
    return found


def read(recording: str, *overrides: ScaleOverride) -> tuple[TargetDescription, ReadingBatch] | None:
    """None for a device that no profile fits."""

    async def discover_and_poll() -> tuple[TargetDescription, ReadingBatch] | None:
        client = ObjectsClient(objects_of(recording))
        collector = SnmpCollector(client, PROFILES, CREDENTIALS, StillClock(), Patience(), overrides)
        description = await collector.discover(TARGET)
        if isinstance(description, PollFailure):
            return None
        batch = await collector.poll(TARGET)
        assert not isinstance(batch, PollFailure)
        return description, batch

    return asyncio.run(discover_and_poll())


@pytest.mark.parametrize("recording", recordings())
def test_no_recorded_device_is_warned_of_or_doubted(recording: str) -> None:
    found = read(recording)
    if found is None:
        return
    description, batch = found
    assert [warning.text for warning in description.warnings if warning.is_scale] == []
    assert Quality.IMPLAUSIBLE not in batch.qualities


@pytest.mark.parametrize(
    ("recording", "kind", "quantity", "scale"),
    [
        ("vertiv-pdu_mg02e4w1", SubjectKind.PHASE, Quantity.ACTIVE_POWER, "0.1"),
        ("e3meter", SubjectKind.PHASE, Quantity.APPARENT_POWER, "100"),
        ("enlogic-pdu_v2", SubjectKind.PHASE, Quantity.APPARENT_POWER, "0.1"),
        ("hpe-mapdu_pdu2", SubjectKind.PHASE, Quantity.ACTIVE_POWER, "100"),
    ],
)
def test_a_scale_that_is_made_wrong_is_noticed_on_a_recorded_device(
    recording: str, kind: SubjectKind, quantity: Quantity, scale: str
) -> None:
    found = read(recording, ScaleOverride("*", ColumnChoice((), kind, quantity), Fraction(scale)))
    assert found is not None
    warned = [warning for warning in found[0].warnings if warning.is_scale]
    assert [(warning.kind, warning.quantity) for warning in warned] == [(kind, quantity)]

"""Scales of the configuration: applied in decoding, seen in the origin of a value; contradictions name their column."""

import asyncio
from dataclasses import dataclass, replace
from fractions import Fraction

from collectors.collector import Patience, SnmpCollector
from collectors.profiles.loader import load_profiles
from powertui.domain.provenance import Standing, Trace
from powertui.domain.reading import PollFailure, Quality, Quantity, ReadingBatch, SubjectKind, TargetDescription
from powertui.domain.scale_override import ScaleOverride, column_choice
from tests.clocks import StillClock
from tests.collectors.devices import CREDENTIALS, SYS_DESCR, SYS_OBJECT_ID, TARGET, ObjectsClient, Raw, oid, value

APC: dict[str, Raw] = {
    SYS_OBJECT_ID: oid("318.1.3.4.6"),
    SYS_DESCR: "APC Web/SNMP Management Card (MN:AP8959)",
    "318.1.1.26.2.1.3.1": "pdu",
    "318.1.1.26.2.1.8.1": "AP8959",
    "318.1.1.26.2.1.9.1": "ZA1",
    "318.1.1.26.4.3.1.5.1": 50,
    "318.1.1.26.6.3.1.2.1": 1,
    "318.1.1.26.6.3.1.3.1": 1,
    "318.1.1.26.6.3.1.4.1": 1,
    "318.1.1.26.6.3.1.5.1": 22,
    "318.1.1.26.6.3.1.6.1": 230,
    "318.1.1.26.6.3.1.7.1": 50,
    "318.1.1.26.6.3.1.8.1": 51,
    "318.1.1.26.6.3.1.9.1": 99,
}
PHASE_AMPS = "1.3.6.1.4.1.318.1.1.26.6.3.1.5"


@dataclass(frozen=True, slots=True)
class Read:
    description: TargetDescription
    batch: ReadingBatch
    origins: tuple[Trace, ...]

    def origin(self, kind: SubjectKind, quantity: Quantity) -> Trace:
        return next(one for one in self.origins if (one.kind, one.quantity) == (kind, quantity))


def read(objects: dict[str, Raw], *overrides: tuple[str, str, str]) -> Read:
    client = ObjectsClient({oid(name): value(raw) for name, raw in objects.items()})
    scales = [ScaleOverride(target, column_choice(column), Fraction(scale)) for target, column, scale in overrides]

    async def discover_and_poll() -> Read:
        collector = SnmpCollector(client, load_profiles(), CREDENTIALS, StillClock(), Patience(), scales)
        description = await collector.discover(replace(TARGET, family="apc-rpdu2"))
        assert not isinstance(description, PollFailure), description
        batch = await collector.poll(TARGET)
        assert not isinstance(batch, PollFailure), batch
        return Read(description, batch, await collector.trace(TARGET, description))

    return asyncio.run(discover_and_poll())


def test_a_device_that_agrees_with_itself_has_no_warnings() -> None:
    assert read(APC).description.warnings == ()


def test_a_wrong_scale_is_warned_of_with_its_column_and_what_to_configure() -> None:
    # As if the firmware told amperes in hundredths: 2.2 A are 220.
    (warning,) = read({**APC, "318.1.1.26.6.3.1.5.1": 220}).description.warnings
    assert warning.is_scale
    assert (warning.kind, warning.quantity) == (SubjectKind.PHASE, Quantity.CURRENT)
    assert f'[[override]] with target = "pdu", column = "{PHASE_AMPS}", scale = 0.01' in warning.text


def test_an_override_is_applied_and_ends_the_warning() -> None:
    for column in (PHASE_AMPS, "phase current_a"):
        fixed = read({**APC, "318.1.1.26.6.3.1.5.1": 220}, ("pdu", column, "0.01"))
        assert fixed.description.warnings == ()
        origin = fixed.origin(SubjectKind.PHASE, Quantity.CURRENT)
        assert (origin.value, origin.is_overridden) == (2.2, True)
        assert "= 220 (INTEGER) × 0.01 (scale overridden) = 2.2 A" in str(origin)
        assert not fixed.origin(SubjectKind.PHASE, Quantity.VOLTAGE).is_overridden


def test_of_two_overrides_of_a_column_the_last_holds() -> None:
    fixed = read(APC, ("*", "phase current_a", "10"), ("apc-rpdu2/AP89*", PHASE_AMPS, "0.01"))
    assert fixed.origin(SubjectKind.PHASE, Quantity.CURRENT).value == 0.22


def test_an_override_of_another_device_changes_nothing() -> None:
    assert read(APC, ("pdu-b", PHASE_AMPS, "0.01")).origin(SubjectKind.PHASE, Quantity.CURRENT).value == 2.2


def test_an_override_that_names_no_column_of_the_device_is_told() -> None:
    (note,) = read(APC, ("pdu", "1.3.6.1.4.1.9.9.9", "0.01")).description.warnings
    assert not note.is_scale
    assert "changes nothing: the profile apc-rpdu2 has no such column" in note.text


def test_absent_not_supported_off_and_zero_are_four_different_words() -> None:
    objects = {
        **APC,
        "318.1.1.26.6.3.1.5.1": 0,
        "318.1.1.26.6.3.1.6.1": -1,
        "318.1.1.26.9.2.3.1.3.1": "web",
        "318.1.1.26.9.2.3.1.5.1": 1,
        "318.1.1.26.9.2.3.1.1.1": 1,
        "318.1.1.26.9.2.3.1.2.1": 1,
        "318.1.1.26.9.2.3.1.4.1": 1,
    }
    found = read(objects)
    assert found.origin(SubjectKind.PHASE, Quantity.CURRENT).word == "0 A"
    voltage = found.origin(SubjectKind.PHASE, Quantity.VOLTAGE)
    assert (voltage.word, voltage.standing, voltage.value) == ("not supported", Standing.NOT_SUPPORTED, None)
    assert found.origin(SubjectKind.OUTLET, Quantity.STATE).word == "off"


def test_an_object_that_is_gone_since_discovery_is_absent() -> None:
    client = ObjectsClient({oid(name): value(raw) for name, raw in APC.items()})

    async def lose_one() -> tuple[Trace, ...]:
        collector = SnmpCollector(client, load_profiles(), CREDENTIALS, StillClock(), Patience())
        description = await collector.discover(TARGET)
        assert not isinstance(description, PollFailure), description
        del client.objects[oid("318.1.1.26.6.3.1.5.1")]
        return await collector.trace(TARGET, description)

    origins = asyncio.run(lose_one())
    origin = next(one for one in origins if (one.kind, one.quantity) == (SubjectKind.PHASE, Quantity.CURRENT))
    assert (origin.word, str(origin)) == ("absent", f"phase L1 current_a: {PHASE_AMPS}.1 is absent")


def test_what_cannot_be_is_told_with_the_reason() -> None:
    found = read({**APC, "318.1.1.26.6.3.1.6.1": 65535})
    origin = found.origin(SubjectKind.PHASE, Quantity.VOLTAGE)
    assert (origin.standing, origin.value) == (Standing.IMPLAUSIBLE, 65535)
    assert "= 65535 V (implausible, low voltage ends at 1,000 V" in str(origin)
    readings = found.batch.readings(found.description)[SubjectKind.PHASE, "L1"]
    assert next(one.quality for one in readings if one.quantity is Quantity.VOLTAGE) is Quality.IMPLAUSIBLE

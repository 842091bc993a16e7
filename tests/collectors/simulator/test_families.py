"""A device made from a profile, read back by the ordinary collector: every figure of every part is there again.

What flows is computed from the shape alone and knows no profile: that is what the readings are compared with.
"""

import asyncio
from random import Random

import pytest

from collectors.profiles.decoders import DECODERS
from collectors.profiles.loader import packaged_profiles
from collectors.profiles.model import Profile, Role
from collectors.simulator.families.figures import Figures
from collectors.simulator.families.maker import Device, SimSubject, make_device
from collectors.simulator.families.recipes import INVERSES
from collectors.simulator.families.shape import Shape, Wires
from collectors.snmp.client import SnmpType, SnmpValue
from powertui.domain.reading import (
    PollFailure,
    Quality,
    Quantity,
    Reading,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
)
from tests.collectors.devices import TARGET, ObjectsClient, collector_of

PROFILES = {profile.family: profile for profile in packaged_profiles()}
LOAD_W = 3000.0
AT_S = 777.0
MILLI_STEP = 0.001
"""What a batch can tell at best."""

NOT_SHOWN: dict[tuple[str, SubjectKind], set[Quantity]] = {
    ("apc-easy-epdu", SubjectKind.UNIT): {Quantity.CURRENT, Quantity.VOLTAGE},  # the fallback's, of other firmware
    ("apc-rpdu", SubjectKind.OUTLET): {Quantity.NEAR_OVERLOAD_POWER, Quantity.OVERLOAD_POWER},  # another model's
    ("apc-rpdu2", SubjectKind.UNIT): {Quantity.NOMINAL_VOLTAGE},  # the fallback's
    ("aten-pe", SubjectKind.OUTLET): {Quantity.ACTIVE_POWER, Quantity.CURRENT, Quantity.VOLTAGE},  # the fallback's
    ("geist-v3", SubjectKind.UNIT): {Quantity.CURRENT, Quantity.VOLTAGE},  # a power monitor's, which is another device
}
ONE_OBJECT_FOR_TWO = {("sentry3", Quantity.OVERLOAD_CURRENT), ("digipower", Quantity.NOMINAL_VOLTAGE)}
"""An object that the profile reads as two quantities has the figure of the first: there is but one."""


def shapes_for(family: str) -> list[Shape]:
    """Some that are typical, and one that chance makes."""
    random = Random(family)
    return [
        Shape(outlets=8, wires=Wires.SINGLE, branches=0, inputs=2),
        Shape(outlets=12, wires=Wires.WYE, branches=3, units=2, sensors=2, inputs=2),
        Shape(outlets=9, wires=Wires.DELTA, branches=3, inputs=1),
        Shape(
            outlets=random.randint(1, 16),
            wires=random.choice(list(Wires)),
            branches=random.randint(0, 2),
            units=random.randint(1, 3),
        ),
    ]


def read_back(device: Device, at_s: float = AT_S) -> tuple[TargetDescription, ReadingBatch]:
    """What a collector that knows all families makes of the device."""
    system = {(1, 3, 6, 1, 2, 1, 1, 3, 0): SnmpValue(SnmpType.TIME_TICKS, 100)}
    client = ObjectsClient(system | device.objects_at(at_s))

    async def read() -> tuple[TargetDescription, ReadingBatch]:
        collector = collector_of(client, profiles=packaged_profiles())
        description = await collector.discover(TARGET)
        assert not isinstance(description, PollFailure), description.detail
        batch = await collector.poll(TARGET)
        assert not isinstance(batch, PollFailure), batch.detail
        return description, batch

    return asyncio.run(read())


def key_read(profile: Profile, made: SimSubject) -> set[str]:
    """What the reader may call the part: other units than the first stand before the key."""
    if made.part.unit == 1 or not profile.first_unit:
        return {made.key}
    return {made.key, f"{int(profile.first_unit) + made.part.unit - 1}:{made.key}"}


def pairs(device: Device, description: TargetDescription) -> list[tuple[SimSubject, SubjectDescription]]:
    """What was made and what was read, part by part; all parts on both sides have one on the other."""
    found = []
    for kind in SubjectKind:
        made, read = device.of_kind(kind), [part for part in description.subjects if part.kind is kind]
        assert len(made) == len(read), (kind, [one.key for one in made], [one.key for one in read])
        left = {part.key: part for part in read}
        for one in sorted(made, key=lambda each: -each.part.unit):
            key = next(key for key in sorted(key_read(device.profile, one), key=len, reverse=True) if key in left)
            found.append((one, left.pop(key)))
    return found


def agrees(reading: Reading, figure: float, step: float) -> bool:
    return reading.value is not None and abs(reading.value - figure) <= step / 2 + MILLI_STEP


@pytest.mark.parametrize("family", PROFILES)
def test_every_figure_comes_back_within_the_smallest_step_of_its_column(family: str) -> None:
    for shape in shapes_for(family):
        device = make_device(PROFILES[family], shape, LOAD_W, seed=1)
        description, batch = read_back(device)
        assert description.family == family
        polled, figures = batch.readings(description), Figures(device.supply, AT_S)
        for made, read in pairs(device, description):
            measured = [*polled[read.kind, read.key], *read.facts]
            assert set(made.steps) - {reading.quantity for reading in measured} == set(), (shape, read.key)
            for reading in measured:
                if reading.quantity in made.shared or reading.quality is Quality.ESTIMATED:
                    continue
                if reading.quantity not in made.steps:
                    # Computed by the reader; it may lack what it needs.
                    assert reading.value is None, (shape, read.key, reading)
                    continue
                figure = figures.of(made.part, reading.quantity)
                assert agrees(reading, figure, made.steps[reading.quantity]), (shape, read.key, reading, figure)


@pytest.mark.parametrize("family", PROFILES)
def test_parts_names_legs_and_branches_come_back(family: str) -> None:
    profile = PROFILES[family]
    kinds = {table.kind for table in profile.tables}
    outlets = [
        table for table in profile.tables if table.kind is SubjectKind.OUTLET and table.role is not Role.FALLBACK
    ]
    names_outlets = any(table.name is not None for table in outlets)
    for shape in shapes_for(family):
        device = make_device(profile, shape, LOAD_W)
        description, _ = read_back(device)
        if SubjectKind.OUTLET in kinds:
            first = [one for one in device.of_kind(SubjectKind.OUTLET) if one.part.unit == 1]
            assert len(first) == shape.outlets
        feeders: dict[tuple[int, int], str] = {}
        matched = pairs(device, description)
        for made, read in matched:
            if made.part.kind is SubjectKind.BRANCH:
                feeders[made.part.unit, made.part.number] = read.key
        for made, read in matched:
            if made.tells_leg and shape.wires is not Wires.SINGLE:
                assert read.leg is made.part.leg, (shape, read.key)
            assert read.leg in {None, made.part.leg}, (shape, read.key)
            if made.tells_branch:
                assert read.branch == feeders[made.part.unit, made.part.branch], (shape, read.key)
            elif made.part.kind is SubjectKind.OUTLET:
                assert read.branch == "", (shape, read.key)
            if names_outlets and made.part.kind is SubjectKind.OUTLET:
                assert read.name == made.part.name, (shape, read.key)


@pytest.mark.parametrize("family", PROFILES)
def test_a_simulation_shows_all_that_the_profile_reads(family: str) -> None:
    """But for what firmware or models show in place of each other: one device is one of them."""
    profile = PROFILES[family]
    shown: dict[SubjectKind, set[Quantity]] = {}
    for shape in (Shape(wires=wires, branches=count, inputs=2) for wires in Wires for count in (0, 3)):
        for made in make_device(profile, shape, LOAD_W).subjects:
            shown.setdefault(made.part.kind, set()).update(made.steps)
    for table in profile.tables:
        quantities = {column.quantity for column in (*table.readings, *table.facts)}
        missing = quantities - shown[table.kind] - NOT_SHOWN.get((family, table.kind), set())
        assert {(family, quantity) for quantity in missing} <= ONE_OBJECT_FOR_TWO


def test_steps_are_fine_enough_to_tell_a_wrong_scale() -> None:
    """A figure that comes back within its step says something only if the step is small beside the figure."""
    coarse = set()
    for profile in PROFILES.values():
        device = make_device(profile, Shape(wires=Wires.WYE, outlets=6), LOAD_W * 10)
        figures = Figures(device.supply, AT_S)
        for made in device.subjects:
            for quantity in (Quantity.VOLTAGE, Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.ENERGY):
                figure = figures.of(made.part, quantity)
                if figure and made.steps.get(quantity, 0) > max(figure / 20, 1):
                    coarse.add((profile.family, made.part.kind.value, quantity.key))
    assert coarse == set()


def test_every_named_decoder_of_profiles_can_be_undone() -> None:
    assert INVERSES.keys() == DECODERS.keys()
    for name, undo in INVERSES.items():
        assert DECODERS[name](undo(123_456)) == 123_456


def test_the_same_seed_makes_the_same_device_and_energy_only_rises() -> None:
    profile = PROFILES["apc-rpdu2"]
    one, other = (make_device(profile, Shape(), LOAD_W, seed=7) for _ in range(2))
    assert one.objects_at(60) == other.objects_at(60)
    assert one.objects_at(60) != make_device(profile, Shape(), LOAD_W, seed=8).objects_at(60)
    energies = [
        Figures(one.supply, at_s).of(one.of_kind(SubjectKind.UNIT)[0].part, Quantity.ENERGY) for at_s in (0, 60, 3600)
    ]
    assert energies == sorted(set(energies))

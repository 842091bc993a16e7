"""Small plants with readings, drawn at random: chains, switches, panel meters, everything present, stale or missing."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from powertui.domain.choices import FeedLeg, Phase, TerminationKind
from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.plant import PlantColumns
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget, bind
from powertui.domain.panel_meter import bind_panel
from powertui.domain.plant import PollerHealth
from powertui.domain.reading import (
    MISSING_RAW,
    Leg,
    PollOutcome,
    Quality,
    Quantity,
    Reading,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
)
from powertui.domain.topology import (
    Cable,
    Device,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Termination,
    Topology,
)
from powertui.storage.latest_store import little_endian

NOW_S = 1_790_000_000.0
INTERVAL_S = 30.0
POLLER = PollerHealth(
    is_alive=True,
    heartbeat_age_s=1.0,
    interval_s=INTERVAL_S,
    cycle_number=1,
    cycle_started_at_s=NOW_S,
    cycle_took_s=1.0,
    polled=1,
    failed=0,
)

_ELECTRIC = (
    Quantity.ACTIVE_POWER,
    Quantity.APPARENT_POWER,
    Quantity.CURRENT,
    Quantity.VOLTAGE,
    Quantity.POWER_FACTOR,
    Quantity.FREQUENCY,
    Quantity.LOAD_STATE,
)
_SANE: Mapping[Quantity, Sequence[float]] = {
    Quantity.ACTIVE_POWER: (500, 650, 800, 0.4, 3.0, 2900),
    Quantity.APPARENT_POWER: (510, 660, 820, 3300),
    Quantity.CURRENT: (2.2, 2.8, 3.5, 12.2, 15),
    Quantity.VOLTAGE: (230, 231, 229, 215, 247.6, 252, 133),
    Quantity.POWER_FACTOR: (0.98, 0.97, 0.82, 0.5),
    Quantity.FREQUENCY: (50, 50.01, 49.58, 49.3),
    Quantity.LOAD_STATE: (0, 0, 0, 2, 3),
    Quantity.TEMPERATURE: (22, 30, 17, 24, 34.2, 41, 15.4, 3),
    Quantity.HUMIDITY: (45, 50, 30, 85, 9, 5),
    Quantity.STATE: (1,),
}
"""What each quantity mostly is: the first half is well, what is behind it may be judged otherwise."""
_LEGS = (Leg.A, Leg.B, Leg.C)


@dataclass(frozen=True, slots=True)
class RandomPlant:
    """A model, its targets as described, and what each of them last read."""

    graph: PowerGraph
    described: tuple[DescribedTarget, ...]
    batches: Mapping[int, ReadingBatch]
    """Of those that were ever read."""

    def measured(self) -> tuple[MeasuredTarget, ...]:
        """As objects."""
        return tuple(self._measured(target) for target in self.described)

    def columns(self) -> PlantColumns:
        """As arrays."""
        columns = PlantColumns(self.graph, self.described)
        for target_id, batch in self.batches.items():
            columns.take(target_id, batch.sampled_at_s, little_endian(batch.values), batch.qualities)
        return columns

    def _measured(self, target: DescribedTarget) -> MeasuredTarget:
        batch = self.batches.get(target.id)
        description = TargetDescription("f", "v", subjects=tuple(part.description for part in target.parts))
        readings = batch.readings(description) if batch else {}
        return MeasuredTarget(
            id=target.id,
            name=target.name,
            host="127.0.0.1",
            port=161,
            device_id=target.device_id,
            outcome=PollOutcome.OK,
            detail="",
            attempted_at_s=NOW_S,
            sampled_at_s=batch.sampled_at_s if batch else None,
            latency_s=None,
            uptime_s=None,
            family="f",
            vendor="v",
            model="",
            serial="",
            firmware="",
            subjects=tuple(
                MeasuredSubject(
                    part.id,
                    part.description,
                    readings.get(
                        (part.description.kind, part.description.key),
                        tuple(Reading(quantity, None, Quality.MISSING) for quantity in part.description.quantities),
                    ),
                    part.binding,
                )
                for part in target.parts
            ),
            power_panel_id=target.power_panel_id,
        )


@dataclass(frozen=True, slots=True)
class _Part:
    id: int
    description: SubjectDescription
    binding: Binding


@st.composite
def random_plants(draw: st.DrawFn) -> RandomPlant:
    """A plant of a few PDUs."""
    graph = PowerGraph(draw(_topologies()))
    described: list[DescribedTarget] = []
    batches: dict[int, ReadingBatch] = {}
    number = 0
    for device in graph.devices.values():
        if device.role == "server" or device.polled_via_id is not None or not draw(_mostly()):
            continue
        units = [""] + [other.polled_unit for other in graph.devices.values() if other.polled_via_id == device.id]
        description = draw(_descriptions(units, is_switch=device.role == "ats"))
        bindings = bind(graph, device.id, description)
        number += 1
        described.append(_target(number, device.id, None, description, bindings))
    for panel in graph.panels.values():
        for _ in range(draw(st.integers(0, 2)) if draw(st.booleans()) else 0):
            description = draw(_panel_meters(len(graph.feeds_of_panel(panel.id))))
            number += 1
            described.append(_target(number, None, panel.id, description, bind_panel(graph, panel.id, description)))
    for target in described:
        if draw(_mostly()):
            batches[target.id] = draw(_batches(target))
    return RandomPlant(graph, tuple(described), batches)


def _target(
    number: int,
    device_id: int | None,
    panel_id: int | None,
    description: TargetDescription,
    bindings: Sequence[Binding],
) -> DescribedTarget:
    parts = tuple(
        _Part(1000 * number + place, subject, binding)
        for place, (subject, binding) in enumerate(zip(description.subjects, bindings, strict=True))
    )
    # Names that sort otherwise than ids: the order of targets counts.
    return DescribedTarget(number, f"t{(number * 7) % 11}", device_id, panel_id, parts)


def _mostly() -> st.SearchStrategy[bool]:
    return st.sampled_from((True, True, True, True, False))


@st.composite
def _topologies(draw: st.DrawFn) -> Topology:
    feeds = tuple(
        PowerFeed(
            number,
            draw(st.integers(1, 2)),
            f"F{number}",
            draw(st.sampled_from((None, 1, 2))),
            phase=draw(st.sampled_from((Phase.SINGLE, Phase.THREE))),
            voltage_v=230,
            amperage_a=16,
            breaker_position=str(number),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    )
    devices: list[Device] = []
    ports: list[PowerPort] = []
    outlets: list[PowerOutlet] = []
    branches: list[PduBranch] = []
    cables: list[Cable] = []
    free_feeds = [feed.id for feed in feeds]
    free_outlets: list[int] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        via = draw(st.sampled_from((None, None, 1))) if number > 1 and devices[0].role == "pdu" else None
        role = "pdu" if via else draw(st.sampled_from(("pdu", "pdu", "pdu", "ats")))
        unit = f"u{number}" if via else ""
        devices.append(Device(number, 1, f"pdu{number}", role, rack_id=1, polled_via_id=via, polled_unit=unit))
        mine: list[int] = []
        for inlet in range(2 if role == "ats" else draw(st.sampled_from((1, 1, 2)))):
            port = PowerPort(len(ports) + 1, number, f"Inlet {inlet + 1}")
            ports.append(port)
            mine.append(port.id)
            supply = draw(st.sampled_from(("feed", "feed", "feed", "feed", "feed", "outlet", "none")))
            if supply == "feed" and free_feeds:
                # Several inlets on one feed by a cable with several ends.
                feed_id = draw(st.sampled_from(free_feeds))
                free_feeds.remove(feed_id)
                ends = [port.id]
                if draw(st.booleans()) and inlet == 0 and role == "pdu":
                    other = PowerPort(len(ports) + 1, number, "Inlet 2 of two")
                    ports.append(other)
                    mine.append(other.id)
                    ends.append(other.id)
                cables.append(_cable(cables, TerminationKind.POWER_FEED, feed_id, ends))
            elif supply == "outlet" and free_outlets:
                cables.append(_cable(cables, TerminationKind.POWER_OUTLET, free_outlets.pop(), [port.id]))
        of_device: list[int] = []
        for place in range(draw(st.integers(0, 6))):
            outlet = PowerOutlet(
                len(outlets) + 1,
                number,
                f"Outlet {place + 1}",
                power_port_id=draw(st.sampled_from((None, *mine))),
                feed_leg=draw(st.sampled_from((None, *FeedLeg))),
            )
            outlets.append(outlet)
            of_device.append(outlet.id)
            free_outlets.append(outlet.id)
        if len(of_device) > 0 and draw(st.booleans()):
            branches.append(
                PduBranch(
                    len(branches) + 1, number, "B1", draw(st.sampled_from((None, 16.0))), None, tuple(of_device[:2])
                )
            )
    for number in range(draw(st.integers(0, 4))):
        device = Device(100 + number, 1, f"srv{number}", "server", rack_id=2)
        devices.append(device)
        for _ in range(draw(st.sampled_from((1, 2, 2, 2)))):
            allocated_w = draw(st.sampled_from((None, 0, 150)))
            port = PowerPort(
                len(ports) + 1, device.id, f"PSU{len(ports)}", "", 200 if allocated_w else None, allocated_w
            )
            ports.append(port)
            if len(free_outlets) > 0 and draw(_mostly()):
                outlet_id = draw(st.sampled_from(free_outlets))
                free_outlets.remove(outlet_id)
                cables.append(_cable(cables, TerminationKind.POWER_OUTLET, outlet_id, [port.id]))
    return Topology(
        sites=(Site(1, "S1", "s1"), Site(2, "S2", "s2")),
        locations=(Location(1, 1, "L1", "l1"), Location(2, 1, "L2", "l2", 1)),
        racks=(Rack(1, 1, "R1"), Rack(2, 1, "R2")),
        power_panels=(PowerPanel(1, 1, "P1", 2), PowerPanel(2, 2, "P2")),
        power_feeds=feeds,
        devices=tuple(devices),
        power_ports=tuple(ports),
        power_outlets=tuple(outlets),
        pdu_branches=tuple(branches),
        cables=tuple(cables),
    )


def _cable(cables: Sequence[Cable], kind: TerminationKind, item_id: int, port_ids: Sequence[int]) -> Cable:
    ends = tuple(Termination(TerminationKind.POWER_PORT, port_id) for port_id in port_ids)
    return Cable(len(cables) + 1, (Termination(kind, item_id),), ends)


@st.composite
def _descriptions(draw: st.DrawFn, units: Sequence[str], *, is_switch: bool) -> TargetDescription:
    subjects: list[SubjectDescription] = []
    for unit in units:
        prefix = f"{unit}:" if unit else ""
        names = [unit or "1"] if is_switch else draw(st.sampled_from((["1"], ["1"], ["1", "2"], [])))
        if unit:
            names = [unit]
        quantities = draw(_quantities())
        for name in names:
            own = (*quantities, Quantity.SELECTED_SOURCE) if is_switch else quantities
            subjects.append(
                SubjectDescription(SubjectKind.UNIT, name, unit or name, quantities=own, facts=draw(_facts()))
            )
        if is_switch:
            source = draw(_quantities(may_be_none=True))
            subjects += [
                SubjectDescription(SubjectKind.INPUT, f"S{place}", unit or "1", label=f"S{place}", quantities=source)
                for place in (1, 2)
            ]
        for kind in (SubjectKind.PHASE, SubjectKind.LINE):
            of_kind = draw(_quantities(may_be_none=True))
            legs = draw(st.sampled_from(((), _LEGS, (Leg.A,), (None,), (*_LEGS, Leg.NEUTRAL))))
            for name in names if of_kind else ():
                subjects += [
                    SubjectDescription(
                        kind, f"{prefix}{name}L{place}", unit or name, leg=leg, quantities=of_kind, facts=draw(_facts())
                    )
                    for place, leg in enumerate(legs, start=1)
                ]
        climate = draw(st.sampled_from(((), (Quantity.TEMPERATURE,), (Quantity.TEMPERATURE, Quantity.HUMIDITY))))
        if climate:
            subjects.append(SubjectDescription(SubjectKind.SENSOR, f"{prefix}T", unit, quantities=climate))
        of_branches = draw(_quantities(may_be_none=True))
        if of_branches:
            subjects.append(
                SubjectDescription(
                    SubjectKind.BRANCH, f"{prefix}B1", unit, quantities=of_branches, facts=draw(_facts())
                )
            )
        of_outlets = draw(_quantities(may_be_none=True))
        subjects += [
            SubjectDescription(
                SubjectKind.OUTLET,
                f"{prefix}{place}",
                unit,
                leg=draw(st.sampled_from((None, *_LEGS))),
                branch=draw(st.sampled_from(("", f"{prefix}B1"))),
                quantities=(Quantity.STATE, *of_outlets),
            )
            for place in range(1, draw(st.integers(0, 5)) + 1)
        ]
    return TargetDescription("f", "v", subjects=tuple(subjects))


@st.composite
def _panel_meters(draw: st.DrawFn, feeds: int) -> TargetDescription:
    subjects: list[SubjectDescription] = []
    for number in range(1, feeds + 1):
        if not draw(_mostly()):
            continue
        subjects.append(SubjectDescription(SubjectKind.UNIT, str(number), str(number), quantities=draw(_quantities())))
        kind = draw(st.sampled_from((SubjectKind.PHASE, SubjectKind.LINE)))
        quantities = draw(_quantities(may_be_none=True))
        subjects += [
            SubjectDescription(kind, f"{number}:{leg.value}", str(number), leg=leg, quantities=quantities)
            for leg in (_LEGS if quantities else ())
        ]
    return TargetDescription("m", "v", subjects=tuple(subjects))


@st.composite
def _quantities(draw: st.DrawFn, *, may_be_none: bool = False) -> tuple[Quantity, ...]:
    if may_be_none and draw(st.booleans()):
        return ()
    found = draw(st.lists(st.sampled_from(_ELECTRIC), min_size=1, max_size=5, unique=True))
    if draw(st.booleans()) and Quantity.ACTIVE_POWER not in found:
        found.append(Quantity.ACTIVE_POWER)
    return tuple(found)


@st.composite
def _facts(draw: st.DrawFn) -> tuple[Reading, ...]:
    if draw(_mostly()):
        return ()
    facts = ((Quantity.RATED_CURRENT, 16.0), (Quantity.VOLTAGE, 231.0), (Quantity.RATED_POWER, 3000.0))
    return tuple(
        Reading(quantity, value, Quality.GOOD)
        for quantity, value in draw(st.lists(st.sampled_from(facts), min_size=1, unique=True))
    )


@st.composite
def _batches(draw: st.DrawFn, target: DescribedTarget) -> ReadingBatch:
    values: list[int] = []
    qualities: list[int] = []
    # Few draws for a whole device, or Hypothesis gives up: mostly all is well.
    holes = draw(st.lists(st.integers(0, 80), max_size=12))
    oddities = draw(st.lists(st.tuples(st.integers(0, 80), st.sampled_from((1, 1, 2, 5))), max_size=6))
    scale = draw(st.sampled_from((0, 0, 1, 40, 900)))
    oddness = draw(st.integers(0, 60))
    for part in target.parts:
        for quantity in part.description.quantities:
            place = len(values)
            if quantity is Quantity.SELECTED_SOURCE:
                values.append(1000 * draw(st.integers(0, 3)))
            elif scale == 0:
                sane = _SANE[quantity]
                at = (place * 31 + oddness) % 61
                values.append(round(1000 * sane[at % len(sane) if at < 9 else at % ((len(sane) + 1) // 2)]))
            else:
                values.append((place * 137) % 977 * scale)
            qualities.append(Quality.GOOD)
    for place, quality in oddities:
        if place < len(values):
            qualities[place] = quality
    for place in holes:
        if place < len(values):
            values[place] = MISSING_RAW
            qualities[place] = draw(st.sampled_from((Quality.MISSING, Quality.UNSUPPORTED)))
    age_s = draw(st.sampled_from((1.0, 5.0, 20.0, 2000.0)))
    return ReadingBatch(NOW_S - age_s, array("q", values), bytes(qualities))

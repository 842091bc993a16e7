"""A panel with four hundred outlets under it goes dark: from polls to who is told."""

from array import array
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from powertui.domain.alerts import AlertEvent, RuleKind, Transition
from powertui.domain.choices import Phase, Side, TerminationKind
from powertui.domain.graph import PowerGraph
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import (
    OutletState,
    PollFailure,
    PollOutcome,
    Quantity,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
    scaled,
)
from powertui.domain.rules import RuleSettings
from powertui.domain.topology import (
    Cable,
    Device,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Termination,
    Topology,
)
from powertui.services.evaluation import Evaluation
from powertui.services.polling import Polling
from powertui.services.staging import stage_plant
from powertui.storage.engine import open_database, writing
from powertui.storage.lease_store import Lease, save_lease
from tests.clocks import StillClock
from tests.services.collectors import ScriptedCollector

RACKS, OUTLETS, INTERVAL_S, CORD_W = 20, 20, 30.0, 100.0
TOLD = {Transition.FIRED, Transition.ESCALATED, Transition.RELEASED}
SILENCE = PollFailure(PollOutcome.TIMEOUT, "no answer")


def storm_topology() -> Topology:
    """Twenty racks, each with a PDU on panel A and one on panel B, and twenty servers with a cord to either."""

    def end(kind: TerminationKind, number: int) -> tuple[Termination, ...]:
        return (Termination(kind, number),)

    feed, port, outlet = TerminationKind.POWER_FEED, TerminationKind.POWER_PORT, TerminationKind.POWER_OUTLET
    pdus = 2 * RACKS
    feeds, devices, ports, outlets, cables = [], [], [], [], []
    for number in range(1, pdus + 1):
        rack, side = (number + 1) // 2, 1 + (number + 1) % 2
        name = f"R{rack:02}-{'AB'[side - 1]}"
        feeds.append(
            PowerFeed(
                number, side, name, rack, phase=Phase.SINGLE, voltage_v=230, amperage_a=32, max_utilization_pct=80
            )
        )
        devices.append(Device(number, 1, f"pdu-{name.lower()}", "pdu", rack_id=rack))
        ports.append(PowerPort(number, number, "Inlet"))
        cables.append(Cable(number, end(feed, number), end(port, number)))
        outlets += [
            PowerOutlet((number - 1) * OUTLETS + place, number, f"Outlet {place}", "", number)
            for place in range(1, OUTLETS + 1)
        ]
    for server in range(RACKS * OUTLETS):
        rack, place = divmod(server, OUTLETS)
        device_id = pdus + 1 + server
        devices.append(Device(device_id, 1, f"srv-{server + 1:03}", "server", rack_id=rack + 1))
        for cord in (0, 1):
            port_id = pdus + 1 + 2 * server + cord
            ports.append(PowerPort(port_id, device_id, f"PSU{cord + 1}", maximum_draw_w=800, allocated_draw_w=100))
            outlet_id = (2 * rack + cord) * OUTLETS + place + 1
            cables.append(Cable(len(cables) + 1, end(outlet, outlet_id), end(port, port_id)))
    return Topology(
        sites=(Site(1, "ams1", "ams1"),),
        racks=tuple(Rack(number, 1, f"R{number:02}") for number in range(1, RACKS + 1)),
        power_panels=(PowerPanel(1, 1, "P-A1", None, Side.A), PowerPanel(2, 1, "P-B1", None, Side.B)),
        power_feeds=tuple(feeds),
        devices=tuple(devices),
        power_ports=tuple(ports),
        power_outlets=tuple(outlets),
        cables=tuple(cables),
    )


def storm_description() -> TargetDescription:
    unit = (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.VOLTAGE, Quantity.CURRENT)
    one = (Quantity.STATE, Quantity.ACTIVE_POWER)
    return TargetDescription(
        family="test-family",
        vendor="Test",
        serial="1",
        subjects=(
            SubjectDescription(SubjectKind.UNIT, "1", "1", quantities=unit),
            *(SubjectDescription(SubjectKind.OUTLET, str(n), "1", quantities=one) for n in range(1, OUTLETS + 1)),
        ),
    )


def batch(clock: StillClock, cord_w: float, volts: float = 230.0, uptime_s: float = 1e6) -> ReadingBatch:
    total_w = cord_w * OUTLETS
    values = [total_w, total_w, volts, total_w / 230]
    for _ in range(OUTLETS):
        values += [float(OutletState.ON), cord_w]
    raw = array("q", (scaled(value) for value in values))
    return ReadingBatch(clock.now_s(), raw, bytes(len(raw)), uptime_s)


@dataclass
class Sink:
    """Who is told."""

    events: list[AlertEvent] = field(default_factory=list)

    def take(self, connection: Connection, events: Sequence[AlertEvent], graph: PowerGraph, now_s: float) -> None:
        self.events.extend(events)

    @property
    def told(self) -> list[tuple[RuleKind, str]]:
        return [
            (event.alert.finding.key.rule, event.alert.finding.object_name)
            for event in self.events
            if event.transition in TOLD and not event.is_grouped
        ]


@dataclass
class Storm:
    """The plant, polled each interval."""

    engine: Engine
    clock: StillClock
    collector: ScriptedCollector
    sink: Sink
    polling: Polling

    def side(self, side: int, answer: ReadingBatch | PollFailure) -> None:
        """Let all PDUs of a side answer this from now on."""
        self.collector.answers |= dict.fromkeys(range(1 + side, 2 * RACKS + 1, 2), answer)

    async def cycles(self, count: int) -> None:
        for _ in range(count):
            self.clock.advance(INTERVAL_S)
            await self.polling.run_cycle()


@pytest.fixture
async def storm(tmp_path: Path) -> AsyncIterator[Storm]:
    clock, sink = StillClock(), Sink()
    url = f"sqlite:///{tmp_path / 'storm.db'}"
    targets = [PollTarget(n, f"pdu-{n}", "127.0.0.1", 10_000 + n, "demo", device_id=n) for n in range(1, 2 * RACKS + 1)]
    stage_plant(url, storm_topology(), targets, clock)
    engine = open_database(url, create=False)
    with writing(engine) as connection:
        save_lease(connection, Lease("here", 1, INTERVAL_S, clock.now_s()))
    collector = ScriptedCollector(clock)
    collector.description = storm_description()
    evaluation = Evaluation(engine, clock, RuleSettings(), notices=sink)
    storm = Storm(engine, clock, collector, sink, Polling(engine, collector, evaluation, clock, INTERVAL_S))
    for side in (0, 1):
        storm.side(side, batch(clock, CORD_W))
    await storm.cycles(3)
    assert sink.told == []
    yield storm
    engine.dispose()


async def test_a_panel_that_goes_dark_with_its_pdus_is_told_once(storm: Storm) -> None:
    storm.side(0, SILENCE)
    storm.side(1, batch(storm.clock, 2 * CORD_W))
    await storm.cycles(12)
    assert storm.sink.told == [(RuleKind.PANEL_DARK, "P-A1")]


async def test_a_panel_whose_pdus_still_answer_without_voltage_is_told_once(storm: Storm) -> None:
    storm.side(0, batch(storm.clock, 0, volts=0))
    storm.side(1, batch(storm.clock, 2 * CORD_W))
    await storm.cycles(12)
    assert storm.sink.told == [(RuleKind.PANEL_DARK, "P-A1")]
    grouped = {event.alert.finding.key.rule for event in storm.sink.events if event.is_grouped}
    assert grouped >= {RuleKind.CORD_DEAD, RuleKind.PDU_DARK}


async def test_power_that_comes_back_tells_nobody_of_four_hundred_recoveries(storm: Storm) -> None:
    storm.side(0, SILENCE)
    storm.side(1, batch(storm.clock, 2 * CORD_W))
    await storm.cycles(6)
    storm.side(0, replace(batch(storm.clock, CORD_W), uptime_s=10))
    storm.side(1, batch(storm.clock, CORD_W))
    await storm.cycles(30)
    assert storm.sink.told == [(RuleKind.PANEL_DARK, "P-A1")]
    cleared = [event for event in storm.sink.events if event.transition is Transition.CLEARED and not event.is_grouped]
    assert [event.alert.finding.key.rule for event in cleared] == [RuleKind.PANEL_DARK]


async def test_the_network_of_the_poller_is_one_cause_too(storm: Storm) -> None:
    for side in (0, 1):
        storm.side(side, SILENCE)
    await storm.cycles(8)
    assert storm.sink.told == [(RuleKind.POLLER_BLIND, "poller")]

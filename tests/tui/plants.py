"""A hall with both sides, its trouble, and a fake source of it: what the screens' tests show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sin

from powertui.domain.alert_life.hands import AlertWish
from powertui.domain.alert_life.machine import advance
from powertui.domain.alert_life.pace import Pace
from powertui.domain.alerts import Alert, AlertKey, Finding, FirstMover, ObjectKind, RuleKind, Severity
from powertui.domain.assemble import assemble_view
from powertui.domain.choices import FeedLeg, FeedStatus, FeedType, Phase, Side, TerminationKind
from powertui.domain.energy_record import EnergyRecord
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget
from powertui.domain.plant import HistoryPoint, PlantView, PollerHealth
from powertui.domain.reading import (
    Leg,
    OutletState,
    PollOutcome,
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
)
from powertui.domain.rules import RuleSettings, conditions_of
from powertui.domain.topology import (
    Cable,
    Device,
    Location,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Termination,
    Topology,
)
from powertui.domain.trend_loads import LoadTrend
from powertui.services.ports import ProcessState, ProcessStatus

NOW_S = 1_790_000_000.0
INTERVAL_S = 5.0
RACKS = 8
OUTLETS = 12
SERVERS = 9
LEGS = (FeedLeg.A, FeedLeg.B, FeedLeg.C)
MEASURED_LEGS = (Leg.A, Leg.B, Leg.C)

SILENT_PDU = "pdu-r04-b"
NEVER_PDU = "pdu-r07-a"
HOT_RACK = 3
HOSTILE_NAME = "srv-[red]\x1b[31m\nbad"


def hall_topology() -> Topology:
    """Two halls of one site, four racks each; every rack under a feed of side A and one of side B."""
    devices: list[Device] = []
    ports: list[PowerPort] = []
    outlets: list[PowerOutlet] = []
    cables: list[Cable] = []
    feeds: list[PowerFeed] = []
    for rack in range(1, RACKS + 1):
        hall = 1 if rack <= RACKS // 2 else 2
        for position, side in enumerate("AB"):
            number = 2 * rack - 1 + position
            panel = 2 * hall - 1 + position
            feeds.append(
                PowerFeed(
                    number,
                    panel,
                    f"{side}{hall}-{rack:02}",
                    rack,
                    type=FeedType.PRIMARY if side == "A" else FeedType.REDUNDANT,
                    phase=Phase.THREE,
                    voltage_v=400,
                    amperage_a=16,
                )
            )
            devices.append(Device(number, 1, f"pdu-r{rack:02}-{side.lower()}", "pdu", hall, rack, model="PX3-5892"))
            ports.append(PowerPort(number, number, "Inlet"))
            cables.append(_cable(len(cables) + 1, TerminationKind.POWER_FEED, number, number))
            outlets.extend(
                PowerOutlet(100 * number + place, number, f"Outlet {place}", "", number, LEGS[(place - 1) % 3])
                for place in range(1, OUTLETS + 1)
            )
        for server in range(1, SERVERS + 1):
            device_id = 1000 + 100 * rack + server
            name = HOSTILE_NAME if (rack, server) == (2, 1) else f"srv-r{rack:02}-{server:02}"
            devices.append(Device(device_id, 1, name, "server", hall, rack))
            for position in (0, 1):
                port_id = 10 * device_id + position
                ports.append(
                    PowerPort(
                        port_id, device_id, f"PSU{position + 1}", maximum_draw_w=800, allocated_draw_w=420 + 20 * server
                    )
                )
                outlet_id = 100 * (2 * rack - 1 + position) + server
                cables.append(_cable(len(cables) + 1, TerminationKind.POWER_OUTLET, outlet_id, port_id))
    feeds.append(PowerFeed(90, 1, "A1-90", status=FeedStatus.PLANNED, voltage_v=230, amperage_a=16))
    return Topology(
        sites=(Site(1, "ams1", "ams1"),),
        locations=(Location(1, 1, "Hall 1", "hall-1"), Location(2, 1, "Hall 2", "hall-2")),
        racks=tuple(Rack(rack, 1, f"R{rack:02}", 1 if rack <= RACKS // 2 else 2) for rack in range(1, RACKS + 1)),
        power_panels=tuple(
            PowerPanel(2 * hall - 1 + position, 1, f"P-{side.value}{hall}", hall, side)
            for hall in (1, 2)
            for position, side in enumerate(Side)
        ),
        power_feeds=tuple(feeds),
        devices=tuple(devices),
        power_ports=tuple(ports),
        power_outlets=tuple(outlets),
        cables=tuple(cables),
    )


def _cable(cable_id: int, kind: TerminationKind, end_id: int, port_id: int) -> Cable:
    return Cable(cable_id, (Termination(kind, end_id),), (Termination(TerminationKind.POWER_PORT, port_id),))


def measured_targets(now_s: float) -> list[MeasuredTarget]:
    """A target for each PDU: one that fell silent three minutes ago, one that never answered, one rack too hot."""
    return [
        _target(2 * rack - 1 + position, rack, side, now_s)
        for rack in range(1, RACKS + 1)
        for position, side in enumerate("ab")
    ]


def _target(target_id: int, rack: int, side: str, now_s: float) -> MeasuredTarget:
    name = f"pdu-r{rack:02}-{side}"
    is_silent, is_never = name == SILENT_PDU, name == NEVER_PDU
    sampled_at_s = None if is_never else now_s - (180.0 if is_silent else 2.0 + rack % 3)
    outcome = PollOutcome.TIMEOUT if is_silent or is_never else PollOutcome.OK
    return MeasuredTarget(
        id=target_id,
        name=name,
        host="127.0.0.1",
        port=16100 + target_id,
        device_id=target_id,
        outcome=outcome,
        detail="no answer within 2 s, twice" if outcome is PollOutcome.TIMEOUT else "",
        attempted_at_s=now_s - 2.0,
        sampled_at_s=sampled_at_s,
        latency_s=None if is_never else 0.042,
        uptime_s=None if is_never else 3_560_000.0 + 1000 * rack,
        family="raritan-px3",
        vendor="Raritan",
        model="PX3-5892",
        serial=f"QX{target_id:06}",
        firmware="4.2.1",
        subjects=() if sampled_at_s is None else _subjects(target_id, rack, side, sampled_at_s),
        failures=3 if outcome is PollOutcome.TIMEOUT else 0,
    )


def _subjects(target_id: int, rack: int, side: str, at_s: float) -> tuple[MeasuredSubject, ...]:
    watts = [_outlet_w(rack, side, place) for place in range(1, OUTLETS + 1)]
    base = 1000 * target_id
    outlets = tuple(
        _subject(
            base + place,
            SubjectKind.OUTLET,
            str(place),
            {
                Quantity.STATE: float(OutletState.ON if watts[place - 1] or place <= SERVERS else OutletState.OFF),
                Quantity.CURRENT: watts[place - 1] / 230 / 0.97,
                Quantity.VOLTAGE: 230.0,
                Quantity.ACTIVE_POWER: watts[place - 1],
                Quantity.APPARENT_POWER: watts[place - 1] / 0.97,
                Quantity.POWER_FACTOR: 0.97,
            },
            at_s,
            Binding(power_outlet_id=100 * target_id + place),
            leg=MEASURED_LEGS[(place - 1) % 3],
        )
        for place in range(1, OUTLETS + 1)
    )
    total_w = sum(watts)
    unit = _subject(
        base + 500,
        SubjectKind.UNIT,
        "I1",
        {
            Quantity.ACTIVE_POWER: total_w + 12,
            Quantity.APPARENT_POWER: (total_w + 12) / 0.97,
            Quantity.POWER_FACTOR: 0.97,
            Quantity.FREQUENCY: 50.0,
            Quantity.ENERGY: 8412.5,
        },
        at_s,
        Binding(power_port_id=target_id),
    )
    phases = tuple(
        _subject(
            base + 600 + position,
            SubjectKind.PHASE,
            f"L{position + 1}",
            {
                Quantity.CURRENT: sum(watts[position::3]) / 230 / 0.97,
                Quantity.VOLTAGE: 231.0 - position,
                Quantity.ACTIVE_POWER: sum(watts[position::3]),
                Quantity.APPARENT_POWER: sum(watts[position::3]) / 0.97,
                Quantity.POWER_FACTOR: 0.97,
            },
            at_s,
            Binding(power_port_id=target_id),
            leg=MEASURED_LEGS[position],
        )
        for position in range(3)
    )
    branches = tuple(
        _subject(
            base + 700 + position,
            SubjectKind.BRANCH,
            f"C{position + 1}",
            {Quantity.CURRENT: sum(watts[position::3]) / 230 / 0.97},
            at_s,
            Binding(),
            facts={Quantity.RATED_CURRENT: 16.0},
        )
        for position in range(3)
    )
    return (unit, *phases, *branches, *outlets)


def _outlet_w(rack: int, side: str, place: int) -> float:
    if place > SERVERS:
        return 241.0 if (rack, side, place) == (5, "a", 11) else 0.0
    if (rack, side, place) == (6, "b", 3):
        return 0.0
    load_w = 330.0 + 23 * place + 15 * rack
    if rack == HOT_RACK:
        load_w *= 2.1 if place % 3 == 1 and side == "a" else 1.45
    return round(load_w, 1)


def _subject(
    subject_id: int,
    kind: SubjectKind,
    key: str,
    values: Mapping[Quantity, float],
    at_s: float,
    binding: Binding,
    *,
    leg: Leg | None = None,
    facts: Mapping[Quantity, float] | None = None,
) -> MeasuredSubject:
    return MeasuredSubject(
        subject_id,
        SubjectDescription(
            kind,
            key,
            label=key,
            leg=leg,
            quantities=tuple(values),
            facts=tuple(Reading(quantity, value, Quality.GOOD) for quantity, value in (facts or {}).items()),
        ),
        tuple(Reading(quantity, value, Quality.GOOD, at_s) for quantity, value in values.items()),
        binding,
    )


def hall_view(now_s: float = NOW_S, *, poller_is_alive: bool = True, reads_at_s: float | None = None) -> PlantView:
    """The hall with the alerts that its figures give, and one that cleared."""
    poller = PollerHealth(
        is_alive=poller_is_alive,
        heartbeat_age_s=1.0 if poller_is_alive else 21.0,
        interval_s=INTERVAL_S,
        cycle_number=412,
        cycle_started_at_s=now_s - 3,
        cycle_took_s=0.8,
        polled=14,
        failed=2,
    )
    graph, targets = PowerGraph(hall_topology()), measured_targets(now_s if reads_at_s is None else reads_at_s)
    calm = assemble_view(graph=graph, targets=targets, alerts=(), poller=poller, now_s=now_s, revision=7)
    fired = advance((), (), conditions_of(calm, RuleSettings()), lambda _: Pace(), now_s).opened
    ordered = sorted(fired, key=lambda alert: -alert.finding.severity)
    alerts = [
        replace(alert, id=number, began_at_s=now_s - 270 * number, seen_at_s=now_s - 3, fired_at_s=now_s - 270 * number)
        for number, alert in enumerate(ordered, start=1)
    ]
    ids = {alert.finding.key: alert.id for alert in alerts}
    alerts = [replace(alert, caused_by_id=ids[alert.caused_by]) if alert.caused_by else alert for alert in alerts]
    mover = FirstMover("srv-r03-07 PSU1 on pdu-r03-a outlet 7", now_s - 275, 540, 1126)
    alerts[0] = replace(alerts[0], first_mover=mover)
    ended = Finding(
        AlertKey(RuleKind.PDU_REBOOTED, ObjectKind.TARGET, 1),
        Severity.INFO,
        "pdu-r01-a",
        "",
        None,
        None,
        "",
        "rebooted 40 s ago: its uptime started again",
    )
    alerts.append(
        Alert(900, ended, now_s - 9000, now_s - 8400, None, cleared_at_s=now_s - 8400, fired_at_s=now_s - 9000)
    )
    return assemble_view(graph=graph, targets=targets, alerts=alerts, poller=poller, now_s=now_s, revision=7)


@dataclass
class HallSource:
    """A PlantSource whose plant stands still with its clock, unless told otherwise."""

    view: PlantView | None = field(default_factory=hall_view)
    polls: list[int] = field(default_factory=list)
    wishes: list[AlertWish] = field(default_factory=list)
    trouble: Exception | None = None
    refreshes: int = 0
    is_closed: bool = False
    totals: Mapping[int, EnergyRecord] = field(default_factory=dict)
    trends: Mapping[int, LoadTrend] = field(default_factory=dict)

    def refresh(self) -> PlantView | None:
        self.refreshes += 1
        if self.trouble is not None:
            raise self.trouble
        return self.view

    def history(self, subject_ids: Sequence[int], window_s: float) -> tuple[HistoryPoint, ...]:
        return _points(sum(subject_ids), 4600.0 * len(subject_ids), window_s)

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        return {subject_id: _points(subject_id, 450.0, window_s) for subject_id in subject_ids}

    def energies(self, subject_ids: Sequence[int]) -> Mapping[int, EnergyRecord]:
        return {number: self.totals[number] for number in subject_ids if number in self.totals}

    def feed_trend(self, feed_id: int) -> LoadTrend | None:
        return self.trends.get(feed_id)

    def request_poll(self, target_id: int) -> None:
        self.polls.append(target_id)

    def handle_alert(self, wish: AlertWish) -> None:
        self.wishes.append(wish)

    def close(self) -> None:
        self.is_closed = True


def _points(seed: int, mean_w: float, window_s: float) -> tuple[HistoryPoint, ...]:
    """A wave with a gap in its middle."""
    count = 240
    points = []
    for number in range(count):
        at_s = NOW_S - window_s + number * window_s / count
        is_gap = 100 <= number < 112
        watts = None if is_gap else mean_w * (1 + 0.08 * sin(number / 17 + seed % 7))
        points.append(HistoryPoint(at_s, watts, None if watts is None else watts / 0.97, None))
    return tuple(points)


@dataclass
class HallSupervisor:
    """A Supervisor that starts nothing."""

    statuses: tuple[ProcessStatus, ...] = (ProcessStatus("poller", ProcessState.RUNNING, ""),)
    is_started: bool = False
    is_stopped: bool = False

    def start(self) -> None:
        self.is_started = True

    def check(self) -> tuple[ProcessStatus, ...]:
        return self.statuses

    def stop(self) -> None:
        self.is_stopped = True

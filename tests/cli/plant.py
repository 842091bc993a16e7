"""A small plant as of one moment, with one of everything that a listing must tell apart."""

from powertui.domain.alerts import Alert, AlertKey, Finding, ObjectKind, RuleKind, Severity
from powertui.domain.assemble import assemble_view
from powertui.domain.choices import FeedLeg, Phase, Side, TerminationKind
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget
from powertui.domain.plant import PlantView, PollerHealth
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

NOW_S = 1_795_345_925.0
"""2026-11-22T11:12:05Z."""

INTERVAL_S = 5.0
FRESH_S = NOW_S - 3
OLD_S = NOW_S - 240


def _cable(number: int, a: tuple[TerminationKind, int], b: tuple[TerminationKind, int]) -> Cable:
    return Cable(number, (Termination(*a),), (Termination(*b),))


_FEED, _PORT, _OUTLET = TerminationKind.POWER_FEED, TerminationKind.POWER_PORT, TerminationKind.POWER_OUTLET

TOPOLOGY = Topology(
    sites=(Site(1, "ams1", "ams1"),),
    locations=(Location(1, 1, "Hall 1", "hall-1"),),
    racks=(Rack(1, 1, "R01", location_id=1), Rack(2, 1, "R02", location_id=1)),
    power_panels=(
        PowerPanel(1, 1, "P-A1", location_id=1, side=Side.A),
        PowerPanel(2, 1, "P-B1", location_id=1, side=Side.B),
    ),
    power_feeds=(
        PowerFeed(1, 1, "A1-R01", rack_id=1, phase=Phase.THREE, voltage_v=400, amperage_a=32),
        PowerFeed(2, 2, "B1-R01", rack_id=1, voltage_v=230, amperage_a=32),
        PowerFeed(3, 1, "A1-R02", rack_id=2, voltage_v=230, amperage_a=16),
    ),
    devices=(
        Device(1, 1, "pdu-r01-a", "pdu", rack_id=1),
        Device(2, 1, "pdu-r01-b", "pdu", rack_id=1),
        Device(3, 1, "srv-1", "server", rack_id=1),
        Device(4, 1, "crac-1", "cooling", rack_id=2),
    ),
    power_ports=(
        PowerPort(1, 1, "Inlet"),
        PowerPort(2, 2, "Inlet"),
        PowerPort(3, 3, "PSU1", maximum_draw_w=800, allocated_draw_w=500),
        PowerPort(4, 3, "PSU2", maximum_draw_w=800, allocated_draw_w=500),
        PowerPort(5, 4, "Inlet", maximum_draw_w=2000, allocated_draw_w=1500),
    ),
    power_outlets=(
        PowerOutlet(1, 1, "1", power_port_id=1, feed_leg=FeedLeg.A),
        PowerOutlet(2, 1, "2", power_port_id=1, feed_leg=FeedLeg.B),
        PowerOutlet(3, 2, "1", power_port_id=2),
    ),
    cables=(
        _cable(1, (_FEED, 1), (_PORT, 1)),
        _cable(2, (_FEED, 2), (_PORT, 2)),
        _cable(3, (_OUTLET, 1), (_PORT, 3)),
        _cable(4, (_OUTLET, 3), (_PORT, 4)),
        _cable(5, (_FEED, 3), (_PORT, 5)),
    ),
)


def _subject(
    number: int,
    kind: SubjectKind,
    key: str,
    values: dict[Quantity, float | None],
    binding: Binding,
    *,
    at_s: float = FRESH_S,
    leg: Leg | None = None,
    quality: Quality = Quality.GOOD,
) -> MeasuredSubject:
    description = SubjectDescription(kind, key, label=key, leg=leg, quantities=tuple(values))
    readings = tuple(
        Reading(quantity, value, Quality.MISSING if value is None else quality, at_s)
        for quantity, value in values.items()
    )
    return MeasuredSubject(number, description, readings, binding)


def _phase(number: int, key: str, leg: Leg, current_a: float) -> MeasuredSubject:
    values: dict[Quantity, float | None] = {Quantity.CURRENT: current_a, Quantity.VOLTAGE: 230.0}
    return _subject(number, SubjectKind.PHASE, key, values, Binding(power_port_id=1), leg=leg)


LIVE_PDU = MeasuredTarget(
    id=1,
    name="pdu-r01-a",
    host="192.0.2.10",
    port=161,
    device_id=1,
    outcome=PollOutcome.OK,
    detail="",
    attempted_at_s=FRESH_S,
    sampled_at_s=FRESH_S,
    latency_s=0.0123456,
    uptime_s=86_400.0,
    family="raritan-pdu2",
    vendor="Raritan",
    model="PX3-5190R",
    serial="QAZ1",
    firmware="4.1.0",
    subjects=(
        _subject(
            1,
            SubjectKind.UNIT,
            "1",
            {Quantity.ACTIVE_POWER: 13_510.0, Quantity.APPARENT_POWER: 13_896.0},
            Binding(power_port_id=1),
        ),
        _phase(2, "L1", Leg.A, 27.1),
        _phase(3, "L2", Leg.B, 18.2),
        _phase(4, "L3", Leg.C, 15.0),
        _subject(
            5,
            SubjectKind.OUTLET,
            "1",
            {
                Quantity.STATE: float(OutletState.ON),
                Quantity.CURRENT: 2.71,
                Quantity.VOLTAGE: 230.0,
                Quantity.ACTIVE_POWER: 612.0,
                Quantity.APPARENT_POWER: None,
            },
            Binding(power_outlet_id=1),
        ),
        _subject(
            6,
            SubjectKind.OUTLET,
            "2",
            {Quantity.STATE: float(OutletState.OFF), Quantity.ACTIVE_POWER: 0.0},
            Binding(power_outlet_id=2),
        ),
    ),
)

SILENT_PDU = MeasuredTarget(
    id=2,
    name="pdu-r01-b",
    host="2001:db8::11",
    port=1161,
    device_id=2,
    outcome=PollOutcome.TIMEOUT,
    detail="no answer within 2 s",
    attempted_at_s=NOW_S - 4,
    sampled_at_s=OLD_S,
    latency_s=None,
    uptime_s=None,
    family="apc-rpdu2",
    vendor="APC",
    model="AP8853",
    serial="ZA1",
    firmware="6.5.6",
    failures=40,
    subjects=(
        _subject(
            7,
            SubjectKind.UNIT,
            "1",
            {Quantity.ACTIVE_POWER: 610.0, Quantity.APPARENT_POWER: 640.0},
            Binding(power_port_id=2),
            at_s=OLD_S,
            quality=Quality.ESTIMATED,
        ),
    ),
)

LOOSE_PDU = MeasuredTarget(
    id=3,
    name="pdu-loose",
    host="pdu-loose.example.net",
    port=161,
    device_id=None,
    outcome=PollOutcome.NEVER,
    detail="",
    attempted_at_s=None,
    sampled_at_s=None,
    latency_s=None,
    uptime_s=None,
    family="",
    vendor="",
    model="",
    serial="",
    firmware="",
    subjects=(),
)

LEG_ALERT = Alert(
    id=11,
    finding=Finding(
        key=AlertKey(RuleKind.FEED_OVER, ObjectKind.FEED, 1),
        severity=Severity.CRITICAL,
        object_name="A1-R01",
        part="L1",
        limit_name="L1 current",
        limit_value=25.6,
        measured_value=27.1,
        unit="A",
        message="measured draw over feed capacity: L1 current 27.1 > 25.6 A (106 %; limit 32 A × 80 %)",
    ),
    began_at_s=NOW_S - 95,
    seen_at_s=FRESH_S,
    fired_at_s=NOW_S - 92,
    peak_value=27.4,
)

SILENCE_ALERT = Alert(
    id=9,
    finding=Finding(
        key=AlertKey(RuleKind.PDU_SILENT, ObjectKind.TARGET, 2),
        severity=Severity.WARNING,
        object_name="pdu-r01-b",
        limit_name="",
        limit_value=None,
        measured_value=None,
        unit="",
        message="no readings for 4 min (40 polls failed): no answer within 2 s",
    ),
    began_at_s=NOW_S - 230,
    seen_at_s=FRESH_S,
    fired_at_s=NOW_S - 230,
    peak_value=None,
    acknowledged_at_s=NOW_S - 100,
)

CLEARED_ALERT = Alert(
    id=7,
    finding=Finding(
        key=AlertKey(RuleKind.CORD_DEAD, ObjectKind.DEVICE, 3),
        severity=Severity.WARNING,
        object_name="srv-1",
        part="PSU2",
        limit_name="",
        limit_value=None,
        measured_value=0.0,
        unit="W",
        message="redundancy lost: PSU2 draws nothing",
    ),
    began_at_s=NOW_S - 7_200,
    seen_at_s=NOW_S - 3_600,
    fired_at_s=NOW_S - 7_200,
    peak_value=0.0,
    cleared_at_s=NOW_S - 3_600,
)


def small_view(*, is_polled: bool = True) -> PlantView:
    """The plant of this module."""
    return assemble_view(
        graph=PowerGraph(TOPOLOGY),
        targets=(LIVE_PDU, SILENT_PDU, LOOSE_PDU),
        alerts=(LEG_ALERT, SILENCE_ALERT, CLEARED_ALERT),
        poller=PollerHealth(
            is_alive=is_polled,
            heartbeat_age_s=1.0 if is_polled else None,
            interval_s=INTERVAL_S,
            cycle_number=7,
            cycle_started_at_s=FRESH_S,
            cycle_took_s=0.84,
            polled=2,
            failed=1,
        ),
        now_s=NOW_S,
        revision=1,
    )

"""A small plant with two sides, and readings to go with it, for tests that need some plant but no particular one."""

from array import array

from powertui.domain.choices import FeedLeg, Phase, Side, TerminationKind
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import (
    MISSING_RAW,
    Leg,
    OutletState,
    Quality,
    Quantity,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
    scaled,
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

NOW_S = 1_790_000_000.0
LEGS = (FeedLeg.A, FeedLeg.B, FeedLeg.C)

UNIT_QUANTITIES = (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.ENERGY)
PHASE_QUANTITIES = (Quantity.CURRENT, Quantity.VOLTAGE)
OUTLET_QUANTITIES = (Quantity.STATE, Quantity.CURRENT, Quantity.ACTIVE_POWER)


def two_sided_topology() -> Topology:
    """One rack under feeds A (id 1) and B (id 2), 3φ 400 V 16 A; PDUs 1 and 2 with three outlets, one for each leg.

    Device 3 is a server with two cords (outlets 1 and 4), device 4 a switch with one (outlet 2). Outlets 3, 5 and 6
    are free.
    """

    def power(kind: TerminationKind, item_id: int) -> tuple[Termination, ...]:
        return (Termination(kind, item_id),)

    feed, port, outlet = TerminationKind.POWER_FEED, TerminationKind.POWER_PORT, TerminationKind.POWER_OUTLET
    return Topology(
        sites=(Site(1, "ams1", "ams1"),),
        locations=(Location(1, 1, "Hall 1", "hall-1"),),
        racks=(Rack(1, 1, "R01", 1),),
        power_panels=(PowerPanel(1, 1, "P-A1", 1, Side.A), PowerPanel(2, 1, "P-B1", 1, Side.B)),
        power_feeds=(
            PowerFeed(1, 1, "A1-01", 1, phase=Phase.THREE, voltage_v=400, amperage_a=16),
            PowerFeed(2, 2, "B1-01", 1, phase=Phase.THREE, voltage_v=400, amperage_a=16),
        ),
        devices=(
            Device(1, 1, "pdu-r01-a", "pdu", 1, 1),
            Device(2, 1, "pdu-r01-b", "pdu", 1, 1),
            Device(3, 1, "srv-db01", "server", 1, 1),
            Device(4, 1, "sw-r01", "switch", 1, 1),
        ),
        power_ports=(
            PowerPort(1, 1, "Inlet"),
            PowerPort(2, 2, "Inlet"),
            PowerPort(3, 3, "PSU1", maximum_draw_w=800, allocated_draw_w=400),
            PowerPort(4, 3, "PSU2", maximum_draw_w=800, allocated_draw_w=400),
            PowerPort(5, 4, "PSU1", maximum_draw_w=200, allocated_draw_w=100),
        ),
        power_outlets=tuple(
            PowerOutlet(number + 3 * side, side + 1, f"Outlet {number}", "", side + 1, LEGS[number - 1])
            for side in (0, 1)
            for number in (1, 2, 3)
        ),
        cables=(
            Cable(1, power(feed, 1), power(port, 1)),
            Cable(2, power(feed, 2), power(port, 2)),
            Cable(3, power(outlet, 1), power(port, 3)),
            Cable(4, power(outlet, 4), power(port, 4)),
            Cable(5, power(outlet, 2), power(port, 5)),
        ),
    )


def two_targets() -> tuple[PollTarget, PollTarget]:
    """How the two PDUs of `two_sided_topology` are polled."""
    return (
        PollTarget(1, "pdu-r01-a", "127.0.0.1", 10001, "demo", device_id=1),
        PollTarget(2, "pdu-r01-b", "127.0.0.1", 10002, "demo", device_id=2),
    )


def pdu_description() -> TargetDescription:
    """A three-phase PDU with three metered outlets, one on each leg."""
    return TargetDescription(
        family="test-family",
        vendor="Test",
        model="T-3",
        serial="0001",
        firmware="1.0",
        subjects=(
            SubjectDescription(SubjectKind.UNIT, "1", "1", quantities=UNIT_QUANTITIES),
            *(
                SubjectDescription(SubjectKind.PHASE, f"L{number}", "1", leg=leg, quantities=PHASE_QUANTITIES)
                for number, leg in enumerate((Leg.A, Leg.B, Leg.C), start=1)
            ),
            *(
                SubjectDescription(SubjectKind.OUTLET, str(number), "1", quantities=OUTLET_QUANTITIES)
                for number in (1, 2, 3)
            ),
        ),
    )


def pdu_batch(
    outlet_w: tuple[float | None, float | None, float | None],
    *,
    sampled_at_s: float = NOW_S,
    uptime_s: float | None = 1000.0,
    voltage_v: float = 230.0,
) -> ReadingBatch:
    """What such a PDU reads with these loads on its outlets, at a power factor of 1; None is a missing reading."""
    known_w = sum(watts for watts in outlet_w if watts is not None)
    values: list[float | None] = [known_w, known_w, 12.5]
    for watts in outlet_w:
        values += [None if watts is None else watts / voltage_v, voltage_v]
    for watts in outlet_w:
        values += [float(OutletState.ON), None if watts is None else watts / voltage_v, watts]
    raw = array("q", (scaled(value) for value in values))
    qualities = bytes(Quality.MISSING if item == MISSING_RAW else Quality.GOOD for item in raw)
    return ReadingBatch(sampled_at_s, raw, qualities, uptime_s)

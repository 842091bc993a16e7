"""What a view says of what is measured: fresh and believed figures, each of the part that it is of."""

from dataclasses import replace

import pytest

from powertui.domain.assemble import assemble_view
from powertui.domain.assumptions import Assumptions
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget
from powertui.domain.plant import PlantView
from powertui.domain.reading import Leg, Quality, Quantity, SubjectKind
from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.of_view import measurements_of, switching_devices
from powertui.domain.redundancy.picture import picture_of_view
from tests.measured import LIVING_POLLER, measured_part, measured_target
from tests.plants import NOW_S, two_sided_topology


def pdu(*parts: MeasuredSubject, device_id: int = 1, sampled_at_s: float = NOW_S) -> MeasuredTarget:
    return measured_target(device_id, parts, device_id=device_id, sampled_at_s=sampled_at_s)


def view_of(*targets: MeasuredTarget, now_s: float = NOW_S) -> PlantView:
    graph = PowerGraph(two_sided_topology())
    return assemble_view(graph=graph, targets=targets, alerts=(), poller=LIVING_POLLER, now_s=now_s)


INLET = Binding(power_port_id=1)
UNIT = measured_part(1, SubjectKind.UNIT, "1", {Quantity.APPARENT_POWER: 1000.0, Quantity.ACTIVE_POWER: 950.0}, INLET)
PHASES = tuple(
    measured_part(
        2 + number,
        SubjectKind.PHASE,
        f"L{number + 1}",
        {Quantity.CURRENT: amps, Quantity.VOLTAGE: 230.0},
        INLET,
        leg=leg,
    )
    for number, (leg, amps) in enumerate(((Leg.A, 2.0), (Leg.B, 1.0), (Leg.C, 1.3)))
)
OUTLET = measured_part(
    9,
    SubjectKind.OUTLET,
    "1",
    {Quantity.ACTIVE_POWER: 380.0, Quantity.CURRENT: 1.74, Quantity.VOLTAGE: 230.0},
    Binding(power_outlet_id=1),
)


def test_an_inlets_unit_its_legs_and_its_outlets_are_measured() -> None:
    found = measurements_of(view_of(pdu(UNIT, *PHASES, OUTLET)))
    assert found.inlets[1].va == 1000.0
    assert found.inlets[1].legs_va == pytest.approx((460.0, 230.0, 299.0))
    assert found.outlets[1].w == 380.0
    assert found.outlets[1].va == pytest.approx(1.74 * 230)
    # A feed without a meter of its own panel is its inlets' affair.
    assert found.feeds == {}


def test_what_is_stale_or_cannot_be_is_left_out() -> None:
    assert measurements_of(view_of(pdu(UNIT, OUTLET), now_s=NOW_S + 1000)).outlets == {}
    assert measurements_of(view_of(pdu(UNIT, OUTLET), now_s=NOW_S + 1000)).inlets == {}
    readings = tuple(replace(reading, quality=Quality.IMPLAUSIBLE) for reading in OUTLET.readings)
    assert measurements_of(view_of(pdu(replace(OUTLET, readings=readings)))).outlets == {}


def test_a_silent_pdus_cords_carry_what_those_at_their_peers_do() -> None:
    picture = picture_of_view(view_of(pdu(UNIT, *PHASES, OUTLET)), Assumptions())
    cord = picture.network.node_of[NodeSort.PORT][4]
    assert picture.loads.bases[cord] is LoadBasis.ESTIMATED
    assert picture.loads.total_va(cord) == pytest.approx(1.74 * 230)


def test_a_device_that_reports_its_sources_serves_all_from_any() -> None:
    topology = two_sided_topology()
    ports = tuple(replace(port, device_id=3) if port.id in {1, 2} else port for port in topology.power_ports)
    graph = PowerGraph(replace(topology, power_ports=ports))
    sources = (
        measured_part(1, SubjectKind.INPUT, "A", {Quantity.APPARENT_POWER: 500.0}, Binding(power_port_id=1)),
        measured_part(2, SubjectKind.INPUT, "B", {Quantity.APPARENT_POWER: 0.0}, Binding(power_port_id=2)),
    )
    view = replace(view_of(), graph=graph, targets={3: pdu(*sources, device_id=3)})
    assert switching_devices(view) == {3}
    found = measurements_of(view)
    assert (found.inlets[1].va, found.inlets[2].va) == (500.0, 0.0)

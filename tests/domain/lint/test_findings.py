"""Each finding: a plant that has it, and one that nearly has it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.choices import (
    CableStatus,
    FeedStatus,
    FeedType,
    OutletStatus,
    Phase,
    Side,
    Supply,
    TerminationKind,
)
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_area import honest_view
from powertui.domain.lint.codes import LintCode
from powertui.domain.lint.finding import LintFinding
from powertui.domain.lint.run import lint
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import Leg
from powertui.domain.topology import (
    Cable,
    Device,
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
from tests.domain.lint.changes import added, cable, changed, feed_end, outlet_end, port_end, without
from tests.oracle_cases import cases, topology_of
from tests.plants import two_sided_topology, two_targets
from tests.shared_material import needs_shared

Change = Callable[[Topology], Topology]


def findings_of(topology: Topology) -> tuple[LintFinding, ...]:
    return lint(PowerGraph(topology))


def third_panel(topology: Topology, name: str, **values: object) -> Topology:
    return added(topology, "power_panels", PowerPanel(3, 1, name, 1, **values))  # type: ignore[arg-type]  # any field


def third_feed(topology: Topology, panel_id: int, **values: object) -> Topology:
    """A feed without anything on it, marked as connected."""
    given = {"name": "X", "rack_id": 1, "voltage_v": 230, "mark_connected": True, **values}
    return added(topology, "power_feeds", PowerFeed(3, panel_id, **given))  # type: ignore[arg-type]  # any field


def sub_pdu(topology: Topology, *cables: Cable) -> Topology:
    """A PDU (device 5, inlet 6, outlet 7) in the rack, cabled by these."""
    plant = added(topology, "devices", Device(5, 1, "pdu-sub", "pdu", 1, 1))
    plant = added(plant, "power_ports", PowerPort(6, 5, "In"))
    plant = added(plant, "power_outlets", PowerOutlet(7, 5, "1", "", 6))
    return added(plant, "cables", *cables)


def second_pdu_inlet(topology: Topology) -> Topology:
    return added(topology, "power_ports", PowerPort(6, 1, "Inlet 2", mark_connected=True))


def single_phase(topology: Topology, feed_id: int = 1) -> Topology:
    return changed(topology, "power_feeds", feed_id, phase=Phase.SINGLE, voltage_v=230)


def loaded(topology: Topology, watts: int, port_id: int = 5) -> Topology:
    return changed(topology, "power_ports", port_id, allocated_draw_w=watts, maximum_draw_w=None)


def branches(topology: Topology, *found: PduBranch) -> Topology:
    return added(topology, "pdu_branches", *found)


def polled(topology: Topology, *targets: PollTarget) -> Topology:
    return added(topology, "poll_targets", *targets)


def unsided(topology: Topology, name_a: str, name_b: str) -> Topology:
    return changed(
        changed(topology, "power_panels", 1, side=None, name=name_a), "power_panels", 2, side=None, name=name_b
    )


def one_ended(topology: Topology) -> Topology:
    return added(topology, "cables", Cable(9, (Termination(TerminationKind.POWER_OUTLET, 6),), ()))


def other_site(topology: Topology) -> Topology:
    plant = added(topology, "sites", Site(2, "fra1", "fra1"))
    return changed(plant, "devices", 4, site_id=2, rack_id=None, location_id=None)


def other_rack(topology: Topology) -> Topology:
    return added(topology, "racks", Rack(2, 1, "R02", 1))


def typed(topology: Topology, port_type: str, outlet_type: str) -> Topology:
    return changed(changed(topology, "power_ports", 5, type=port_type), "power_outlets", 2, type=outlet_type)


@dataclass(frozen=True)
class Case:
    code: LintCode
    has: Change
    has_not: Change
    name: str
    """Of the object that it is about."""


CASES = (
    Case(
        LintCode.PDU_WITHOUT_FEED,
        lambda plant: sub_pdu(plant, cable(9, outlet_end(7), port_end(6))),
        lambda plant: sub_pdu(plant, cable(9, outlet_end(6), port_end(6), CableStatus.PLANNED)),
        "pdu-sub In",
    ),
    Case(
        LintCode.DEVICE_WITHOUT_CORD,
        lambda plant: without(plant, "cables", 5),
        lambda plant: changed(without(plant, "cables", 5), "power_ports", 5, mark_connected=True),
        "sw-r01",
    ),
    Case(
        LintCode.CORD_MISSING,
        lambda plant: without(plant, "cables", 4),
        lambda plant: without(plant, "cables", 5),
        "srv-db01 PSU2",
    ),
    Case(LintCode.ONE_ENDED_CABLE, one_ended, lambda plant: plant, "cable 9"),
    Case(
        LintCode.CONNECTOR_MISMATCH,
        lambda plant: typed(plant, "iec-60320-c14", "iec-60320-c19"),
        lambda plant: typed(plant, "iec-60320-c14", "iec-60320-c13"),
        "sw-r01 PSU1",
    ),
    Case(
        LintCode.OUTLET_FEEDS_FROM_NOTHING,
        lambda plant: changed(plant, "power_outlets", 6, power_port_id=None),
        lambda plant: added(
            added(plant, "devices", Device(5, 1, "strip", "pdu")), "power_outlets", PowerOutlet(7, 5, "1")
        ),
        "pdu-r01-b Outlet 3",
    ),
    Case(
        LintCode.INLET_WITHOUT_OUTLETS,
        second_pdu_inlet,
        lambda plant: changed(second_pdu_inlet(plant), "power_outlets", 3, power_port_id=6),
        "pdu-r01-a Inlet 2",
    ),
    Case(
        LintCode.SUPPLY_LOOP,
        lambda plant: sub_pdu(plant, cable(9, outlet_end(7), port_end(6))),
        lambda plant: sub_pdu(plant, cable(9, outlet_end(6), port_end(6))),
        "pdu-sub In",
    ),
    Case(
        LintCode.SEVERAL_SUPPLIES,
        lambda plant: added(
            without(plant, "cables", 5), "cables", Cable(9, (outlet_end(2), outlet_end(5)), (port_end(5),))
        ),
        lambda plant: added(
            added(plant, "power_ports", PowerPort(6, 4, "PSU2", allocated_draw_w=1)),
            "cables",
            cable(9, outlet_end(5), port_end(6)),
        ),
        "sw-r01 PSU1",
    ),
    Case(
        LintCode.SAME_SIDE_CORDS,
        lambda plant: changed(plant, "power_panels", 2, side=Side.A),
        lambda plant: plant,
        "srv-db01",
    ),
    Case(
        LintCode.SAME_PDU_CORDS,
        lambda plant: added(without(plant, "cables", 4), "cables", cable(9, outlet_end(3), port_end(4))),
        lambda plant: plant,
        "srv-db01",
    ),
    Case(
        LintCode.SAME_PANEL_SIDES,
        lambda plant: changed(
            changed(plant, "power_feeds", 2, power_panel_id=1, side=Side.B), "power_feeds", 1, side=Side.A
        ),
        lambda plant: changed(plant, "power_feeds", 2, side=Side.B),
        "R01",
    ),
    Case(
        LintCode.SHARED_UPSTREAM,
        lambda plant: changed(
            changed(third_feed(third_panel(plant, "MAIN"), 3, rack_id=None), "power_panels", 1, fed_by_feed_id=3),
            "power_panels",
            2,
            fed_by_feed_id=3,
        ),
        lambda plant: changed(
            third_feed(third_panel(plant, "MAIN"), 3, rack_id=None), "power_panels", 1, fed_by_feed_id=3
        ),
        "R01",
    ),
    Case(
        LintCode.RACK_ONE_SIDE,
        lambda plant: changed(plant, "power_feeds", 2, rack_id=None),
        lambda plant: changed(plant, "power_panels", 2, side=None, name="Spare"),
        "R01",
    ),
    Case(
        LintCode.REDUNDANT_WITHOUT_PRIMARY,
        lambda plant: changed(
            changed(plant, "power_feeds", 1, type=FeedType.REDUNDANT), "power_feeds", 2, type=FeedType.REDUNDANT
        ),
        lambda plant: changed(plant, "power_feeds", 2, type=FeedType.REDUNDANT),
        "R01",
    ),
    Case(
        LintCode.SIDE_AMBIGUOUS,
        lambda plant: unsided(plant, "Left", "Panel 16A"),
        lambda plant: unsided(plant, "Panel A", "Panel B"),
        "Left",
    ),
    Case(
        LintCode.SIDE_UNKNOWN,
        lambda plant: changed(
            changed(unsided(plant, "Left", "Right"), "power_feeds", 1, name="1"), "power_feeds", 2, name="2"
        ),
        lambda plant: unsided(plant, "Panel A", "Panel B"),
        "Left",
    ),
    Case(
        LintCode.VOLTAGE_LINE_TO_NEUTRAL,
        lambda plant: changed(plant, "power_feeds", 1, voltage_v=230),
        lambda plant: changed(plant, "power_feeds", 1, voltage_v=208),
        "P-A1 A1-01",
    ),
    Case(
        LintCode.VOLTAGE_LINE_TO_LINE,
        lambda plant: changed(plant, "power_feeds", 1, phase=Phase.SINGLE),
        single_phase,
        "P-A1 A1-01",
    ),
    Case(
        LintCode.VOLTAGE_UNUSUAL,
        lambda plant: changed(plant, "power_feeds", 1, voltage_v=393),
        lambda plant: changed(single_phase(plant), "power_feeds", 1, supply=Supply.DC, voltage_v=-48),
        "P-A1 A1-01",
    ),
    Case(
        LintCode.THREE_PHASE_DC,
        lambda plant: changed(plant, "power_feeds", 1, supply=Supply.DC),
        lambda plant: changed(plant, "power_feeds", 1, supply=Supply.DC, phase=Phase.SINGLE),
        "P-A1 A1-01",
    ),
    Case(
        LintCode.SINGLE_PHASE_INLET,
        lambda plant: changed(plant, "power_ports", 1, type="iec-60309-p-n-e-6h"),
        lambda plant: changed(plant, "power_ports", 1, type="iec-60309-3p-n-e-6h"),
        "pdu-r01-a Inlet",
    ),
    Case(
        LintCode.THREE_PHASE_INLET,
        lambda plant: changed(single_phase(plant), "power_ports", 1, type="iec-60309-3p-n-e-6h"),
        lambda plant: changed(single_phase(plant), "power_ports", 1, type="iec-60309-p-n-e-6h"),
        "pdu-r01-a Inlet",
    ),
    Case(
        LintCode.OUTLET_WITHOUT_LEG,
        lambda plant: changed(plant, "power_outlets", 3, feed_leg=None),
        lambda plant: changed(plant, "power_outlets", 3, feed_leg=None, line_pair=Leg.BC),
        "pdu-r01-a Outlet 3",
    ),
    Case(
        LintCode.LEG_ON_SINGLE_PHASE,
        single_phase,
        lambda plant: plant,
        "pdu-r01-a Inlet",
    ),
    Case(
        LintCode.LEG_AND_PAIR,
        lambda plant: changed(plant, "power_outlets", 3, line_pair=Leg.AB),
        lambda plant: changed(plant, "power_outlets", 3, line_pair=Leg.BC),
        "pdu-r01-a Outlet 3",
    ),
    Case(
        LintCode.RATING_HIDES_SUM,
        lambda plant: changed(plant, "power_ports", 1, maximum_draw_w=7000),
        lambda plant: changed(plant, "power_ports", 1, maximum_draw_w=7000, allocated_draw_w=500),
        "pdu-r01-a Inlet",
    ),
    Case(
        LintCode.STATED_BELOW_SUM,
        lambda plant: changed(plant, "power_ports", 1, allocated_draw_w=499),
        lambda plant: changed(plant, "power_ports", 1, allocated_draw_w=500),
        "pdu-r01-a Inlet",
    ),
    Case(
        LintCode.DRAW_UNKNOWN,
        lambda plant: changed(plant, "power_ports", 5, allocated_draw_w=None, maximum_draw_w=None),
        lambda plant: changed(plant, "power_ports", 5, maximum_draw_w=None),
        "sw-r01 PSU1",
    ),
    Case(
        LintCode.ALLOCATED_UNKNOWN,
        lambda plant: changed(plant, "power_ports", 5, allocated_draw_w=None),
        lambda plant: changed(plant, "power_ports", 5, maximum_draw_w=None),
        "sw-r01 PSU1",
    ),
    Case(
        LintCode.OVER_OUTLET_RATING,
        lambda plant: typed(loaded(plant, 2200), "iec-60320-c14", "iec-60320-c13"),
        lambda plant: typed(loaded(plant, 2190), "iec-60320-c14", "iec-60320-c13"),
        "pdu-r01-a Outlet 2",
    ),
    Case(
        LintCode.OVER_BRANCH_RATING,
        lambda plant: branches(plant, PduBranch(1, 1, "B1", 2.0, Leg.A, (1, 2, 3))),
        lambda plant: branches(plant, PduBranch(1, 1, "B1", 2.5, Leg.A, (1, 2, 3))),
        "pdu-r01-a B1",
    ),
    Case(
        LintCode.OVER_PDU_RATING,
        lambda plant: changed(plant, "devices", 1, rated_current_a=1.8),
        lambda plant: changed(plant, "devices", 1, rated_current_a=1.9),
        "pdu-r01-a",
    ),
    Case(
        LintCode.OVER_FEED,
        lambda plant: loaded(plant, 8100),
        lambda plant: loaded(plant, 8000),
        "P-A1 A1-01",
    ),
    Case(
        LintCode.OVER_FEED_LEG,
        lambda plant: loaded(plant, 2850),
        lambda plant: loaded(plant, 2800),
        "P-A1 A1-01",
    ),
    Case(
        LintCode.OVER_PANEL,
        lambda plant: changed(plant, "power_panels", 1, rated_current_a=1.8),
        lambda plant: changed(plant, "power_panels", 1, rated_current_a=1.9),
        "P-A1",
    ),
    Case(
        LintCode.OVER_ON_FAILOVER,
        lambda plant: loaded(loaded(plant, 1500, 3), 1500, 4),
        lambda plant: loaded(loaded(plant, 1300, 3), 1300, 4),
        "P-A1 A1-01",
    ),
    Case(
        LintCode.BREAKER_POSITIONS,
        lambda plant: changed(plant, "power_panels", 1, breaker_positions=0),
        lambda plant: changed(plant, "power_panels", 1, breaker_positions=1),
        "P-A1",
    ),
    Case(
        LintCode.FEED_WITHOUT_RACK,
        lambda plant: changed(plant, "power_feeds", 1, rack_id=None),
        lambda plant: changed(
            third_feed(third_panel(plant, "MAIN"), 3, rack_id=None), "power_panels", 1, fed_by_feed_id=3
        ),
        "P-A1 A1-01",
    ),
    Case(
        LintCode.FEED_IN_OTHER_RACK,
        lambda plant: changed(other_rack(plant), "power_feeds", 1, rack_id=2),
        lambda plant: changed(other_rack(plant), "power_feeds", 1, rack_id=None),
        "P-A1 A1-01",
    ),
    Case(
        LintCode.FEED_UNUSED,
        lambda plant: third_feed(plant, 1, mark_connected=False),
        lambda plant: third_feed(plant, 1, mark_connected=False, status=FeedStatus.PLANNED),
        "P-A1 X",
    ),
    Case(
        LintCode.IDLE_FEED_LOADED,
        lambda plant: changed(plant, "power_feeds", 1, status=FeedStatus.OFFLINE),
        lambda plant: third_feed(plant, 1, status=FeedStatus.OFFLINE),
        "P-A1 A1-01",
    ),
    Case(
        LintCode.IDLE_OUTLET_LOADED,
        lambda plant: changed(plant, "power_outlets", 2, status=OutletStatus.FAULTY),
        lambda plant: changed(plant, "power_outlets", 3, status=OutletStatus.FAULTY),
        "pdu-r01-a Outlet 2",
    ),
    Case(
        LintCode.INACTIVE_DEVICE_COUNTED,
        lambda plant: changed(plant, "devices", 4, status="planned"),
        lambda plant: changed(changed(plant, "devices", 4, status="planned"), "cables", 5, status=CableStatus.PLANNED),
        "sw-r01",
    ),
    Case(LintCode.CABLE_ACROSS_SITES, other_site, lambda plant: plant, "cable 5"),
    Case(
        LintCode.BRANCH_FOREIGN_OUTLET,
        lambda plant: branches(plant, PduBranch(1, 1, "B1", 16, None, (1, 2, 3, 4))),
        lambda plant: branches(plant, PduBranch(1, 1, "B1", 16, None, (1, 2, 3))),
        "pdu-r01-a B1",
    ),
    Case(
        LintCode.OUTLET_OUTSIDE_BRANCHES,
        lambda plant: branches(plant, PduBranch(1, 1, "B1", 16, None, (1, 2))),
        lambda plant: branches(plant, PduBranch(1, 1, "B1", 16, None, (1, 2, 3))),
        "pdu-r01-a",
    ),
    Case(
        LintCode.POLL_ADDRESS_TWICE,
        lambda plant: polled(
            plant, *two_targets(), PollTarget(3, "again", "127.0.0.1", 10001, "demo", power_panel_id=1)
        ),
        lambda plant: polled(plant, *two_targets()),
        "again",
    ),
    Case(
        LintCode.POLL_DEVICE_TWICE,
        lambda plant: polled(plant, *two_targets(), PollTarget(3, "again", "127.0.0.1", 10003, "demo", device_id=1)),
        lambda plant: polled(plant, *two_targets()),
        "again",
    ),
    Case(
        LintCode.POLLED_WITHOUT_MODEL,
        lambda plant: polled(plant, PollTarget(3, "loose", "127.0.0.1", 10003, "demo")),
        lambda plant: polled(plant, PollTarget(3, "meter", "127.0.0.1", 10003, "demo", power_panel_id=1)),
        "loose",
    ),
    Case(
        LintCode.PDU_NOT_POLLED,
        lambda plant: polled(plant, two_targets()[0]),
        lambda plant: polled(plant, *two_targets()),
        "pdu-r01-b",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code.slug)
def test_a_finding_is_made_where_it_is_and_not_where_it_is_only_nearly(case: Case) -> None:
    found = [finding for finding in findings_of(case.has(two_sided_topology())) if finding.code is case.code]
    assert case.name in [finding.name for finding in found]
    near = [finding for finding in findings_of(case.has_not(two_sided_topology())) if finding.code is case.code]
    assert near == []


def test_every_code_has_its_case() -> None:
    # Those of readings are not about the model: test_readings has them.
    of_readings = {LintCode.SCALE_CONTRADICTED, LintCode.READINGS_CONTRADICT}
    assert {case.code for case in CASES} == set(LintCode) - of_readings


def test_a_plant_that_is_right_has_no_findings() -> None:
    assert findings_of(two_sided_topology()) == ()


def test_findings_say_where_and_come_worst_first() -> None:
    plant = changed(loaded(two_sided_topology(), 9000), "power_ports", 3, allocated_draw_w=None)
    found = findings_of(plant)
    assert [finding.severity for finding in found] == sorted((finding.severity for finding in found), reverse=True)
    assert found[0].place == ("ams1", "Hall 1", "R01")


def test_many_outlets_without_a_leg_are_told_as_one() -> None:
    plant = two_sided_topology()
    for outlet_id in (1, 2, 3):
        plant = changed(plant, "power_outlets", outlet_id, feed_leg=None)
    plant = added(plant, "power_outlets", PowerOutlet(7, 1, "Outlet 4", "", 1))
    (found,) = (finding for finding in findings_of(plant) if finding.code is LintCode.OUTLET_WITHOUT_LEG)
    assert found.what == "and 3 more outlets of the three-phase PDU have no leg"


def test_a_pdu_whose_outlets_name_no_inlet_is_without_a_feed_too() -> None:
    plant = changed(sub_pdu(two_sided_topology()), "power_outlets", 7, power_port_id=None)
    codes = {finding.code for finding in findings_of(plant) if finding.name.startswith("pdu-sub")}
    assert codes == {LintCode.PDU_WITHOUT_FEED, LintCode.OUTLET_FEEDS_FROM_NOTHING}


def test_words_of_codes_are_sentences_without_capital_or_stop() -> None:
    for code in LintCode:
        for text in (code.why, code.mend):
            assert text[0] == text[0].lower() or text.split()[0].isupper() or text.startswith("NetBox")
            assert not text.endswith(".")


@st.composite
def tangles(draw: st.DrawFn) -> Topology:
    """The two-sided plant with cables between any supply and any load, statuses and drawn draws: loops included."""
    plant = two_sided_topology()
    ports = draw(st.permutations([port.id for port in plant.power_ports]))
    supplies = draw(st.permutations([feed_end(1), feed_end(2), *(outlet_end(number) for number in range(1, 7))]))
    cables: list[Cable] = []
    while ports and supplies:
        taken = draw(st.integers(1, 3))
        supply, supplies = supplies[:taken], supplies[taken:]
        kind = supply[0].kind
        ends = tuple(end for end in supply if end.kind is kind)
        loaded_ports, ports = ports[: draw(st.integers(1, 2))], ports[2:]
        status = draw(st.sampled_from(CableStatus))
        cables.append(Cable(len(cables) + 1, ends, tuple(map(port_end, loaded_ports)), status))
    watts = st.none() | st.integers(1, 5000)
    return replace(
        plant,
        cables=tuple(cables),
        power_ports=tuple(
            replace(port, maximum_draw_w=draw(watts), allocated_draw_w=draw(watts)) for port in plant.power_ports
        ),
        power_feeds=tuple(replace(feed, status=draw(st.sampled_from(FeedStatus))) for feed in plant.power_feeds),
        power_panels=tuple(
            replace(panel, fed_by_feed_id=draw(st.sampled_from([None, 1, 2]))) for panel in plant.power_panels
        ),
    )


@given(tangles())
def test_no_tangle_is_too_much(topology: Topology) -> None:
    view = honest_view(PowerGraph(topology))
    stated_w = sum(port.allocated_draw_w or 0 for port in topology.power_ports)
    for finding in lint(view.graph, honest=view):
        assert finding.what
    for area in (*view.sites.values(), *view.racks.values(), *view.panels.values()):
        assert area.allocated_w >= 0
        assert view.area_reasons(area) is not None
    if not view.supply.loops:
        assert view.sites[1].allocated_w <= stated_w + 1e-6


@needs_shared
@pytest.mark.parametrize("file_name", ["oracle_quirks.json", "oracle_dev.json"])
def test_every_plant_that_netbox_accepts_is_judged(file_name: str) -> None:
    for case in cases(file_name):
        assert isinstance(lint(PowerGraph(topology_of(case))), tuple)

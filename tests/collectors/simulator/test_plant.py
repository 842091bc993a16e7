from collections import Counter

import pytest

from collectors.simulator.electricity import Electricity
from collectors.simulator.hardware import Family
from collectors.simulator.plant import DemoPlant, build_demo_plant
from powertui.domain.capacity import available_power_va
from powertui.domain.choices import FeedLeg, FeedType, Phase, Side, TerminationKind
from powertui.domain.draw import feed_draw
from powertui.domain.graph import PowerGraph


@pytest.fixture(scope="module")
def plant() -> DemoPlant:
    return build_demo_plant()


@pytest.fixture(scope="module")
def graph(plant: DemoPlant) -> PowerGraph:
    return PowerGraph(plant.topology)


def test_the_same_seed_builds_the_same_plant(plant: DemoPlant) -> None:
    assert build_demo_plant() == plant


def test_another_seed_builds_another(plant: DemoPlant) -> None:
    assert build_demo_plant(seed=21) != plant


def test_every_reference_leads_somewhere(graph: PowerGraph) -> None:
    """The graph refuses a topology with a dangling reference; building it is the test."""
    assert graph is not None


def test_it_is_a_plant_worth_looking_at(plant: DemoPlant) -> None:
    topology = plant.topology
    assert len(topology.racks) >= 12
    assert len(plant.pdus) >= 24
    assert {pdu.model.family for pdu in plant.pdus} == set(Family)
    assert {pdu.model.phase for pdu in plant.pdus} == set(Phase)
    assert all(12 <= len(pdu.outlets) <= 24 for pdu in plant.pdus)
    assert 3 <= sum(pdu.credential == "demo-v3" for pdu in plant.pdus) <= 4


def test_each_hall_has_a_panel_on_each_side(plant: DemoPlant) -> None:
    sides = Counter((panel.location_id, panel.side) for panel in plant.topology.power_panels)
    assert sides == {(hall.id, side): 1 for hall in plant.topology.locations for side in Side}


def test_each_rack_is_fed_from_both_sides(plant: DemoPlant, graph: PowerGraph) -> None:
    for rack in plant.topology.racks:
        assert {graph.panels[feed.power_panel_id].side for feed in graph.feeds_of_rack(rack.id)} == set(Side)


def test_the_a_feeds_are_primary_and_the_b_feeds_redundant(plant: DemoPlant, graph: PowerGraph) -> None:
    types = {(graph.panels[feed.power_panel_id].side, feed.type) for feed in plant.topology.power_feeds}
    assert types == {(Side.A, FeedType.PRIMARY), (Side.B, FeedType.REDUNDANT)}


def test_most_devices_have_two_cords_and_some_have_one(plant: DemoPlant) -> None:
    cords = Counter(len(load.cords) for load in plant.loads if load.device_id is not None)
    assert cords[2] > cords[1] > 5


def test_the_cords_of_a_device_end_on_different_sides(plant: DemoPlant) -> None:
    feed_of_outlet = {outlet.id: pdu.feed_id for pdu in plant.pdus for outlet in pdu.outlets}
    for load in plant.loads:
        assert len({feed_of_outlet[cord.outlet_id] for cord in load.cords}) == len(load.cords)


def test_outlets_have_legs_where_the_feed_has(plant: DemoPlant) -> None:
    outlets = {outlet.id: outlet for outlet in plant.topology.power_outlets}
    for pdu in plant.pdus:
        legs = {outlets[outlet.id].feed_leg for outlet in pdu.outlets}
        assert legs == (set(FeedLeg) if pdu.model.phase is Phase.THREE else {None})


def test_equipment_fits_into_its_rack(plant: DemoPlant) -> None:
    occupied: Counter[tuple[int | None, float]] = Counter()
    for device in plant.topology.devices:
        if device.position_u is not None:
            occupied.update((device.rack_id, device.position_u + unit) for unit in range(int(device.height_u)))
    assert max(occupied.values()) == 1
    assert max(unit for _, unit in occupied) <= 42


def test_pdu_inlets_leave_their_draw_to_the_model(plant: DemoPlant) -> None:
    roles = {device.id: device.role for device in plant.topology.devices}
    for port in plant.topology.power_ports:
        assert (port.allocated_draw_w is None) == (roles[port.device_id] == "pdu")


def test_feeds_are_loaded_as_two_sided_racks_must_be(plant: DemoPlant) -> None:
    electricity = Electricity(plant)
    feeds = {feed.id: feed for feed in plant.topology.power_feeds}
    used = [
        electricity.pdu(pdu, 0.0).total.apparent_power_va / available_power_va(feeds[pdu.feed_id]) for pdu in plant.pdus
    ]
    assert min(used) > 0.28
    assert max(used) < 0.70
    assert sum(part > 0.45 for part in used) >= 2


def test_what_is_measured_is_near_to_what_is_modelled(plant: DemoPlant, graph: PowerGraph) -> None:
    electricity = Electricity(plant)
    feeds = {feed.id: feed for feed in plant.topology.power_feeds}
    for pdu in plant.pdus:
        modelled = feed_draw(graph, feeds[pdu.feed_id])
        assert modelled is not None
        assert electricity.pdu(pdu, 0.0).total.active_power_w == pytest.approx(modelled.allocated_w, rel=0.2)


def test_one_live_outlet_is_unknown_to_the_model(plant: DemoPlant) -> None:
    (unknown,) = (load for load in plant.loads if load.device_id is None)
    cabled = {
        termination.id
        for cable in plant.topology.cables
        for termination in cable.b
        if termination.kind is TerminationKind.POWER_OUTLET
    }
    assert unknown.cords[0].outlet_id not in cabled
    assert Electricity(plant).cord_w(unknown.cords[0].outlet_id, 0.0) > 100


def test_one_modelled_device_is_idle(plant: DemoPlant) -> None:
    electricity = Electricity(plant)
    idle = [load.name for load in plant.loads if electricity.load_w(load, 0.0) == 0]
    assert len(idle) == 1


def test_some_outlets_are_free_and_some_of_those_are_off(plant: DemoPlant) -> None:
    free = [outlet for pdu in plant.pdus for outlet in pdu.outlets if not outlet.name]
    assert free
    assert {outlet.is_on for outlet in free} == {True, False}
    assert all(outlet.is_on for pdu in plant.pdus for outlet in pdu.outlets if outlet.name)

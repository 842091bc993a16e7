"""The demo's script, judged by the plant's own limits."""

from collections.abc import Callable

import pytest

from collectors.simulator.electricity import Electricity, PduState
from collectors.simulator.plant import DemoPlant, build_demo_plant
from collectors.simulator.scenario import DEMO_PERIOD_S
from powertui.domain.capacity import available_power_va, leg_limit_a
from powertui.domain.topology import PowerFeed

StateAt = Callable[[str, float], PduState]


@pytest.fixture(scope="module")
def plant() -> DemoPlant:
    return build_demo_plant()


@pytest.fixture(scope="module")
def state_at(plant: DemoPlant) -> StateAt:
    electricity = Electricity(plant)
    pdus = {pdu.name: pdu for pdu in plant.pdus}
    return lambda name, at_s: electricity.pdu(pdus[name], at_s)


def _device_id(plant: DemoPlant, name: str) -> int:
    return next(pdu.device_id for pdu in plant.pdus if pdu.name == name)


def _feed(plant: DemoPlant, name: str) -> PowerFeed:
    return next(feed for feed in plant.topology.power_feeds if feed.name == name)


def _greatest_leg_a(state: PduState) -> float:
    return max(leg.current_a for leg in state.legs)


def test_a_leg_passes_its_limit_within_a_minute(plant: DemoPlant, state_at: StateAt) -> None:
    limit_a = leg_limit_a(_feed(plant, "R04-A"))
    assert _greatest_leg_a(state_at("pdu-r04-a", 15)) < limit_a
    assert _greatest_leg_a(state_at("pdu-r04-a", 60)) > limit_a


def test_the_feed_passes_its_available_power_after_the_leg(plant: DemoPlant, state_at: StateAt) -> None:
    available_va = available_power_va(_feed(plant, "R04-A"))
    assert state_at("pdu-r04-a", 60).total.apparent_power_va < available_va
    for at_s in range(120, 370, 10):
        assert state_at("pdu-r04-a", at_s).total.apparent_power_va > available_va


def test_the_feed_recovers(plant: DemoPlant, state_at: StateAt) -> None:
    for at_s in range(420, 900, 10):
        assert _greatest_leg_a(state_at("pdu-r04-a", at_s)) < leg_limit_a(_feed(plant, "R04-A"))


def test_no_breaker_would_trip(plant: DemoPlant, state_at: StateAt) -> None:
    feeds = {feed.id: feed for feed in plant.topology.power_feeds}
    for pdu in plant.pdus:
        for at_s in range(0, 900, 30):
            assert _greatest_leg_a(state_at(pdu.name, at_s)) < feeds[pdu.feed_id].amperage_a


def test_the_other_side_stays_within_its_limits(plant: DemoPlant, state_at: StateAt) -> None:
    for at_s in range(0, 900, 10):
        assert _greatest_leg_a(state_at("pdu-r04-b", at_s)) < leg_limit_a(_feed(plant, "R04-B"))


def test_a_cord_dies_and_its_peer_carries_all(plant: DemoPlant) -> None:
    electricity = Electricity(plant)
    server = next(load for load in plant.loads if load.name == "srv-db03")
    first, second = (cord.outlet_id for cord in server.cords)
    assert electricity.cord_w(first, 34.9) > 200
    assert electricity.cord_w(first, 35) == 0
    assert electricity.cord_w(second, 35) == pytest.approx(electricity.load_w(server, 35))
    assert electricity.cord_w(first, 395) > 200


@pytest.mark.parametrize(("name", "silent_from_s", "silent_until_s"), [("pdu-r05-a", 60, 180), ("pdu-r09-b", 80, 92)])
def test_an_agent_stops_answering_and_comes_back(
    plant: DemoPlant, name: str, silent_from_s: float, silent_until_s: float
) -> None:
    device_id = _device_id(plant, name)
    assert plant.script.answers(device_id, silent_from_s - 0.1)
    assert not plant.script.answers(device_id, silent_from_s)
    assert not plant.script.answers(device_id, silent_until_s - 0.1)
    assert plant.script.answers(device_id, silent_until_s)


def test_power_flows_on_while_an_agent_is_silent(state_at: StateAt) -> None:
    assert state_at("pdu-r05-a", 120).total.active_power_w > 1000
    assert state_at("pdu-r05-a", 120).uptime_s > state_at("pdu-r05-a", 59).uptime_s


def test_a_reboot_restarts_the_uptime_and_nothing_else(state_at: StateAt) -> None:
    before, after = state_at("pdu-r09-b", 79), state_at("pdu-r09-b", 95)
    assert before.uptime_s > 86400
    assert after.uptime_s == pytest.approx(3)
    assert after.total.energy_wh > before.total.energy_wh
    assert after.total.active_power_w == pytest.approx(before.total.active_power_w, rel=0.05)


def test_each_repetition_counts_a_reboot(plant: DemoPlant, state_at: StateAt) -> None:
    device_id = _device_id(plant, "pdu-r09-b")
    boots = [plant.script.boots(device_id, at_s) for at_s in (0, 91, 92, 900 + 91, 900 + 92)]
    assert boots == [0, 0, 1, 1, 2]
    assert state_at("pdu-r09-b", DEMO_PERIOD_S + 100).uptime_s == pytest.approx(8)


def test_the_script_repeats(plant: DemoPlant, state_at: StateAt) -> None:
    for at_s in (20, 60, 200, 500):
        assert plant.script.extra_w("srv-gpu01", at_s) == plant.script.extra_w("srv-gpu01", at_s + 3 * DEMO_PERIOD_S)
    assert _greatest_leg_a(state_at("pdu-r04-a", DEMO_PERIOD_S + 60)) > leg_limit_a(_feed(plant, "R04-A"))

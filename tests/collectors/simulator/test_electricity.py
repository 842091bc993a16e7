"""Laws that the plant obeys at any moment."""

from dataclasses import replace
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.simulator.demand import demand_w, demand_ws
from collectors.simulator.electricity import SECONDS_PER_HOUR, Electricity, Flow
from collectors.simulator.hardware import Demand, SimulatedPdu
from collectors.simulator.plant import DemoPlant, build_demo_plant
from collectors.simulator.scenario import DeadCord, LostPower, Script, Window
from powertui.domain.choices import Phase

PLANT = build_demo_plant()
ELECTRICITY = Electricity(PLANT)

moments = st.floats(min_value=0, max_value=3 * 86400)
pdus = st.sampled_from(PLANT.pdus)
demands = st.builds(
    Demand,
    mean_w=st.floats(0, 3000),
    daily=st.floats(0, 0.2),
    restless=st.floats(0, 0.1),
    step=st.sampled_from([0.0, 0.1, 0.4]),
    step_period_s=st.floats(900, 2700),
    step_length_s=st.floats(60, 600),
    phase=st.floats(0, 6.28),
)


def _with_events(*events: DeadCord | LostPower) -> DemoPlant:
    return replace(PLANT, script=Script(events))


def _pdu(name: str) -> SimulatedPdu:
    return next(pdu for pdu in PLANT.pdus if pdu.name == name)


@given(at_s=moments)
@settings(max_examples=30)
def test_the_cords_of_a_load_carry_what_it_asks_for(at_s: float) -> None:
    for load in PLANT.loads:
        carried_w = sum(ELECTRICITY.cord_w(cord.outlet_id, at_s) for cord in load.cords)
        assert carried_w == pytest.approx(ELECTRICITY.load_w(load, at_s))


@given(pdu=pdus, at_s=moments)
@settings(max_examples=50)
def test_outlets_add_up_to_branches_legs_and_the_inlet(pdu: SimulatedPdu, at_s: float) -> None:
    state = ELECTRICITY.pdu(pdu, at_s)
    for quantity in ("active_power_w", "apparent_power_va", "current_a", "energy_wh"):
        in_all = pytest.approx(sum(getattr(flow, quantity) for flow in state.outlets))
        assert sum(getattr(flow, quantity) for flow in state.legs) == in_all
        assert getattr(state.total, quantity) == in_all
        if state.branches:
            assert sum(getattr(flow, quantity) for flow in state.branches) == in_all


@given(pdu=pdus, at_s=moments)
@settings(max_examples=50)
def test_watts_are_volts_times_amperes_times_power_factor(pdu: SimulatedPdu, at_s: float) -> None:
    state = ELECTRICITY.pdu(pdu, at_s)
    for flow in (*state.outlets, *state.legs):
        assert flow.active_power_w == pytest.approx(flow.voltage_v * flow.current_a * flow.power_factor)
        assert 0.9 <= flow.power_factor <= 1


@given(pdu=pdus, at_s=moments)
@settings(max_examples=50)
def test_voltage_is_within_what_a_good_grid_gives(pdu: SimulatedPdu, at_s: float) -> None:
    state = ELECTRICITY.pdu(pdu, at_s)
    assert all(228 <= leg.voltage_v <= 233 for leg in state.legs)
    if pdu.model.phase is Phase.THREE:
        assert state.line_voltages_v == pytest.approx([230.5 * sqrt(3)] * 3, rel=0.01)


@given(demand=demands, at_s=st.floats(0, 86400))
@settings(max_examples=50)
def test_energy_asked_for_is_the_integral_of_power_asked_for(demand: Demand, at_s: float) -> None:
    length_s, parts = 600.0, 2400
    step_s = length_s / parts
    numerically_ws = step_s * sum(demand_w(demand, at_s + (part + 0.5) * step_s) for part in range(parts))
    # A step that begins within a part puts the sum off by at most that part.
    edges_ws = 4 * step_s * demand.step * demand.mean_w
    assert demand_ws(demand, at_s + length_s) - demand_ws(demand, at_s) == pytest.approx(
        numerically_ws, rel=1e-4, abs=edges_ws + 1e-6
    )


@pytest.mark.parametrize("name", ["srv-gpu01", "srv-gpu02", "srv-db03", "con-r01"])
def test_energy_at_an_outlet_is_the_integral_of_its_power_through_the_script(name: str) -> None:
    load = next(load for load in PLANT.loads if load.name == name)
    for cord in load.cords:
        until_s, step_s = 1000, 0.5
        numerically_ws = step_s * sum(
            ELECTRICITY.cord_w(cord.outlet_id, (part + 0.5) * step_s) for part in range(int(until_s / step_s))
        )
        assert ELECTRICITY.cord_ws(cord.outlet_id, until_s) == pytest.approx(numerically_ws, rel=1e-3)


@given(pdu=pdus, times=st.lists(st.floats(0, 5000), min_size=2, max_size=6))
@settings(max_examples=30)
def test_energy_only_goes_up(pdu: SimulatedPdu, times: list[float]) -> None:
    energies = [ELECTRICITY.pdu(pdu, at_s).outlets for at_s in sorted(times)]
    for earlier, later in pairwise(energies):
        assert all(after.energy_wh >= before.energy_wh for before, after in zip(earlier, later, strict=True))


@given(at_s=moments, before_s=moments)
@settings(max_examples=30)
def test_an_answer_does_not_depend_on_what_was_asked_before(at_s: float, before_s: float) -> None:
    outlet_id = next(load for load in PLANT.loads if load.name == "srv-db03").cords[0].outlet_id
    electricity = Electricity(PLANT)
    fresh_ws = electricity.cord_ws(outlet_id, at_s)
    electricity.cord_ws(outlet_id, before_s)
    assert electricity.cord_ws(outlet_id, at_s) == pytest.approx(fresh_ws)


@given(at_s=st.floats(100, 200))
@settings(max_examples=20)
def test_a_lost_pdu_leaves_its_load_to_the_other_side(at_s: float) -> None:
    lost, peer = _pdu("pdu-r01-a"), _pdu("pdu-r01-b")
    whole = Electricity(_with_events())
    broken = Electricity(_with_events(LostPower(lost.device_id, Window(100, 201))))
    single = next(load for load in PLANT.loads if load.name == "con-r01")
    dual_w = whole.pdu(lost, at_s).total.active_power_w - whole.load_w(single, at_s)
    assert broken.pdu(lost, at_s).total == Flow(voltage_v=0.0, energy_wh=broken.pdu(lost, at_s).total.energy_wh)
    assert broken.cord_w(single.cords[0].outlet_id, at_s) == 0
    assert broken.pdu(peer, at_s).total.active_power_w == pytest.approx(
        whole.pdu(peer, at_s).total.active_power_w + dual_w
    )


def test_a_lost_pdu_counts_no_energy_and_its_peer_counts_double() -> None:
    load = next(load for load in PLANT.loads if load.name == "srv-vm01")
    first, second = (cord.outlet_id for cord in load.cords)
    broken = Electricity(_with_events(LostPower(_pdu("pdu-r01-a").device_id, Window(100, 200))))
    assert broken.cord_ws(first, 200) == pytest.approx(broken.cord_ws(first, 100))
    asked_ws = demand_ws(load.demand, 200) - demand_ws(load.demand, 100)
    assert broken.cord_ws(second, 200) - broken.cord_ws(second, 100) == pytest.approx(asked_ws)


def test_a_load_without_a_living_cord_draws_nothing() -> None:
    load = next(load for load in PLANT.loads if load.name == "srv-vm01")
    dead = Electricity(_with_events(*(DeadCord(cord.outlet_id, Window(0, 900)) for cord in load.cords)))
    assert [dead.cord_w(cord.outlet_id, 10) for cord in load.cords] == [0, 0]


def test_meters_have_counted_since_they_were_installed() -> None:
    pdu = _pdu("pdu-r03-a")
    state = ELECTRICITY.pdu(pdu, 0.0)
    mean_w = state.total.energy_wh * SECONDS_PER_HOUR / pdu.installed_before_s
    assert mean_w == pytest.approx(state.total.active_power_w, rel=0.1)

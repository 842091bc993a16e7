"""Losses followed again: exactly the full pass without a dead-band, within it with one, and only what was touched."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powertui.domain.assumptions import Assumptions
from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.before import loads_before
from powertui.domain.redundancy.compile import compiled
from powertui.domain.redundancy.limits import limits_of
from powertui.domain.redundancy.measurements import Measurements, Metered
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.singles import DeadBand, Loss, LossKind, Singles, single_losses
from tests.bench.big_plant import big_plant
from tests.domain.redundancy.plants import Maker, Plant, plants
from tests.domain.redundancy.test_brute_force import measurements
from tests.plants import two_sided_topology

ASSUMED = Assumptions()


def singles_of(plant: Plant) -> Singles:
    network = compiled(PowerGraph(plant.topology))
    loads = loads_before(network, measurements(plant.meters), ASSUMED)
    return single_losses(network, loads, limits_of(network))


def figures(singles: Singles) -> dict[tuple[Loss, int], list[float]]:
    return {
        (loss, node): delta
        for loss, outcome in singles.outcomes.items()
        for node, delta in outcome.deltas.items()
        if any(abs(one) > 1e-9 for one in delta)
    }


@settings(max_examples=150, deadline=None)
@given(plants(), st.integers(0, 1000))
def test_without_a_dead_band_it_is_the_full_pass(plant: Plant, dice: int) -> None:
    singles = singles_of(plant)
    rnd = Random(dice)
    for _ in range(3):
        outlets = {
            one: (None if va is None else round(va * rnd.choice([0.0, 1.0, 1.01, 2.0]), 2), watts)
            for one, (va, watts) in plant.meters.outlets.items()
            if rnd.random() < 0.9
        }
        inlets = {one: figure for one, figure in plant.meters.inlets.items() if rnd.random() < 0.9}
        changed = measurements(replace(plant.meters, outlets=outlets, inlets=inlets))
        loads = loads_before(singles.network, changed, ASSUMED)
        singles = singles.again(loads, DeadBand(0, 0))
        full = single_losses(singles.network, loads, singles.limits)
        have, want = figures(singles), figures(full)
        assert have.keys() == want.keys()
        assert all(have[key] == pytest.approx(want[key], rel=1e-6, abs=1e-6) for key in want)
        assert {place: one.after_va for place, one in singles.worst.items()} == pytest.approx(
            {place: one.after_va for place, one in full.worst.items()}, rel=1e-6, abs=1e-6
        )
        for loss, outcome in full.outcomes.items():
            assert set(singles.outcomes[loss].dark) == set(outcome.dark)
            assert singles.outcomes[loss].trips == outcome.trips
            assert set(singles.outcomes[loss].dark_later) == set(outcome.dark_later)


def metered_plant(racks: int, factor: dict[int, float] | None = None) -> Measurements:
    topology = big_plant(racks)
    return Measurements(
        outlets={
            outlet.id: Metered(va=100.0 * (factor or {}).get(outlet.id, 1.0), w=98.0)
            for outlet in topology.power_outlets
        }
    )


def test_only_losses_that_a_moved_load_has_a_part_in_are_followed_again() -> None:
    topology = big_plant(4)
    network = compiled(PowerGraph(topology))
    singles = single_losses(network, loads_before(network, metered_plant(4), ASSUMED), limits_of(network))
    outlet = topology.power_outlets[0]
    after = singles.again(loads_before(network, metered_plant(4, {outlet.id: 2.0}), ASSUMED))
    # Its own rack's two feeds and PDUs, and the panels above them.
    assert after.evaluated == 6
    unmoved = after.again(loads_before(network, metered_plant(4, {outlet.id: 2.0}), ASSUMED))
    assert unmoved.evaluated == 0


def test_within_the_dead_band_nothing_is_followed_again_and_figures_stay_within_it() -> None:
    topology = big_plant(2)
    network = compiled(PowerGraph(topology))
    singles = single_losses(network, loads_before(network, metered_plant(2), ASSUMED), limits_of(network))
    drift = {outlet.id: 1.0 + 0.019 * (outlet.id % 2) for outlet in topology.power_outlets}
    loads = loads_before(network, metered_plant(2, drift), ASSUMED)
    again = singles.again(loads)
    full = single_losses(network, loads, singles.limits)
    assert again.evaluated == 0
    for place, exact in full.worst.items():
        # 21 cords of 100 VA, each up to 5 VA aside.
        assert again.worst[place].after_va == pytest.approx(exact.after_va, abs=21 * 5 * 2)


def test_the_worst_of_a_feed_names_the_loss_that_gives_it() -> None:
    network = compiled(PowerGraph(two_sided_topology()))
    measured = Measurements(outlets={1: Metered(300.0, 300.0), 2: Metered(100.0, 100.0), 4: Metered(200.0, 200.0)})
    singles = single_losses(network, loads_before(network, measured, ASSUMED), limits_of(network))
    feed_b = network.node_of[NodeSort.FEED][2]
    worst = singles.worst[4 * feed_b]
    assert worst.after_va == pytest.approx(500.0)
    assert worst.loss in {Loss(LossKind.PANEL, 1), Loss(LossKind.FEED, 1), Loss(LossKind.DEVICE, 1)}


def test_plants_are_the_same_for_the_same_dice() -> None:
    assert Maker(Random(7)).plant() == Maker(Random(7)).plant()

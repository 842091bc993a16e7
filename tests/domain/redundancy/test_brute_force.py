"""Redundancy against the oracle: the plant worked out anew without the failed part, on a thousand random plants."""

from collections.abc import Sequence
from math import isclose

from hypothesis import given, settings

from powertui.domain.assumptions import Assumptions
from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.before import loads_before
from powertui.domain.redundancy.cascade import what_if
from powertui.domain.redundancy.compile import compiled
from powertui.domain.redundancy.limits import limits_of
from powertui.domain.redundancy.loss import follow
from powertui.domain.redundancy.measurements import Measurements, Metered
from powertui.domain.redundancy.network import Network, NodeSort
from powertui.domain.redundancy.singles import single_losses
from tests.domain.redundancy.brute_before import Meters
from tests.domain.redundancy.brute_force import BruteForce
from tests.domain.redundancy.brute_supply import Thing
from tests.domain.redundancy.plants import Plant, plants

SORTS = {
    "panel": NodeSort.PANEL,
    "feed": NodeSort.FEED,
    "port": NodeSort.PORT,
    "outlet": NodeSort.OUTLET,
    "bus": NodeSort.BUS,
}
POWER_FACTOR = 0.95
A_THOUSAND = settings(max_examples=1000, deadline=None)


def measurements(meters: Meters) -> Measurements:
    return Measurements(
        outlets={one: Metered(va, watts) for one, (va, watts) in meters.outlets.items()},
        inlets={one: Metered(va, watts, legs) for one, (va, watts, legs) in meters.inlets.items()},
        branches={one: Metered(va, watts) for one, (va, watts) in meters.branches.items()},
        feeds={one: Metered(va, watts, legs) for one, (va, watts, legs) in meters.feeds.items()},
        selected=meters.selected,
    )


def nodes(network: Network, lost: set[Thing]) -> list[int]:
    found = (network.node(SORTS[kind], number) for kind, number in sorted(lost))
    return [node for node in found if node is not None]


def near(found: float, expected: float) -> bool:
    """As `pytest.approx` judges, which takes longer for a plant's many figures than to reckon them."""
    return isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6)


def all_near(found: Sequence[float], expected: Sequence[float]) -> bool:
    return len(found) == len(expected) and all(map(near, found, expected))


@A_THOUSAND
@given(plants())
def test_every_loss_leaves_what_a_plant_without_the_part_carries(plant: Plant) -> None:
    oracle = BruteForce(plant.topology, plant.meters, POWER_FACTOR)
    network = compiled(PowerGraph(plant.topology))
    loads = loads_before(network, measurements(plant.meters), Assumptions(POWER_FACTOR))
    limits = limits_of(network)
    for thing, vector in oracle.vectors0.items():
        node = network.node(SORTS[thing[0]], thing[1])
        if node is not None:
            assert all_near(loads.va[4 * node : 4 * node + 4], vector), thing
    for lost in plant.losses:
        expected = oracle.without(lost)
        effect = follow(network, loads, nodes(network, lost))
        assert set(effect.dark) == expected.dark
        assert set(effect.degraded) == expected.degraded
        assert near(effect.lost_va, expected.lost_va)
        assert near(effect.moved_va, expected.moved_va)
        assert near(effect.dark_va, expected.dark_va)
        assert near(effect.lost_va, effect.moved_va + effect.dark_va)
        assert near(sum(effect.cords_va.values()), effect.moved_va)
        for thing, vector in expected.loads.items():
            node = network.node(SORTS[thing[0]], thing[1])
            if node is None or thing not in oracle.up0:
                continue
            assert (node in effect.dead) == (thing not in expected.alive), thing
            if thing in expected.alive and thing[0] in {"panel", "feed", "port"}:
                delta = effect.deltas.get(node, [effect.cords_va.get(node, 0.0), 0.0, 0.0, 0.0])
                after = [loads.va[4 * node + number] + delta[number] for number in range(4)]
                assert all_near(after, vector), (lost, thing)
        for branch in plant.topology.pdu_branches:
            node = network.node_of[NodeSort.BRANCH][branch.id]
            after_va = loads.va[4 * node] + effect.deltas.get(node, [0.0])[0]
            if any(("outlet", one) in expected.alive for one in branch.outlet_ids):
                assert near(after_va, oracle.branch_load(branch.id, expected.loads))
        ended = what_if(network, loads, limits, nodes(network, lost))
        rounds: list[set[Thing]] = [set() for _ in range(max((trip.round for trip in ended.trips), default=0))]
        for trip in ended.trips:
            rounds[trip.round - 1].add(breaker(network, trip.node))
        assert rounds == oracle.cascade(lost)


@settings(max_examples=200, deadline=None)
@given(plants())
def test_the_short_way_through_all_single_losses_is_the_long_one(plant: Plant) -> None:
    network = compiled(PowerGraph(plant.topology))
    loads = loads_before(network, measurements(plant.meters), Assumptions(POWER_FACTOR))
    limits = limits_of(network)
    singles = single_losses(network, loads, limits)
    worst: dict[int, float] = {}
    of_rounding: dict[int, float] = {}
    for loss, outcome in singles.outcomes.items():
        effect = follow(network, loads, loss.nodes(network))
        assert set(outcome.dark) == set(effect.dark)
        assert outcome.dead <= effect.dead
        ended = what_if(network, loads, limits, loss.nodes(network))
        assert set(outcome.dark) | set(outcome.dark_later) == set(ended.effect.dark)
        assert set(outcome.trips) == {trip.node for trip in ended.trips if trip.round == 1}
        for node in effect.deltas.keys() | outcome.deltas.keys():
            zero = [0.0] * 4
            assert all_near(outcome.deltas.get(node, zero), effect.deltas.get(node, zero))
            for number in range(4):
                place = 4 * node + number
                if node in effect.deltas and (number == 0 or limits.permissible[place] > 0):
                    delta = effect.deltas[node][number]
                    seen = of_rounding if isclose(delta, 0.0, abs_tol=1e-9) else worst
                    seen[place] = max(seen.get(place, 0.0), loads.va[place] + delta)
    for place in worst.keys() | of_rounding.keys():
        found = singles.worst.get(place)
        after_va = found.after_va if found else 0.0
        most = worst.get(place, 0.0)
        # Ways that add in another order may differ in whether a change that comes to nothing leaves a rounding error,
        # and is then no loss at all for the place.
        assert near(after_va, most) or near(after_va, max(most, of_rounding.get(place, most)))


def breaker(network: Network, node: int) -> Thing:
    return ("branch" if network.sorts[node] is NodeSort.BRANCH else "feed", network.ids[node])

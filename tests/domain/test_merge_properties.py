"""What holds of every merge, whatever the plants: it settles, it keeps ids, it removes nothing by itself."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from powertui.domain.merge import MergePlan, plan_merge
from powertui.domain.merge_changes import Action, difference
from powertui.domain.merge_kinds import KINDS, ModelKind, ModelObject, objects_of, topology_of
from powertui.domain.merge_scope import EVERYTHING, NETBOX, Scope
from powertui.domain.topology import Topology
from tests.exchange.topologies import topologies

quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _distinct(plant: Topology) -> Topology:
    """The plant with each NetBox id once a kind, as a NetBox has them."""
    kinds: dict[ModelKind, list[ModelObject]] = {}
    for spec in KINDS:
        seen: set[int | None] = set()
        kept: list[ModelObject] = []
        for item in objects_of(plant, spec.kind):
            netbox_id: int | None = getattr(item, "netbox_id", None)
            kept.append(replace(item, netbox_id=None) if netbox_id in seen and netbox_id is not None else item)
            seen.add(netbox_id)
        kinds[spec.kind] = kept
    return topology_of(kinds)


plants = topologies().map(_distinct)
scopes = st.sampled_from((EVERYTHING, NETBOX))


def ids(topology: Topology) -> dict[ModelKind, set[int]]:
    return {spec.kind: {item.id for item in objects_of(topology, spec.kind)} for spec in KINDS}


def actions(plan: MergePlan) -> set[Action]:
    return {change.action for change in plan.changes}


@quick
@given(plants, plants, st.booleans(), scopes)
def test_a_second_run_changes_nothing(current: Topology, incoming: Topology, prune: bool, scope: Scope) -> None:
    once = plan_merge(current, incoming, prune=prune, scope=scope)
    if once.protections:
        return
    again = plan_merge(once.result, incoming, prune=prune, scope=scope)
    assert again.changes == ()
    assert again.result == once.result


@quick
@given(plants)
def test_a_plant_merged_into_itself_changes_nothing(plant: Topology) -> None:
    assert plan_merge(plant, plant, prune=True).changes == ()


@quick
@given(plants)
def test_into_nothing_all_of_it_is_added(plant: Topology) -> None:
    plan = plan_merge(Topology(), plant)
    assert actions(plan) <= {Action.ADD}
    assert {kind: len(found) for kind, found in ids(plan.result).items()} == {
        kind: len(found) for kind, found in ids(plant).items()
    }


@quick
@given(plants, plants)
def test_without_prune_no_object_but_a_displaced_cable_is_removed(current: Topology, incoming: Topology) -> None:
    plan = plan_merge(current, incoming)
    assert {change.kind for change in plan.changes if change.action is Action.REMOVE} <= {ModelKind.CABLE}
    for kind, found in ids(current).items():
        if kind is not ModelKind.CABLE:
            assert found <= ids(plan.result)[kind]


@quick
@given(plants, plants)
def test_the_changes_are_the_whole_difference(current: Topology, incoming: Topology) -> None:
    plan = plan_merge(current, incoming)
    assert difference(current, plan.result) == plan.changes
    rebuilt = {spec.kind: {item.id: item for item in objects_of(current, spec.kind)} for spec in KINDS}
    for change in plan.changes:
        if change.after is None:
            assert change.before is not None
            del rebuilt[change.kind][change.before.id]
        else:
            rebuilt[change.kind][change.after.id] = change.after
    for spec in KINDS:
        assert {item.id: item for item in objects_of(plan.result, spec.kind)} == rebuilt[spec.kind]


@quick
@given(plants, plants)
def test_no_termination_is_on_two_cables(current: Topology, incoming: Topology) -> None:
    ends = [end for cable in plan_merge(current, incoming).result.cables for end in (*cable.a, *cable.b)]
    assert len(ends) == len(set(ends))

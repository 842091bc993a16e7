"""Which object is which, what survives, and what goes."""

from dataclasses import replace

import pytest

from powertui.domain.choices import OutletStatus, Side, TerminationKind
from powertui.domain.merge import Unknown, plan_merge
from powertui.domain.merge_changes import Action, Change, FieldChange
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.merge_removal import without
from powertui.domain.merge_scope import NETBOX, Mention, Scope
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import Leg
from powertui.domain.topology import (
    Cable,
    Device,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Tenant,
    Termination,
    Topology,
)
from powertui.errors import ModelError
from tests.plants import two_sided_topology, two_targets

PORT, OUTLET, FEED = TerminationKind.POWER_PORT, TerminationKind.POWER_OUTLET, TerminationKind.POWER_FEED


def outline(changes: tuple[Change, ...]) -> list[tuple[Action, str, str]]:
    return [(change.action, change.kind.value, change.name) for change in changes]


def with_netbox_ids(plant: Topology, offset: int = 1000) -> Topology:
    return replace(
        plant,
        sites=tuple(replace(one, netbox_id=one.id + offset) for one in plant.sites),
        racks=tuple(replace(one, netbox_id=one.id + offset) for one in plant.racks),
        power_panels=tuple(replace(one, netbox_id=one.id + offset) for one in plant.power_panels),
        power_feeds=tuple(replace(one, netbox_id=one.id + offset) for one in plant.power_feeds),
        devices=tuple(replace(one, netbox_id=one.id + offset) for one in plant.devices),
        power_ports=tuple(replace(one, netbox_id=one.id + offset) for one in plant.power_ports),
        power_outlets=tuple(replace(one, netbox_id=one.id + offset) for one in plant.power_outlets),
        cables=tuple(replace(one, netbox_id=one.id + offset) for one in plant.cables),
    )


def test_incoming_ids_mean_nothing_here() -> None:
    incoming = Topology(
        sites=(Site(77, "ams1", "ams1"),),
        power_panels=(PowerPanel(88, 77, "P-A1"),),
        power_feeds=(PowerFeed(99, 88, "A1-99", amperage_a=32),),
    )
    plan = plan_merge(two_sided_topology(), incoming)
    assert outline(plan.changes) == [
        (Action.CHANGE, "power panel", "P-A1"),
        (Action.ADD, "power feed", "P-A1 / A1-99"),
    ]
    assert plan.changes[0].fields == (FieldChange("location", "Hall 1", None),)
    assert plan.changes[1].after == PowerFeed(3, 1, "A1-99", amperage_a=32)


def test_a_change_names_its_fields_and_what_they_refer_to() -> None:
    current = two_sided_topology()
    incoming = replace(
        current,
        power_feeds=(replace(current.power_feeds[0], amperage_a=32, rack_id=None), *current.power_feeds[1:]),
    )
    (change,) = plan_merge(current, incoming).changes
    assert change.name == "P-A1 / A1-01"
    assert change.fields == (FieldChange("rack", "R01", None), FieldChange("amperage_a", 16, 32))


def test_a_renamed_object_of_a_netbox_is_the_same_object() -> None:
    current = with_netbox_ids(two_sided_topology())
    incoming = replace(current, devices=(replace(current.devices[0], name="pdu-r01-left"), *current.devices[1:]))
    (change,) = plan_merge(current, incoming, prune=True, scope=NETBOX).changes
    assert (change.action, change.name) == (Action.CHANGE, "pdu-r01-left")
    assert change.before is not None
    assert change.before.id == 1


def test_names_that_were_swapped_in_netbox_are_swapped_here() -> None:
    current = with_netbox_ids(two_sided_topology())
    one, two, *others = current.devices
    incoming = replace(current, devices=(replace(one, name=two.name), replace(two, name=one.name), *others))
    plan = plan_merge(current, incoming)
    assert [change.action for change in plan.changes] == [Action.CHANGE, Action.CHANGE]
    assert plan.result.devices[0] == replace(one, name=two.name)


def test_what_was_written_by_hand_adopts_its_netbox_id() -> None:
    current = two_sided_topology()
    plan = plan_merge(current, with_netbox_ids(current))
    assert {change.action for change in plan.changes} == {Action.CHANGE}
    assert all(
        change.fields == (FieldChange("netbox_id", None, change.after.id + 1000),)
        for change in plan.changes
        if change.after
    )
    assert plan.result == with_netbox_ids(current)


def test_a_source_without_netbox_ids_does_not_take_them_away() -> None:
    current = with_netbox_ids(two_sided_topology())
    assert plan_merge(current, two_sided_topology()).changes == ()


def test_device_names_are_the_same_in_any_case_and_panel_names_are_not() -> None:
    current = Topology(
        sites=(Site(1, "s", "s"),), devices=(Device(1, 1, "SRV-1", "server"),), power_panels=(PowerPanel(1, 1, "P"),)
    )
    incoming = replace(current, devices=(Device(1, 1, "srv-1", "server"),), power_panels=(PowerPanel(1, 1, "p"),))
    plan = plan_merge(current, incoming)
    assert outline(plan.changes) == [(Action.ADD, "power panel", "p"), (Action.CHANGE, "device", "srv-1")]


def test_devices_of_two_tenants_may_share_a_name() -> None:
    tenants = (Tenant(1, "A", "a"), Tenant(2, "B", "b"))
    devices = (Device(1, 1, "x", "server", tenant_id=1), Device(2, 1, "x", "server", tenant_id=2))
    current = Topology(sites=(Site(1, "s", "s"),), tenants=tenants, devices=devices)
    incoming = replace(current, devices=(replace(devices[1], id=9, serial="123"),))
    (change,) = plan_merge(current, incoming).changes
    assert change.after == replace(devices[1], serial="123")


def test_unnamed_devices_are_known_by_their_place() -> None:
    current = Topology(
        sites=(Site(1, "s", "s"),),
        racks=(Rack(1, 1, "R1"),),
        devices=(
            Device(1, 1, "", "server", rack_id=1, position_u=3, face="front"),
            Device(2, 1, "", "server", rack_id=1, position_u=5, face="front"),
        ),
    )
    incoming = replace(current, devices=(replace(current.devices[1], id=7, model="X"),))
    (change,) = plan_merge(current, incoming).changes
    assert (change.name, change.fields) == ("unnamed server in R1 U5", (FieldChange("model", "", "X"),))


def test_two_racks_of_one_name_stay_two() -> None:
    racks = (Rack(1, 1, "R1", facility_id="x"), Rack(2, 1, "R1", facility_id="y"))
    incoming = Topology(sites=(Site(1, "s", "s"),), racks=racks)
    once = plan_merge(Topology(), incoming)
    assert len(once.result.racks) == 2
    assert plan_merge(once.result, incoming).changes == ()


def test_locations_are_found_below_their_parents() -> None:
    locations = (Location(1, 1, "Hall", "hall"), Location(2, 1, "Row", "row", 1), Location(3, 1, "Row", "row-2"))
    current = Topology(sites=(Site(1, "s", "s"),), locations=locations)
    incoming = replace(
        current,
        locations=tuple(replace(one, id=one.id + 10, parent_id=one.parent_id and 11) for one in reversed(locations)),
    )
    assert plan_merge(current, incoming).changes == ()


def test_our_own_fields_survive_a_source_that_does_not_know_them() -> None:
    plant = two_sided_topology()
    current = replace(
        plant,
        power_panels=tuple(replace(one, rated_current_a=400.0, fed_by_device_id=4) for one in plant.power_panels),
        power_feeds=tuple(replace(one, breaker_position="1,3,5", side=Side.B) for one in plant.power_feeds),
        power_outlets=tuple(replace(one, line_pair=Leg.AB) for one in plant.power_outlets),
        pdu_branches=(PduBranch(1, 1, "B1", 16.0, Leg.A, (1, 2)),),
        poll_targets=two_targets(),
    )
    source = replace(plant, power_panels=tuple(replace(one, side=None) for one in plant.power_panels))
    assert plan_merge(current, source, prune=True, scope=NETBOX).changes == ()


def test_our_own_fields_change_where_a_source_has_them() -> None:
    current = two_sided_topology()
    source = replace(current, power_panels=tuple(replace(one, side=Side.B) for one in current.power_panels))
    (change,) = plan_merge(current, source).changes
    assert change.fields == (FieldChange("side", "A", "B"),)


def test_a_cord_that_was_plugged_elsewhere_is_the_same_cord() -> None:
    current = two_sided_topology()
    moved = replace(current.cables[2], id=50, a=(Termination(OUTLET, 3),))
    (change,) = plan_merge(current, replace(current, cables=(moved,))).changes
    assert change.before == current.cables[2]
    assert change.fields == (FieldChange("a", "pdu-r01-a / Outlet 1", "pdu-r01-a / Outlet 3"),)


def test_a_cable_is_the_same_from_either_end() -> None:
    current = two_sided_topology()
    turned = tuple(replace(cable, a=cable.b, b=cable.a) for cable in current.cables)
    plan = plan_merge(current, replace(current, cables=turned))
    assert {change.action for change in plan.changes} == {Action.CHANGE}


def test_cords_that_changed_places_are_two_changes() -> None:
    current = two_sided_topology()
    one, two = current.cables[2], current.cables[4]
    crossed = (Cable(1, one.a, two.b), Cable(2, two.a, one.b))
    plan = plan_merge(current, replace(current, cables=crossed))
    assert [change.action for change in plan.changes] == [Action.CHANGE, Action.CHANGE]


def test_a_cable_gives_way_to_one_that_the_source_has_at_its_end() -> None:
    current = with_netbox_ids(two_sided_topology())
    new = Cable(1, (Termination(OUTLET, 3),), (Termination(PORT, 5),), netbox_id=5000)
    both = Cable(
        2,
        (Termination(OUTLET, 6), Termination(OUTLET, 5)),
        (Termination(PORT, 3), Termination(PORT, 4)),
        netbox_id=5001,
    )
    plan = plan_merge(current, replace(current, cables=(*current.cables[:2], new, both)))
    ends = [end for cable in plan.result.cables for end in (*cable.a, *cable.b)]
    assert len(ends) == len(set(ends))
    freed = next(cable for cable in plan.result.cables if cable.id == 4)
    assert (freed.a, freed.b) == ((Termination(OUTLET, 4),), ())


def test_nothing_is_removed_by_itself() -> None:
    assert plan_merge(two_sided_topology(), Topology()).changes == ()


def test_prune_removes_what_a_netbox_no_longer_has_and_keeps_what_was_never_its() -> None:
    current = with_netbox_ids(two_sided_topology())
    local = replace(current.devices[3], netbox_id=None)
    current = replace(current, devices=(*current.devices[:3], local))
    incoming = replace(
        current, devices=current.devices[:2], power_ports=current.power_ports[:2], cables=current.cables[:2]
    )
    plan = plan_merge(current, incoming, prune=True, scope=NETBOX)
    assert outline(plan.changes) == [
        (Action.REMOVE, "device", "srv-db01"),
        (Action.REMOVE, "power port", "srv-db01 / PSU1"),
        (Action.REMOVE, "power port", "srv-db01 / PSU2"),
        (Action.REMOVE, "power port", "sw-r01 / PSU1"),
        (Action.REMOVE, "cable", "pdu-r01-a / Outlet 1 – srv-db01 / PSU1"),
        (Action.REMOVE, "cable", "pdu-r01-a / Outlet 2 – sw-r01 / PSU1"),
        (Action.REMOVE, "cable", "pdu-r01-b / Outlet 1 – srv-db01 / PSU2"),
    ]


def test_prune_leaves_other_sites_alone() -> None:
    two = Topology(sites=(Site(1, "s", "s"), Site(2, "t", "t")), racks=(Rack(1, 1, "R"), Rack(2, 2, "R")))
    scope = Scope(site_slugs=frozenset({"s"}))
    plan = plan_merge(two, Topology(sites=two.sites[:1]), prune=True, scope=scope)
    assert [(change.action, change.before) for change in plan.changes] == [(Action.REMOVE, two.racks[0])]


def test_prune_leaves_kinds_alone_that_the_source_does_not_list() -> None:
    current = two_sided_topology()
    scope = Scope(kinds=frozenset({ModelKind.CABLE}))
    plan = plan_merge(
        current, replace(current, devices=(), power_ports=(), power_outlets=(), cables=()), prune=True, scope=scope
    )
    assert {change.kind for change in plan.changes} == {ModelKind.CABLE}


def test_what_is_still_needed_cannot_be_pruned() -> None:
    current = with_netbox_ids(two_sided_topology())
    local = replace(current.devices[3], netbox_id=None)
    current = replace(current, devices=(*current.devices[:3], local))
    incoming = replace(
        current,
        racks=(),
        devices=current.devices[:3],
        power_ports=current.power_ports[:4],
        cables=current.cables[:4],
        power_feeds=tuple(replace(one, rack_id=None) for one in current.power_feeds),
    )
    incoming = replace(incoming, devices=tuple(replace(one, rack_id=None) for one in incoming.devices))
    (protection,) = plan_merge(current, incoming, prune=True, scope=NETBOX).protections
    assert (protection.kind, protection.id, protection.by_kind, protection.by_id) == (
        ModelKind.RACK,
        1,
        ModelKind.DEVICE,
        4,
    )


def test_a_mention_changes_nothing_and_must_be_known() -> None:
    current = two_sided_topology()
    incoming = Topology(
        sites=(Site(1, "ams1", ""),),
        devices=(Device(1, 1, "pdu-r01-a", ""), Device(2, 1, "pdu-x", "")),
        power_outlets=(PowerOutlet(1, 1, "Outlet 9"), PowerOutlet(2, 2, "Outlet 1")),
    )
    mentioned = frozenset({Mention(ModelKind.DEVICE, 1), Mention(ModelKind.DEVICE, 2), Mention(ModelKind.SITE, 1)})
    plan = plan_merge(current, incoming, scope=Scope(mentioned=mentioned))
    assert plan.unknown == (Unknown(ModelKind.DEVICE, "pdu-x"),)
    known = Topology(sites=incoming.sites, devices=incoming.devices[:1], power_outlets=incoming.power_outlets[:1])
    scope = Scope(mentioned=frozenset({Mention(ModelKind.DEVICE, 1), Mention(ModelKind.SITE, 1)}))
    assert outline(plan_merge(current, known, scope=scope).changes) == [
        (Action.ADD, "power outlet", "pdu-r01-a / Outlet 9")
    ]


def test_a_field_that_the_source_has_no_place_for_keeps_its_value() -> None:
    plant = two_sided_topology()
    current = replace(
        plant, power_outlets=tuple(replace(one, status=OutletStatus.FAULTY) for one in plant.power_outlets)
    )
    scope = Scope(unsaid={ModelKind.POWER_OUTLET: frozenset({"status"})})
    assert plan_merge(current, plant, scope=scope).changes == ()
    assert len(plan_merge(current, plant).changes) == 6


def test_a_reference_to_nothing_is_told_by_name() -> None:
    incoming = Topology(power_ports=(PowerPort(1, 5, "PSU1"),))
    with pytest.raises(
        ModelError, match="power port #5 / PSU1: its device refers to a device that the source does not"
    ):
        plan_merge(Topology(), incoming)


def test_a_removed_device_takes_its_parts_along_and_leaves_its_cables_one_ended() -> None:
    plant = replace(
        two_sided_topology(), pdu_branches=(PduBranch(1, 1, "B", 16.0, None, (1, 2)),), poll_targets=two_targets()
    )
    removal = without(plant, {ModelKind.DEVICE: {1}})
    assert removal.protections == ()
    left = removal.result
    assert {port.device_id for port in left.power_ports} == {2, 3, 4}
    assert left.pdu_branches == ()
    assert left.poll_targets[0].device_id is None, "what was measured is kept"
    assert [(cable.a, cable.b) for cable in left.cables if not (cable.a and cable.b)] == [
        ((Termination(FEED, 1),), ()),
        ((), (Termination(PORT, 3),)),
        ((), (Termination(PORT, 5),)),
    ]


def test_a_removed_outlet_leaves_its_branch_and_a_removed_port_its_outlets() -> None:
    plant = replace(two_sided_topology(), pdu_branches=(PduBranch(1, 1, "B", 16.0, None, (1, 2)),))
    removal = without(plant, {ModelKind.POWER_OUTLET: {1}, ModelKind.POWER_PORT: {1}})
    assert removal.result.pdu_branches[0].outlet_ids == (2,)
    assert [one.power_port_id for one in removal.result.power_outlets] == [None, None, 2, 2, 2]
    assert [(cable.id, len(cable.a), len(cable.b)) for cable in removal.result.cables] == [
        (1, 1, 0),
        (2, 1, 1),
        (3, 0, 1),
        (4, 1, 1),
        (5, 1, 1),
    ]


@pytest.mark.parametrize("kind", [ModelKind.SITE, ModelKind.POWER_PANEL, ModelKind.RACK])
def test_what_others_stand_in_is_protected(kind: ModelKind) -> None:
    assert without(two_sided_topology(), {kind: {1}}).protections


def test_objects_of_one_name_are_told_apart_by_their_site() -> None:
    sites = (Site(1, "AMS", "ams"), Site(2, "BER", "ber"))
    incoming = Topology(
        sites=sites,
        racks=(Rack(1, 1, "Closet"), Rack(2, 2, "Closet"), Rack(3, 1, "R1")),
        power_panels=(PowerPanel(1, 1, "P"), PowerPanel(2, 2, "P")),
        power_feeds=(PowerFeed(1, 1, "F"), PowerFeed(2, 2, "F")),
    )
    names = [change.name for change in plan_merge(Topology(), incoming).changes if change.kind is not ModelKind.SITE]
    assert names == ["AMS / Closet", "BER / Closet", "R1", "AMS / P", "BER / P", "AMS / P / F", "BER / P / F"]


def test_a_source_without_tenants_means_the_device_that_has_one() -> None:
    current = Topology(
        sites=(Site(1, "s", "s"),),
        tenants=(Tenant(1, "A", "a"),),
        devices=(Device(1, 1, "x", "server", tenant_id=1),),
    )
    incoming = Topology(sites=current.sites, devices=(Device(1, 1, "x", "server", serial="123"),))
    assert [change.action for change in plan_merge(current, incoming).changes] == [Action.ADD]
    scope = Scope(unsaid={ModelKind.DEVICE: frozenset({"tenant_id", "status"})})
    (change,) = plan_merge(current, incoming, scope=scope).changes
    assert change.after == replace(current.devices[0], serial="123")


def test_an_address_from_elsewhere_leaves_how_a_device_is_polled() -> None:
    target = replace(two_targets()[0], family="raritan-pdu2", interval_s=60.0)
    current = replace(two_sided_topology(), poll_targets=(target,))
    incoming = replace(current, poll_targets=(PollTarget(1, "pdu-r01-a", "10.0.0.9", 161, "", device_id=1),))
    (change,) = plan_merge(current, incoming).changes
    assert change.after == replace(target, host="10.0.0.9", port=161)

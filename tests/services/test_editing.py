"""Removing and plugging by name: what NetBox would refuse is refused, what hangs on an object is said."""

from dataclasses import replace

import pytest

from powertui.domain.choices import CableStatus, TerminationKind
from powertui.domain.merge_changes import Action
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import Cable, Termination
from powertui.errors import ModelError, UsageError
from powertui.services.editing import document_of, object_called, plan_cable, plan_document, plan_removal
from powertui.services.model_sync import CurrentModel, SyncPlan
from tests.plants import two_sided_topology, two_targets

MODEL = CurrentModel(two_sided_topology(), 1)
FEED, PORT, OUTLET = TerminationKind.POWER_FEED, TerminationKind.POWER_PORT, TerminationKind.POWER_OUTLET


def outline(plan: SyncPlan) -> list[tuple[Action, str]]:
    return [(change.action, f"{change.kind.value} {change.name}") for change in plan.changes]


def removed(name: str, model: CurrentModel = MODEL) -> SyncPlan:
    return plan_removal(model, object_called(model, name))


def test_a_removed_device_says_what_goes_and_what_hangs_loose() -> None:
    plan = removed("sw-r01")
    assert plan.refusals == ()
    assert outline(plan) == [
        (Action.REMOVE, "device sw-r01"),
        (Action.REMOVE, "power port sw-r01 / PSU1"),
        (Action.CHANGE, "cable pdu-r01-a / Outlet 2 – nothing"),
    ]


@pytest.mark.parametrize("name", ["device:pdu-r01-a", "panel:Meters"])
def test_what_is_removed_by_hand_is_polled_no_more(name: str) -> None:
    topology = two_sided_topology()
    panel = replace(topology.power_panels[0], id=99, name="Meters")
    of_panel = PollTarget(77, "panel meter", "10.0.0.77", 161, "lab", power_panel_id=panel.id)
    elsewhere = PollTarget(78, "somebody", "10.0.0.78", 161, "lab")
    polled = replace(
        topology,
        power_panels=(*topology.power_panels, panel),
        poll_targets=(*two_targets(), of_panel, elsewhere),
    )
    plan = removed(name, CurrentModel(polled, 1))
    assert plan.refusals == ()
    gone = {change.name for change in plan.changes if change.kind is ModelKind.POLL_TARGET}
    left = {target.name for target in plan.result.poll_targets}
    assert (len(gone), left) == (1, {target.name for target in polled.poll_targets} - gone)
    assert gone == ({"panel meter"} if name == "panel:Meters" else {"pdu-r01-a"})


@pytest.mark.parametrize("name", ["site:ams1", "Hall 1", "R01", "P-A1"])
def test_what_others_stand_in_is_not_removed(name: str) -> None:
    (refused, *_) = removed(name).refusals
    assert "cannot be removed, for it is still that of " in str(refused)


def test_what_is_called_by_nobody_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match='there is no object "nix"'):
        removed("nix")


def test_a_new_cord_goes_from_the_supply_to_the_port() -> None:
    freed = CurrentModel(removed("cable:#5").result, 2)
    plan = plan_cable(freed, "sw-r01:PSU1", "pdu-r01-b:Outlet 3")
    assert plan.refusals == ()
    assert plan.result.cables[-1] == Cable(5, (Termination(OUTLET, 6),), (Termination(PORT, 5),))


def test_a_cord_that_is_there_already_is_nothing_to_do() -> None:
    assert plan_cable(MODEL, "srv-db01:PSU1", "pdu-r01-a:Outlet 1").changes == ()
    assert plan_cable(MODEL, "feed:P-A1/A1-01", "pdu-r01-a:Inlet").changes == ()


def test_a_loose_cord_is_the_one_that_is_plugged() -> None:
    loose = CurrentModel(removed("pdu-r01-a:Outlet 2").result, 2)
    plan = plan_cable(loose, "pdu-r01-a:Outlet 3", "sw-r01:PSU1")
    assert outline(plan) == [(Action.CHANGE, "cable pdu-r01-a / Outlet 3 – sw-r01 / PSU1")]
    (cable,) = [cable for cable in plan.result.cables if cable.id == 5]
    assert (cable.a, cable.status) == ((Termination(OUTLET, 3),), CableStatus.CONNECTED)


def test_an_end_in_use_is_told_with_its_cable() -> None:
    with pytest.raises(ModelError, match="sw-r01:PSU1 has a cable already, cable:#5: remove that one first"):
        plan_cable(MODEL, "pdu-r01-b:Outlet 2", "sw-r01:PSU1")


def test_two_outlets_are_no_cord() -> None:
    with pytest.raises(ModelError, match="a power cable goes from an outlet or a feed to a power port"):
        plan_cable(MODEL, "pdu-r01-a:Outlet 3", "pdu-r01-b:Outlet 3")


def test_a_device_is_no_end() -> None:
    with pytest.raises(UsageError, match="is a device: a cable ends at one of its ports or outlets"):
        plan_cable(MODEL, "pdu-r01-a", "sw-r01:PSU1")


def test_a_document_with_a_refused_value_is_refused() -> None:
    item = object_called(MODEL, "feed:P-A1/A1-01")
    text = document_of(MODEL, item).replace("voltage_v: 400", "voltage_v: 0")
    plan = plan_document(MODEL, item, text)
    assert isinstance(plan, SyncPlan)
    assert [one.field for one in plan.refusals] == ["voltage"]


def test_a_device_taken_out_of_a_racks_document_goes_with_its_ports() -> None:
    item = object_called(MODEL, "rack:R01")
    text = document_of(MODEL, item)
    start, end = text.index("- id: 4"), text.index("cables:")
    plan = plan_document(MODEL, item, (text[:start] + text[end:]).replace("port:sw-r01/PSU1", "port:srv-db01/PSU1"))
    assert not isinstance(plan, SyncPlan) or plan.refusals, "a port that has a cable is not plugged twice"
    lines = [line for line in (text[:start] + text[end:]).splitlines() if "sw-r01" not in line]
    plan = plan_document(MODEL, item, "\n".join(lines))
    assert isinstance(plan, SyncPlan)
    assert outline(plan) == [
        (Action.REMOVE, "device sw-r01"),
        (Action.REMOVE, "power port sw-r01 / PSU1"),
        (Action.REMOVE, "cable pdu-r01-a / Outlet 2 – sw-r01 / PSU1"),
    ]

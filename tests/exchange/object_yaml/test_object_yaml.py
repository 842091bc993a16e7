"""An object as YAML: unchanged it changes nothing, changed it is what was typed, wrong it says where."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from powertui.domain.choices import FeedLeg, TerminationKind
from powertui.domain.merge_kinds import KINDS, ModelObject, objects_of
from powertui.domain.topology import Cable, Device, PduBranch, PowerOutlet, PowerPort, Termination, Topology
from powertui.exchange.object_yaml.reader import Edited, read_object
from powertui.exchange.object_yaml.writer import write_object
from tests.exchange.topologies import topologies
from tests.plants import two_sided_topology, two_targets

PLANT = replace(
    two_sided_topology(), pdu_branches=(PduBranch(1, 1, "B1", 16.0, None, (1, 2)),), poll_targets=two_targets()
)
RACK = PLANT.racks[0]
OUTLET, PORT = TerminationKind.POWER_OUTLET, TerminationKind.POWER_PORT


def edited(root: ModelObject, *changes: tuple[str, str], plant: Topology = PLANT) -> Topology:
    text = write_object(plant, root)
    for before, after in changes:
        assert before in text, text
        text = text.replace(before, after, 1)
    found = read_object(text, plant, root)
    assert isinstance(found, Edited), found
    return found.result


def mistakes(root: ModelObject, *changes: tuple[str, str], plant: Topology = PLANT) -> list[str]:
    text = write_object(plant, root)
    for before, after in changes:
        assert before in text, text
        text = text.replace(before, after, 1)
    found = read_object(text, plant, root)
    assert isinstance(found, tuple)
    return [str(one) for one in found]


def sets(plant: Topology) -> dict[str, set[object]]:
    return {spec.attribute: set(objects_of(plant, spec.kind)) for spec in KINDS}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(topologies())
def test_an_unchanged_document_changes_nothing(plant: Topology) -> None:
    for spec in KINDS:
        for root in objects_of(plant, spec.kind)[:3]:
            text = write_object(plant, root)
            found = read_object(text, plant, root)
            assert isinstance(found, Edited), (found, text)
            assert sets(found.result) == sets(plant), text
            assert found.protections == ()


def test_a_rack_shows_all_that_is_in_it_a_line_for_each_part() -> None:
    text = write_object(PLANT, RACK)
    assert "- {id: 1, name: Outlet 1, power_port: Inlet, feed_leg: A}" in text
    assert "- {id: 3, name: PSU1, maximum_draw_w: 800, allocated_draw_w: 400}" in text
    assert '- {id: 3, a: "outlet:pdu-r01-a/Outlet 1", b: "port:srv-db01/PSU1"}' in text
    assert "- {id: 1, name: B1, rated_current_a: 16, outlets: [Outlet 1, Outlet 2]}" in text


def test_a_feed_is_changed() -> None:
    feed = PLANT.power_feeds[0]
    result = edited(feed, ("amperage_a: 16", "amperage_a: 32"), ("name: A1-01", "name: A1-02"), ("rack: R01", "rack:"))
    assert result.power_feeds[0] == replace(feed, amperage_a=32, name="A1-02", rack_id=None)


def test_where_an_object_came_from_stays() -> None:
    plant = replace(PLANT, racks=(replace(RACK, netbox_id=77),))
    result = edited(plant.racks[0], ("u_height: 42", "u_height: 48"), plant=plant)
    assert result.racks == (replace(RACK, netbox_id=77, u_height=48),)


def test_a_rack_gets_a_new_device_with_a_cord() -> None:
    result = edited(
        RACK,
        (
            "devices:\n",
            "devices:\n- name: srv-new\n  role: server\n  power_ports:\n  - {name: PSU1, allocated_draw_w: 300}\n",
        ),
        ("cables:\n", "cables:\n- {a: 'pdu-r01-a:Outlet 3', b: 'srv-new:PSU1'}\n"),
    )
    assert result.devices[-1] == Device(5, 1, "srv-new", "server", rack_id=1)
    assert result.power_ports[-1] == PowerPort(6, 5, "PSU1", allocated_draw_w=300)
    assert result.cables[-1] == Cable(6, (Termination(OUTLET, 3),), (Termination(PORT, 6),))


def test_what_is_deleted_from_a_device_is_removed() -> None:
    pdu = PLANT.devices[0]
    result = edited(
        pdu, ("- {id: 1, name: Outlet 1, power_port: Inlet, feed_leg: A}\n", ""), ("[Outlet 1, Outlet 2]", "[Outlet 2]")
    )
    assert 1 not in {outlet.id for outlet in result.power_outlets}
    assert result.pdu_branches == (PduBranch(1, 1, "B1", 16.0, None, (2,)),)


def test_a_new_port_may_feed_outlets_at_once() -> None:
    result = edited(
        PLANT.devices[0],
        ("- {id: 1, name: Inlet}\n", "- {id: 1, name: Inlet}\n- {name: Inlet 2}\n"),
        ("name: Outlet 1, power_port: Inlet, feed_leg: A", "name: Outlet 1, power_port: Inlet 2, feed_leg: c"),
    )
    assert result.power_ports[-1] == PowerPort(6, 1, "Inlet 2")
    assert result.power_outlets[0] == PowerOutlet(1, 1, "Outlet 1", power_port_id=6, feed_leg=FeedLeg.C)


def test_names_that_look_like_something_else_stay_names() -> None:
    for name in ("1", "01", "yes", "null", "1e3", "a: b", "#x", "- x", "[a]", "é", "two\nlines", '"', "x #y"):
        plant = replace(PLANT, racks=(replace(RACK, name=name),))
        assert edited(plant.racks[0], plant=plant).racks == plant.racks
    assert edited(RACK, ("name: R01", "name: 007")).racks[0].name == "007", "what is typed without quotes is a name too"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("amperage_a: 16", "amperage_a: many", 'amperage_a "many": right would be a whole number'),
        ("amperage_a: 16", "amperage_a: 1e99", 'amperage_a "1e99": right would be a whole number'),
        ("amperage_a: 16", "amperage_a: 99999999999", 'amperage_a "99999999999": right would be a whole number of'),
        ("amperage_a: 16", "amperage_a:", "amperage_a: a value is missing"),
        ("amperage_a: 16", "amperage_a: [1]", "amperage_a: right would be a single value"),
        ("phase: three-phase", "phase: 3", 'phase "3": right would be one of single-phase, three-phase'),
        ("mark_connected: false", 'mark_connected: "no"', 'mark_connected "no": right would be true or false'),
        (
            "power_panel: P-A1",
            "power_panel: P-A2",
            'power_panel "P-A2": there is no power panel "P-A2"; did you mean "panel:P-A1"?',
        ),
        ("name: A1-01\n", "", "a power feed needs name"),
        ("id: 1", "id: 7", "id 7 is none of this document; a new one has no id"),
        ("status: active", "status: active\nstatus: planned", '"status" is here twice'),
        ("name: A1-01", "name: [", "this is no YAML: "),
    ],
)
def test_a_mistake_is_told_with_its_line(before: str, after: str, sentence: str) -> None:
    text = write_object(PLANT, PLANT.power_feeds[0]).replace(before, after, 1)
    typed = after.splitlines()[-1] if after else "id: 1"
    line = text.splitlines().index(typed) + 1
    told = mistakes(PLANT.power_feeds[0], (before, after))
    # What is never closed is found out where the next thing begins.
    where = "line" if "YAML" in sentence else f"line {line}"
    assert any(one.startswith(where) and sentence in one for one in told), told


def test_an_unknown_field_is_told_with_those_that_there_are() -> None:
    (told,) = mistakes(PLANT.power_feeds[0], ("amperage_a: 16", "amperes: 16"))
    assert told.startswith('line 13: a power feed has no field "amperes"; there are amperage_a, breaker_position, ')


def test_mistakes_deep_in_a_rack_have_their_line() -> None:
    told = mistakes(
        RACK,
        ("feed_leg: A", "feed_leg: D"),
        ("power_port: Inlet", "power_port: Outlet"),
        ('a: "outlet:pdu-r01-a/Outlet 1"', "a: nowhere"),
    )
    assert told == [
        'line 22: power_port "Outlet": the device has no such power port',
        'line 22: feed_leg "D": right would be one of A, B, C',
        'line 57: a "nowhere": there is no object "nowhere"',
    ]


def test_an_id_is_used_once() -> None:
    told, *_ = mistakes(RACK, ("- {id: 2, name: Outlet 2", "- {id: 1, name: Outlet 2"))
    assert told == "line 23: id 1 is here twice; a new power outlet has no id"


def test_an_empty_document_removes_nothing() -> None:
    for text in ("", "# nothing\n"):
        found = read_object(text, PLANT, RACK)
        assert isinstance(found, tuple)
        assert "powertui rm" in found[0].sentence
    assert isinstance(read_object("- a\n- b\n", PLANT, RACK), tuple)
    assert isinstance(read_object("a: 1\n---\nb: 2\n", PLANT, RACK), tuple)


def test_devices_that_swap_their_names_keep_their_cords() -> None:
    result = edited(
        RACK,
        ("  name: pdu-r01-a\n", "  name: pdu-r01-x\n"),
        ("  name: pdu-r01-b\n", "  name: pdu-r01-a\n"),
        ("  name: pdu-r01-x\n", "  name: pdu-r01-b\n"),
    )
    assert [device.name for device in result.devices[:2]] == ["pdu-r01-b", "pdu-r01-a"]
    assert set(result.cables) == set(PLANT.cables)


def test_a_renamed_port_keeps_its_outlets() -> None:
    result = edited(PLANT.devices[0], ("{id: 1, name: Inlet}", "{id: 1, name: Input}"))
    assert result.power_ports[0].name == "Input"
    assert result.power_outlets == PLANT.power_outlets

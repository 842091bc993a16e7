"""NetBox's rules that its recorded attempts do not try, and ours for our own fields."""

from dataclasses import replace
from typing import Any

import pytest

from powertui.domain.choices import TerminationKind
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import Leg
from powertui.domain.topology import (
    Cable,
    Device,
    DeviceType,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerOutletTemplate,
    PowerPanel,
    PowerPort,
    PowerPortTemplate,
    Rack,
    Site,
    Tenant,
    Termination,
    Topology,
)
from powertui.domain.validate import change_refusals, refusals
from powertui.domain.vocabulary import NETBOX_VOCABULARY
from powertui.domain.vocabulary_entry import Choice
from tests.plants import two_sided_topology

HALF = DeviceType(1, "M", "Half", "half", 0.5, is_full_depth=False)
FULL = DeviceType(2, "M", "Full", "full", 2)
FLAT = DeviceType(3, "M", "Flat", "flat", 0)
PLANT = Topology(
    tenants=(Tenant(1, "T", "t"),),
    sites=(Site(1, "S1", "s1"), Site(2, "S2", "s2")),
    locations=(Location(1, 1, "L1", "l1"), Location(2, 1, "L2", "l2"), Location(3, 2, "L1", "l1")),
    racks=(Rack(1, 1, "R1", 1, 10), Rack(2, 1, "R2")),
    power_panels=(PowerPanel(1, 1, "P1"), PowerPanel(2, 1, "P2")),
    power_feeds=(PowerFeed(1, 1, "F1"), PowerFeed(2, 2, "F2")),
    device_types=(HALF, FULL, FLAT),
    devices=(Device(1, 1, "pdu", "pdu"), Device(2, 1, "srv", "server")),
    power_ports=(PowerPort(1, 1, "in"), PowerPort(2, 2, "PSU")),
    power_outlets=(PowerOutlet(1, 1, "1", power_port_id=1), PowerOutlet(2, 1, "2")),
)


def _end(kind: TerminationKind, *ids: int) -> tuple[Termination, ...]:
    return tuple(Termination(kind, item_id) for item_id in ids)


CABLE = Cable(1, _end(TerminationKind.POWER_OUTLET, 1), _end(TerminationKind.POWER_PORT, 2))


def _fields(**more: Any) -> list[tuple[str, str | None]]:
    """What is refused of the plant with more objects in it: kind and field."""
    changes = {name: (*getattr(PLANT, name), *items) for name, items in more.items()}
    return [(refusal.kind, refusal.field) for refusal in refusals(replace(PLANT, **changes))]


def _mounted(number: int, kind: DeviceType, position_u: float | None, face: str = "front", **more: Any) -> Device:
    return Device(number, 1, f"d{number}", "r", None, 1, position_u, device_type_id=kind.id, face=face, **more)


def test_plants_of_ours_are_accepted() -> None:
    assert refusals(PLANT) == ()
    assert refusals(two_sided_topology()) == ()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"tenants": [Tenant(9, "T", "x")]}, None),
        ({"sites": [Site(9, "S1", "x")]}, "name"),
        ({"sites": [Site(9, "x", "s1")]}, "slug"),
        ({"sites": [Site(9, "x", "not a slug")]}, "slug"),
        ({"sites": [Site(9, "x", "")]}, "slug"),
        ({"sites": [Site(9, "x", "x", "closed")]}, "status"),
        ({"sites": [Site(9, "x", "x", tenant_id=77)]}, "tenant"),
        ({"sites": [Site(9, "x", "x", description="x" * 201)]}, "description"),
        ({"sites": [Site(9, "nul\0", "x")]}, "name"),
        ({"locations": [Location(9, 1, "L1", "x")]}, None),
        ({"locations": [Location(9, 1, "x", "l1")]}, None),
        ({"locations": [Location(9, 1, "x", "x", 3)]}, None),
        ({"locations": [Location(9, 1, "x", "x", 9)]}, "parent"),
        ({"racks": [Rack(9, 1, "x", 3)]}, None),
        ({"racks": [Rack(9, 1, "x", u_height=0)]}, "u_height"),
        ({"racks": [Rack(9, 1, "x", u_height=101)]}, "u_height"),
        ({"racks": [Rack(9, 1, "x", starting_unit=0)]}, "starting_unit"),
        ({"racks": [Rack(8, 1, "x", 1, facility_id="F"), Rack(9, 1, "y", 1, facility_id="F")]}, None),
        ({"power_feeds": [PowerFeed(9, 77, "x")]}, "power_panel"),
        ({"power_feeds": [PowerFeed(9, 1, "x", 77)]}, "rack"),
        ({"device_types": [DeviceType(9, "M", "Half", "x")]}, None),
        ({"device_types": [DeviceType(9, "M", "x", "half")]}, None),
        ({"device_types": [DeviceType(9, "M", "x", "x", 1.25)]}, "u_height"),
        ({"device_types": [DeviceType(9, "M", "x", "x", power_ports=(PowerPortTemplate("a", type="c14"),))]}, "type"),
        ({"device_types": [DeviceType(9, "M", "x", "x", power_ports=(PowerPortTemplate(""),))]}, "name"),
        ({"device_types": [DeviceType(9, "M", "x", "x", power_ports=(PowerPortTemplate("a"),) * 2)]}, None),
        (
            {"device_types": [DeviceType(9, "M", "x", "x", power_outlets=(PowerOutletTemplate("a", color="red"),))]},
            "color",
        ),
        ({"devices": [Device(9, 1, "x", "r", location_id=3)]}, "location"),
        ({"devices": [Device(9, 1, "x", "r", location_id=2, rack_id=1)]}, "rack"),
        ({"devices": [Device(9, 1, "x", "r", face="front")]}, "face"),
        ({"devices": [Device(9, 1, "x", "r", position_u=1)]}, "position"),
        ({"devices": [Device(8, 1, "x", "r", asset_tag="A"), Device(9, 2, "y", "r", asset_tag="A")]}, "asset_tag"),
        ({"power_outlets": [PowerOutlet(9, 1, "x", color="FF0000")]}, "color"),
        ({"power_outlets": [PowerOutlet(9, 1, "x", power_port_id=77)]}, "power_port"),
        ({"power_outlets": [PowerOutlet(9, 1, "x", label="x" * 65)]}, "label"),
        ({"cables": [replace(CABLE, profile="trunk-9c9p")]}, "profile"),
        ({"cables": [replace(CABLE, type="rope")]}, "type"),
        ({"cables": [replace(CABLE, color="blue")]}, "color"),
        ({"cables": [replace(CABLE, length=2.0, length_unit="yd")]}, "length_unit"),
        ({"cables": [replace(CABLE, length=1.255, length_unit="m")]}, "length"),
        ({"cables": [replace(CABLE, length=1e6, length_unit="m")]}, "length"),
        ({"cables": [replace(CABLE, a=_end(TerminationKind.POWER_OUTLET, 77))]}, "a_terminations"),
        ({"cables": [replace(CABLE, a=_end(TerminationKind.POWER_OUTLET, 1, 1))]}, None),
    ],
)
def test_one_thing_out_of_order_is_refused_by_its_field(more: dict[str, Any], field: str | None) -> None:
    assert [found for _, found in _fields(**more)] == [field]


@pytest.mark.parametrize(
    "more",
    [
        {"locations": [Location(9, 1, "L1", "l1", 2)]},
        {"racks": [Rack(9, 1, "R2")]},
        {"devices": [Device(9, 1, "PDU", "r", tenant_id=1), Device(10, 2, "pdu", "r")]},
        {"devices": [Device(9, 1, "", "r"), Device(10, 1, "", "r")]},
        {"cables": [replace(CABLE, b=())]},
        {"cables": [replace(CABLE, type="cat6", length=123456.25, length_unit="ft", color="00ffff")]},
        {"cables": [replace(CABLE, a=_end(TerminationKind.POWER_OUTLET, 1, 2), profile="trunk-2c1p")]},
    ],
)
def test_what_netbox_takes_is_taken(more: dict[str, Any]) -> None:
    assert _fields(**more) == []


@pytest.mark.parametrize(
    ("devices", "refused"),
    [
        ([_mounted(9, HALF, 1), _mounted(10, HALF, 1.5)], []),
        ([_mounted(9, HALF, 1), _mounted(10, HALF, 1, "rear")], []),
        ([_mounted(9, HALF, 1), _mounted(10, HALF, 1)], ["position"]),
        ([_mounted(9, HALF, 2.5), _mounted(10, FULL, 1, "rear")], ["position"]),
        ([_mounted(9, FULL, 9)], []),
        ([_mounted(9, FULL, 9.5)], ["position"]),
        ([_mounted(9, FULL, 10)], ["position"]),
        ([_mounted(9, HALF, 1.25)], ["position"]),
        ([_mounted(9, HALF, 0.5)], ["position"]),
        ([_mounted(9, FLAT, 1)], ["position"]),
        ([_mounted(9, FLAT, None, ""), _mounted(10, FULL, None, "rear")], []),
    ],
)
def test_racks_are_filled_in_half_units(devices: list[Device], refused: list[str]) -> None:
    assert [field for _, field in _fields(devices=devices)] == refused


def test_the_depth_of_an_unknown_type_is_not_guessed() -> None:
    one = Device(9, 1, "a", "r", rack_id=1, position_u=1, face="front")
    assert _fields(devices=[one, replace(one, id=10, name="b", face="rear")]) == []
    assert _fields(devices=[one, replace(one, id=10, name="b")]) == [("device", "position")]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"power_panels": [PowerPanel(9, 1, "x", rated_current_a=0.0)]}, "rated_current_a"),
        ({"power_panels": [PowerPanel(9, 1, "x", breaker_positions=0)]}, "breaker_positions"),
        ({"power_panels": [PowerPanel(9, 1, "x", fed_by_feed_id=77)]}, "fed_by_feed"),
        ({"power_panels": [PowerPanel(9, 1, "x", fed_by_feed_id=1, fed_by_device_id=1)]}, None),
        ({"devices": [Device(9, 1, "x", "r", rated_current_a=-1.0)]}, "rated_current_a"),
        ({"devices": [Device(9, 1, "x", "r", polled_via_id=77)]}, "polled_via"),
        ({"devices": [Device(9, 1, "x", "r", polled_via_id=9)]}, "polled_via"),
        ({"power_outlets": [PowerOutlet(9, 1, "x", line_pair=Leg.A)]}, "line_pair"),
        ({"pdu_branches": [PduBranch(1, 1, "B", 0.0)]}, "rated_current_a"),
        ({"pdu_branches": [PduBranch(1, 2, "B", 16.0, outlet_ids=(1,))]}, "outlets"),
        ({"pdu_branches": [PduBranch(1, 1, "B", 16.0, None, (1,)), PduBranch(2, 1, "C", 16.0, None, (1,))]}, "outlets"),
        ({"poll_targets": [PollTarget(1, "t", "h", 0, "c")]}, "port"),
        ({"poll_targets": [PollTarget(1, "t", "h", 161, "c", device_id=77)]}, "device"),
        ({"poll_targets": [PollTarget(1, "t", "h", 161, "c", device_id=1, power_panel_id=1)]}, None),
    ],
)
def test_our_own_fields_have_rules_too(more: dict[str, Any], field: str | None) -> None:
    assert [found for _, found in _fields(**more)] == [field]


def test_a_panel_cannot_feed_itself() -> None:
    panels = (PowerPanel(1, 1, "P1", fed_by_feed_id=2), PowerPanel(2, 1, "P2", fed_by_feed_id=1))
    found = refusals(replace(PLANT, power_panels=panels))
    assert [refusal.field for refusal in found] == ["fed_by_feed", "fed_by_feed"]


def test_connectors_of_someones_own_are_accepted() -> None:
    plant = replace(PLANT, power_ports=(*PLANT.power_ports, PowerPort(9, 1, "x", "busbar-tap")))
    assert [refusal.field for refusal in refusals(plant)] == ["type"]
    vocabulary = NETBOX_VOCABULARY.with_connectors(ports=[Choice("busbar-tap", "Busbar tap")])
    assert refusals(plant, vocabulary) == ()


def test_a_cable_may_lose_an_end_and_not_begin_without() -> None:
    whole, half = replace(PLANT, cables=(CABLE,)), replace(PLANT, cables=(replace(CABLE, b=()),))
    assert change_refusals(whole, half) == ()
    assert [refusal.kind for refusal in change_refusals(PLANT, half)] == ["cable"]


def test_a_refusal_says_what_where_and_what_would_be_right() -> None:
    plant = replace(PLANT, power_feeds=(PowerFeed(1, 1, "F1", max_utilization_pct=120),))
    (refusal,) = refusals(plant)
    assert str(refusal) == "power feed P1 / F1: max_utilization: 120 is out of range; it must be 1 to 100"


@pytest.mark.parametrize(("position_u", "refused"), [(10, True), (11, False), (20, False), (20.5, True), (21, True)])
def test_units_are_counted_from_where_a_rack_begins(position_u: float, refused: bool) -> None:
    rack = Rack(9, 1, "x", u_height=10, starting_unit=11)
    device = Device(9, 1, "d", "r", rack_id=9, position_u=position_u, face="front")
    found = _fields(racks=[rack], devices=[device])
    assert found == ([("device", "position")] if refused else [])

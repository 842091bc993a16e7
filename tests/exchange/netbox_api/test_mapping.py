"""From NetBox's rows to the model: what arrives, what is noted, what is left out."""

import pytest

from powertui.domain.choices import CableStatus, FeedLeg, FeedStatus, Phase, TerminationKind
from powertui.domain.merge_kinds import objects_of
from powertui.domain.merge_scope import NETBOX_KINDS
from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import Termination
from powertui.domain.validate import refusals
from powertui.domain.vocabulary import NETBOX_VOCABULARY
from powertui.domain.vocabulary_entry import Choice
from powertui.exchange.netbox_api.access import Access
from powertui.exchange.netbox_api.devices import PollingFields
from powertui.exchange.netbox_api.failure import NetBoxError
from powertui.exchange.netbox_api.reader import read_netbox
from powertui.exchange.netbox_api.scope import Scope
from tests.exchange.netbox_api.conftest import Reader
from tests.exchange.netbox_api.hall import choice, nested
from tests.exchange.netbox_api.server import FIRST_TOKEN, FakeNetBox


def test_everything_keeps_its_netbox_id_and_name(read: Reader) -> None:
    topology = read().topology
    everything = [item for kind in NETBOX_KINDS for item in objects_of(topology, kind)]
    assert len(everything) == 31
    assert all(item.netbox_id == item.id for item in everything)
    assert [device.name for device in topology.devices] == ["pdu-a", "pdu-b", "srv-1", ""]


def test_places_and_supply_arrive(read: Reader) -> None:
    topology = read().topology
    assert [location.parent_id for location in topology.locations] == [None, 4]
    rack = topology.racks[0]
    assert (rack.site_id, rack.location_id, rack.u_height, rack.facility_id) == (1, 5, 48, "F1")
    assert [rack.starting_unit for rack in topology.racks] == [3, 1]
    assert topology.power_panels[0].comments == "left wall"
    feed = topology.power_feeds[0]
    assert (feed.power_panel_id, feed.rack_id, feed.phase, feed.voltage_v, feed.amperage_a) == (
        31,
        11,
        Phase.THREE,
        400,
        32,
    )


def test_types_come_with_their_templates_and_give_devices_their_height(read: Reader) -> None:
    topology = read().topology
    pdu, server = topology.device_types
    assert (pdu.manufacturer, pdu.model, pdu.slug, pdu.u_height) == ("Maker", "P-24", "p-24", 0)
    assert [(port.name, port.maximum_draw_w) for port in pdu.power_ports] == [("Inlet", 7360)]
    assert [(outlet.power_port, outlet.feed_leg) for outlet in pdu.power_outlets] == [("Inlet", FeedLeg.A)]
    assert server.power_ports == (), "a module type's templates belong to no device type"
    assert {device.name: device.height_u for device in topology.devices}["srv-1"] == 2


def test_cables_arrive_with_their_ends(read: Reader) -> None:
    cables = {cable.id: cable for cable in read().topology.cables}
    assert set(cables) == {81, 82, 83, 84, 85}, "neither the network cable nor the one without ends"
    assert cables[81].a == (Termination(TerminationKind.POWER_FEED, 41),)
    assert (cables[81].length, cables[81].length_unit, cables[81].type) == (2.5, "m", "power")
    assert (cables[83].color, cables[83].label, cables[83].tenant_id) == ("ff0000", "C83", 7)
    assert [cables[number].bundle for number in (81, 83)] == ["", "B2"]
    assert cables[84].status is CableStatus.PLANNED
    assert cables[85].b == ()


def test_pdus_are_polled_where_netbox_says(read: Reader) -> None:
    found = read()
    assert found.topology.poll_targets == (
        PollTarget(51, "pdu-a", "192.0.2.10", 161, "default", device_id=51),
        # Its role is no PDU's; that it has inlets and outlets makes it one.
        PollTarget(52, "pdu-b", "2001:db8::52", 1161, "hall", device_id=52),
    )
    assert found.unsaid_of_polling == {"interval_s", "family"}


def test_custom_fields_and_roles_have_names_that_can_be_chosen(netbox: FakeNetBox) -> None:
    custom = {"community": choice("dc1"), "family": "raritan-pdu2", "udp": "99999"}
    netbox.lists["dcim/devices"][2]["custom_fields"] = custom
    fields = PollingFields(frozenset({"server"}), "community", "family", "udp", "fallback")
    found = Reader(netbox)(fields=fields)
    targets = {target.name: target for target in found.topology.poll_targets}
    assert targets["srv-1"] == PollTarget(53, "srv-1", "192.0.2.53", 161, "dc1", "raritan-pdu2", device_id=53)
    assert targets["pdu-a"].credential == "fallback"
    assert found.notes == ("device srv-1 (NetBox 53): custom field udp is 99999, which is no port; 161 is taken",)


def test_a_choice_of_their_own_is_noted_and_the_default_taken(netbox: FakeNetBox) -> None:
    netbox.lists["dcim/power-feeds"][0]["status"] = choice("maintenance")
    found = Reader(netbox)()
    assert found.topology.power_feeds[0].status is FeedStatus.ACTIVE
    known = "one of offline, active, planned, failed"
    subject = "power feed A1 (NetBox 41)"
    (note,) = found.notes
    assert note == f'{subject}: status "maintenance" is not known here, where it must be {known}; "active" is taken'


def test_a_row_that_refers_to_what_cannot_be_seen_is_noted(netbox: FakeNetBox) -> None:
    del netbox.lists["dcim/devices"][1]
    found = Reader(netbox)()
    assert found.notes == (
        "power port Inlet (NetBox 62): its device 52 cannot be seen; left out",
        "power outlet 1 (NetBox 72): its device 52 cannot be seen; left out",
        "power outlet 2 (NetBox 73): its device 52 cannot be seen; left out",
        "cable 82 in NetBox: one of its ends cannot be seen; left out",
        "cable 84 in NetBox: one of its ends cannot be seen; left out",
        "cable 85 in NetBox: one of its ends cannot be seen; left out",
    )


def test_a_rack_that_cannot_be_seen_is_taken_as_none(netbox: FakeNetBox) -> None:
    netbox.lists["dcim/racks"].pop()
    found = Reader(netbox)()
    assert [feed.rack_id for feed in found.topology.power_feeds] == [11, 11, None]
    assert found.notes == ("power feed X1 (NetBox 43): its rack 12 cannot be seen; taken as none",)


def test_a_feed_without_capacity_is_not_given_one(netbox: FakeNetBox) -> None:
    netbox.lists["dcim/power-feeds"][2]["amperage"] = None
    found = Reader(netbox)()
    assert len(found.topology.power_feeds) == 2
    assert found.notes == ("power feed X1 (NetBox 43): lacks its voltage, amperage or max_utilization; left out",)


def test_hostile_names_stay_one_line_in_what_is_said(netbox: FakeNetBox) -> None:
    netbox.lists["dcim/power-feeds"][0] |= {"name": "A1\x1b[2J\nB", "status": choice("\x07")}
    found = Reader(netbox)()
    assert found.topology.power_feeds[0].name == "A1\x1b[2J\nB", "as it is: what shows it makes it harmless"
    assert all(note.isprintable() for note in found.notes)


@pytest.mark.parametrize("results", [[3], [{"name": "no id"}], [{"id": True}]])
def test_rows_that_are_none_are_no_netboxs(netbox: FakeNetBox, results: list[object]) -> None:
    netbox.answer = lambda request: (  # type: ignore[method-assign]  # a server that is no NetBox
        {"netbox-version": "4.6.8"} if request.path == "status" else {"count": 1, "next": None, "results": results}
    )
    with pytest.raises(NetBoxError):
        Reader(netbox)()


def test_an_unknown_leg_is_no_leg(netbox: FakeNetBox) -> None:
    netbox.lists["dcim/power-outlets"][0] |= {"feed_leg": choice("AB"), "device": nested(51, "pdu-a")}
    found = Reader(netbox)()
    assert found.topology.power_outlets[0].feed_leg is None
    assert 'power outlet 1 of pdu-a (NetBox 71): feed_leg "AB" is not known here' in found.notes[0]


@pytest.mark.parametrize("draw", ["many", float("nan"), float("inf"), [500]])
def test_a_draw_that_is_no_number_is_none(netbox: FakeNetBox, draw: object) -> None:
    netbox.lists["dcim/power-ports"][2]["maximum_draw"] = draw
    found = Reader(netbox)()
    assert found.topology.power_ports[2].maximum_draw_w is None
    assert "maximum_draw" in found.notes[0]
    assert "must be a whole number" in found.notes[0]


def test_choices_that_a_netbox_was_taught_do_not_end_an_import(netbox: FakeNetBox, read: Reader) -> None:
    netbox.lists["dcim/racks"][0]["status"] = choice("quarantine")
    netbox.lists["dcim/power-ports"][0]["type"] = choice("newplug")
    netbox.lists["dcim/power-ports"][1]["type"] = choice("newplug")
    netbox.lists["dcim/power-port-templates"][0]["type"] = choice("newplug")
    netbox.lists["dcim/cables"][0].update(type="new", profile=choice("trunk-9c9p"))
    found = read()
    assert refusals(found.topology, NETBOX_VOCABULARY) == ()
    assert found.topology.racks[0].status == "active"
    assert [port.type for port in found.topology.power_ports[:2]] == ["", ""]
    own = "[model] of the configuration takes choices of your own"
    assert found.notes == (
        f'racks: status "quarantine" of 1 is not known here; "active" is taken; {own}',
        f'power ports: type "newplug" of 2 is not known here; none is taken; {own}',
        'power cables: type "new" of 1 is not known here; none is taken',
        'power cables: profile "trunk-9c9p" of 1 is not known here; none is taken',
        f'power port templates: type "newplug" of 1 is not known here; none is taken; {own}',
    )


def test_choices_of_ones_own_are_taken_over(netbox: FakeNetBox) -> None:
    netbox.lists["dcim/power-ports"][0]["type"] = choice("newplug")
    vocabulary = NETBOX_VOCABULARY.with_connectors(ports=[Choice("newplug", "New plug")])
    found = read_netbox(Access(netbox.url, FIRST_TOKEN), Scope(), PollingFields(), vocabulary=vocabulary)
    assert found.topology.power_ports[0].type == "newplug"
    assert found.notes == ()


def test_a_cable_from_power_to_an_interface_is_left_out(netbox: FakeNetBox) -> None:
    netbox.lists["dcim/cables"][0]["b_terminations"] = [{"object_type": "dcim.interface", "object_id": 1}]
    found = Reader(netbox)()
    assert 81 not in {cable.id for cable in found.topology.cables}
    assert any('joins a power component and "dcim.interface", which is none; left out' in note for note in found.notes)

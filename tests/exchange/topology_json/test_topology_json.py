import json

import pytest
from hypothesis import given, settings

from powertui.domain.topology import PowerFeed, PowerPort, Topology
from powertui.errors import ModelError
from powertui.exchange.canonical import canonical
from powertui.exchange.topology_json import read_topology_json, topology_json
from powertui.exchange.topology_json.objects import read_object
from tests.exchange.topologies import topologies


@settings(deadline=None)  # other work on the machine may hold it up
@given(topologies())
def test_a_plant_written_and_read_is_the_same_plant(plant: Topology) -> None:
    text = topology_json(plant)
    read = read_topology_json(text, "plant.json")
    assert read == canonical(plant)
    assert topology_json(read) == text


def document(**kinds: object) -> str:
    return json.dumps({"format": "powertui topology", "version": 1, **kinds})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "plant.json is not JSON"),
        ("[]", "plant.json is not a model in JSON"),
        ("[" * 100_000, "plant.json is not JSON"),
        (document(sitez=[]), 'unknown key "sitez"; did you mean "sites"?'),
        (document(sites={}), "sites: must be a list"),
        (document(sites=[{"id": 1, "name": "x"}]), 'sites[0]: needs "slug"'),
        (document(sites=[{"id": "one", "name": "x", "slug": "x"}]), 'sites[0]: id must be a whole number, not "one"'),
        (document(sites=[{"id": 1, "name": "x", "slug": "x", "nme": 1}]), 'did you mean "name"?'),
        (document(racks=[{"id": 1, "name": "x", "site_id": 7}]), "racks: id 1: site_id 7 is none of sites"),
        (document(sites=[{"id": 1, "name": "x", "slug": "x"}] * 2), "sites: id 1 occurs twice"),
        (
            document(cables=[{"id": 1, "a": [{"kind": "power_port", "id": 3}], "b": []}]),
            "cables: id 1: power_port 3 is none of power_ports",
        ),
        (document(cables=[{"id": 1, "a": [{"kind": "dcim.interface", "id": 3}], "b": []}]), "a[0].kind must be one of"),
        (document(sites=[{"id": 1.5, "name": "x", "slug": "x"}]), "id must be a whole number, not 1.5"),
        (document(racks=[{"id": 1, "name": "x", "site_id": None}]), "site_id must be a whole number, not null"),
        (document(sites=[{"id": 1, "name": 7, "slug": "x"}]), "name must be a text, not 7"),
        (document(cables=[{"id": 1, "a": [], "b": [], "status": "cut"}]), "status must be one of connected, planned"),
    ],
)
def test_a_mistake_is_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_topology_json(text, "plant.json")
    assert sentence in str(caught.value)


def test_all_that_is_wrong_with_an_object_is_said_at_once_by_its_fields() -> None:
    feed = {"id": 1, "power_panel_id": 1, "name": "F", "status": "on", "voltage_v": "high", "mark_connected": "maybe"}
    found = read_object(feed, PowerFeed)
    assert isinstance(found, tuple)
    assert [wrong.field for wrong in found] == ["status", "voltage_v", "mark_connected"]


def test_values_are_taken_as_netboxs_models_take_them() -> None:
    feed = read_object({"id": 1, "power_panel_id": 1, "name": "F", "voltage_v": 12.5, "side": ""}, PowerFeed)
    assert isinstance(feed, PowerFeed)
    assert (feed.voltage_v, feed.side) == (12, None)
    port = read_object({"id": 1, "device_id": 1, "name": "in", "maximum_draw_w": 99.6, "type": None}, PowerPort)
    assert isinstance(port, PowerPort)
    assert (port.maximum_draw_w, port.type) == (99, "")

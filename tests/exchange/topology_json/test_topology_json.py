import json

import pytest
from hypothesis import given, settings

from powertui.domain.topology import Topology
from powertui.errors import ModelError
from powertui.exchange.canonical import canonical
from powertui.exchange.topology_json import read_topology_json, topology_json
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
        (document(cables=[{"id": 1, "a": [], "b": [], "status": "cut"}]), "status must be one of connected, planned"),
    ],
)
def test_a_mistake_is_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_topology_json(text, "plant.json")
    assert sentence in str(caught.value)

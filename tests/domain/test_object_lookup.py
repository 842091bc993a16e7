"""What a person types is the object that they mean, or a sentence that helps."""

import pytest

from powertui.domain.merge_kinds import KIND_OF, KINDS, ModelKind, ModelObject, objects_of
from powertui.domain.merge_names import ModelNames
from powertui.domain.object_lookup import NotFound, address, find_object
from powertui.domain.topology import Cable, Device, PowerOutlet, PowerPort, Rack, Site, Topology
from tests.plants import two_sided_topology

PLANT = two_sided_topology()


def found(text: str, topology: Topology = PLANT) -> ModelObject:
    item = find_object(topology, text)
    assert not isinstance(item, NotFound), item.sentence
    return item


def sentence(text: str, topology: Topology = PLANT) -> str:
    item = find_object(topology, text)
    assert isinstance(item, NotFound)
    return item.sentence


@pytest.mark.parametrize(
    ("text", "kind", "item_id"),
    [
        ("rack:R01", ModelKind.RACK, 1),
        ("R01", ModelKind.RACK, 1),
        ("r01", ModelKind.RACK, 1),
        ("rack:ams1/R01", ModelKind.RACK, 1),
        ("feed:P-A1/A1-01", ModelKind.POWER_FEED, 1),
        ("feed:P-A1 / A1-01", ModelKind.POWER_FEED, 1),
        ("A1-01", ModelKind.POWER_FEED, 1),
        ("pdu-r01-b", ModelKind.DEVICE, 2),
        ("pdu:pdu-r01-b", ModelKind.DEVICE, 2),
        ('pdu-r01-a:"Outlet 3"', ModelKind.POWER_OUTLET, 3),
        ("pdu-r01-a:Outlet 3", ModelKind.POWER_OUTLET, 3),
        ("outlet:pdu-r01-b/Outlet 3", ModelKind.POWER_OUTLET, 6),
        ("srv-db01:PSU2", ModelKind.POWER_PORT, 4),
        ("cable:#3", ModelKind.CABLE, 3),
        ("device:#4", ModelKind.DEVICE, 4),
        ("Hall 1", ModelKind.LOCATION, 1),
    ],
)
def test_a_name_finds_its_object(text: str, kind: ModelKind, item_id: int) -> None:
    item = found(text.replace('"', ""))
    assert (KIND_OF[type(item)], item.id) == (kind, item_id)


def test_every_object_is_found_by_its_address() -> None:
    names = ModelNames(PLANT)
    for spec in KINDS:
        for item in objects_of(PLANT, spec.kind):
            assert found(address(item, names)) == item


def test_a_name_of_several_things_is_told() -> None:
    assert sentence("Outlet 1") == ('"Outlet 1" may be outlet:pdu-r01-a/Outlet 1, outlet:pdu-r01-b/Outlet 1: say which')


def test_a_misspelt_name_gets_a_near_one() -> None:
    assert sentence("feed:P-A1/A1-1") == 'there is no power feed "P-A1/A1-1"; did you mean "feed:P-A1/A1-01"?'
    assert sentence("xyzzy") == 'there is no object "xyzzy"'


def test_nothing_is_called_nothing() -> None:
    assert sentence("") == 'there is no object ""'
    assert sentence("rack:") == 'there is no rack ""'
    assert sentence("cable:#99") == 'there is no cable "#99"'


def test_a_device_may_be_called_as_a_kind_is() -> None:
    plant = Topology(
        sites=(Site(1, "s", "s"),),
        devices=(Device(1, 1, "pdu", "pdu"), Device(2, 1, "a:b", "server")),
        power_ports=(PowerPort(1, 2, "c:d"),),
        power_outlets=(PowerOutlet(1, 1, "1"),),
        cables=(Cable(1, (), ()),),
    )
    assert found("pdu:1", plant) == plant.power_outlets[0]
    assert found("a:b:c:d", plant) == plant.power_ports[0]


def test_letter_case_decides_where_it_must() -> None:
    plant = Topology(sites=(Site(1, "s", "s"),), racks=(Rack(1, 1, "a"), Rack(2, 1, "A")))
    assert found("rack:A", plant) == plant.racks[1]


def test_an_unnamed_device_is_found_by_its_id() -> None:
    plant = Topology(sites=(Site(1, "s", "s"),), devices=(Device(5, 1, "", "server"),))
    assert found(address(plant.devices[0], ModelNames(plant)), plant) == plant.devices[0]

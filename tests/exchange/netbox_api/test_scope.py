"""A part of a NetBox: what is chosen, what comes along, what is left out."""

import pytest

from powertui.domain.graph import PowerGraph
from powertui.domain.topology import Topology
from powertui.errors import UsageError
from powertui.exchange.netbox_api.scope import Scope
from tests.exchange.netbox_api.conftest import Reader


def names(topology: Topology) -> dict[str, set[str]]:
    kinds = ("sites", "locations", "racks", "power_panels", "power_feeds", "devices")
    return {kind: {item.name for item in getattr(topology, kind)} for kind in kinds}


def test_a_site_takes_all_that_is_in_it(read: Reader) -> None:
    found = read(Scope(sites=("dc1",)))
    assert names(found.topology) == {
        "sites": {"DC 1"},
        "locations": {"Floor", "Room"},
        "racks": {"R1"},
        "power_panels": {"PP-A", "PP-B"},
        "power_feeds": {"A1", "B1"},
        "devices": {"pdu-a", "pdu-b", "srv-1", ""},
    }
    assert (len(found.topology.cables), found.cables_out_of_scope, found.notes) == (5, 0, ())


def test_another_site_has_none_of_it(read: Reader) -> None:
    topology = read(Scope(sites=("dc2",))).topology
    assert names(topology)["power_feeds"] == {"X1"}
    assert not (topology.devices or topology.power_ports or topology.cables or topology.tenants)


def test_a_tag_takes_what_carries_it_and_where_that_stands(read: Reader) -> None:
    found = read(Scope(tags=("gold",)))
    assert names(found.topology) == {
        "sites": {"DC 1"},
        "locations": {"Floor", "Room"},
        "racks": {"R1"},
        "power_panels": set(),
        "power_feeds": set(),
        "devices": {"pdu-a"},
    }
    assert [port.name for port in found.topology.power_ports] == ["Inlet"]
    assert [kind.slug for kind in found.topology.device_types] == ["p-24"]
    PowerGraph(found.topology)


def test_cables_that_leave_the_scope_are_counted_and_left_out(read: Reader) -> None:
    found = read(Scope(tenants=("acme",)))
    assert names(found.topology)["devices"] == {"srv-1"}
    assert found.topology.cables == ()
    assert found.cables_out_of_scope == 2
    assert found.notes == ()


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(sites=("DC-2",)), 'no site "DC-2"; did you mean "dc2"?'),
        (Scope(tenants=("Acme!",)), 'no tenant "Acme!"; did you mean "acme"?'),
        (Scope(sites=("Frankfurt",)), "it is the slug that is asked for, not the name"),
    ],
)
def test_a_name_that_is_not_there_is_told(read: Reader, scope: Scope, words: str) -> None:
    with pytest.raises(UsageError, match="this NetBox has") as caught:
        read(scope)
    assert words in str(caught.value)

"""What is in a scope, by the model: the two-sided plant, one rack under feeds of two panels."""

from dataclasses import replace

import pytest

from powertui.domain.alerts import ObjectKind, Place
from powertui.domain.choices import CableStatus
from powertui.domain.graph import PowerGraph
from powertui.domain.notify.scopes import Scope, coverage, resolve_scope
from powertui.domain.object_lookup import NotFound
from powertui.domain.topology import Location, Rack, Site, Topology
from tests.plants import two_sided_topology, two_targets

K = ObjectKind
PLANT = replace(two_sided_topology(), poll_targets=two_targets())
SERVER, SWITCH, PDU_A, PDU_B = 3, 4, 1, 2


def has(scope: str, kind: ObjectKind, object_id: int, *places: Place, topology: Topology = PLANT) -> bool:
    found = resolve_scope(topology, scope)
    assert isinstance(found, Scope)
    return coverage(PowerGraph(topology), found).has(kind, object_id, places)


@pytest.mark.parametrize(
    ("scope", "kind", "object_id", "is_in"),
    [
        ("everything", K.POLLER, 0, True),
        ("site:ams1", K.FEED, 2, True),
        ("site:ams1", K.POLLER, 0, False),
        ("location:Hall 1", K.TARGET, 2, True),
        ("rack:R01", K.FEED, 1, True),
        ("rack:R01", K.TARGET, 1, True),
        ("rack:R01", K.PANEL, 1, False),
        ("panel:P-A1", K.PANEL, 1, True),
        ("panel:P-A1", K.FEED, 1, True),
        ("panel:P-A1", K.FEED, 2, False),
        ("panel:P-A1", K.TARGET, 1, True),
        ("panel:P-A1", K.TARGET, 2, False),
        ("panel:P-A1", K.RACK, 1, True),
        ("panel:P-A1", K.DEVICE, SERVER, True),
        ("panel:P-B1", K.DEVICE, SERVER, True),
        ("panel:P-B1", K.DEVICE, SWITCH, False),
        ("feed:P-B1/B1-01", K.DEVICE, SERVER, True),
        ("feed:P-B1/B1-01", K.DEVICE, PDU_A, False),
        ("pdu:pdu-r01-a", K.TARGET, 1, True),
        ("pdu:pdu-r01-a", K.DEVICE, SWITCH, True),
        ("pdu:pdu-r01-a", K.FEED, 1, False),
        ("device:srv-db01", K.DEVICE, SERVER, True),
        ("device:srv-db01", K.TARGET, 1, False),
    ],
)
def test_what_the_model_says_is_in_a_scope(scope: str, kind: ObjectKind, object_id: int, is_in: bool) -> None:
    assert has(scope, kind, object_id) is is_in


def test_a_part_of_a_pdu_is_where_its_pdu_is() -> None:
    assert has("panel:P-A1", K.OUTLET, 501, Place(K.TARGET, 1, "pdu-r01-a"))
    assert not has("panel:P-A1", K.OUTLET, 501, Place(K.TARGET, 2, "pdu-r01-b"))


def test_an_alert_that_says_that_it_gets_its_power_through_the_object_is_in_its_scope() -> None:
    elsewhere = 77
    assert has("panel:P-A1", K.DEVICE, elsewhere, Place(K.PANEL, 1, "P-A1"))
    # Not what shares a feed with something in the rack: that feed is in the rack's scope, its other loads are not.
    assert not has("rack:R01", K.DEVICE, elsewhere, Place(K.FEED, 1, "A1-01"))


def test_locations_within_a_location_are_in_its_scope() -> None:
    nested = replace(
        PLANT,
        locations=(*PLANT.locations, Location(2, 1, "Cage 7", "cage-7", parent_id=1)),
        racks=(*PLANT.racks, Rack(2, 1, "R02", 2)),
    )
    assert has("location:Hall 1", K.RACK, 2, topology=nested)
    assert not has("location:Cage 7", K.RACK, 1, topology=nested)


def test_what_hangs_on_a_planned_cable_is_in_the_scope_too() -> None:
    cables = tuple(replace(cable, status=CableStatus.PLANNED) for cable in PLANT.cables)
    assert has("panel:P-A1", K.DEVICE, SERVER, topology=replace(PLANT, cables=cables))


def test_what_is_no_longer_in_the_model_has_nothing_in_it_but_its_own_name() -> None:
    gone = coverage(PowerGraph(PLANT), Scope("rack:R99", K.RACK, 99))
    assert not gone.has(K.FEED, 1, ())
    assert not gone.has(K.TARGET, 1, ())


def test_a_name_that_nothing_or_too_much_has_is_one_sentence() -> None:
    nothing = resolve_scope(PLANT, "panel:P-Z9")
    assert isinstance(nothing, NotFound)
    assert nothing.sentence.startswith('there is no power panel "P-Z9"')
    twice = replace(PLANT, sites=(*PLANT.sites, Site(2, "fra1", "fra1")), racks=(*PLANT.racks, Rack(9, 2, "R01")))
    several = resolve_scope(twice, "rack:R01")
    assert isinstance(several, NotFound)
    assert "say which" in several.sentence


def test_a_scope_is_stored_as_people_would_write_it() -> None:
    found = resolve_scope(PLANT, "pdu-r01-a")
    assert isinstance(found, Scope)
    assert (found.text, found.kind, found.object_id) == ("device:pdu-r01-a", K.DEVICE, PDU_A)

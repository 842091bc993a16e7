"""What is written of the model is what is read; changes go through in one transaction, whatever their order."""

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from powertui.domain.choices import CableStatus, FeedLeg, Side, TerminationKind
from powertui.domain.reading import Leg
from powertui.domain.topology import (
    Cable,
    DeviceType,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutletTemplate,
    PowerPanel,
    PowerPort,
    PowerPortTemplate,
    Rack,
    Tenant,
    Termination,
    Topology,
)
from powertui.storage.engine import open_database, writing
from powertui.storage.topology_store import load_topology, model_revision, note_change, save_topology, write_objects
from tests.plants import two_sided_topology, two_targets

FULL = replace(
    two_sided_topology(),
    tenants=(Tenant(1, "Customer", "customer", 7),),
    locations=(
        Location(1, 1, "Hall 1", "hall-1", 2, "planned", 1, "cold", 8),
        Location(2, 1, "Floor", "floor"),
    ),
    racks=(Rack(1, 1, "R01", 1, 47, "reserved", "F-1", 1, "end of row", 9),),
    power_panels=(
        PowerPanel(1, 1, "P-A1", 1, Side.A, "main", "see drawing", 10, 630.0, 42, 2, 3),
        PowerPanel(2, 1, "P-B1", 1, Side.B),
    ),
    device_types=(
        DeviceType(
            1,
            "Maker",
            "PDU-24",
            "pdu-24",
            0,
            is_full_depth=False,
            part_number="P24",
            power_ports=(PowerPortTemplate("Inlet", "In", "iec-60309-3p-n-e-6h", 11000, None, "cord"),),
            power_outlets=(
                PowerOutletTemplate("Outlet 2", "2", "iec-60320-c13", "aa1409", "Inlet", FeedLeg.B, "upper"),
                PowerOutletTemplate("Outlet 1"),
            ),
            netbox_id=11,
        ),
    ),
    pdu_branches=(PduBranch(1, 1, "B1", 16.0, Leg.AB, (3, 1)),),
    poll_targets=two_targets(),
)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url, create=True)
    with writing(engine) as connection:
        save_topology(connection, FULL)
    yield engine
    engine.dispose()


def stored(engine: Engine) -> Topology:
    with engine.connect() as connection:
        return load_topology(connection)


def test_a_topology_survives_the_database(engine: Engine) -> None:
    for field in fields(Topology):
        assert getattr(stored(engine), field.name) == getattr(FULL, field.name), field.name


def test_a_change_moves_the_revision(engine: Engine) -> None:
    with writing(engine) as connection:
        assert model_revision(connection) == 0
        assert note_change(connection, at_s=1.0, source="test", summary="a plant", who="me", object_name="x") == 1
        assert model_revision(connection) == 1


def test_two_objects_may_swap_their_names(engine: Engine) -> None:
    one, two = FULL.power_ports[2:4]
    with writing(engine) as connection:
        write_objects(connection, PowerPort, changed=[replace(one, name=two.name), replace(two, name=one.name)])
    names = {port.id: port.name for port in stored(engine).power_ports}
    assert (names[one.id], names[two.id]) == (two.name, one.name)


def test_what_replaces_a_removed_object_may_have_its_name(engine: Engine) -> None:
    feed = FULL.power_feeds[0]
    with writing(engine) as connection:
        write_objects(connection, PowerFeed, removed=[feed], added=[replace(feed, id=9)])
        write_objects(connection, Cable, changed=[replace(FULL.cables[0], a=())])
    assert {known.id for known in stored(engine).power_feeds} == {2, 9}


def test_a_cable_may_move_to_where_another_one_was(engine: Engine) -> None:
    third, fourth, *_ = FULL.cables[2:]
    with writing(engine) as connection:
        write_objects(
            connection,
            Cable,
            removed=[third],
            changed=[replace(fourth, a=third.a, status=CableStatus.PLANNED)],
        )
    (moved,) = [cable for cable in stored(engine).cables if cable.id == fourth.id]
    assert moved == replace(fourth, a=third.a, status=CableStatus.PLANNED)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_end_whose_cable_is_not_there_hides_no_other_cables_ends(engine: Engine) -> None:
    """As where a cable is made between the look at cables and that at their ends."""
    first, *others = FULL.cables
    raw = engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.execute("DELETE FROM cable WHERE id = ?", (first.id,))
    cursor.execute("PRAGMA foreign_keys=ON")
    raw.close()
    assert list(stored(engine).cables) == others


def test_references_are_checked_at_the_end_whatever_the_order(engine: Engine) -> None:
    with writing(engine) as connection:
        write_objects(connection, PowerFeed, added=[replace(FULL.power_feeds[0], id=5, name="new", power_panel_id=3)])
        write_objects(connection, PowerPanel, added=[PowerPanel(3, 1, "P-C1")])
    assert {feed.id for feed in stored(engine).power_feeds} == {1, 2, 5}


def test_a_reference_to_nothing_leaves_the_database_as_it_was(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as connection:
        write_objects(connection, PowerFeed, added=[replace(FULL.power_feeds[0], id=5, name="new", power_panel_id=99)])
    assert stored(engine) == FULL


def test_a_cable_end_that_is_taken_is_refused(engine: Engine) -> None:
    taken = Cable(9, (Termination(TerminationKind.POWER_OUTLET, 1),), (Termination(TerminationKind.POWER_PORT, 5),))
    with pytest.raises(IntegrityError), writing(engine) as connection:
        write_objects(connection, Cable, added=[taken])

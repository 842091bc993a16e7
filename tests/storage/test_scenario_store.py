"""Saved what-ifs as rows: whoever saves last is kept, and what is gone is never taken for what came after it."""

from dataclasses import replace
from threading import Thread

from sqlalchemy import Engine

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.object_lookup import NotFound
from powertui.domain.redundancy.saved import ObjectReference, SavedLoad, Scenario, words_of
from powertui.domain.topology import PowerFeed
from powertui.storage.engine import reading, writing
from powertui.storage.object_store import write_objects
from powertui.storage.scenario_store import load_scenarios, save_scenario
from powertui.storage.topology_store import load_topology, save_topology
from tests.plants import two_sided_topology

OTHER = ObjectReference(ModelKind.POWER_PANEL, 1, "panel:P-A")


def test_a_new_object_with_the_id_of_a_removed_one_is_not_taken_for_it(database: Engine) -> None:
    last = max(two_sided_topology().power_feeds, key=lambda feed: feed.id)
    reference = ObjectReference(ModelKind.POWER_FEED, last.id, f"feed:{last.name}")
    asked = Scenario("night", (OTHER, reference), (SavedLoad(reference, "1kW"), SavedLoad(OTHER, "2kW")))
    unplugged = replace(two_sided_topology(), cables=())
    with writing(database) as connection:
        save_topology(connection, unplugged)
        save_scenario(connection, asked)
    with writing(database) as connection:
        write_objects(connection, PowerFeed, removed=[last])
    with writing(database) as connection:
        write_objects(connection, PowerFeed, added=[replace(last, name="NEW")])
    with reading(database) as connection:
        (kept,), topology = load_scenarios(connection), load_topology(connection)
    assert isinstance(words := words_of(topology, kept), NotFound)
    assert f"feed:{last.name} no longer exists" in words.sentence
    assert kept.failing[0] == OTHER
    assert kept.adding[1] == SavedLoad(OTHER, "2kW")


def test_two_who_save_under_one_name_at_once_are_both_served(database: Engine) -> None:
    with writing(database) as connection:
        assert not save_scenario(connection, Scenario("night", (OTHER,), by="Ada"))
    said: list[bool] = []

    def save() -> None:
        with writing(database) as other:
            said.append(save_scenario(other, Scenario("night", by="Bob")))

    late = Thread(target=save)
    with writing(database) as connection:
        assert save_scenario(connection, Scenario("night", by="Cleo"))
        late.start()
        # It waits for this transaction, as soon as it comes to the row.
        late.join(0.05)
    late.join()
    assert said == [True]
    with reading(database) as connection:
        assert [(one.name, one.by, one.failing) for one in load_scenarios(connection)] == [("night", "Bob", ())]

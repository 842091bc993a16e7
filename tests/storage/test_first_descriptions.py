"""Devices described for the first time, many at once: stored is what each by itself would have been stored as."""

from dataclasses import replace

from sqlalchemy import Connection, Engine, select

from powertui.domain.measured import Binding
from powertui.domain.poll_target import PollTarget
from powertui.storage import schema
from powertui.storage.engine import writing
from powertui.storage.first_descriptions import FirstDescription, never_described, save_first_descriptions
from powertui.storage.object_store import write_objects
from powertui.storage.target_store import save_description
from tests.storage.targets import described

COUNT = 5
FOUND = [
    replace(described(outlets=number), serial=f"S{number}", model="M" * 300, subjects=())
    if number == 3
    else replace(described(outlets=number), serial=f"S{number}")
    for number in range(COUNT)
]


def bindings(number: int) -> tuple[Binding, ...]:
    return (Binding(),) * len(FOUND[number].subjects)


def targets(connection: Connection) -> None:
    made = [PollTarget(number + 1, f"pdu-{number}", "192.0.2.1", 161 + number, "lab") for number in range(2 * COUNT)]
    write_objects(connection, PollTarget, added=made)


def test_of_many_at_once_the_same_is_stored_as_of_each_by_itself(database: Engine) -> None:
    with writing(database) as connection:
        targets(connection)
        ids = save_first_descriptions(
            connection, [FirstDescription(number + 1, FOUND[number], bindings(number)) for number in range(COUNT)]
        )
        singly = [
            save_description(connection, COUNT + number + 1, FOUND[number], bindings(number)) for number in range(COUNT)
        ]
        assert list(map(len, ids)) == list(map(len, singly))
        for number in range(COUNT):
            together, alone = number + 1, COUNT + number + 1
            assert parts(connection, together) == dict(zip(ids[number], parts(connection, alone).values(), strict=True))
            assert newest(connection, together) == newest(connection, alone)


def test_those_of_which_something_is_stored_are_told_from_the_others(database: Engine) -> None:
    with writing(database) as connection:
        targets(connection)
        save_first_descriptions(connection, [FirstDescription(2, FOUND[2], bindings(2))])
        save_description(connection, 3, FOUND[3], bindings(3))
        assert never_described(connection, [1, 2, 3, 4, 99]) == {1, 4}


def parts(connection: Connection, target_id: int) -> dict[int, dict[str, object]]:
    """Of a device, by their ids, in their order."""
    table = schema.subject
    rows = connection.execute(select(table).where(table.c.target_id == target_id).order_by(table.c.position))
    return {row["id"]: {**row, "id": 0, "target_id": 0} for row in rows.mappings()}


def newest(connection: Connection, target_id: int) -> dict[str, object]:
    table = schema.latest
    row = connection.execute(select(table).where(table.c.target_id == target_id)).mappings().one()
    assert row["revision"] == row["description_revision"] > 0
    return {**row, "target_id": 0, "revision": 0, "description_revision": 0}

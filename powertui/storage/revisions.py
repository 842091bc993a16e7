"""Revisions: numbers that only grow, in the order in which readers come to see what they number."""

from sqlalchemy import Connection, insert, select, update

from powertui.storage import schema

LATEST = "latest"
MODEL = "model"


def take_revisions(connection: Connection, count: int, name: str = LATEST) -> int:
    """The first of so many new revisions.

    Whoever takes some holds the row until its transaction ends. So the numbers become visible in their order: a reader
    that has seen one can be sure that no smaller one is still to come. Take them late in a transaction.
    """
    table = schema.revision
    taken = update(table).where(table.c.name == name).values(value=table.c.value + count)
    if connection.execute(taken).rowcount == 0:
        connection.execute(insert(table).values(name=name, value=count))
    newest: int = connection.execute(select(table.c.value).where(table.c.name == name)).scalar_one()
    return newest - count + 1


def hold_model(connection: Connection) -> None:
    """Let changes of the model be logged one after the other; see `take_revisions`."""
    take_revisions(connection, 1, MODEL)

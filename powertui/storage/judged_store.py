"""When alerts were judged last, for whoever watches that they are."""

from sqlalchemy import Connection, insert, select, update

from powertui.storage import schema

_THE_ROW = 1


def note_judged(connection: Connection, at_s: float) -> None:
    """A round of evaluation is finished, with the transaction that this is called in."""
    table = schema.judged
    if connection.execute(update(table).where(table.c.id == _THE_ROW).values(at_s=at_s)).rowcount == 0:
        connection.execute(insert(table).values(id=_THE_ROW, at_s=at_s))


def load_judged_at(connection: Connection) -> float | None:
    """When the last round was finished, by the clock of whoever did it; None where none ever was."""
    table = schema.judged
    return connection.execute(select(table.c.at_s).where(table.c.id == _THE_ROW)).scalar_one_or_none()

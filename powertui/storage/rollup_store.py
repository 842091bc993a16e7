"""Rolling up: from the rows of a quarter of an hour to one for each subject. Rows are all that it needs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from powertui.domain.history import DAY_S, QUARTER_S, STORED
from powertui.domain.history_figures import BucketFigures, Columns, bucket_figures
from powertui.domain.reading import Quantity
from powertui.storage import schema
from powertui.storage.bulk import put_rows
from powertui.storage.engine import reading, writing
from powertui.storage.history_blocks import rollup_id
from powertui.storage.history_marks import CLOSED, ROLLED, drop_redo, load_redo, mark_s, set_mark
from powertui.storage.history_reader import COLUMN_OF, history_query, subject_intervals
from powertui.storage.poll_reader import polled_rows
from powertui.storage.rollup_packing import pack_gauges

SUBJECTS_AT_ONCE = 2000
"""Whose rows of a quarter of an hour are in memory together."""

RowsOfSubjects = dict[int, list[tuple[Any, ...]]]
"""By subject: its rows as (slot, then the values of `STORED`), oldest first."""


def roll_up_until(engine: Engine, until_s: int) -> int:
    """Roll up what is complete before a moment, and again what was written to since; returns how many quarters."""
    until_s = until_s // QUARTER_S * QUARTER_S
    done = 0
    _put_marks_right(engine, until_s)
    with reading(engine) as connection:
        closed_s = mark_s(connection, CLOSED) or 0
        # What belongs to a packed day is packed again, and rolled up then.
        redo = load_redo(connection, closed_s, until_s)
    for bucket_s, writes in redo.items():
        _roll_up(engine, bucket_s)
        with writing(engine) as connection:
            drop_redo(connection, {bucket_s: writes})
        done += 1
    while (next_s := _next_bucket(engine, until_s)) is not None:
        _roll_up(engine, next_s)
        with writing(engine) as connection:
            set_mark(connection, ROLLED, next_s + QUARTER_S)
        done += 1
    with writing(engine) as connection:
        if (mark_s(connection, ROLLED) or 0) < until_s:
            set_mark(connection, ROLLED, until_s)
    return done


def _put_marks_right(engine: Engine, until_s: int) -> None:
    """What is marked as done, and is not over yet, was done by a clock that was ahead: its time is still to come."""
    with reading(engine) as connection:
        ahead = {
            name: latest_s
            for name, latest_s in ((ROLLED, until_s), (CLOSED, until_s // DAY_S * DAY_S))
            if (mark_s(connection, name) or 0) > latest_s
        }
    if ahead:
        with writing(engine) as connection:
            for name, latest_s in ahead.items():
                set_mark(connection, name, latest_s)


def _next_bucket(engine: Engine, until_s: int) -> int | None:
    table = schema.history_slot
    with reading(engine) as connection:
        # What is before the closed mark is rolled up with its day: there are months of it where nobody did for long.
        begin_s = max(mark_s(connection, ROLLED) or 0, mark_s(connection, CLOSED) or 0)
        slot_s = connection.execute(
            select(func.min(table.c.slot_s)).where(table.c.slot_s >= begin_s, table.c.slot_s < until_s)
        ).scalar()
    return None if slot_s is None else slot_s // QUARTER_S * QUARTER_S


def _roll_up(engine: Engine, bucket_s: int) -> None:
    with reading(engine) as connection:
        ids = subject_ids(connection)
    for start in range(0, len(ids), SUBJECTS_AT_ONCE):
        chunk = ids[start : start + SUBJECTS_AT_ONCE]
        with reading(engine) as connection:
            rows = rows_of_subjects(connection, bucket_s, bucket_s + QUARTER_S, chunk[0], chunk[-1])
            if not rows:
                continue
            before = _energy_before(connection, bucket_s, rows)
            interval_of = subject_intervals(connection, list(rows))
        figures = {
            subject_id: bucket_figures(
                columns_of(own), len(own), QUARTER_S, interval_of[subject_id], before.get(subject_id)
            )
            for subject_id, own in rows.items()
        }
        with writing(engine) as connection:
            put_rows(connection, schema.rollup, [rollup_row(bucket_s, *each) for each in figures.items()])


def rollup_row(bucket_s: int, subject_id: int, figures: BucketFigures) -> dict[str, Any]:
    """A row of `rollup`."""
    return {"bucket_s": bucket_s, "subject_id": subject_id, **figure_columns(figures)}


def figure_columns(figures: BucketFigures) -> dict[str, Any]:
    """The columns that `rollup` and `rollup_day` share."""
    return {
        "coverage_permille": figures.coverage_permille,
        "energy_wh": figures.energy_wh,
        "energy_end_wh": figures.energy_end_wh,
        "packed": pack_gauges(figures.gauges),
    }


def subject_ids(connection: Connection) -> Sequence[int]:
    """All subjects, those that their devices have no more too."""
    return connection.execute(select(schema.subject.c.id).order_by(schema.subject.c.id)).scalars().all()


def rows_of_subjects(connection: Connection, since_s: int, until_s: int, first_id: int, last_id: int) -> RowsOfSubjects:
    """The rows of a range of subjects, by way of the slots: in each of them the range is one stretch."""
    table = schema.history
    columns = [table.c[COLUMN_OF[quantity]] for quantity in STORED]
    query = history_query(
        connection.dialect.name,
        [table.c.subject_id, table.c.slot_s, *columns, table.c.offset_ms, table.c.quality],
        table.c.subject_id.between(first_id, last_id),
        since_s,
        until_s,
    )
    found: dict[int, dict[int, tuple[Any, ...]]] = defaultdict(dict)
    for row in connection.execute(query).all():
        found[row[0]][row[1]] = row[1:]
    if connection.dialect.name == "postgresql":
        for subject_id, rows in polled_rows(connection, since_s, until_s, first_id, last_id):
            found[subject_id].update((row[0], row) for row in rows)
    return {subject_id: [rows[slot_s] for slot_s in sorted(rows)] for subject_id, rows in found.items()}


def columns_of(rows: Sequence[tuple[Any, ...]]) -> Columns:
    """The values of a subject's rows, as columns; those without any value are left out."""
    _, *columns = zip(*rows, strict=True)
    return {
        quantity: column
        for quantity, column in zip(STORED, columns[: len(STORED)], strict=True)
        if column.count(None) < len(column)
    }


def _energy_before(connection: Connection, bucket_s: int, rows: RowsOfSubjects) -> Mapping[int, int]:
    """Each counter's last reading before a quarter of an hour, if it is of the day before or later."""
    energy = STORED.index(Quantity.ENERGY) + 1
    counting = {subject_id for subject_id, own in rows.items() if any(row[energy] is not None for row in own)}
    found = _energy_ends(connection, bucket_s - QUARTER_S, bucket_s, counting)
    rest = counting - found.keys()
    if rest:
        day = bucket_s // DAY_S
        # The day itself may be packed in part, by a clock that was ahead.
        of_days = _day_ends(connection, day - 1, rest) | _day_ends(connection, day, rest)
        found = of_days | _energy_ends(connection, (day - 1) * DAY_S, bucket_s, rest) | found
    return found


def _energy_ends(connection: Connection, since_s: int, until_s: int, ids: set[int]) -> dict[int, int]:
    if not ids:
        return {}
    table = schema.rollup
    rows = connection.execute(
        select(table.c.subject_id, table.c.energy_end_wh)
        .where(
            table.c.bucket_s >= since_s,
            table.c.bucket_s < until_s,
            table.c.subject_id.between(min(ids), max(ids)),
            table.c.energy_end_wh.is_not(None),
        )
        .order_by(table.c.bucket_s)
    )
    return {row.subject_id: row.energy_end_wh for row in rows if row.subject_id in ids}


def _day_ends(connection: Connection, day: int, ids: set[int]) -> dict[int, int]:
    return day_energy_ends(connection, day, sorted(ids))


def day_energy_ends(connection: Connection, day: int, ids: Sequence[int]) -> dict[int, int]:
    """The counters' last readings of a packed day."""
    table = schema.rollup_day
    found: dict[int, int] = {}
    for start in range(0, len(ids), 500):
        keys = [rollup_id(subject_id, day) for subject_id in ids[start : start + 500]]
        rows = connection.execute(
            select(table.c.id, table.c.energy_end_wh).where(table.c.id.in_(keys), table.c.energy_end_wh.is_not(None))
        )
        found.update((row.id >> 20, row.energy_end_wh) for row in rows)
    return found

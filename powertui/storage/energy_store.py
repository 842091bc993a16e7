"""Lifetime totals of energy in the database, one for each subject that counts."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache

from sqlalchemy import Connection, Insert, select
from sqlalchemy.dialects import postgresql, sqlite

from powertui.domain.energy import EnergyTotal
from powertui.storage import schema

_FIELDS = tuple(field.name for field in fields(EnergyTotal))
IDS_AT_ONCE = 500
"""In one statement: databases bound the number of its parameters."""


def load_energy(connection: Connection, subject_ids: Sequence[int]) -> dict[int, EnergyTotal]:
    """The totals of some subjects, as far as there are any."""
    table = schema.energy_total
    found: dict[int, EnergyTotal] = {}
    for start in range(0, len(subject_ids), IDS_AT_ONCE):
        chosen = select(table).where(table.c.subject_id.in_(subject_ids[start : start + IDS_AT_ONCE]))
        for row in connection.execute(chosen).mappings():
            columns = dict(row)
            subject_id: int = columns.pop("subject_id")
            found[subject_id] = EnergyTotal(**columns)
    return found


def save_energy(connection: Connection, totals: Mapping[int, EnergyTotal]) -> None:
    """Store totals, by their subject's id, in place of older ones."""
    if not totals:
        return
    rows = [
        {"subject_id": number, **{name: getattr(total, name) for name in _FIELDS}} for number, total in totals.items()
    ]
    connection.execute(_upsert(connection.dialect.name), rows)


@cache
def _upsert(dialect: str) -> Insert:
    """Made once: to put it together takes longer than to run it."""
    table = schema.energy_total
    # The two databases share the words, SQLAlchemy has them once for each.
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    key = table.primary_key.columns
    return statement.on_conflict_do_update(
        index_elements=list(key),
        set_={column.name: statement.excluded[column.name] for column in table.columns if column.name not in key},
    )

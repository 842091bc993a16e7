"""Lifetime totals of energy in the database, one for each subject that counts."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter

from sqlalchemy import BigInteger, Boolean, Connection, Double, Integer, String, select

from powertui.domain.energy import EnergyTotal
from powertui.domain.energy_record import EnergyRecord
from powertui.storage import schema

_FIELDS = tuple(field.name for field in fields(EnergyTotal))
# A total is stored whenever its counter falls, so that falls can be counted here.
_values_of = attrgetter(*_FIELDS, "at_s")
_COLUMNS = ("subject_id", *_FIELDS, "since_s")
_TYPES = {Integer: "int", BigInteger: "bigint", Double: "float8", Boolean: "bool", String: "text"}
_INTO = f"INSERT INTO energy_total ({', '.join(_COLUMNS)})"
_HAS_FALLEN = "CASE WHEN excluded.counter_wh < energy_total.counter_wh AND excluded.segment {} THEN 1 ELSE 0 END"
_COUNTED = ", ".join(
    f"{name} = energy_total.{name} + {_HAS_FALLEN.format(segment)}"
    for name, segment in (("wraps", "= energy_total.segment"), ("falls", "<> energy_total.segment"))
)
_NEWEST = ", ".join(f"{name} = excluded.{name}" for name in _FIELDS)
_OVER = f"ON CONFLICT (subject_id) DO UPDATE SET {_NEWEST}, {_COUNTED}"
_VALUED = f"{_INTO} VALUES ({', '.join('?' * len(_COLUMNS))}) {_OVER}"
_ARRAYS = ", ".join(f"%s::{_TYPES[type(schema.energy_total.c[name].type)]}[]" for name in _COLUMNS)
_UNNESTED = f"{_INTO} SELECT * FROM unnest({_ARRAYS}) {_OVER}"  # noqa: S608 - our own columns
IDS_AT_ONCE = 500
"""In one statement: databases bound the number of its parameters."""
ROWS_AT_ONCE = 2000
"""The same of what is stored: the driver makes an object of each value, and a start stores all totals of a plant."""


def load_energy(connection: Connection, subject_ids: Sequence[int]) -> dict[int, EnergyTotal]:
    """The totals of some subjects, as far as there are any."""
    table = schema.energy_total
    found: dict[int, EnergyTotal] = {}
    for start in range(0, len(subject_ids), IDS_AT_ONCE):
        chosen = select(*(table.c[name] for name in ("subject_id", *_FIELDS)))
        chosen = chosen.where(table.c.subject_id.in_(subject_ids[start : start + IDS_AT_ONCE]))
        for row in connection.execute(chosen).mappings():
            columns = dict(row)
            subject_id: int = columns.pop("subject_id")
            found[subject_id] = EnergyTotal(**columns)
    return found


def load_energy_records(connection: Connection, subject_ids: Sequence[int]) -> dict[int, EnergyRecord]:
    """What people see of the totals of some subjects, as far as there are any."""
    table = schema.energy_total
    names = ("subject_id", *(field.name for field in fields(EnergyRecord)))
    found: dict[int, EnergyRecord] = {}
    for start in range(0, len(subject_ids), IDS_AT_ONCE):
        chosen = select(*(table.c[name] for name in names))
        chosen = chosen.where(table.c.subject_id.in_(subject_ids[start : start + IDS_AT_ONCE]))
        for subject_id, *values in connection.execute(chosen):
            found[subject_id] = EnergyRecord(*values)
    return found


def save_energy(connection: Connection, totals: Mapping[int, EnergyTotal]) -> None:
    """Store totals, by their subject's id, in place of older ones."""
    if not totals:
        return
    rows = [(number, *_values_of(total)) for number, total in totals.items()]
    if connection.dialect.name == "postgresql":
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            connection.exec_driver_sql(_UNNESTED, tuple(list(column) for column in zip(*part, strict=True)))
    else:
        connection.exec_driver_sql(_VALUED, rows)

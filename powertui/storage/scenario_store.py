"""Saved what-ifs in the database."""

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.redundancy.saved import ObjectReference, SavedLoad, Scenario
from powertui.storage import schema

_GONE = 0
"""The id of what is no longer in the model: no object has it."""


def save_scenario(connection: Connection, scenario: Scenario) -> bool:
    """Store a scenario; whether it took the place of one of the same name."""
    table = schema.scenario
    had = connection.execute(select(table.c.id).where(table.c.name == scenario.name)).first() is not None
    values = {**_references(scenario), "saved_by": scenario.by[:100], "saved_at_s": scenario.saved_at_s}
    # The two databases share the words, SQLAlchemy has them once for each. Others may save under the name meanwhile.
    statement = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    connection.execute(
        statement.values(name=scenario.name, **values).on_conflict_do_update(index_elements=[table.c.name], set_=values)
    )
    return had


def load_scenarios(connection: Connection) -> tuple[Scenario, ...]:
    """All, by name."""
    table = schema.scenario
    return tuple(_scenario(row) for row in connection.execute(select(table).order_by(table.c.name)))


def delete_scenario(connection: Connection, name: str) -> bool:
    """Forget one; False where there is none of that name."""
    table = schema.scenario
    return connection.execute(delete(table).where(table.c.name == name)).rowcount > 0


def objects_gone(connection: Connection, kind: ModelKind, ids: Collection[int]) -> None:
    """Objects are being removed: a new one that gets the id of one of them is not what was meant."""

    def left(one: ObjectReference) -> ObjectReference:
        return replace(one, id=_GONE) if one.kind is kind and one.id in ids else one

    table = schema.scenario
    for scenario in load_scenarios(connection):
        failing = tuple(left(one) for one in scenario.failing)
        adding = tuple(replace(one, to=left(one.to)) for one in scenario.adding)
        if (failing, adding) != (scenario.failing, scenario.adding):
            values = _references(replace(scenario, failing=failing, adding=adding))
            connection.execute(update(table).where(table.c.name == scenario.name).values(**values))


def _references(scenario: Scenario) -> dict[str, str]:
    return {
        "failing": json.dumps([_reference(one) for one in scenario.failing]),
        "adding": json.dumps([[*_reference(one.to), one.load] for one in scenario.adding]),
    }


def _reference(one: ObjectReference) -> list[str | int]:
    return [one.kind.value, one.id, one.name]


def _scenario(row: Row[Any]) -> Scenario:
    return Scenario(
        row.name,
        tuple(ObjectReference(ModelKind(kind), number, name) for kind, number, name in json.loads(row.failing)),
        tuple(
            SavedLoad(ObjectReference(ModelKind(kind), number, name), load)
            for kind, number, name, load in json.loads(row.adding)
        ),
        row.saved_by,
        row.saved_at_s,
    )

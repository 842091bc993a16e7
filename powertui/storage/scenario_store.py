"""Saved what-ifs in the database."""

import json
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.redundancy.saved import ObjectReference, SavedLoad, Scenario
from powertui.storage import schema


def save_scenario(connection: Connection, scenario: Scenario) -> bool:
    """Store a scenario; whether it took the place of one of the same name."""
    had = delete_scenario(connection, scenario.name)
    connection.execute(
        insert(schema.scenario).values(
            name=scenario.name,
            failing=json.dumps([_reference(one) for one in scenario.failing]),
            adding=json.dumps([[*_reference(one.to), one.load] for one in scenario.adding]),
            saved_by=scenario.by[:100],
            saved_at_s=scenario.saved_at_s,
        )
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

"""The plant's measured loads beside the model's, from the database; history says which loads are dead."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine

from powertui.domain.columns.compared_objects import ComparedObjects
from powertui.domain.columns.comparison import compared_with_model
from powertui.domain.compared import ComparedKind, ComparedObject
from powertui.domain.outlet_load import DEAD_W
from powertui.domain.reading import MILLI, Quantity
from powertui.domain.rules.settings import RuleSettings
from powertui.services.column_plant import ColumnPlant
from powertui.services.ports import Clock
from powertui.storage.engine import reading
from powertui.storage.rollup_reader import load_quarters_of

DEAD_AFTER_S = 3 * 86_400
"""So long without load a cord is dead: a device that is off over a weekend is not."""

_SLACK_S = 6 * 3600
"""History has to reach back nearly so far."""


def compared_objects(engine: Engine, clock: Clock, kind: ComparedKind) -> tuple[ComparedObject, ...] | None:
    """All objects of a kind; None where the database holds no plant."""
    look = ColumnPlant(engine, clock, RuleSettings()).look()
    if look is None:
        return None
    compiled = look.columns.compiled
    comparison = compared_with_model(compiled.places, look.loads)
    idle = ComparedObjects(compiled, comparison, frozenset()).idle_subjects()
    dead: frozenset[int] = frozenset()
    if idle and kind in {ComparedKind.PORT, ComparedKind.OUTLET}:
        with reading(engine) as connection:
            dead = _dead(connection, idle, int(clock.now_s()))
    return tuple(ComparedObjects(compiled, comparison, dead).of(kind))


def _dead(connection: Connection, subject_ids: Sequence[int], now_s: int) -> frozenset[int]:
    """Those whose history shows no load at all for days, and reaches back that far."""
    since_s = now_s - DEAD_AFTER_S
    found = load_quarters_of(connection, subject_ids, (Quantity.ACTIVE_POWER,), since_s, now_s)
    return frozenset(
        subject_id
        for subject_id, series in found.items()
        if series.starts_s
        and series.starts_s[0] <= since_s + _SLACK_S
        and all(most is None or most < DEAD_W * MILLI for most in series.spreads[Quantity.ACTIVE_POWER].greatest)
    )

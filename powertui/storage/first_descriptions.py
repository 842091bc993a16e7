"""What discovery found of devices of which nothing was stored before: of many at once, in a few statements."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from powertui.domain.measured import Binding
from powertui.domain.reading import MISSING_RAW, Quality, TargetDescription
from powertui.storage import schema
from powertui.storage.latest_store import little_endian
from powertui.storage.revisions import take_revisions
from powertui.storage.target_store import identity_of, subject_rows

ROWS_AT_ONCE = 100
"""In one statement."""


@dataclass(frozen=True, slots=True)
class FirstDescription:
    """A device that is described for the first time."""

    target_id: int
    description: TargetDescription
    bindings: tuple[Binding, ...]


def never_described(connection: Connection, target_ids: Sequence[int]) -> frozenset[int]:
    """Those of some devices to poll of which no part was ever stored."""
    latest, subject = schema.latest, schema.subject
    blank = select(latest.c.target_id).where(latest.c.target_id.in_(target_ids), latest.c.description_revision == 0)
    known = select(subject.c.target_id).where(subject.c.target_id.in_(target_ids)).distinct()
    return frozenset(connection.execute(blank).scalars()) - frozenset(connection.execute(known).scalars())


def save_first_descriptions(connection: Connection, found: Sequence[FirstDescription]) -> list[tuple[int, ...]]:
    """Store what `target_store.save_description` would, of devices that were never described; the ids of their parts.

    The ids are in the descriptions' order.
    """
    rows = [row for one in found for row in subject_rows(one.target_id, one.description, one.bindings)]
    made = insert(schema.subject).returning(schema.subject.c.id, sort_by_parameter_order=True)
    # The drivers take several MB for a statement of a thousand rows, which stay the process's.
    options = {"insertmanyvalues_page_size": ROWS_AT_ONCE}
    ids = iter(connection.execute(made, rows, execution_options=options).scalars().all() if rows else ())
    revision = take_revisions(connection, len(found))
    table = schema.latest
    described = [_latest_row(one, revision + number) for number, one in enumerate(found)]
    names = [name for name in described[0] if name != "id_of_target"] if described else []
    changed = update(table).where(table.c.target_id == bindparam("id_of_target"))
    if described:
        connection.execute(changed.values({name: bindparam(name) for name in names}), described)
    return [tuple(next(ids) for _ in one.description.subjects) for one in found]


def _latest_row(one: FirstDescription, revision: int) -> dict[str, Any]:
    """Who it is, and that nothing was read of it so far."""
    count = one.description.channel_count
    return {
        "id_of_target": one.target_id,
        "revision": revision,
        "description_revision": revision,
        "values": little_endian(array("q", (MISSING_RAW,)) * count),
        "qualities": bytes((Quality.MISSING,)) * count,
        **identity_of(one.description),
    }

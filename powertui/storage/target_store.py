"""What is polled, and what discovery found out about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from powertui.domain.measured import Binding
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import (
    QUANTITY_BY_CODE,
    PollOutcome,
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
    scaled,
    unscaled,
)
from powertui.storage import schema
from powertui.storage.latest_store import lay_out_again
from powertui.storage.revisions import take_revisions


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject as stored: its stable id, its description, and what it is in the model."""

    id: int
    description: SubjectDescription
    binding: Binding


def load_targets(connection: Connection) -> tuple[PollTarget, ...]:
    """All devices to poll."""
    rows = connection.execute(select(schema.poll_target).order_by(schema.poll_target.c.id))
    return tuple(PollTarget(**row) for row in rows.mappings())


def begin_polling(connection: Connection, targets: Sequence[PollTarget]) -> None:
    """What a new device to poll starts with: never polled."""
    revision = take_revisions(connection, len(targets)) if targets else 0
    rows = [
        {
            "target_id": target.id,
            "revision": revision + number,
            "description_revision": 0,
            "family": "",
            "vendor": "",
            "model": "",
            "serial": "",
            "firmware": "",
            "outcome": PollOutcome.NEVER,
            "detail": "",
            "failures": 0,
            "values": b"",
            "qualities": b"",
        }
        for number, target in enumerate(targets)
    ]
    if rows:
        connection.execute(insert(schema.latest), rows)


def save_description(
    connection: Connection, target_id: int, description: TargetDescription, bindings: Sequence[Binding]
) -> tuple[int, ...]:
    """Store what discovery found; a subject seen before keeps its id. Returns the ids, in the description's order.

    Subjects that are gone keep their history, without a position. The newest values stay, with their age: they are
    laid out anew for the new description.
    """
    table = schema.subject
    before = load_subjects(connection, [target_id])[target_id]
    known = {
        (row.kind, row.key): row.id
        for row in connection.execute(
            select(table.c.id, table.c.kind, table.c.key).where(table.c.target_id == target_id)
        )
    }
    connection.execute(update(table).where(table.c.target_id == target_id).values(position=None))
    rows = subject_rows(target_id, description, bindings)
    ids = [known.get((row["kind"], row["key"])) for row in rows]
    moved = [row | {"subject_id": subject_id} for row, subject_id in zip(rows, ids, strict=True) if subject_id]
    if moved:
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0]}
        connection.execute(update(table).where(table.c.id == bindparam("subject_id")).values(columns), moved)
    new = [row for row, subject_id in zip(rows, ids, strict=True) if not subject_id]
    inserted: Iterator[int] = iter(())
    if new:
        made = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        inserted = iter(connection.execute(made, new).scalars().all())
    revision = take_revisions(connection, 1)
    connection.execute(
        update(schema.latest)
        .where(schema.latest.c.target_id == target_id)
        .values(
            revision=revision,
            description_revision=revision,
            **identity_of(description),
        )
    )
    lay_out_again(connection, target_id, [subject.description for subject in before], description.subjects)
    return tuple(subject_id or next(inserted) for subject_id in ids)


def stored_ids(
    connection: Connection, target_id: int, description: TargetDescription, bindings: Sequence[Binding]
) -> tuple[int, ...] | None:
    """The ids of a device's parts, if the very same is stored as `save_description` would store; else None."""
    identity, rows = identity_of(description), subject_rows(target_id, description, bindings)
    told = select(*(schema.latest.c[name] for name in identity)).where(schema.latest.c.target_id == target_id)
    if [dict(row) for row in connection.execute(told).mappings()] != [identity]:
        return None
    table = schema.subject
    names = tuple(rows[0]) if rows else ("target_id",)
    stored = connection.execute(
        select(table.c.id, *(table.c[name] for name in names))
        .where(table.c.target_id == target_id, table.c.position.is_not(None))
        .order_by(table.c.position)
    ).all()
    if [tuple(row[1:]) for row in stored] != [tuple(row.values()) for row in rows]:
        return None
    return tuple(row.id for row in stored)


def load_subjects(connection: Connection, target_ids: Sequence[int]) -> dict[int, tuple[SubjectRow, ...]]:
    """The present subjects of some targets, in the order of their batches."""
    table = schema.subject
    rows = connection.execute(
        select(table)
        .where(table.c.target_id.in_(target_ids), table.c.position.is_not(None))
        .order_by(table.c.target_id, table.c.position)
    )
    names = list(table.c.keys())
    places = [names.index(column.name) for column in DESCRIBING]
    found: dict[int, list[SubjectRow]] = {target_id: [] for target_id in target_ids}
    for row in rows:
        description = described([row[place] for place in places])
        found[row.target_id].append(SubjectRow(row.id, description, _binding(row)))
    return {target_id: tuple(subjects) for target_id, subjects in found.items()}


DESCRIBING = tuple(
    schema.subject.c[name]
    for name in ("kind", "key", "unit", "snmp_index", "label", "name", "leg", "branch", "quantities", "facts")
)
"""The columns that a description is made of."""


def described(words: Sequence[Any]) -> SubjectDescription:
    """A part's description from `DESCRIBING`."""
    kind, key, unit, index, label, name, leg, branch, quantities, facts = words
    return SubjectDescription(
        kind=kind or SubjectKind.UNIT,
        key=key,
        unit=unit,
        index=index,
        label=label,
        name=name,
        leg=leg,
        branch=branch,
        quantities=_quantities(quantities),
        facts=_facts(facts),
    )


def identity_of(description: TargetDescription) -> dict[str, str]:
    """Who a device is, as stored."""
    return {
        "family": description.family[:50],
        "vendor": description.vendor[:100],
        "model": description.model[:255],
        "serial": description.serial[:255],
        "firmware": description.firmware[:255],
    }


def subject_rows(target_id: int, description: TargetDescription, bindings: Sequence[Binding]) -> list[dict[str, Any]]:
    """A device's parts, as stored."""
    return [
        {
            "target_id": target_id,
            "position": position,
            "kind": subject.kind,
            "key": subject.key[:100],
            "unit": subject.unit[:50],
            "snmp_index": subject.index[:255],
            "label": subject.label[:100],
            "name": subject.name[:255],
            "leg": subject.leg,
            "branch": subject.branch[:100],
            "quantities": ",".join(str(quantity.code) for quantity in subject.quantities),
            "facts": ",".join(map(_fact_text, subject.facts)),
            "power_port_id": binding.power_port_id,
            "power_outlet_id": binding.power_outlet_id,
            "power_feed_id": binding.power_feed_id,
        }
        for position, (subject, binding) in enumerate(zip(description.subjects, bindings, strict=True))
    ]


def _binding(row: Row[Any]) -> Binding:
    return Binding(row.power_port_id, row.power_outlet_id, row.power_feed_id)


def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(QUANTITY_BY_CODE[int(code)] for code in text.split(",") if code)


def _fact_text(fact: Reading) -> str:
    """`50:16000`; behind a second colon the quality of one that is implausible."""
    text = f"{fact.quantity.code}:{scaled(fact.value)}"
    return f"{text}:{fact.quality.value}" if fact.quality is Quality.IMPLAUSIBLE else text


def _facts(text: str) -> tuple[Reading, ...]:
    parts = (fact.split(":") for fact in text.split(",") if fact)
    return tuple(
        Reading(QUANTITY_BY_CODE[int(code)], unscaled(int(raw)), Quality(int(quality[0])) if quality else Quality.GOOD)
        for code, raw, *quality in parts
    )

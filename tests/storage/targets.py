"""Polled devices in a database, and attempts to poll them."""

from array import array
from collections.abc import Sequence

from sqlalchemy import Connection

from powertui.domain.history import HistoryScope
from powertui.domain.measured import Binding
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import (
    MISSING_RAW,
    PollFailure,
    PollOutcome,
    Quality,
    Quantity,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
)
from powertui.storage.history_layout import HistoryLayout, history_layout
from powertui.storage.latest_store import Attempt
from powertui.storage.object_store import write_objects
from powertui.storage.target_store import save_description

UNIT = (
    Quantity.CURRENT,
    Quantity.VOLTAGE,
    Quantity.ACTIVE_POWER,
    Quantity.APPARENT_POWER,
    Quantity.POWER_FACTOR,
    Quantity.ENERGY,
    Quantity.FREQUENCY,
)
OUTLET = (Quantity.STATE, Quantity.CURRENT, Quantity.VOLTAGE, Quantity.ACTIVE_POWER, Quantity.ENERGY)


def described(outlets: int = 2) -> TargetDescription:
    """A unit and its outlets."""
    parts = (SubjectDescription(SubjectKind.OUTLET, str(number), quantities=OUTLET) for number in range(1, outlets + 1))
    return TargetDescription("f", "v", subjects=(SubjectDescription(SubjectKind.UNIT, "1", quantities=UNIT), *parts))


def poll_target(
    connection: Connection, target_id: int, *, outlets: int = 2, interval_s: float | None = None
) -> HistoryLayout:
    """A device to poll in the database; how its batches are laid out."""
    target = PollTarget(target_id, f"pdu-{target_id}", "192.0.2.1", 161, "lab", interval_s=interval_s)
    write_objects(connection, PollTarget, added=[target])
    description = described(outlets)
    ids = save_description(connection, target_id, description, [Binding()] * len(description.subjects))
    return history_layout(ids, description.subjects, HistoryScope())


def polled(
    target_id: int,
    slot_s: int,
    values: Sequence[int | None],
    layout: HistoryLayout,
    *,
    at_s: float | None = None,
    qualities: Sequence[Quality] | None = None,
) -> Attempt:
    """A poll that brought these values, scaled; None is missing."""
    raw = array("q", (MISSING_RAW if value is None else value for value in values))
    told = qualities or [Quality.MISSING if value is None else Quality.GOOD for value in values]
    sampled_at_s = slot_s + 1.5 if at_s is None else at_s
    batch = ReadingBatch(sampled_at_s, raw, bytes(told), uptime_s=100.0)
    return Attempt(target_id, slot_s, sampled_at_s, 0.1, batch, None, layout)


def silent(target_id: int, slot_s: int) -> Attempt:
    """A poll that brought nothing."""
    return Attempt(target_id, slot_s, slot_s + 1.0, 2.0, PollFailure(PollOutcome.TIMEOUT, "no answer"), None, None)

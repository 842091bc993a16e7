"""Readings in the database, as those who poll write them: the newest of each device, and the history of its parts."""

from collections.abc import Sequence

from sqlalchemy import Connection

from powertui.storage.cycle_store import CycleRow, newest_cycle, save_cycle
from powertui.storage.history_writer import write_history
from powertui.storage.latest_store import (
    Attempt,
    LatestRow,
    load_latest,
    load_latest_of,
    newest_revision,
    save_latest,
)

__all__ = [
    "Attempt",
    "CycleRow",
    "LatestRow",
    "load_latest",
    "load_latest_of",
    "newest_cycle",
    "newest_revision",
    "save_attempts",
    "save_cycle",
    "save_late_attempts",
]


def save_attempts(connection: Connection, attempts: Sequence[Attempt]) -> None:
    """Store polls: the newest state of each device, and a history row for each of its subjects."""
    if not attempts:
        return
    write_history(connection, attempts)
    # Last: from here on other writers of newest states wait for this transaction.
    save_latest(connection, attempts)


def save_late_attempts(connection: Connection, attempts: Sequence[Attempt]) -> None:
    """Store polls of devices that have become another poller's since: history has them, where it has nothing else.

    Of the newest state that other one knows more.
    """
    if attempts:
        write_history(connection, attempts, only_gaps=True)

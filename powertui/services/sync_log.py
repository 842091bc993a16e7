"""The scheduled import from NetBox in the event log: how each ended, and from that, when the next one is due.

The log is what all pollers of a database see, and what outlives a restart. Of outcomes that repeat themselves it keeps
the first and the last, so that a sync every few minutes crowds nothing else out.
"""

from collections.abc import Sequence
from enum import Enum

from sqlalchemy import Engine

from powertui.domain.events import Event, EventKind
from powertui.storage.engine import writing
from powertui.storage.event_store import add_events, newest_of_kind, remove_event

FIRST_RETRY_S = 60.0
"""After a first failure; each later one waits as long as it has been failing already, up to the usual time."""

_LOOKED_AT = 50


class SyncOutcome(Enum):
    """How a sync ended. Value: the event's name."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    """The changes contradict the rules of a model; NetBox will say the same until somebody mends it."""
    FAILED = "failed"
    """NetBox, or the way there, gave no whole answer."""


def sync_event(at_s: float, outcome: SyncOutcome, source: str, detail: str) -> Event:
    """An outcome for the log; `detail` is a sentence, safe to print."""
    return Event(at_s, EventKind.MODEL_SYNC, None, "", source=source, name=outcome.value, detail=detail)


def note_sync(engine: Engine, event: Event) -> None:
    """Write an outcome; one that says the same as the two before takes the place of the second."""
    with writing(engine) as connection:
        before = newest_of_kind(connection, EventKind.MODEL_SYNC, 2)
        if len(before) > 1 and all(_says_the_same(event, earlier) for _, earlier in before):
            remove_event(connection, before[0][0])
        add_events(connection, [event])


def sync_is_due(engine: Engine, now_s: float, every_s: float) -> bool:
    """Whether it is time for the next sync, by what the log says of those before."""
    with engine.connect() as connection:
        found = newest_of_kind(connection, EventKind.MODEL_SYNC, _LOOKED_AT)
    return now_s >= next_sync_s([event for _, event in found], now_s, every_s)


def next_sync_s(newest_first: Sequence[Event], now_s: float, every_s: float) -> float:
    """When the next sync is due. Where a clock was set back, now."""
    if not newest_first or newest_first[0].at_s > now_s:
        return now_s
    last_s = first_s = newest_first[0].at_s
    if newest_first[0].name != SyncOutcome.FAILED.value:
        return last_s + every_s
    for event in newest_first:
        if event.name != SyncOutcome.FAILED.value:
            break
        first_s = min(first_s, event.at_s)
    return last_s + min(every_s, max(FIRST_RETRY_S, last_s - first_s))


def _says_the_same(event: Event, earlier: Event) -> bool:
    said = (event.source[:64], event.name, event.detail)
    return said == (earlier.source, earlier.name, earlier.detail) and event.name != SyncOutcome.CHANGED.value

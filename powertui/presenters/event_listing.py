"""Events as a plain table, and as records for programs."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from powertui.domain.events import Event, EventKind
from powertui.presenters.moments import iso_utc, moment
from powertui.presenters.numbers import plain
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.table import matches
from powertui.presenters.text import Line, Tone

HEADINGS = (Heading("TIME"), Heading("KIND"), Heading("PDU"), Heading("SOURCE"), Heading("EVENT"), Heading("DETAIL"))

_TONES = {
    EventKind.REBOOT: Tone.WARN,
    EventKind.REPLACED: Tone.WARN,
    EventKind.TRAPS_SHED: Tone.WARN,
    EventKind.OVERRUN: Tone.WARN,
    EventKind.NOTIFY: Tone.WARN,
}


def chosen_events(events: Iterable[Event], pdu: str) -> list[Event]:
    """The events of the PDUs that a word or some words find, in their order."""
    return [event for event in events if matches(event.target_name, pdu)]


def event_table(events: Sequence[Event], now_s: float, zone: tzinfo | None = None) -> list[Line]:
    """One line an event."""
    return plain_table(HEADINGS, [_row(event, now_s, zone) for event in events])


def event_record(event: Event) -> dict[str, object]:
    """The same for programs; empty texts are null."""
    return {
        "at": iso_utc(event.at_s),
        "kind": event.kind.value,
        "pdu": event.target_name or None,
        "source": event.source or None,
        "oid": event.oid or None,
        "name": event.name or None,
        "detail": event.detail or None,
    }


def _row(event: Event, now_s: float, zone: tzinfo | None) -> tuple[Line, ...]:
    return (
        cell(moment(event.at_s, now_s, zone)),
        cell(event.kind.value, _TONES.get(event.kind, Tone.PLAIN)),
        cell(plain(event.target_name), Tone.STRONG),
        cell(plain(event.source), Tone.DIM),
        cell(plain(event.name or event.oid)),
        cell(plain(event.detail)),
    )

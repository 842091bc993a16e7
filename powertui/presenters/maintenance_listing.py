"""Maintenance windows as a plain table, and as records for programs."""

from collections.abc import Sequence
from datetime import tzinfo

from powertui.domain.notify.windows import MaintenanceWindow
from powertui.presenters.moments import iso_utc, moment
from powertui.presenters.numbers import plain
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.text import Line, Tone

HEADINGS = (
    Heading("NUMBER"),
    Heading("STATE"),
    Heading("SCOPE"),
    Heading("FROM"),
    Heading("TO"),
    Heading("WHY"),
    Heading("WHO"),
)

_TONES = {"active": Tone.WARN, "planned": Tone.PLAIN, "over": Tone.DIM}


def window_state(window: MaintenanceWindow, now_s: float) -> str:
    """`planned`, `active` or `over`."""
    if now_s >= window.until_s:
        return "over"
    return "active" if window.is_active(now_s) else "planned"


def window_table(windows: Sequence[MaintenanceWindow], now_s: float, zone: tzinfo | None = None) -> list[Line]:
    """One line a window."""
    return plain_table(
        HEADINGS,
        [
            (
                cell(str(window.id)),
                cell(window_state(window, now_s), _TONES[window_state(window, now_s)]),
                cell(plain(window.scope.text), Tone.STRONG),
                cell(moment(window.from_s, now_s, zone)),
                cell(moment(window.until_s, now_s, zone)),
                cell(plain(window.why)),
                cell(plain(window.who), Tone.DIM),
            )
            for window in windows
        ],
    )


def window_record(window: MaintenanceWindow, now_s: float) -> dict[str, object]:
    """The same for programs."""
    return {
        "number": window.id,
        "state": window_state(window, now_s),
        "scope": window.scope.text,
        "from": iso_utc(window.from_s),
        "to": iso_utc(window.to_s),
        "ended": iso_utc(window.ended_at_s),
        "why": window.why,
        "who": window.who,
        "created": iso_utc(window.created_at_s),
    }

"""Who was told of an alert: lines under its story."""

from collections.abc import Sequence
from datetime import tzinfo

from powertui.domain.notify.log import Told
from powertui.domain.notify.notice import NotificationState
from powertui.presenters.alert_story import LABEL_WIDTH
from powertui.presenters.moments import iso_utc, moment
from powertui.presenters.numbers import plain
from powertui.presenters.records import Json
from powertui.presenters.text import Line, Span, Tone, line

_TONES = {NotificationState.GIVEN_UP: Tone.CRIT, NotificationState.HELD: Tone.DIM, NotificationState.DROPPED: Tone.DIM}


def told_lines(told: Sequence[Told], now_s: float, zone: tzinfo | None = None) -> list[Line]:
    """One line for each step and route; none where nobody was to be told."""
    return [
        line(
            Span(f"{'Told':<{LABEL_WIDTH}}", Tone.DIM),
            Span(_said(each, now_s, zone), _TONES.get(each.state, Tone.PLAIN)),
        )
        for each in told
    ]


def told_records(told: Sequence[Told]) -> list[Json]:
    """The same for programs."""
    return [
        {
            "route": each.route,
            "transition": each.transition.value,
            "state": each.state.value,
            "at": iso_utc(each.at_s),
            "attempts": each.attempts,
            "detail": each.reason or None,
        }
        for each in told
    ]


def _said(each: Told, now_s: float, zone: tzinfo | None) -> str:
    attempts = f", attempt {each.attempts}" if each.attempts > 1 else ""
    reason = f": {plain(each.reason)}" if each.reason else ""
    what = f"{each.transition.value} {each.state.value} {moment(each.at_s, now_s, zone)}"
    return f"{plain(each.route)}  {what}{attempts}{reason}"

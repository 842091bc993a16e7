"""Alerts as a plain table."""

from collections.abc import Iterable
from datetime import tzinfo

from powertui.domain.alerts import Alert
from powertui.presenters.alert_story import short_state, state_words
from powertui.presenters.conditions import condition_of
from powertui.presenters.moments import moment
from powertui.presenters.numbers import duration, plain, with_unit
from powertui.presenters.picture import Picture
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.table import matches
from powertui.presenters.text import Line, Tone, retoned

HEADINGS = (
    Heading("ID", is_number=True),
    Heading("SEVERITY"),
    Heading("OBJECT"),
    Heading("BEGAN"),
    Heading("LASTS", is_number=True),
    Heading("STATUS"),
    Heading("LIMIT"),
    Heading("PERMISSIBLE", is_number=True),
    Heading("MEASURED", is_number=True),
    Heading("MESSAGE"),
    Heading("MOVED FIRST"),
)


def chosen_alerts(picture: Picture, name: str, *, only_open: bool) -> list[Alert]:
    """The alerts that a word or some words find, in the view's order."""
    return [
        alert
        for alert in picture.view.alerts
        if (alert.is_open or not only_open) and matches(f"{alert.finding.object_name} {alert.finding.message}", name)
    ]


def alert_table(picture: Picture, alerts: Iterable[Alert], zone: tzinfo | None = None) -> list[Line]:
    """One line an alert; those that are over are dim."""
    return plain_table(HEADINGS, [_row(picture, alert, zone) for alert in alerts])


def handled_line(alert: Alert) -> str:
    """What has just been done to an alert."""
    name = plain(f"{alert.finding.object_name}: {alert.finding.key.rule.words}")
    return f"powertui: alert {alert.id} ({name}) is {state_words(alert, alert.seen_at_s)}"


def noted_line(alert: Alert) -> str:
    """That a note has been kept."""
    name = plain(f"{alert.finding.object_name}: {alert.finding.key.rule.words}")
    return f"powertui: the note is kept with alert {alert.id} ({name})"


def _first(alert: Alert, now_s: float, zone: tzinfo | None) -> str:
    mover = alert.first_mover
    if mover is None:
        return f"explained by alert {alert.caused_by_id}" if alert.caused_by_id is not None else ""
    return plain(mover.words(moment(mover.at_s, now_s, zone)))


def _row(picture: Picture, alert: Alert, zone: tzinfo | None) -> tuple[Line, ...]:
    finding = alert.finding
    end_s = picture.now_s if alert.cleared_at_s is None else alert.cleared_at_s
    decimals = 1 if finding.unit == "A" else 0
    part = f" {finding.part}" if finding.part else ""
    row = (
        cell(str(alert.id)),
        condition_of(finding.severity).sign,
        cell(plain(f"{finding.object_name}{part}"), Tone.STRONG),
        cell(moment(alert.began_at_s, picture.now_s, zone)),
        cell(duration(max(0.0, end_s - alert.began_at_s))),
        cell(short_state(alert)),
        cell(finding.limit_name),
        cell(with_unit(finding.limit_value, finding.unit, decimals)) if finding.limit_name else (),
        cell(with_unit(finding.measured_value, finding.unit, decimals)) if finding.unit else (),
        cell(plain(finding.message)),
        cell(_first(alert, picture.now_s, zone)),
    )
    return row if alert.is_open else tuple(retoned(item, Tone.DIM) for item in row)

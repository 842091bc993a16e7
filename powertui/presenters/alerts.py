"""The list of alerts, and what is said of one."""

from dataclasses import dataclass
from textwrap import wrap

from powertui.domain.alerts import Alert, AlertState, ObjectKind
from powertui.presenters import numbers, words
from powertui.presenters.alert_story import facts, short_state, wrapped
from powertui.presenters.conditions import Condition, condition_of
from powertui.presenters.picture import Picture
from powertui.presenters.table import Column, Entry
from powertui.presenters.text import Line, Span, Tone, line, width_of

_TOLD_KINDS = frozenset({ObjectKind.FEED, ObjectKind.PANEL, ObjectKind.RACK, ObjectKind.LOCATION, ObjectKind.SITE})
"""Kinds whose names do not say what they are."""


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as a list shows it."""

    picture: Picture
    alert: Alert

    @property
    def condition(self) -> Condition:
        return condition_of(self.alert.finding.severity)

    @property
    def lasted_s(self) -> float:
        until_s = self.picture.now_s if self.alert.cleared_at_s is None else self.alert.cleared_at_s
        return max(0.0, until_s - self.alert.began_at_s)

    @property
    def is_quiet(self) -> bool:
        """Nobody is told of it any more: seen, or silenced."""
        return self.alert.state in {AlertState.ACKNOWLEDGED, AlertState.SILENCED}

    @property
    def object_name(self) -> str:
        finding = self.alert.finding
        kind = f"{finding.key.object_kind.value} " if finding.key.object_kind in _TOLD_KINDS else ""
        part = f" {finding.part}" if finding.part else ""
        return numbers.plain(f"{kind}{finding.object_name}{part}")


def alert_key(alert: Alert) -> str:
    return f"alert:{alert.id}"


def alert_entries(picture: Picture) -> list[Entry[AlertRow]]:
    """Open ones, those that another one explains, then those that cleared, each under its title."""
    alerts = picture.view.alerts
    sections = (
        ("Open", [alert for alert in alerts if alert.is_open and alert.caused_by is None]),
        ("Explained by one of those", [alert for alert in alerts if alert.is_open and alert.caused_by is not None]),
        ("Cleared within the last day", [alert for alert in alerts if not alert.is_open]),
    )
    entries: list[Entry[AlertRow]] = []
    for number, (title, found) in enumerate(sections):
        if found or number == 0:
            count = f" {len(found)}" if found else " none"
            entries.append(Entry(f"section:{title}", section=line(Span(title, Tone.ACCENT), Span(count, Tone.DIM))))
            entries.extend(Entry(alert_key(alert), AlertRow(picture, alert)) for alert in found)
    return entries


def open_alert_entries(picture: Picture) -> list[Entry[AlertRow]]:
    """What stands for itself."""
    alerts = picture.view.alerts
    return [
        Entry(alert_key(alert), AlertRow(picture, alert))
        for alert in alerts
        if alert.is_open and alert.caused_by is None
    ]


def alert_search(row: AlertRow) -> str:
    """What a filter looks at."""
    finding = row.alert.finding
    state = f"{'open' if row.alert.is_open else 'cleared'} {short_state(row.alert)}"
    rule = finding.key.rule
    return f"{row.condition.word} {row.object_name} {rule.slug} {rule.words} {finding.message} {state}"


def value_words(amount: float | None, unit: str) -> str:
    return numbers.with_unit(amount, unit, 1 if unit == "A" else 0)


def what(row: AlertRow) -> str:
    """What it says of itself."""
    return numbers.plain(row.alert.finding.message)


def what_short(row: AlertRow) -> str:
    """With the figures: L1 current 13.2 A, limit 12.8 A."""
    finding = row.alert.finding
    if finding.limit_value is None:
        return numbers.plain(finding.message)
    measured, limit = value_words(finding.measured_value, finding.unit), value_words(finding.limit_value, finding.unit)
    return f"{measured}, limit {limit}"


def _tone(row: AlertRow, tone: Tone) -> Tone:
    return tone if row.alert.is_open else Tone.DIM


def _severity(row: AlertRow, _: int) -> Line:
    if row.alert.is_open:
        return row.condition.sign
    return (Span(f"{row.condition.glyph} {row.condition.word}", Tone.DIM),)


_SEVERITY: Column[AlertRow] = Column(
    "severity", "Sev", 6, _severity, lambda row: float(row.condition.rank), descends=True
)
_SINCE: Column[AlertRow] = Column(
    "since",
    "Since",
    5,
    lambda row, _: (Span(words.clock(row.alert.began_at_s, row.picture.now_s), _tone(row, Tone.PLAIN)),),
    lambda row: row.alert.began_at_s,
    priority=1,
    descends=True,
)
_OBJECT: Column[AlertRow] = Column(
    "object",
    "Object",
    14,
    lambda row, _: (Span(row.object_name, _tone(row, Tone.STRONG)),),
    lambda row: row.object_name,
    grows=True,
    max_width=26,
)
_WHAT: Column[AlertRow] = Column(
    "what",
    "What",
    32,
    lambda row, _: (Span(what(row), _tone(row, Tone.PLAIN)),),
    what,
    grows=True,
    priority=1,
)
_WHAT_SHORT: Column[AlertRow] = Column(
    "what",
    "What",
    20,
    lambda row, _: (Span(what_short(row), _tone(row, Tone.PLAIN)),),
    what_short,
    grows=True,
)


def _amount(key: str, title: str, priority: int) -> Column[AlertRow]:
    def amount(row: AlertRow) -> float | None:
        finding = row.alert.finding
        return {"value": finding.measured_value, "limit": finding.limit_value, "peak": row.alert.peak_value}[key]

    return Column(
        key,
        title,
        10,
        lambda row, _: (Span(value_words(amount(row), row.alert.finding.unit), _tone(row, Tone.PLAIN)),),
        amount,
        right=True,
        priority=priority,
        descends=True,
    )


ALERT_COLUMNS: tuple[Column[AlertRow], ...] = (
    _SEVERITY,
    Column(
        "since",
        "Since",
        9,
        lambda row, _: (Span(words.clock(row.alert.began_at_s, row.picture.now_s), _tone(row, Tone.PLAIN)),),
        lambda row: row.alert.began_at_s,
        descends=True,
    ),
    Column(
        "for",
        "For",
        8,
        lambda row, _: (Span(words.stopwatch(row.lasted_s), Tone.DIM),),
        lambda row: row.lasted_s,
        right=True,
        priority=2,
        descends=True,
    ),
    _OBJECT,
    Column(
        "state",
        "State",
        12,
        lambda row, _: (Span(short_state(row.alert), _tone(row, Tone.DIM if row.is_quiet else Tone.PLAIN)),),
        lambda row: short_state(row.alert),
        priority=2,
        max_width=16,
    ),
    _amount("value", "Measured", 3),
    _amount("limit", "Limit", 3),
    _amount("peak", "Peak", 4),
    _WHAT,
)

OVERVIEW_ALERT_COLUMNS: tuple[Column[AlertRow], ...] = (_SEVERITY, _SINCE, _OBJECT, _WHAT_SHORT)


def alert_detail(row: AlertRow, width: int) -> list[Line]:
    """Why, since when, and how it went."""
    alert, finding = row.alert, row.alert.finding
    sign = row.condition.sign
    indent = width_of(sign) + 2
    lines = [
        line(*(sign if position == 0 else (Span(" " * (indent - 2)),)), "  ", Span(part, Tone.STRONG))
        for position, part in enumerate(wrap(numbers.plain(finding.message), max(20, width - indent)))
    ]
    for label, said in facts(alert, row.picture.now_s):
        tone = Tone.STRONG if label == "First" else Tone.PLAIN
        lines += wrapped(label, said, width, tone)
    return lines

"""The list of alerts, and what is said of one."""

from dataclasses import dataclass
from textwrap import wrap

from powertui.domain.alerts import Alert, ObjectKind
from powertui.presenters import numbers, words
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
    def object_name(self) -> str:
        finding = self.alert.finding
        kind = f"{finding.key.object_kind.value} " if finding.key.object_kind in _TOLD_KINDS else ""
        part = f" {finding.part}" if finding.part else ""
        return numbers.plain(f"{kind}{finding.object_name}{part}")


def alert_key(alert: Alert) -> str:
    return f"alert:{alert.id}"


def alert_entries(picture: Picture) -> list[Entry[AlertRow]]:
    """Open ones, then those that cleared, each under its title."""
    alerts = picture.view.alerts
    entries: list[Entry[AlertRow]] = []
    for title, is_open in (("Open", True), ("Cleared within the last day", False)):
        rows = [Entry(alert_key(alert), AlertRow(picture, alert)) for alert in alerts if alert.is_open is is_open]
        if rows or is_open:
            count = f" {len(rows)}" if rows else " none"
            entries.append(Entry(f"section:{title}", section=line(Span(title, Tone.ACCENT), Span(count, Tone.DIM))))
            entries.extend(rows)
    return entries


def open_alert_entries(picture: Picture) -> list[Entry[AlertRow]]:
    return [Entry(alert_key(alert), AlertRow(picture, alert)) for alert in picture.view.alerts if alert.is_open]


def alert_search(row: AlertRow) -> str:
    """What a filter looks at."""
    finding = row.alert.finding
    state = "open" if row.alert.is_open else "cleared"
    return f"{row.condition.word} {row.object_name} {finding.key.rule.slug} {finding.message} {state}"


def value_words(amount: float | None, unit: str) -> str:
    return numbers.with_unit(amount, unit, 1 if unit == "A" else 0)


def what(row: AlertRow) -> str:
    """In a few words: the rule where a limit tells the rest, else the message."""
    finding = row.alert.finding
    return finding.key.rule.words if finding.limit_value is not None else numbers.plain(finding.message)


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
    _amount("value", "Measured", 3),
    _amount("limit", "Limit", 3),
    _amount("peak", "Peak", 4),
    _WHAT,
)

OVERVIEW_ALERT_COLUMNS: tuple[Column[AlertRow], ...] = (_SEVERITY, _SINCE, _OBJECT, _WHAT_SHORT)


def alert_detail(row: AlertRow, width: int) -> list[Line]:
    """Why, since when, and how it went."""
    alert, finding = row.alert, row.alert.finding
    since = words.clock(alert.began_at_s, row.picture.now_s)
    sign = row.condition.sign
    indent = width_of(sign) + 2
    lines = [
        line(*(sign if position == 0 else (Span(" " * (indent - 2)),)), "  ", Span(part, Tone.STRONG))
        for position, part in enumerate(wrap(numbers.plain(finding.message), max(20, width - indent)))
    ]
    lines += [
        _fact("Object", row.object_name),
        _fact("Rule", finding.key.rule.slug),
    ]
    if finding.limit_value is not None:
        measured = value_words(finding.measured_value, finding.unit)
        limit = value_words(finding.limit_value, finding.unit)
        lines.append(_fact("Measured", f"{measured} against {limit} ({finding.limit_name})"))
        lines.append(_fact("Peak", value_words(alert.peak_value, finding.unit)))
    if alert.cleared_at_s is None:
        lines.append(_fact("Since", f"{since}, for {numbers.duration(row.lasted_s)}"))
        lines.append(_fact("Last seen", f"{numbers.age(max(0.0, row.picture.now_s - alert.seen_at_s))} ago"))
    else:
        cleared = words.clock(alert.cleared_at_s, row.picture.now_s)
        lines.append(_fact("Was open", f"{since} to {cleared}, for {numbers.duration(row.lasted_s)}"))
    if alert.acknowledged_at_s is not None:
        lines.append(_fact("Seen by", f"acknowledged {words.clock(alert.acknowledged_at_s, row.picture.now_s)}"))
    return lines


def _fact(label: str, value: str) -> Line:
    return line(Span(f"{label:<11}", Tone.DIM), value)

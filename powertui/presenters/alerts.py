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
    explains: int = 0
    """How many other open alerts it explains."""
    is_under: bool = False
    """It stands under the one that explains it."""

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


def alert_entries(
    picture: Picture, listed: frozenset[int] = frozenset(), *, is_everything: bool = False
) -> list[Entry[AlertRow]]:
    """Open ones, each with what it explains under it if it is among `listed`, then those that cleared.

    What no open alert in the list explains stands for itself in a section of its own. `is_everything`: nothing is
    folded away, for whoever searches.
    """
    alerts = picture.view.alerts
    explained = explained_by(picture)
    causes = [alert for alert in alerts if alert.is_open and alert.caused_by is None]
    known = {alert.id for alert in causes}
    rest = [alert for cause_id, found in explained.items() if cause_id not in known for alert in found]
    cleared = [alert for alert in alerts if not alert.is_open]
    folded = sum(len(explained[one.id]) for one in causes if one.id in explained and one.id not in listed)
    entries = [_section("Open", len(causes), f" · {folded} linked to them, g lists" if folded else "")]
    if is_everything:
        entries[0] = _section("Open", len(causes))
        listed = frozenset(known)
    for cause in causes:
        entries.append(Entry(alert_key(cause), AlertRow(picture, cause, explains=len(explained.get(cause.id, ())))))
        if cause.id in listed:
            entries += [
                Entry(alert_key(alert), AlertRow(picture, alert, is_under=True))
                for alert in explained.get(cause.id, ())
            ]
    for title, found in (("Explained by an alert that is not listed", rest), ("Cleared within the last day", cleared)):
        if found:
            entries.append(_section(title, len(found)))
            entries += [Entry(alert_key(alert), AlertRow(picture, alert)) for alert in found]
    return entries


def explained_by(picture: Picture) -> dict[int, list[Alert]]:
    """Open alerts by the id of the one that explains them; under 0 those whose cause is not on record."""
    found: dict[int, list[Alert]] = {}
    for alert in picture.view.alerts:
        if alert.is_open and alert.caused_by is not None:
            found.setdefault(alert.caused_by_id or 0, []).append(alert)
    return found


def _section(title: str, count: int, more: str = "") -> Entry[AlertRow]:
    said = f" {count}" if count else " none"
    return Entry(f"section:{title}", section=line(Span(title, Tone.ACCENT), Span(said + more, Tone.DIM)))


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
    19,
    lambda row, _: line(
        Span("└ " if row.is_under else "", Tone.DIM),
        Span(row.object_name, _tone(row, Tone.PLAIN if row.is_under else Tone.STRONG)),
    ),
    lambda row: row.object_name,
    grows=True,
    max_width=26,
)
_WHAT: Column[AlertRow] = Column(
    "what",
    "What",
    27,
    lambda row, _: line(
        Span(f"+{row.explains} " if row.explains else "", Tone.ACCENT), Span(what(row), _tone(row, Tone.PLAIN))
    ),
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


NAMED = 3
"""So many of what an alert explains are named."""


def explains_words(row: AlertRow) -> str:
    """How many other alerts have the same cause, and which: nobody is told of them."""
    found = explained_by(row.picture).get(row.alert.id, [])
    names = ", ".join(
        f"{AlertRow(row.picture, alert).object_name} ({alert.finding.key.rule.words})" for alert in found[:NAMED]
    )
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    linked, them = ("linked alert", "it") if len(found) == 1 else ("linked alerts", "them")
    return f"{len(found)} {linked}, same cause: {names}{more}. g lists {them}"


def alert_detail(row: AlertRow, width: int) -> list[Line]:
    """Why, since when, and how it went."""
    alert, finding = row.alert, row.alert.finding
    sign = row.condition.sign
    indent = width_of(sign) + 2
    lines = [
        line(*(sign if position == 0 else (Span(" " * (indent - 2)),)), "  ", Span(part, Tone.STRONG))
        for position, part in enumerate(wrap(numbers.plain(finding.message), max(20, width - indent)))
    ]
    if row.explains:
        lines += wrapped("Explains", explains_words(row), width)
    for label, said in facts(alert, row.picture.now_s):
        tone = Tone.STRONG if label == "First" else Tone.PLAIN
        lines += wrapped(label, said, width, tone)
    return lines

"""A what-if on a screen: the answer made once, beside the event loop, and drawn from there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from powertui.domain.natural import natural_key
from powertui.domain.redundancy.causes import Cause, dead_causes
from powertui.domain.redundancy.loads import LoadBasis
from powertui.presenters import cells, numbers
from powertui.presenters.bars import load_bar
from powertui.presenters.conditions import Condition
from powertui.presenters.table import Column, Entry
from powertui.presenters.text import BLANK, Line, Span, Tone, line
from powertui.presenters.what_if import verdict_line
from powertui.presenters.what_if_report import (
    LEGS,
    LoadRow,
    WhatIfReport,
    dark_devices,
    degraded_devices,
    load_rows,
    shown_rows,
)
from powertui.presenters.wrapping import wrapped

LISTED = 500
"""So many devices are listed; the command has all."""

NAMED = 3
"""So many devices of a round of the cascade are named."""

_BASIS_MARKS = {LoadBasis.MEASURED: "", LoadBasis.ESTIMATED: "~"}


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """A feed, panel, inlet or branch: in all, and its leg that is nearest to its limit."""

    name: str
    whole: LoadRow
    leg: LoadRow | None
    """None where it has no legs, or none of them a limit."""

    @property
    def worst(self) -> LoadRow:
        """The one of both that is nearer to its limit; what opens comes first."""
        if self.leg is None:
            return self.whole
        return max((self.whole, self.leg), key=lambda row: (row.opens, row.pct if row.pct is not None else -1.0))


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """The answer to one question."""

    failed: tuple[str, ...]
    added: tuple[str, ...]
    verdict: Line
    rows: tuple[ObjectRow, ...]
    dark: tuple[tuple[str, str], ...]
    """Name, and why."""
    degraded: tuple[tuple[str, str], ...]
    cascade: tuple[Line, ...]
    assumptions: tuple[str, ...]
    dead: frozenset[Cause]
    """All that has no power in the end, and could have been chosen."""
    at_s: float
    """Of the loads."""
    is_measured: bool


def page_of(report: WhatIfReport, at_s: float) -> WhatIfPage:
    """Everything at once: tens of milliseconds on a great plant, so this belongs into a worker thread."""
    return WhatIfPage(
        failed=report.failed,
        added=tuple(one.name for one in report.added),
        verdict=verdict_line(report),
        rows=tuple(object_rows(load_rows(report), [row.name for row in shown_rows(report)])),
        dark=tuple(sorted(dark_devices(report), key=lambda pair: pair[1])),
        degraded=tuple(degraded_devices(report)),
        cascade=tuple(_cascade(report)),
        assumptions=report.assumptions,
        dead=frozenset(dead_causes(report.picture.network, report.result.effect.dead)),
        at_s=at_s,
        is_measured=report.picture.has_readings,
    )


def object_rows(rows: Sequence[LoadRow], names: Sequence[str]) -> Iterator[ObjectRow]:
    """One row for each of some objects, in their order."""
    by_name: dict[str, list[LoadRow]] = {name: [] for name in names}
    for row in rows:
        if row.name in by_name:
            by_name[row.name].append(row)
    for name, own in by_name.items():
        legs = [row for row in own if row.leg and row.pct is not None]
        worst = max(legs, key=lambda row: (row.opens, row.pct or 0.0), default=None)
        yield ObjectRow(name, next((row for row in own if not row.leg), own[0]), worst)


def result_entries(page: WhatIfPage) -> list[Entry[ObjectRow]]:
    return [Entry(row.name, row) for row in page.rows]


def result_search(row: ObjectRow) -> str:
    """What a filter looks at."""
    return f"{row.name} {row.worst.state}"


def command_of(page: WhatIfPage, additions: Sequence[str]) -> str:
    """The same question on the command line; additions as they were written."""
    parts = [("--fail", name) for name in page.failed] + [("--add", text) for text in additions]
    return " ".join(("powertui what-if", *(f"{option} {_quoted(name)}" for option, name in parts)))


def count_words(page: WhatIfPage) -> str:
    """3 over · 4 dark · 24 degraded · on measured load now."""
    over = sum(row.worst.condition is Condition.CRITICAL for row in page.rows)
    basis = "measured load now" if page.is_measured else "modelled load: nothing is measured"
    return f"{over} over · {len(page.dark)} dark · {len(page.degraded)} degraded · on {basis}"


def dark_lines(page: WhatIfPage) -> list[Line]:
    """What goes dark, and what lives on fewer cords."""
    lines: list[Line] = []
    said = ""
    for name, why in page.dark[:LISTED]:
        if why != said:
            lines.append(line(Span(why, Tone.DIM)))
            said = why
        lines.append(line(Condition.CRITICAL.mark, f" {numbers.plain(name)}"))
    lines += _more(page.dark)
    if not page.dark:
        lines.append(line(Span("nothing goes dark", Tone.DIM)))
    if page.degraded:
        lines += [BLANK, line(Span("degraded: fewer cords live", Tone.DIM))]
        lines += [
            line(Condition.INFO.mark, f" {numbers.plain(name)}  ", Span(why, Tone.DIM))
            for name, why in page.degraded[:LISTED]
        ]
        lines += _more(page.degraded)
    return lines


def cascade_lines(page: WhatIfPage, width: int, *, with_dark: bool = False) -> list[Line]:
    """The bottom line, what opens next, and what is taken for granted; on a small screen also what goes dark."""
    lines = [page.verdict, *page.cascade]
    if with_dark and page.dark:
        lines += _names_line("Dark", [name for name, _ in page.dark], width)
    if with_dark and page.degraded:
        lines += _names_line("Degraded", [name for name, _ in page.degraded], width)
    lines += [BLANK, line(Span("Assumed", Tone.DIM))]
    for sentence in page.assumptions:
        lines += [
            line(Span("· " if position == 0 else "  ", Tone.DIM), part)
            for position, part in enumerate(wrapped(numbers.plain(sentence), width - 2))
        ]
    return lines


def _names_line(label: str, names: Sequence[str], width: int) -> list[Line]:
    shown = ", ".join(numbers.plain(name) for name in names[: 4 * NAMED])
    rest = len(names) - 4 * NAMED
    text = f"{label} ({len(names)}): {shown}{f' and {rest} more' if rest > 0 else ''}"
    return [line(part) for part in wrapped(text, width)]


def _more(found: Sequence[object]) -> list[Line]:
    return [line(Span(f"  and {len(found) - LISTED} more", Tone.DIM))] if len(found) > LISTED else []


def _cascade(report: WhatIfReport) -> Iterator[Line]:
    naming, network = report.naming, report.picture.network
    for trip in report.result.trips:
        leg = f" L{trip.leg}" if trip.leg else ""
        ratio = trip.load_va / trip.trips_at_va
        yield line(
            Span(f"round {trip.round}  ", Tone.DIM),
            Condition.CRITICAL.mark,
            Span(f" {numbers.plain(naming.node(network, trip.node))}{leg}", Tone.STRONG),
            f" opens at {ratio:.2f} × its breaker",
            Span(f"  {numbers.number(trip.load_va)} of {numbers.number(trip.trips_at_va)} VA", Tone.DIM),
        )
        if trip.dark:
            found = sorted((naming.device(device_id) for device_id in trip.dark), key=natural_key)
            names = ", ".join(numbers.plain(name) for name in found[:NAMED])
            more = f" and {len(trip.dark) - NAMED} more" if len(trip.dark) > NAMED else ""
            yield line(Span("         then dark: ", Tone.DIM), names + more)


def _quoted(name: str) -> str:
    from shlex import quote

    return quote(numbers.plain(name))


def _before(row: ObjectRow, _: int) -> Line:
    mark = _BASIS_MARKS.get(row.whole.basis, "◆")
    return (Span(f"{mark}{numbers.number(row.whole.before_va)}", Tone.DIM),)


def _after(row: ObjectRow, _: int) -> Line:
    return (Span(numbers.number(row.whole.after_va), Tone.STRONG if row.whole.has_moved else Tone.PLAIN),)


def _worst(row: ObjectRow, _: int) -> Line:
    if row.whole.is_dead or row.worst.pct is None:
        return cells.NONE
    return (Span(numbers.percent(row.worst.pct), row.worst.condition.tone),)


def _leg(row: ObjectRow, _: int) -> Line:
    if row.leg is None or row.whole.is_dead:
        return ()
    return (Span(f"L{LEGS.index(row.leg.leg)} {numbers.percent(row.leg.pct)}", row.leg.condition.tone),)


def _bar(row: ObjectRow, width: int) -> Line:
    if row.whole.is_dead:
        return ()
    fine = row.worst.condition is Condition.FINE
    return load_bar(width, row.worst.pct, None, Tone.LOAD if fine else row.worst.condition.tone)


def _state(row: ObjectRow, _: int) -> Line:
    if row.whole.is_dead:
        return (Span("dead", Tone.DIM),)
    state = row.worst.state
    if row.worst.condition is Condition.CRITICAL and not row.worst.has_moved:
        state = "over already"
    return line(row.worst.condition.mark, Span(f" {state}", row.worst.condition.tone)) if state else ()


RESULT_COLUMNS: tuple[Column[ObjectRow], ...] = (
    Column(
        "object",
        "Object",
        13,
        lambda row, _: (Span(numbers.plain(row.name)),),
        lambda row: row.name,
        grows=True,
        max_width=26,
    ),
    Column("before", "Before VA", 9, _before, lambda row: row.whole.before_va, right=True, descends=True),
    Column("after", "After VA", 8, _after, lambda row: row.whole.after_va, right=True, descends=True),
    Column(
        "limit",
        "Limit",
        7,
        lambda row, _: cells.plain_number(row.whole.limit_va),
        lambda row: row.whole.limit_va,
        right=True,
        priority=3,
        descends=True,
    ),
    Column("worst", "Worst", 6, _worst, lambda row: row.worst.pct, right=True, descends=True),
    Column("leg", "Leg", 8, _leg, lambda row: row.leg.pct if row.leg else None, priority=2, descends=True),
    Column("bar", "", 8, _bar, priority=4, grows=True, max_width=24),
    Column("state", "State", 15, _state, lambda row: row.worst.state, priority=1),
)

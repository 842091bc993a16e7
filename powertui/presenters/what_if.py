"""A what-if as text: what goes dark, what lives on fewer cords, who carries how much, what opens next."""

from collections.abc import Iterator, Sequence

from powertui.domain.redundancy.loads import LoadBasis
from powertui.presenters.bars import load_bar
from powertui.presenters.conditions import Condition
from powertui.presenters.numbers import NOTHING, number, plain
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.text import BLANK, Line, Span, Tone, cells, line, pad
from powertui.presenters.what_if_report import (
    LEGS,
    LoadRow,
    WhatIfReport,
    dark_devices,
    dark_names,
    degraded_devices,
    shown_rows,
)

LISTED = 20
"""So many devices are listed for people; JSON has all."""

_BAR = 20
_HEADINGS = (
    Heading("OBJECT"),
    Heading("LEG"),
    Heading("BEFORE VA", is_number=True),
    Heading("AFTER VA", is_number=True),
    Heading("LIMIT VA", is_number=True),
    Heading("AFTER %", is_number=True),
    Heading(""),
    Heading("STATE"),
)


def what_if_lines(report: WhatIfReport) -> list[Line]:
    """For people."""
    return [
        *_headline(report),
        *_devices("Dark", dark_devices(report), Condition.CRITICAL),
        *_devices("Lose a cord", degraded_devices(report), Condition.INFO),
        *_loads(report),
        *_cascade(report),
        *_assumptions(report),
    ]


def verdict_line(report: WhatIfReport) -> Line:
    """The answer in one line."""
    result = report.result
    dark = len(dark_names(report))
    over = {one.place // 4 for one in result.overloads}
    if result.trips:
        last = max(trip.round for trip in result.trips)
        opened = len({trip.node for trip in result.trips})
        rounds = f"in {last} round{'s' if last > 1 else ''}"
        return line(Condition.CRITICAL.mark, f" Not survivable: {_count(opened, 'breaker')} would open {rounds}.")
    if over:
        return line(Condition.CRITICAL.mark, f" Overloaded: {_count(len(over), 'object')} above what is permissible.")
    if dark:
        return line(Condition.WARNING.mark, f" {_count(dark, 'device')} would go dark; what stays holds.")
    return line("  Holds: nothing goes dark, nothing is overloaded.")


def _headline(report: WhatIfReport) -> Iterator[Line]:
    parts = [f"lose {plain(name)}" for name in report.failed] + [f"add {plain(one.name)}" for one in report.added]
    basis = "on measured load now" if report.picture.has_readings else "on modelled load: nothing is measured"
    yield line(Span("What if: ", Tone.DIM), Span(", ".join(parts), Tone.STRONG), Span(f"   {basis}", Tone.DIM))
    yield verdict_line(report)


def _devices(title: str, names: Sequence[tuple[str, str]], condition: Condition) -> Iterator[Line]:
    yield BLANK
    yield cell(f"{title}: {_count(len(names), 'device') if names else 'nothing'}", Tone.DIM)
    width = max((cells(plain(name)) for name, _ in names[:LISTED]), default=0)
    for name, why in names[:LISTED]:
        yield line("  ", condition.mark, f" {pad(plain(name), width)}  ", Span(why, Tone.DIM))
    if len(names) > LISTED:
        yield cell(f"    and {len(names) - LISTED} more", Tone.DIM)


def _loads(report: WhatIfReport) -> Iterator[Line]:
    rows = shown_rows(report)
    yield BLANK
    if not rows:
        yield cell("No load moves.", Tone.DIM)
        return
    yield from plain_table(_HEADINGS, [_row_cells(row) for row in rows])


def _row_cells(row: LoadRow) -> tuple[Line, ...]:
    tone = row.condition.tone
    mark = {LoadBasis.MEASURED: "", LoadBasis.ESTIMATED: "~"}.get(row.basis, "◆")
    return (
        cell(plain(row.name) if not row.leg else "", Tone.STRONG),
        cell(f"L{LEGS.index(row.leg)}" if row.leg else "", Tone.DIM),
        cell(mark + number(row.before_va)),
        cell(number(row.after_va), tone),
        cell(number(row.limit_va) if row.limit_va is not None else NOTHING),
        cell(number(row.pct) if row.pct is not None else NOTHING, tone),
        load_bar(_BAR, row.pct, None, tone if row.condition is not Condition.FINE else Tone.LOAD),
        line(row.condition.mark, Span(f" {row.state}", tone)) if row.state else (),
    )


def _cascade(report: WhatIfReport) -> Iterator[Line]:
    trips = report.result.trips
    if not trips:
        return
    naming, network = report.naming, report.picture.network
    yield BLANK
    yield cell("Cascade", Tone.DIM)
    for trip in trips:
        leg = f" L{trip.leg}" if trip.leg else ""
        ratio = trip.load_va / trip.trips_at_va
        yield line(
            f"  round {trip.round}  ",
            Condition.CRITICAL.mark,
            Span(f" {plain(naming.node(network, trip.node))}{leg}", Tone.STRONG),
            f" opens: {number(trip.load_va)} VA on a breaker of {number(trip.trips_at_va)} VA, {ratio:.2f} x",
        )
        if trip.dark:
            names = ", ".join(plain(naming.device(device_id)) for device_id in trip.dark[:5])
            more = f" and {len(trip.dark) - 5} more" if len(trip.dark) > 5 else ""
            yield line(Span(f"           then dark with round {trip.round}: ", Tone.DIM), names + more)


def _assumptions(report: WhatIfReport) -> Iterator[Line]:
    yield BLANK
    yield cell("Assumed", Tone.DIM)
    for sentence in report.assumptions:
        yield line(Span("  · ", Tone.DIM), plain(sentence))


def _count(number_of: int, noun: str) -> str:
    return f"{number_of} {noun}{'' if number_of == 1 else 's'}"

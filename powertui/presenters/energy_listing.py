"""An energy report as a table for people, as CSV for spreadsheets, and as a record for programs."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, tzinfo
from decimal import Decimal

from powertui.domain.energy_groups import Grouping
from powertui.domain.energy_report import EnergyReport, EnergyRow
from powertui.domain.periods import iso_local
from powertui.domain.rollup import Basis
from powertui.domain.tariffs import rounded
from powertui.presenters.numbers import NOTHING, number, plain
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.records import Json
from powertui.presenters.spreadsheet import safe
from powertui.presenters.text import Line, Tone, retoned

_WHERE = {
    Grouping.RACK: "PLACE",
    Grouping.FEED: "PANEL",
    Grouping.DEVICE: "RACK",
    Grouping.PANEL: "SITE",
}
"""What tells rows of one name apart; tenants and sites need nothing."""

_WHOLE_PCT = 99.95
"""From here on, to one digit, everything was measured."""

_PLACES_KWH = 3
"""Of a kWh in CSV and JSON: Wh."""


def energy_table(report: EnergyReport, grouping: Grouping, zone: tzinfo | None) -> list[Line]:
    """A line for each row, and their total where there are several."""
    plan = report.billing.plan
    headings = [
        Heading(grouping.value.upper()),
        *([Heading(_WHERE[grouping])] if grouping in _WHERE else []),
        Heading("KWH", is_number=True),
        Heading("MEAN KW", is_number=True),
        Heading("PEAK KW", is_number=True),
        Heading("PEAK AT"),
        *([Heading(plan.currency.upper(), is_number=True)] if plan else []),
        Heading("MEASURED", is_number=True),
        Heading("ESTIMATED", is_number=True),
        Heading("BASIS"),
    ]
    rows = [_cells(report, row, grouping, zone) for row in report.rows]
    if len(rows) > 1:
        total = _cells(report, report.total, grouping, zone)
        rows.append(tuple(retoned(item, Tone.STRONG) for item in total))
    return plain_table(headings, rows)


def energy_notes(report: EnergyReport, zone: tzinfo | None) -> list[str]:
    """What is to be said of a report beside its rows."""
    period = report.billing.period
    notes = [f"from {iso_local(period.since_s, zone)} to {iso_local(period.until_s, zone)}"]
    if not period.is_over:
        notes[0] += ", for the rest is still to come"
    if report.billing.plan is None:
        notes.append("no cost: [energy] price_per_kwh in config.toml says what a kWh costs")
    missing = sum(row.energy_wh is None for row in report.rows)
    if missing:
        notes.append(f"nothing was measured of {missing} of {len(report.rows)}")
    return notes


def _cells(report: EnergyReport, row: EnergyRow, grouping: Grouping, zone: tzinfo | None) -> tuple[Line, ...]:
    return (
        cell(plain(row.name) or NOTHING, Tone.STRONG),
        *((cell(plain(row.where)),) if grouping in _WHERE else ()),
        cell(_kwh_words(row)),
        cell(_kilo(row.mean_w)),
        cell(_kilo(row.peak_w)),
        cell(NOTHING if row.peak_at_s is None else f"{datetime.fromtimestamp(row.peak_at_s, zone):%m-%d %H:%M}"),
        *((cell(NOTHING if row.cost is None else f"{rounded(row.cost):,}"),) if report.billing.plan else ()),
        cell(_coverage(row), Tone.PLAIN if 100 * row.coverage >= _WHOLE_PCT else Tone.WARN),
        cell(_estimated(row)),
        cell(_basis(row.bases), Tone.DIM),
    )


def _kwh_words(row: EnergyRow) -> str:
    if row.energy_wh is None:
        return NOTHING
    mark = "~" if row.estimated_wh else ""
    return f"{mark}{number(row.energy_wh / 1000, 1)}"


def _kilo(power_w: float | None) -> str:
    return NOTHING if power_w is None else number(power_w / 1000, 2)


def _coverage(row: EnergyRow) -> str:
    # Never rounded up to all of it.
    pct = 100 * row.coverage
    return "100 %" if pct >= _WHOLE_PCT else f"{min(pct, 99.9):.1f} %"


def _estimated(row: EnergyRow) -> str:
    if not row.energy_wh or not row.estimated_wh:
        return ""
    return f"{100 * row.estimated_wh / row.energy_wh:.0f} %"


def _basis(bases: Sequence[Basis]) -> str:
    return ", ".join(basis.value for basis in bases) or Basis.NOTHING.value


def energy_csv(report: EnergyReport, grouping: Grouping, zone: tzinfo | None) -> str:
    """RFC 4180: a heading, then a line for each row. No total: whoever adds up rows would count it."""
    plan = report.billing.plan
    named = len(plan.tariffs) > 1 if plan else False
    heading = [grouping.value, "place", "from", "to", "energy_kwh", "estimated_kwh", "mean_kw", "peak_kw", "peak_at"]
    heading += ["measured_pct", "basis"]
    if plan:
        heading += ["cost", "currency"]
        heading += [f"{tariff.name}_kwh" for tariff in plan.tariffs] if named else []
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe(title) for title in heading])
    period = report.billing.period
    span = (iso_local(period.since_s, zone), iso_local(period.until_s, zone))
    for row in report.rows:
        line: list[object] = [safe(row.name), safe(row.where), *span, _kwh(row.energy_wh), _kwh(row.estimated_wh)]
        line += [_kw(row.mean_w), _kw(row.peak_w)]
        line.append("" if row.peak_at_s is None else iso_local(row.peak_at_s, zone))
        line += [_pct(row.coverage), _basis(row.bases)]
        if plan:
            line += ["" if row.cost is None else rounded(row.cost), safe(plan.currency)]
            line += [_kwh(wh) for wh in row.by_tariff_wh] if named else []
        writer.writerow(line)
    return text.getvalue()


def _kwh(energy_wh: int | None) -> str:
    return "" if energy_wh is None else str(Decimal(energy_wh).scaleb(-_PLACES_KWH))


def _kw(power_w: float | None) -> str:
    return "" if power_w is None else f"{power_w / 1000:.3f}"


def _pct(share: float) -> str:
    return f"{int(10_000 * share + 1e-6) / 100:.2f}"


def energy_report_record(report: EnergyReport, grouping: Grouping, zone: tzinfo | None) -> Json:
    """For --json. Money is text, so that no reader makes a binary fraction of it."""
    period, plan = report.billing.period, report.billing.plan
    return {
        "by": grouping.value,
        "from": iso_local(period.since_s, zone),
        "to": iso_local(period.until_s, zone),
        "is_over": period.is_over,
        "currency": plan.currency if plan else None,
        "rows": [_record(report, row, zone) for row in report.rows],
        "total": _record(report, report.total, zone),
    }


def _record(report: EnergyReport, row: EnergyRow, zone: tzinfo | None) -> Json:
    plan = report.billing.plan
    by_tariff = zip(plan.tariffs, row.by_tariff_wh, strict=True) if plan else ()
    return {
        "name": row.name,
        "place": row.where or None,
        "energy_kwh": None if row.energy_wh is None else row.energy_wh / 1000,
        "estimated_kwh": None if row.energy_wh is None else row.estimated_wh / 1000,
        "mean_kw": None if row.mean_w is None else round(row.mean_w / 1000, 4),
        "peak_kw": None if row.peak_w is None else round(row.peak_w / 1000, 4),
        "peak_at": None if row.peak_at_s is None else iso_local(row.peak_at_s, zone),
        "measured_pct": float(_pct(row.coverage)),
        "cost": None if row.cost is None else str(rounded(row.cost)),
        "tariffs": [
            {"name": tariff.name, "energy_kwh": wh / 1000, "price_per_kwh": str(tariff.price_per_kwh)}
            for tariff, wh in by_tariff
        ],
        "basis": [basis.value for basis in row.bases],
        "loads": row.loads,
        "measured_loads": row.measured_loads,
    }

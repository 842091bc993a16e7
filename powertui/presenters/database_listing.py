"""The size of a database: a table and a few sentences for people, one object for programs."""

from powertui.domain.disk_forecast import LevelSize
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.records import Json
from powertui.presenters.text import Line, Span, Tone, line
from powertui.services.database_stats import DatabaseStats

HEADINGS = (
    Heading("WHAT"),
    Heading("SIZE", is_number=True),
    Heading("ROWS", is_number=True),
    Heading("B/VALUE", is_number=True),
    Heading("A DAY", is_number=True),
    Heading("DAYS", is_number=True),
    Heading("KEPT", is_number=True),
)

WORDS = {
    "history": "readings",
    "history_poll": "readings",
    "history_block": "readings, packed",
    "rollup": "15 minutes",
    "rollup_block": "15 minutes, packed",
    "rollup_day": "days",
}


def database_lines(stats: DatabaseStats) -> list[Line]:
    """A row for each level of history, one for each other table, and what will be."""
    rows = [_level(level) for level in stats.levels]
    rows += (
        (cell(size.name, Tone.DIM), cell(size_words(size.bytes)), cell(f"{size.rows:,}"), *[()] * 4)
        for size in stats.others
    )
    forecast = stats.forecast
    found = plain_table(HEADINGS, rows)
    found.append(())
    found.append(
        line(
            f"{size_words(forecast.bytes_now)} in all, {size_words(forecast.bytes_a_day)} more a day at present,"
            f" {size_words(forecast.bytes_full)} when all is kept as long as it is to be kept"
        )
    )
    found.append((Span(budget_words(stats), Tone.WARN if stats.is_over_soon else Tone.PLAIN),))
    return found


def budget_words(stats: DatabaseStats) -> str:
    """What is to be said of the budget."""
    budget = size_words(stats.forecast.budget_bytes)
    reached = stats.forecast.reached_in_days
    if reached is None:
        return f"the budget of {budget} is never reached"
    if reached == 0:
        return f"the budget of {budget} is reached: keep less, or give it more ([history] in config.toml)"
    warning = ": keep less, or give it more ([history] in config.toml)" if stats.is_over_soon else ""
    return f"the budget of {budget} is reached in {reached:,.0f} days{warning}"


def size_words(size: float | None) -> str:
    """1.23 GB; a dash where it is not known."""
    if size is None:
        return "–"
    for unit, unit_bytes in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= unit_bytes:
            return f"{size / unit_bytes:.3g} {unit}" if size < 1000 * unit_bytes else f"{size / unit_bytes:,.0f} {unit}"
    return f"{size:.0f} B"


def database_record(stats: DatabaseStats) -> Json:
    """All of it, in bytes and days."""
    forecast = stats.forecast
    return {
        "bytes": forecast.bytes_now,
        "bytes_a_day": round(forecast.bytes_a_day),
        "bytes_full": round(forecast.bytes_full),
        "budget_bytes": round(forecast.budget_bytes),
        "budget_reached_in_days": forecast.reached_in_days,
        "is_over_soon": stats.is_over_soon,
        "levels": [
            {
                "table": level.name,
                "bytes": level.bytes,
                "rows": level.rows,
                "values": level.values,
                "bytes_a_value": level.bytes_a_value,
                "bytes_a_day": round(level.bytes_a_day),
                "covers_days": round(level.covers_days, 2),
                "keeps_days": round(level.keeps_days, 2),
            }
            for level in stats.levels
        ],
        "tables": [{"table": size.name, "bytes": size.bytes, "rows": size.rows} for size in stats.others],
    }


def _level(level: LevelSize) -> tuple[Line, ...]:
    a_value = level.bytes_a_value
    return (
        cell(WORDS[level.name]),
        cell(size_words(level.bytes)),
        cell(f"{level.rows:,}"),
        cell("" if a_value is None else f"{a_value:.2f}"),
        cell(size_words(level.bytes_a_day)),
        cell(f"{level.covers_days:,.1f}"),
        cell(f"{level.keeps_days:,.1f}"),
    )

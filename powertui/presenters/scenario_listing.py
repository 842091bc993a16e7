"""Saved what-ifs: as a plain table, as records for programs, and as rows of a screen."""

from collections.abc import Sequence
from datetime import tzinfo

from powertui.domain.redundancy.saved import Scenario
from powertui.presenters.moments import iso_utc, moment
from powertui.presenters.numbers import plain
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.records import Json
from powertui.presenters.table import Column, Entry
from powertui.presenters.text import Line, Span, Tone

HEADINGS = (Heading("NAME"), Heading("FAILS"), Heading("ADDS"), Heading("SAVED"), Heading("BY"))


def fails_words(scenario: Scenario) -> str:
    """What is lost, by the names of when it was saved."""
    return plain(", ".join(one.name for one in scenario.failing))


def adds_words(scenario: Scenario) -> str:
    return plain(", ".join(f"{one.to.name}={one.load}" for one in scenario.adding))


def scenario_table(scenarios: Sequence[Scenario], now_s: float, zone: tzinfo | None = None) -> list[Line]:
    """One line a scenario."""
    return plain_table(
        HEADINGS,
        [
            (
                cell(plain(one.name), Tone.STRONG),
                cell(fails_words(one)),
                cell(adds_words(one)),
                cell(moment(one.saved_at_s, now_s, zone)),
                cell(plain(one.by)),
            )
            for one in scenarios
        ],
    )


def scenario_record(scenario: Scenario) -> Json:
    """For a program."""
    return {
        "name": scenario.name,
        "failing": [one.name for one in scenario.failing],
        "adding": [f"{one.to.name}={one.load}" for one in scenario.adding],
        "saved_by": scenario.by or None,
        "saved_at": iso_utc(scenario.saved_at_s),
    }


def scenario_entries(scenarios: Sequence[Scenario]) -> list[Entry[Scenario]]:
    return [Entry(f"scenario:{one.name}", one) for one in scenarios]


def _what(one: Scenario, _: int) -> Line:
    adds = adds_words(one)
    return (Span(" · ".join(part for part in (fails_words(one), f"+ {adds}" if adds else "") if part)),)


SCENARIO_COLUMNS: tuple[Column[Scenario], ...] = (
    Column(
        "name",
        "Scenario",
        16,
        lambda one, _: (Span(plain(one.name), Tone.STRONG),),
        lambda one: one.name,
        grows=True,
        max_width=20,
    ),
    Column("what", "Fails, and adds", 20, _what, fails_words, grows=True),
    Column("by", "By", 8, lambda one, _: (Span(plain(one.by), Tone.DIM),), lambda one: one.by, priority=1),
)

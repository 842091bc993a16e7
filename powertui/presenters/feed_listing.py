"""Power feeds as a plain table."""

from collections.abc import Iterable

from powertui.domain.rollup import Basis, FeedLoad, LegLoad
from powertui.presenters.figures import condition_sign, difference, figure, plain_number, reading_age, used
from powertui.presenters.numbers import NOTHING, number, plain
from powertui.presenters.picture import Picture
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.redundancy import peer_lost_cell
from powertui.presenters.table import matches
from powertui.presenters.text import Line, Tone, line

HEADINGS = (
    Heading("FEED"),
    Heading("PANEL"),
    Heading("RACK"),
    Heading("SIDE"),
    Heading("LOAD VA", is_number=True),
    Heading("LIMIT VA", is_number=True),
    Heading("USED %", is_number=True),
    Heading("WORST LEG A", is_number=True),
    Heading("PEER LOST", is_number=True),
    Heading("MODEL W", is_number=True),
    Heading("DIFF VA", is_number=True),
    Heading("BASIS"),
    Heading("AGE", is_number=True),
    Heading("STATE"),
)


def chosen_feeds(picture: Picture, name: str) -> list[FeedLoad]:
    """The feeds that a word or some words find, in the view's order."""
    return [load for load in picture.view.feeds.values() if matches(_haystack(load), name)]


def feed_table(picture: Picture, loads: Iterable[FeedLoad]) -> list[Line]:
    """One line a feed."""
    return plain_table(HEADINGS, [_row(picture, load) for load in loads])


def worst_leg(load: FeedLoad) -> LegLoad | None:
    """The leg nearest to its limit, or furthest over it; None while no leg is measured."""
    known = [(leg.used_pct, leg) for leg in load.legs if leg.used_pct is not None]
    return max(known, key=lambda pair: pair[0])[1] if known else None


def _row(picture: Picture, load: FeedLoad) -> tuple[Line, ...]:
    leg = worst_leg(load)
    return (
        cell(plain(load.feed.name), Tone.STRONG),
        cell(plain(load.panel.name)),
        cell(plain(load.rack.name) if load.rack else NOTHING),
        cell(load.side.value if load.side else NOTHING),
        figure(picture, load.apparent_power),
        plain_number(load.available_power_va),
        used(picture, load.used_pct, load.apparent_power),
        _leg(picture, leg) if leg else cell(NOTHING, Tone.FAINT),
        peer_lost_cell(picture.standings, picture.view, load.feed.id),
        plain_number(load.modelled.allocated_w if load.modelled else None),
        difference(load.difference_va),
        cell(load.source, Tone.FAINT if load.basis is Basis.NOTHING else Tone.PLAIN),
        reading_age(picture, [load.apparent_power]),
        condition_sign(picture.feed_condition(load)),
    )


def _leg(picture: Picture, leg: LegLoad) -> Line:
    return line(f"{leg.name} ", figure(picture, leg.current, 1), f"/{number(leg.limit_a, 1)}")


def _haystack(load: FeedLoad) -> str:
    return " ".join((load.feed.name, load.panel.name, load.rack.name if load.rack else ""))

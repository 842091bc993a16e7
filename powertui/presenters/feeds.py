"""The list of feeds."""

from dataclasses import dataclass

from powertui.domain.choices import FeedStatus
from powertui.domain.natural import natural_key
from powertui.domain.rollup import FeedLoad
from powertui.presenters import cells, numbers, words
from powertui.presenters.compared_columns import delta_column, model_column
from powertui.presenters.conditions import Condition
from powertui.presenters.picture import Picture, over_limit
from powertui.presenters.redundancy import peer_lost_cell, peer_lost_pct
from powertui.presenters.table import Column, Entry
from powertui.presenters.text import Line, Span, Tone


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as a list shows it."""

    picture: Picture
    load: FeedLoad
    condition: Condition

    @property
    def modelled_w(self) -> int | None:
        return self.load.modelled.allocated_w if self.load.modelled else None

    @property
    def modelled_pct(self) -> float | None:
        if self.modelled_w is None or not self.load.available_power_va:
            return None
        return 100 * self.modelled_w / self.load.available_power_va

    @property
    def delta_pct(self) -> float | None:
        return cells.difference_pct(self.load.apparent_power.value, self.modelled_w)

    @property
    def is_stale(self) -> bool:
        return self.picture.is_stale(self.load.apparent_power)


def feed_key(feed_id: int) -> str:
    return f"feed:{feed_id}"


def feed_entries(picture: Picture) -> list[Entry[FeedRow]]:
    """All feeds, in the order of panel and name."""
    return [Entry(feed_key(load.feed.id), feed_row(picture, load)) for load in picture.view.feeds.values()]


def feed_row(picture: Picture, load: FeedLoad) -> FeedRow:
    return FeedRow(picture, load, picture.feed_condition(load))


def feed_search(row: FeedRow) -> str:
    """What a filter looks at."""
    load = row.load
    side = f"side-{load.side.value}" if load.side else ""
    rack = load.rack.name if load.rack else ""
    return f"{load.feed.name} {load.panel.name} {rack} {side} {words.supply(load.feed)} {row.condition.word}"


def _name(row: FeedRow, _: int) -> Line:
    tone = Tone.STRONG if row.condition in {Condition.CRITICAL, Condition.WARNING} else Tone.PLAIN
    return (Span(numbers.plain(row.load.feed.name), tone),)


def _state(row: FeedRow, _: int) -> Line:
    status = row.load.feed.status
    if row.condition is Condition.FINE and status is not FeedStatus.ACTIVE:
        return (Span(status.value, Tone.DIM),)
    return row.condition.sign


def _leg(position: int) -> Column[FeedRow]:
    def draw(row: FeedRow, _: int) -> Line:
        if position >= len(row.load.legs):
            return ()
        leg = row.load.legs[position]
        return cells.value(row.picture, leg.current, 1, cells.leg_tone(leg.used_pct))

    def sort(row: FeedRow) -> float | None:
        return row.load.legs[position].current.value if position < len(row.load.legs) else None

    return Column(f"l{position + 1}", f"L{position + 1} A", 5, draw, sort, right=True, priority=1, descends=True)


FEED_COLUMNS: tuple[Column[FeedRow], ...] = (
    Column("state", "State", 9, _state, lambda row: float(row.condition.rank), descends=True),
    Column("feed", "Feed", 8, _name, lambda row: natural_key(row.load.feed.name), grows=True, max_width=22),
    Column(
        "panel",
        "Panel",
        6,
        lambda row, _: (Span(numbers.plain(row.load.panel.name), Tone.DIM),),
        lambda row: natural_key(row.load.panel.name),
        priority=8,
        grows=True,
        max_width=14,
    ),
    Column(
        "rack",
        "Rack",
        5,
        lambda row, _: (Span(numbers.plain(row.load.rack.name), Tone.DIM),) if row.load.rack else cells.NONE,
        lambda row: natural_key(row.load.rack.name) if row.load.rack else None,
        priority=5,
        grows=True,
        max_width=10,
    ),
    Column(
        "supply",
        "Supply",
        13,
        lambda row, _: (Span(words.supply(row.load.feed), Tone.DIM),),
        lambda row: words.supply(row.load.feed),
        priority=9,
    ),
    _leg(0),
    _leg(1),
    _leg(2),
    Column(
        "va",
        "VA",
        6,
        lambda row, _: cells.value(row.picture, row.load.apparent_power, tone=Tone.STRONG),
        lambda row: row.load.apparent_power.value,
        right=True,
        descends=True,
    ),
    model_column(priority=4),
    delta_column(6, priority=2),
    Column(
        "limit",
        "Limit",
        6,
        lambda row, _: cells.plain_number(row.load.available_power_va),
        lambda row: row.load.available_power_va,
        right=True,
        priority=4,
        descends=True,
    ),
    Column(
        "used",
        "Used",
        5,
        lambda row, _: cells.percent(
            row.load.used_pct, Condition.STALE if row.is_stale else over_limit(row.load.used_pct)
        ),
        lambda row: row.load.used_pct,
        right=True,
        descends=True,
    ),
    Column(
        "peer_lost",
        "Peer lost",
        9,
        lambda row, _: peer_lost_cell(row.picture.standings, row.picture.view, row.load.feed.id),
        lambda row: peer_lost_pct(row.picture.standings, row.load.feed.id),
        right=True,
        descends=True,
    ),
    Column(
        "bar",
        "",
        8,
        lambda row, width: cells.bar(width, row.load.used_pct, row.modelled_pct, row.condition, is_stale=row.is_stale),
        priority=7,
        grows=True,
        max_width=30,
    ),
    Column(
        "age",
        "Age",
        6,
        lambda row, _: cells.age(row.picture, row.load.apparent_power.sampled_at_s),
        lambda row: row.load.apparent_power.sampled_at_s,
        right=True,
    ),
)

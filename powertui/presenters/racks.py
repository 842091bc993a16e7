"""The list of racks: side A and side B, each against its own limit."""

from dataclasses import dataclass
from functools import cached_property

from powertui.domain.choices import Side
from powertui.domain.natural import natural_key
from powertui.domain.redundancy.verdicts import Standing
from powertui.domain.rollup import AreaLoad
from powertui.presenters import cells, numbers
from powertui.presenters.compared_columns import delta_column
from powertui.presenters.conditions import Condition, worst
from powertui.presenters.picture import Picture, over_limit
from powertui.presenters.redundancy import (
    common_cell,
    side_cell,
    side_pct,
    standing_key,
    verdict_cell,
    verdict_sort,
    why_words,
)
from powertui.presenters.sides import SideLoad, side_loads
from powertui.presenters.table import Column, Entry
from powertui.presenters.text import Line, Span, Tone, fit, line


@dataclass(frozen=True)
class RackRow:
    """A rack as a list shows it. Without slots: what is looked up when it is drawn is kept in it.

    Of hundreds of racks a screen draws thirty, each second.
    """

    picture: Picture
    area: AreaLoad

    @cached_property
    def sides(self) -> tuple[SideLoad, ...]:
        return side_loads(self.picture, self.area.feed_ids)

    @property
    def condition(self) -> Condition:
        return worst(side.condition for side in self.sides)

    def side(self, name: str) -> SideLoad | None:
        return next((side for side in self.sides if side.name == name), None)

    @property
    def standing(self) -> Standing | None:
        """What any single loss would do to it; None until that has been reckoned."""
        return self.picture.standings.racks.get(self.area.id)

    @property
    def sampled_at_s(self) -> float | None:
        return self.area.apparent_power.sampled_at_s

    @property
    def delta_pct(self) -> float | None:
        """Only where every feed is measured: a part is not compared with the whole model."""
        if not self.area.coverage.is_whole:
            return None
        return cells.difference_pct(self.area.apparent_power.value, self.area.modelled_allocated_w)


def rack_key(rack_id: int) -> str:
    return f"rack:{rack_id}"


def rack_entries(picture: Picture) -> list[Entry[RackRow]]:
    """Racks that any feed belongs to."""
    return [Entry(rack_key(area.id), rack_row(picture, area)) for area in picture.view.racks.values() if area.feed_ids]


def rack_row(picture: Picture, area: AreaLoad) -> RackRow:
    return RackRow(picture, area)


def rack_cause_key(row: RackRow) -> str:
    """The what-if that a rack asks for: its worst loss, else its feed that is nearest to its limit."""
    feeds = [load for side in row.sides for load in side.feeds]
    nearest = max(feeds, key=lambda load: load.worst_pct or 0.0)
    return standing_key(row.standing) or f"feed:{nearest.feed.id}"


def rack_why(row: RackRow) -> str:
    """Why its verdict is as it is: R03: losing feed B1-03 opens breakers; empty before there is one."""
    why = why_words(row.picture.standings, row.standing) if row.standing is not None else ""
    return f"{numbers.plain(row.area.name)}: {why}" if why else ""


def rack_search(row: RackRow) -> str:
    """What a filter looks at."""
    feeds = " ".join(load.feed.name for side in row.sides for load in side.feeds)
    verdict = row.standing.verdict.value if row.standing else ""
    return f"{row.area.name} {feeds} {row.condition.word} {verdict}"


def _side_columns(name: str, priority: int) -> tuple[Column[RackRow], ...]:
    def load(row: RackRow, _: int) -> Line:
        side = row.side(name)
        if side is None:
            return (Span("no feed", Tone.FAINT),)
        amount = fit(cells.value(row.picture, side.apparent, tone=Tone.STRONG), 7, right=True)
        return line(amount, Span(f" / {side.limit_va:,}", Tone.DIM))

    def used(row: RackRow, _: int) -> Line:
        side = row.side(name)
        return cells.percent(side.used_pct, over_limit(side.used_pct), is_least=side.is_least) if side else ()

    def bar(row: RackRow, width: int) -> Line:
        side = row.side(name)
        if side is None:
            return ()
        is_stale = row.picture.is_stale(side.apparent_power)
        return cells.bar(width, side.used_pct, side.modelled_pct, side.condition, is_stale=is_stale)

    def amount(row: RackRow) -> float | None:
        side = row.side(name)
        return side.apparent_power.value if side else None

    def share(row: RackRow) -> float | None:
        side = row.side(name)
        return side.used_pct if side else None

    def failover_pct(row: RackRow) -> float | None:
        if row.picture.standings.is_known:
            side = row.side(name)
            return side_pct(row.picture.standings, side.feed_ids) if side else None
        return row.picture.survey.failover_pct(row.area.id, Side(name))

    def failover(row: RackRow, _: int) -> Line:
        side = row.side(name)
        if row.picture.standings.is_known:
            return side_cell(row.picture.standings, side.feed_ids) if side else cells.NONE
        # Until loads are known: what the model says.
        pct = failover_pct(row)
        return cells.NONE if pct is None else (Span(f"◆{numbers.percent(pct)}", over_limit(pct).tone),)

    low, other = name.lower(), "B" if name == "A" else "A"
    return (
        Column(f"{low}_va", f"{name} VA / limit", 16, load, amount, descends=True),
        Column(f"{low}_used", f"{name} used", 6, used, share, right=True, priority=1, descends=True),
        Column(
            f"{low}_failover",
            f"{name} w/o {other}",
            7,
            failover,
            failover_pct,
            right=True,
            priority=2,
            descends=True,
        ),
        Column(f"{low}_bar", "", 8, bar, priority=priority + 1, grows=True, max_width=20),
    )


RACK_COLUMNS: tuple[Column[RackRow], ...] = (
    Column(
        "state", "State", 9, lambda row, _: row.condition.sign, lambda row: float(row.condition.rank), descends=True
    ),
    Column(
        "rack",
        "Rack",
        7,
        lambda row, _: (Span(numbers.plain(row.area.name)),),
        lambda row: natural_key(row.area.name),
        grows=True,
        max_width=16,
    ),
    *_side_columns("A", 4),
    *_side_columns("B", 4),
    Column(
        "verdict",
        "If one is lost",
        14,
        lambda row, _: verdict_cell(row.picture.standings, row.area.id),
        lambda row: verdict_sort(row.standing),
        descends=True,
        grows=True,
        max_width=16,
    ),
    Column(
        "common",
        "Common",
        10,
        lambda row, _: common_cell(row.picture.standings, row.area.id),
        lambda row: len(row.standing.common) if row.standing else None,
        priority=3,
        descends=True,
        grows=True,
        max_width=20,
    ),
    Column(
        "model",
        "Model",
        7,
        lambda row, _: cells.plain_number(row.area.modelled_allocated_w),
        lambda row: row.area.modelled_allocated_w,
        right=True,
        priority=4,
        descends=True,
    ),
    delta_column(7, priority=3),
    Column(
        "age",
        "Age",
        6,
        lambda row, _: cells.age(row.picture, row.sampled_at_s),
        lambda row: row.sampled_at_s,
        right=True,
        priority=1,
    ),
)

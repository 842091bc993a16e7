"""What the overview's boxes hold, in the order of questions."""

from dataclasses import dataclass

from powertui.domain.plant import PollerHealth
from powertui.domain.reading import PollOutcome
from powertui.domain.rollup import AreaLoad, FeedLoad
from powertui.presenters import cells, numbers, words
from powertui.presenters.conditions import Condition
from powertui.presenters.feeds import FeedRow, feed_key, feed_row
from powertui.presenters.header import pdu_counts
from powertui.presenters.picture import Picture
from powertui.presenters.racks import RackRow, rack_key, rack_row
from powertui.presenters.redundancy import VERDICT_RANKS, side_cell, verdict_cell, verdict_sort
from powertui.presenters.sides import SideLoad, side_loads
from powertui.presenters.table import Column, Entry
from powertui.presenters.text import Line, Span, Tone, line


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One side of a site or hall; `title` stands on the first side's line."""

    picture: Picture
    title: str
    place_key: str
    side: SideLoad

    @property
    def is_stale(self) -> bool:
        return self.picture.is_stale(self.side.apparent_power)


def place_entries(picture: Picture) -> list[Entry[PlaceRow]]:
    """Halls, or sites without any; each side on its own line against its own limit."""
    view = picture.view
    entries: list[Entry[PlaceRow]] = []
    for site in view.sites.values():
        halls = [
            area
            for area in view.locations.values()
            if view.graph.locations[area.id].site_id == site.id
            and view.graph.locations[area.id].parent_id is None
            and area.feed_ids
        ]
        if not halls:
            entries += _sides(picture, site, f"site:{site.id}", numbers.plain(site.name))
        prefix = f"{numbers.plain(site.name)} " if len(view.sites) > 1 else ""
        for hall in halls:
            entries += _sides(picture, hall, f"location:{hall.id}", prefix + numbers.plain(hall.name))
    return entries


def _sides(picture: Picture, area: AreaLoad, place_key: str, title: str) -> list[Entry[PlaceRow]]:
    return [
        Entry(f"{place_key}:{side.name}", PlaceRow(picture, title if position == 0 else "", place_key, side))
        for position, side in enumerate(side_loads(picture, area.feed_ids))
    ]


PLACE_COLUMNS: tuple[Column[PlaceRow], ...] = (
    Column("place", "Hall", 7, lambda row, _: (Span(row.title, Tone.STRONG),), grows=True, max_width=16),
    Column("side", "Side", 4, lambda row, _: (Span(row.side.name, Tone.DIM),)),
    Column("va", "Load", 10, lambda row, _: cells.kilo(row.picture, row.side.apparent, "VA"), right=True),
    Column(
        "limit",
        "Limit",
        10,
        lambda row, _: (Span(numbers.kilo(row.side.limit_va, "VA"), Tone.DIM),),
        right=True,
        priority=2,
    ),
    Column("used", "Used", 5, lambda row, _: cells.percent(row.side.used_pct, is_least=row.side.is_least), right=True),
    Column(
        "bar",
        "",
        8,
        # A hall's bar says how full the hall is; what is wrong in it is the sign behind.
        lambda row, width: cells.bar(
            width, row.side.used_pct, row.side.modelled_pct, Condition.FINE, is_stale=row.is_stale
        ),
        priority=1,
        grows=True,
        max_width=40,
    ),
    Column("state", "", 9, lambda row, _: row.side.condition.sign),
)


def place_summary(picture: Picture) -> str:
    """Measured against modelled, over all feeds that are both."""
    measured_va = modelled_w = 0.0
    for load in picture.view.feeds.values():
        if load.apparent_power.value is not None and load.modelled is not None:
            measured_va += load.apparent_power.value
            modelled_w += load.modelled.allocated_w
    if not modelled_w:
        return ""
    return f"measured is {100 * measured_va / modelled_w:.0f} % of what the model allocates"


def nearest_entries(picture: Picture) -> list[Entry[FeedRow]]:
    """Feeds by how near their worst leg or total is to its limit."""
    rows = [feed_row(picture, load) for load in picture.view.feeds.values() if load.worst_pct is not None]
    rows.sort(key=lambda row: -(row.load.worst_pct or 0.0))
    return [Entry(feed_key(row.load.feed.id), row) for row in rows[:50]]


def _peer(row: FeedRow) -> FeedLoad | None:
    return row.picture.view.feeds[row.load.peer_feed_ids[0]] if row.load.peer_feed_ids else None


def _peer_cell(row: FeedRow, _: int) -> Line:
    peer = _peer(row)
    if peer is None:
        return (Span("no peer", Tone.FAINT),)
    return line(
        Span(f"{numbers.plain(peer.feed.name)} ", Tone.DIM),
        *cells.percent(peer.worst_pct, row.picture.feed_condition(peer)),
    )


def _worst_part(row: FeedRow) -> str:
    load = row.load
    legs = [leg for leg in load.legs if leg.used_pct is not None]
    leg = max(legs, key=lambda leg: leg.used_pct or 0.0, default=None)
    if leg is None or (load.used_pct or 0.0) >= (leg.used_pct or 0.0):
        return "total"
    return f"{leg.name} {numbers.reading(leg.current)}"


NEAREST_COLUMNS: tuple[Column[FeedRow], ...] = (
    Column("state", "State", 9, lambda row, _: row.condition.sign),
    Column("feed", "Feed", 8, lambda row, _: (Span(numbers.plain(row.load.feed.name)),), grows=True, max_width=16),
    Column(
        "rack",
        "Rack",
        5,
        lambda row, _: (Span(numbers.plain(row.load.rack.name), Tone.DIM),) if row.load.rack else cells.NONE,
        priority=2,
    ),
    Column("worst", "Nearest", 11, lambda row, _: (Span(_worst_part(row), Tone.DIM),)),
    Column("pct", "of limit", 8, lambda row, _: cells.percent(row.load.worst_pct, row.condition), right=True),
    Column(
        "bar",
        "",
        8,
        lambda row, width: cells.bar(width, row.load.worst_pct, None, row.condition, is_stale=row.is_stale),
        priority=3,
        grows=True,
        max_width=46,
    ),
    Column("peer", "Other side", 14, _peer_cell, priority=1),
)


def redundancy_entries(picture: Picture) -> list[Entry[RackRow]]:
    """Racks by their verdict, the worst first."""
    racks = [area for area in picture.view.racks.values() if area.feed_ids and area.id in picture.standings.racks]
    racks.sort(key=lambda area: verdict_sort(picture.standings.racks[area.id]) or (0.0, 0.0), reverse=True)
    return [Entry(rack_key(area.id), rack_row(picture, area)) for area in racks[:50]]


def redundancy_summary(picture: Picture) -> str:
    """How many of each verdict: 1 fails · 2 tight · 31 2N holds · 12 below one source."""
    found = [standing.verdict for standing in picture.standings.racks.values()]
    counts = [(verdict, found.count(verdict)) for verdict in VERDICT_RANKS]
    told = [f"{count} {verdict.value}" for verdict, count in counts if count]
    below = picture.standings.below_common
    return " · ".join([*told, f"{below} below one source"] if below else told)


def redundancy_remark(picture: Picture) -> str:
    """What the figures are of, and how old they are where that is more than two polls."""
    standings = picture.standings
    if standings.at_s is None:
        return "reckoning…"
    age_s = picture.now_s - standings.at_s
    old = f" of {numbers.age(age_s)} ago" if age_s > 2 * picture.view.poller.interval_s else ""
    return f"on {'measured' if standings.is_measured else 'modelled'} load{old}"


def _side_load(name: str) -> Column[RackRow]:
    def draw(row: RackRow, _: int) -> Line:
        side = row.side(name)
        if side is None:
            return (Span("–", Tone.FAINT),)
        return cells.value(row.picture, side.apparent)

    return Column(f"{name.lower()}_va", f"{name} VA", 6, draw, right=True, priority=1)


def _side_after(name: str, other: str) -> Column[RackRow]:
    def draw(row: RackRow, _: int) -> Line:
        side = row.side(name)
        return side_cell(row.picture.standings, side.feed_ids) if side else cells.NONE

    return Column(f"{name.lower()}_after", f"{name} w/o {other}", 7, draw, right=True, priority=2)


REDUNDANCY_COLUMNS: tuple[Column[RackRow], ...] = (
    Column("rack", "Rack", 6, lambda row, _: (Span(numbers.plain(row.area.name)),), grows=True, max_width=14),
    _side_load("A"),
    _side_load("B"),
    _side_after("A", "B"),
    _side_after("B", "A"),
    Column("verdict", "If one is lost", 15, lambda row, _: verdict_cell(row.picture.standings, row.area.id)),
)


def gap_entries(picture: Picture) -> list[Entry[FeedRow]]:
    """Feeds by how far measured is from modelled, in VA."""
    rows = [feed_row(picture, load) for load in picture.view.feeds.values() if load.difference_va is not None]
    rows.sort(key=lambda row: -abs(row.load.difference_va or 0.0))
    return [Entry(feed_key(row.load.feed.id), row) for row in rows[:50]]


GAP_COLUMNS: tuple[Column[FeedRow], ...] = (
    Column("feed", "Feed", 9, lambda row, _: (Span(numbers.plain(row.load.feed.name)),), grows=True, max_width=16),
    Column(
        "rack",
        "Rack",
        5,
        lambda row, _: (Span(numbers.plain(row.load.rack.name), Tone.DIM),) if row.load.rack else cells.NONE,
        priority=2,
    ),
    Column("model", "Model W", 8, lambda row, _: cells.plain_number(row.modelled_w), right=True),
    Column("va", "Now VA", 8, lambda row, _: cells.value(row.picture, row.load.apparent_power), right=True),
    Column(
        "delta_va",
        "Δ VA",
        8,
        lambda row, _: (Span(cells.signed(row.load.difference_va), Tone.STRONG),),
        right=True,
    ),
    Column("delta", "Δ", 7, lambda row, _: cells.delta_percent(row.delta_pct), right=True, priority=1),
)


def collector_lines(picture: Picture) -> list[Line]:
    """How the polling goes."""
    poller = picture.view.poller
    counts = pdu_counts(picture)
    if poller.heartbeat_age_s is None:
        return [line(Span("No poller has run on this database yet.", Tone.UNKNOWN))]
    alive = Span("● alive", Tone.INFO) if poller.is_alive else Span("! down", Tone.CRIT)
    took = numbers.with_unit(poller.cycle_took_s, "s", 1)
    lines = [
        line(
            Span("Poller  ", Tone.DIM),
            alive,
            Span(f", heartbeat {numbers.age(poller.heartbeat_age_s)} ago", Tone.DIM),
        ),
        line(
            Span("Cycle   ", Tone.DIM),
            f"{poller.cycle_number:,}",
            Span(", took ", Tone.DIM),
            f"{took} ",
            Span(f"of {poller.interval_s:.0f} s", Tone.DIM),
        ),
        line(
            Span("Polled  ", Tone.DIM),
            f"{poller.polled:,}",
            Span(f", {poller.failed:,} failed", Tone.WARN if poller.failed else Tone.DIM),
            *((Span(f", {poller.shed:,} left out", Tone.WARN),) if poller.shed else ()),
        ),
        *_first_contacts(picture),
        *_judged_line(poller),
        line(
            Span("PDUs    ", Tone.DIM),
            f"{counts.fresh:,} fresh",
            Span(f", {counts.stale:,} stale", Tone.UNKNOWN if counts.stale else Tone.DIM),
            Span(f", {counts.down:,} down", Tone.WARN if counts.down else Tone.DIM),
        ),
    ]
    silent = [target for target in picture.view.targets.values() if picture.is_silent(target)]
    for target in silent[:20]:
        age = numbers.age(None if target.sampled_at_s is None else picture.now_s - target.sampled_at_s)
        said = f" {words.outcome(target.outcome)}" + (f", {age} ago" if target.sampled_at_s else ", never yet")
        lines.append(line(Span("? ", Tone.UNKNOWN), numbers.plain(target.name), Span(said, Tone.DIM)))
    return lines


def _first_contacts(picture: Picture) -> list[Line]:
    """How far a start has come: what was never asked, or is still being found out about, is neither stale nor down."""
    targets = picture.view.targets
    never = sum(target.outcome is PollOutcome.NEVER for target in targets.values())
    if not never:
        return []
    return [
        line(Span("So far  ", Tone.DIM), f"{len(targets) - never:,} of {len(targets):,} ", Span("PDUs asked", Tone.DIM))
    ]


def _judged_line(poller: PollerHealth) -> list[Line]:
    """How old the alerts are, where that is no longer a matter of course."""
    if not poller.is_judging_overdue:
        return []
    age = numbers.age(poller.judged_age_s)
    return [line(Span("Alerts  ", Tone.DIM), Span(f"! judged {age} ago", Tone.CRIT))]

"""What of a feed or a panel has a limit: its power in all, and the current of each leg; and whose meters tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from powertui.domain.capacity import available_power_va, leg_limit_a
from powertui.domain.choices import FeedLeg, Phase
from powertui.domain.energy_meters import PlantMeters
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import MeasuredSubject
from powertui.domain.natural import natural_key
from powertui.domain.reading import Leg, Quantity, SubjectKind
from powertui.domain.topology import PowerFeed, PowerPanel
from powertui.domain.trend_figures import DaysToLimit, Trend

_LEGS = {FeedLeg.A: (Leg.A, "L1"), FeedLeg.B: (Leg.B, "L2"), FeedLeg.C: (Leg.C, "L3")}
_SQRT_3 = 1.732
"""NetBox's, as in available power."""


class TrendSubject(Enum):
    """What there is a row for. Value: as asked for on the command line."""

    FEED = "feed"
    PANEL = "panel"


@dataclass(frozen=True, slots=True)
class LimitedLoad:
    """Parts of devices which, added up, are what a limit is for."""

    what: str
    """`power`, or the leg."""
    quantities: tuple[Quantity, ...]
    """The first of them that was measured."""
    unit: str
    limit: float
    limit_from: str
    """Where the limit comes from, in words."""
    members: tuple[tuple[tuple[int, ...], ...], ...]
    """Of each member (a feed, or a panel's feeds) the ids of the parts that tell, by precedence."""


@dataclass(frozen=True, slots=True)
class TrendObject:
    """A feed or panel."""

    id: int
    name: str
    where: str
    loads: tuple[LimitedLoad, ...]
    """Its power first."""
    left_out: int = 0
    """Of a panel: feeds that nobody measures."""


@dataclass(frozen=True, slots=True)
class LoadTrend:
    """What is limited first of a feed or panel, and when."""

    subject: TrendObject
    load: LimitedLoad
    trend: Trend
    limit: DaysToLimit | None
    """None: nothing rises."""

    @property
    def used_pct(self) -> float | None:
        """The upper line on the last day over the limit, in %."""
        if self.trend.upper is None or self.load.limit <= 0:
            return None
        return 100 * self.trend.upper / self.load.limit


def trend_objects(meters: PlantMeters, kind: TrendSubject) -> tuple[TrendObject, ...]:
    """All feeds, or panels, of which anything is measured."""
    graph = meters.graph
    found: Iterable[TrendObject]
    if kind is TrendSubject.FEED:
        found = (feed_trend_object(meters, feed) for feed in graph.feeds.values())
    else:
        found = (_panel(meters, panel) for panel in graph.panels.values())
    measured = (one for one in found if one.loads)
    return tuple(sorted(measured, key=lambda one: (natural_key(one.where), natural_key(one.name), one.id)))


def feed_trend_object(meters: PlantMeters, feed: PowerFeed) -> TrendObject:
    """A feed's power against its available power, and each leg against its own limit."""
    graph = meters.graph
    loads: list[LimitedLoad] = []
    power = tuple(one.subject_ids for one in meters.feed(feed.id).alternatives)
    if power:
        loads.append(_power(available_power_va(feed), _words_of(feed), (power,)))
    legs = _legs(meters, feed)
    loads += (
        LimitedLoad(
            name,
            (Quantity.CURRENT,),
            "A",
            leg_limit_a(feed),
            f"{feed.amperage_a} A × {feed.max_utilization_pct} %",
            (ids,),
        )
        for name, ids in legs
    )
    return TrendObject(feed.id, feed.name, graph.panels[feed.power_panel_id].name, tuple(loads))


def _panel(meters: PlantMeters, panel: PowerPanel) -> TrendObject:
    graph = meters.graph
    feeds = [feed for feed in graph.feeds_of_panel(panel.id) if graph.inlets_of_feed(feed.id)]
    members = [
        tuple(one.subject_ids for one in meters.feed(feed.id).alternatives)
        for feed in graph.feeds_of_panel(panel.id)
        if meters.feed(feed.id).is_metered
    ]
    limit, words = _panel_limit(graph, panel)
    loads = (_power(limit, words, tuple(members)),) if members else ()
    left_out = sum(not meters.feed(feed.id).is_metered for feed in feeds)
    return TrendObject(panel.id, panel.name, graph.sites[panel.site_id].name, loads, left_out)


def _panel_limit(graph: PowerGraph, panel: PowerPanel) -> tuple[float, str]:
    """What its main breaker or busbar may carry, where the model says; else what its feeds may together."""
    feeds = graph.feeds_of_panel(panel.id)
    supplies = {(feed.voltage_v, feed.phase) for feed in feeds}
    if panel.rated_current_a is not None and len(supplies) == 1:
        voltage_v, phase = supplies.pop()
        factor = _SQRT_3 if phase is Phase.THREE else 1
        return abs(voltage_v) * panel.rated_current_a * factor, f"rated {panel.rated_current_a:g} A"
    return float(sum(available_power_va(feed) for feed in feeds)), "sum of its feeds"


def _power(limit: float, limit_from: str, members: tuple[tuple[tuple[int, ...], ...], ...]) -> LimitedLoad:
    return LimitedLoad("power", (Quantity.APPARENT_POWER, Quantity.ACTIVE_POWER), "VA", limit, limit_from, members)


def _words_of(feed: PowerFeed) -> str:
    return f"{feed.voltage_v} V × {feed.amperage_a} A × {feed.max_utilization_pct} %"


def _legs(meters: PlantMeters, feed: PowerFeed) -> list[tuple[str, tuple[tuple[int, ...], ...]]]:
    """Each leg with the parts that tell its current, by precedence; one without name where there is one phase."""
    sources = meters.conductors_of_feed(feed.id)
    if feed.phase is Phase.SINGLE:
        found = [ids for units, conductors in sources if (ids := _only_leg(units, conductors))]
        return [("current", tuple(found))] if found else []
    legs: list[tuple[str, tuple[tuple[int, ...], ...]]] = []
    for leg, name in _LEGS.values():
        of_leg = tuple(ids for _, conductors in sources if (ids := _of_leg(conductors, leg)))
        if of_leg:
            legs.append((name, of_leg))
    return legs


def _only_leg(units: Sequence[MeasuredSubject], conductors: Sequence[MeasuredSubject]) -> tuple[int, ...]:
    phases = [
        one
        for one in conductors
        if one.description.kind is SubjectKind.PHASE and one.description.leg is not Leg.NEUTRAL
    ]
    return _with_current(phases) or _with_current(units)


def _of_leg(conductors: Sequence[MeasuredSubject], leg: Leg) -> tuple[int, ...]:
    """A device's line where it has lines, for that has the breaker; else its phase."""
    own = [one for one in conductors if one.description.leg is leg]
    lines = [one for one in own if one.description.kind is SubjectKind.LINE]
    covered = {one.binding.power_port_id for one in lines}
    rest = [
        one for one in own if one.description.kind is not SubjectKind.LINE and one.binding.power_port_id not in covered
    ]
    return _with_current([*lines, *rest])


def _with_current(subjects: Sequence[MeasuredSubject]) -> tuple[int, ...]:
    return tuple(one.id for one in subjects if Quantity.CURRENT in one.description.quantities)

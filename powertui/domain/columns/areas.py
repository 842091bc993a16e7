"""Panels, racks, locations and sites as rows, and the sums of their feeds."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from powertui.domain.capacity import available_power_va
from powertui.domain.choices import Phase
from powertui.domain.columns.arrays import Bytes, Floats, Groups, Rows
from powertui.domain.columns.loads import BASIS_CODE, Amounts, AreaLoads, Loads
from powertui.domain.columns.places import AreaPlaces
from powertui.domain.columns.results import most_loaded, of_members
from powertui.domain.columns.sums import chosen, fresh, nothing, taken, total
from powertui.domain.graph import PowerGraph
from powertui.domain.rollup import Basis
from powertui.domain.topology import PowerFeed

_LEGS = 3


class AreaRows:
    """One kind of area."""

    def __init__(
        self,
        ids: Iterable[int],
        feeds: Sequence[PowerFeed],
        areas_of: Callable[[PowerFeed], Sequence[int]],
        allocated_w: Floats,
        maximum_w: Floats,
    ) -> None:
        """The last two have each feed's modelled draw; NaN where nothing is cabled to it."""
        listed = tuple(ids)
        row_of = {area_id: row for row, area_id in enumerate(listed)}
        members: list[list[int]] = [[] for _ in listed]
        for feed_row, feed in enumerate(feeds):
            for area_id in areas_of(feed):
                members[row_of[area_id]].append(feed_row)
        available_va = [available_power_va(feed) for feed in feeds]
        # A feed without any cable draws nothing and measures nothing: it adds capacity, and is not missing.
        cabled = [[row for row in rows if not np.isnan(allocated_w[row])] for rows in members]
        self._feeds = Groups.of(cabled)
        self._is_three_phase = [bool(rows) and all(feeds[row].phase is Phase.THREE for row in rows) for rows in cabled]
        self.places = AreaPlaces(
            ids=np.array(listed, dtype=np.int64),
            row_of=row_of,
            available_va=np.array([sum(available_va[row] for row in rows) for rows in members], dtype=np.float64),
            allocated_w=np.array([sum(allocated_w[row] for row in rows) for rows in cabled], dtype=np.float64),
            maximum_w=np.array([sum(maximum_w[row] for row in rows) for rows in cabled], dtype=np.float64),
        )
        self._legs = Groups.of([[area * _LEGS + leg for leg in range(_LEGS)] for area in range(len(listed))])

    def sum(self, feeds: Loads, leg_current: Amounts, first_leg: Rows) -> AreaLoads:
        """What the feeds of each add up to."""
        loads = Loads(
            active_power=self._total(feeds.active_power),
            apparent_power=self._total(feeds.apparent_power),
            current=self._current(leg_current, first_leg),
            basis=self._basis(feeds),
            coverage=of_members(self._feeds, feeds.active_power, feeds.apparent_power),
        )
        active_power, apparent_power = feeds.active_power, feeds.apparent_power
        is_modelled = feeds.has_basis(Basis.MODELLED)
        if is_modelled.any():
            unknown = nothing(len(feeds.basis))
            active_power = chosen(is_modelled, unknown, active_power)
            apparent_power = chosen(is_modelled, unknown, apparent_power)
        return AreaLoads(
            loads=loads,
            measured_active_power=self._total(active_power),
            measured_apparent_power=self._total(apparent_power),
            least_active_power=self._least(active_power),
            least_apparent_power=self._least(apparent_power),
            least_current=self._current(fresh(leg_current), first_leg),
            measured_coverage=of_members(self._feeds, apparent_power, apparent_power),
        )

    def _total(self, amounts: Amounts) -> Amounts:
        return total(self._feeds, taken(amounts, self._feeds.members))

    def _least(self, amounts: Amounts) -> Amounts:
        """The sum of what is fresh alone."""
        of_feeds = taken(amounts, self._feeds.members)
        return total(self._feeds, of_feeds, of_feeds.is_fresh)

    def _basis(self, feeds: Loads) -> Bytes:
        """MODELLED where nothing measured is in it, NOTHING where nothing is, else the best of its feeds."""
        found: Bytes = np.full(self._feeds.count, BASIS_CODE[Basis.NOTHING], dtype=np.uint8)
        of_feeds = feeds.basis[self._feeds.members]
        for basis in (Basis.MODELLED, Basis.OUTLETS, Basis.INLET, Basis.PANEL_METER):
            has = self._feeds.counts(of_feeds == BASIS_CODE[basis]) > 0
            found[has] = BASIS_CODE[basis]
        return found

    def _current(self, leg_current: Amounts, first_leg: Rows) -> Amounts:
        """Of the leg that carries most, where every feed has three."""
        feeds = self._feeds
        firsts = first_leg[feeds.members]
        of_legs = []
        for leg in range(_LEGS):
            rows = np.minimum(firsts + leg, max(0, len(leg_current.value) - 1))
            of_legs.append(total(feeds, taken(leg_current, rows)))
        both = Amounts(
            np.stack([one.value for one in of_legs], axis=1).reshape(-1),
            np.stack([one.quality for one in of_legs], axis=1).reshape(-1),
            np.stack([one.sampled_at_s for one in of_legs], axis=1).reshape(-1),
        )
        return chosen(
            np.array(self._is_three_phase, dtype=np.bool_), most_loaded(self._legs, both), nothing(feeds.count)
        )


def panel_rows(graph: PowerGraph, feeds: Sequence[PowerFeed], allocated_w: Floats, maximum_w: Floats) -> AreaRows:
    return AreaRows(graph.panels, feeds, lambda feed: (feed.power_panel_id,), allocated_w, maximum_w)


def rack_rows(graph: PowerGraph, feeds: Sequence[PowerFeed], allocated_w: Floats, maximum_w: Floats) -> AreaRows:
    def above(feed: PowerFeed) -> Sequence[int]:
        return () if feed.rack_id is None or feed.rack_id not in graph.racks else (feed.rack_id,)

    return AreaRows(graph.racks, feeds, above, allocated_w, maximum_w)


def location_rows(graph: PowerGraph, feeds: Sequence[PowerFeed], allocated_w: Floats, maximum_w: Floats) -> AreaRows:
    def above(feed: PowerFeed) -> Sequence[int]:
        """The panel's location and all around it."""
        found: list[int] = []
        location_id = graph.panels[feed.power_panel_id].location_id
        while location_id is not None and location_id not in found:
            found.append(location_id)
            location_id = graph.locations[location_id].parent_id
        return found

    return AreaRows(graph.locations, feeds, above, allocated_w, maximum_w)


def site_rows(graph: PowerGraph, feeds: Sequence[PowerFeed], allocated_w: Floats, maximum_w: Floats) -> AreaRows:
    return AreaRows(
        graph.sites, feeds, lambda feed: (graph.panels[feed.power_panel_id].site_id,), allocated_w, maximum_w
    )

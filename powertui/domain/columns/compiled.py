"""The rows of a plant, found once for each revision of the model and of the descriptions."""

from collections.abc import Mapping, Sequence

import numpy as np

from powertui.domain.capacity import available_power_va, leg_limit_a
from powertui.domain.choices import FeedLeg, Phase
from powertui.domain.columns.areas import location_rows, panel_rows, rack_rows, site_rows
from powertui.domain.columns.arrays import NOWHERE, Bytes, Floats, Groups, Rows
from powertui.domain.columns.branches import BranchRows
from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.feeds import Feeders
from powertui.domain.columns.outlets import OutletRows
from powertui.domain.columns.parts import Parts
from powertui.domain.columns.places import (
    LEG_CODE,
    BranchPlaces,
    FeedPlaces,
    InletPlaces,
    LegPlaces,
    OutletPlaces,
    Places,
    TargetPlaces,
)
from powertui.domain.columns.speakers import SINGLE, THREE
from powertui.domain.draw import PowerDraw, feed_draw, power_draw
from powertui.domain.graph import PowerGraph
from powertui.domain.natural import natural_key
from powertui.domain.reading import Leg, Quantity
from powertui.domain.topology import PowerFeed

_FEED_LEGS = {LEG_CODE[Leg.A]: FeedLeg.A, LEG_CODE[Leg.B]: FeedLeg.B, LEG_CODE[Leg.C]: FeedLeg.C}


class Compiled:
    """Everything about a plant that does not change with its readings."""

    def __init__(self, graph: PowerGraph, targets: Sequence[DescribedTarget]) -> None:
        self.graph = graph
        self.targets = tuple(sorted(targets, key=lambda target: natural_key(target.name)))
        self.parts = Parts(self.targets)
        self.outlets = OutletRows(graph, self.targets, self.parts)
        self.branches = BranchRows(graph, self.targets, self.parts, self.outlets)
        self.feeders = Feeders(graph, self.targets, self.parts, self.outlets)
        feeds = self.feeders.feeds
        draws = [feed_draw(graph, feed) for feed in feeds]
        self.feed_legs = _legs_of([3 if feed.phase is Phase.THREE else 1 for feed in feeds])
        self.inlet_legs = _legs_of([3 if is_three else 1 for is_three in self.feeders.is_three_phase.tolist()])
        allocated_w: Floats = np.array([draw.allocated_w if draw else np.nan for draw in draws], dtype=np.float64)
        maximum_w: Floats = np.array([draw.maximum_w if draw else np.nan for draw in draws], dtype=np.float64)
        self.panels = panel_rows(graph, feeds, allocated_w, maximum_w)
        self.racks = rack_rows(graph, feeds, allocated_w, maximum_w)
        self.locations = location_rows(graph, feeds, allocated_w, maximum_w)
        self.sites = site_rows(graph, feeds, allocated_w, maximum_w)
        legs = _leg_places(feeds, draws, self.feed_legs)
        feed_places = _feed_places(feeds, allocated_w, maximum_w, self)
        inlets = _inlet_places(self)
        outlet_inlet = _rows(self.outlets.port_ids, inlets.row_of)
        self.places = Places(
            targets=_target_places(self.targets),
            outlets=OutletPlaces(
                ids=self.outlets.ids,
                row_of=self.outlets.row_of,
                subject_ids=_subject_ids(self.parts, self.outlets.parts),
                target=self.outlets.target,
                device_ids=self.outlets.device_ids,
                inlet=outlet_inlet,
                branch=self.branches.of_outlet,
                leg=self.outlets.leg,
                leg_row=_leg_rows(outlet_inlet, self.outlets.leg, inlets, feed_places),
                load_port_ids=self.outlets.load_port_ids,
                load_device_ids=self.outlets.load_device_ids,
                allocated_w=self.outlets.allocated_w,
                maximum_w=self.outlets.maximum_w,
            ),
            branches=_branch_places(self, outlet_inlet),
            inlets=inlets,
            legs=legs,
            feeds=feed_places,
            panels=self.panels.places,
            racks=self.racks.places,
            locations=self.locations.places,
            sites=self.sites.places,
        )
        self.outlets_of_inlet = Groups.by_owner(outlet_inlet, len(inlets.ids))


def _legs_of(counts: Sequence[int]) -> Groups:
    """Legs as rows, owner after owner."""
    return Groups(np.arange(sum(counts), dtype=np.int64), np.array(counts, dtype=np.int64))


def _first(legs: Groups) -> Rows:
    found: Rows = np.cumsum(legs.sizes) - legs.sizes
    return found


def _target_places(targets: Sequence[DescribedTarget]) -> TargetPlaces:
    return TargetPlaces(
        ids=np.array([target.id for target in targets], dtype=np.int64),
        row_of={target.id: row for row, target in enumerate(targets)},
        device_ids=np.array([_or_nowhere(target.device_id) for target in targets], dtype=np.int64),
        panel_ids=np.array([_or_nowhere(target.power_panel_id) for target in targets], dtype=np.int64),
    )


def _leg_places(feeds: Sequence[PowerFeed], draws: Sequence[PowerDraw | None], legs: Groups) -> LegPlaces:
    codes: list[int] = []
    allocated_w: list[float] = []
    maximum_w: list[float] = []
    for feed, draw in zip(feeds, draws, strict=True):
        if feed.phase is Phase.SINGLE:
            codes.append(SINGLE[0])
            allocated_w.append(draw.allocated_w if draw else np.nan)
            maximum_w.append(draw.maximum_w if draw else np.nan)
            continue
        of_leg = {entry.leg: entry for entry in draw.legs} if draw else {}
        for code in THREE:
            entry = of_leg.get(_FEED_LEGS[code])
            codes.append(code)
            allocated_w.append(entry.allocated_w if entry else np.nan)
            maximum_w.append(entry.maximum_w if entry else np.nan)
    return LegPlaces(
        feed=legs.owners,
        leg=np.array(codes, dtype=np.uint8),
        limit_a=np.array([leg_limit_a(feed) for feed in feeds], dtype=np.float64)[legs.owners],
        breaker_a=np.array([feed.amperage_a for feed in feeds], dtype=np.float64)[legs.owners],
        allocated_w=np.array(allocated_w, dtype=np.float64),
        maximum_w=np.array(maximum_w, dtype=np.float64),
    )


def _feed_places(feeds: Sequence[PowerFeed], allocated_w: Floats, maximum_w: Floats, compiled: Compiled) -> FeedPlaces:
    racks, panels = compiled.racks.places.row_of, compiled.panels.places.row_of
    feeders = compiled.feeders
    return FeedPlaces(
        ids=np.array([feed.id for feed in feeds], dtype=np.int64),
        row_of={feed.id: row for row, feed in enumerate(feeds)},
        panel=np.array([panels[feed.power_panel_id] for feed in feeds], dtype=np.int64),
        rack=np.array([racks.get(_or_nowhere(feed.rack_id), NOWHERE) for feed in feeds], dtype=np.int64),
        first_leg=_first(compiled.feed_legs),
        leg_count=compiled.feed_legs.sizes,
        available_va=np.array([available_power_va(feed) for feed in feeds], dtype=np.float64),
        allocated_w=allocated_w,
        maximum_w=maximum_w,
        is_polled=np.array(
            [bool(found) or row in feeders.circuits for row, found in enumerate(feeders.targets_of_feed)],
            dtype=np.bool_,
        ),
    )


def _inlet_places(compiled: Compiled) -> InletPlaces:
    graph, feeders, parts = compiled.graph, compiled.feeders, compiled.parts
    ports = [graph.ports[port_id] for port_id in feeders.port_ids]
    feed_of = {
        port_id: row for row, port_ids in reversed(list(enumerate(feeders.inlets_of_feed))) for port_id in port_ids
    }
    draws = [power_draw(graph, port) for port in ports]
    rated_a: Floats = np.full(len(ports), np.nan)
    stated = parts.facts(Quantity.RATED_CURRENT)
    for part in np.flatnonzero(~np.isnan(stated) & (parts.port_ids >= 0)):
        inlet = feeders.row_of_port.get(int(parts.port_ids[part]))
        if inlet is not None and np.isnan(rated_a[inlet]):
            rated_a[inlet] = stated[part]
    for row, port in enumerate(ports):
        modelled_a = graph.devices[port.device_id].rated_current_a
        if modelled_a is not None:
            rated_a[row] = modelled_a
    return InletPlaces(
        ids=np.array(feeders.port_ids, dtype=np.int64),
        row_of=feeders.row_of_port,
        device_ids=np.array([port.device_id for port in ports], dtype=np.int64),
        target=feeders.inlet_target,
        feed=np.array([feed_of.get(port_id, NOWHERE) for port_id in feeders.port_ids], dtype=np.int64),
        allocated_w=np.array([draw.allocated_w for draw in draws], dtype=np.float64),
        maximum_w=np.array([draw.maximum_w for draw in draws], dtype=np.float64),
        rated_a=rated_a,
        first_leg=_first(compiled.inlet_legs),
        leg_count=compiled.inlet_legs.sizes,
    )


def _branch_places(compiled: Compiled, outlet_inlet: Rows) -> BranchPlaces:
    branches = compiled.branches
    inlet: Rows = np.full(branches.count, NOWHERE, dtype=np.int64)
    members = branches.outlets
    # Backwards, so that the first outlet's inlet stays.
    inlet[members.owners[::-1]] = outlet_inlet[members.members[::-1]]
    return BranchPlaces(
        ids=branches.ids,
        row_of=branches.row_of,
        subject_ids=_subject_ids(compiled.parts, branches.parts),
        target=branches.target,
        device_ids=branches.device_ids,
        inlet=inlet,
        leg=branches.leg,
        rated_a=branches.rated_a,
        allocated_w=_plugged_in(compiled, compiled.outlets.allocated_w),
        maximum_w=_plugged_in(compiled, compiled.outlets.maximum_w),
    )


def _plugged_in(compiled: Compiled, draw_w: Floats) -> Floats:
    """What is plugged into each branch's outlets; NaN where nothing is."""
    groups = compiled.branches.outlets
    of_outlets = draw_w[groups.members]
    is_plugged = ~np.isnan(of_outlets)
    found: Floats = np.where(groups.counts(is_plugged) > 0, groups.sums(np.where(is_plugged, of_outlets, 0.0)), np.nan)
    return found


def _leg_rows(outlet_inlet: Rows, leg: Bytes, inlets: InletPlaces, feeds: FeedPlaces) -> Rows:
    """Of each outlet the leg of its feed: a three-phase feed's by the outlet's leg, a single-phase feed's only one."""
    found: Rows = np.full(len(outlet_inlet), NOWHERE, dtype=np.int64)
    feed = np.where(outlet_inlet >= 0, inlets.feed[outlet_inlet], NOWHERE) if len(inlets.ids) else outlet_inlet
    has_feed = np.flatnonzero(feed >= 0)
    first, count = feeds.first_leg[feed[has_feed]], feeds.leg_count[feed[has_feed]]
    of_three = (count == len(THREE)) & np.isin(leg[has_feed], THREE)
    found[has_feed] = np.where(count == 1, first, np.where(of_three, first + leg[has_feed] - THREE[0], NOWHERE))
    return found


def _rows(ids: Rows, row_of: Mapping[int, int]) -> Rows:
    return np.array([row_of.get(item, NOWHERE) for item in ids.tolist()], dtype=np.int64)


def _subject_ids(parts: Parts, rows: Rows) -> Rows:
    if parts.count == 0:
        return np.full(len(rows), NOWHERE, dtype=np.int64)
    found: Rows = np.where(rows >= 0, parts.ids[rows], NOWHERE)
    return found


def _or_nowhere(item_id: int | None) -> int:
    return NOWHERE if item_id is None else item_id

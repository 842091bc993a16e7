"""The plant in columns: readings are put into place, and rolled up when asked for."""

from collections.abc import Mapping, Sequence

import numpy as np

from powertui.domain.columns.arrays import NOWHERE, Bytes, Floats, Groups, Rows
from powertui.domain.columns.channels import Judged
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.feed_rollup import FeedsMeasured, measured_feeds
from powertui.domain.columns.loads import BASIS_CODE, Amounts, Coverages, LegLoads, Loads, PlantLoads
from powertui.domain.columns.outlets import MeasuredOutlets
from powertui.domain.columns.places import Places
from powertui.domain.columns.results import covered, legs_taken, most_loaded, of_members, with_model
from powertui.domain.columns.speakers import Conductors, Spoken
from powertui.domain.columns.sums import either, estimated, gathered, product, taken, total
from powertui.domain.columns.switched import put_switched_feeds, put_switched_inlets
from powertui.domain.graph import PowerGraph
from powertui.domain.reading import Quantity
from powertui.domain.rollup import Basis

_METER = np.uint8(BASIS_CODE[Basis.METER])
_OUTLETS = np.uint8(BASIS_CODE[Basis.OUTLETS])


class PlantColumns:
    """One plant: one model, one set of descriptions, and the newest readings. For one thread."""

    def __init__(self, graph: PowerGraph, targets: Sequence[DescribedTarget]) -> None:
        self._compiled = Compiled(graph, targets)
        self._channels = self._compiled.parts.channels
        self._row_of: Mapping[int, int] = self._compiled.places.targets.row_of

    @property
    def graph(self) -> PowerGraph:
        return self._compiled.graph

    @property
    def places(self) -> Places:
        """Which row is what."""
        return self._compiled.places

    @property
    def compiled(self) -> Compiled:
        """All that does not change with readings, parts and ratings included."""
        return self._compiled

    def take(self, target_id: int, sampled_at_s: float | None, values: bytes, qualities: bytes) -> None:
        """Put a target's newest batch into place; one of a target that is not described is left out."""
        row = self._row_of.get(target_id)
        if row is not None:
            self._channels.take(row, sampled_at_s, values, qualities)

    def judged(self, now_s: float, stale_after_s: float) -> Judged:
        """Every measured value as of now."""
        return self._channels.judged(now_s, stale_after_s)

    def roll_up(self, judged: Judged, now_s: float) -> PlantLoads:
        """What everything carries."""
        compiled = self._compiled
        places = compiled.places
        measured = compiled.outlets.measured(judged)
        outlets = with_model(
            measured.active_power,
            measured.apparent_power,
            measured.current,
            np.full(compiled.outlets.count, _METER),
            places.outlets.allocated_w,
        )
        spoken = compiled.feeders.speakers.speak(judged, measured.active_power, measured.apparent_power)
        inlets, inlet_legs = self._inlets(judged, spoken, outlets)
        feeds, legs, panel_meter = self._feeds(judged, spoken, inlets)
        areas = (compiled.panels, compiled.racks, compiled.locations, compiled.sites)
        first_leg = places.feeds.first_leg
        panels, racks, locations, sites = (area.sum(feeds, legs.loads.current, first_leg) for area in areas)
        return PlantLoads(
            now_s=now_s,
            outlets=outlets,
            outlet_power_factor=measured.power_factor,
            outlet_state=measured.state,
            branches=self._branches(judged, measured, outlets),
            inlets=inlets,
            inlet_legs=inlet_legs,
            legs=legs,
            feeds=feeds,
            panel_meter=panel_meter,
            panels=panels,
            racks=racks,
            locations=locations,
            sites=sites,
        )

    def _branches(self, judged: Judged, measured: MeasuredOutlets, outlets: Loads) -> Loads:
        """What the device says of a branch, else the sum of its outlets."""
        compiled = self._compiled
        rows, groups = compiled.branches.parts, compiled.branches.outlets

        def own(quantity: Quantity) -> Amounts:
            channel = compiled.parts.channel(quantity)
            found: Rows = np.where(rows >= 0, channel[rows], 0) if len(channel) else np.zeros(len(rows), np.int64)
            return gathered(judged, found)

        def summed(amounts: Amounts) -> Amounts:
            return estimated(total(groups, taken(amounts, groups.members)))

        active_power, current = own(Quantity.ACTIVE_POWER), own(Quantity.CURRENT)
        apparent_power = either(own(Quantity.APPARENT_POWER), product(own(Quantity.VOLTAGE), current))
        is_metered = active_power.is_known | apparent_power.is_known | current.is_known
        loads = with_model(
            either(active_power, summed(measured.active_power)),
            either(apparent_power, summed(measured.apparent_power)),
            either(current, summed(measured.current)),
            np.where(is_metered, _METER, _OUTLETS),
            compiled.places.branches.allocated_w,
        )
        coverage = covered(
            loads.has_basis(Basis.OUTLETS),
            of_members(groups, outlets.active_power, outlets.apparent_power),
            loads.coverage,
        )
        return _with_coverage(loads, coverage)

    def _inlets(self, judged: Judged, spoken: Spoken, outlets: Loads) -> tuple[Loads, LegLoads]:
        compiled = self._compiled
        places, feeders = compiled.places.inlets, compiled.feeders
        speakers = feeders.speaker_of_inlet
        legs = legs_taken(spoken.legs, _leg_rows(feeders.speakers.first_leg, speakers, compiled.inlet_legs))
        measured = FeedsMeasured(
            active_power=taken(spoken.active_power, speakers),
            apparent_power=taken(spoken.apparent_power, speakers),
            basis=spoken.basis[speakers],
            legs=legs,
            legs_basis=spoken.basis[speakers],
            panel_meter=np.zeros(len(speakers), dtype=np.uint8),
        )
        put_switched_inlets(compiled, judged, measured)
        loads = with_model(
            measured.active_power,
            measured.apparent_power,
            most_loaded(compiled.inlet_legs, legs.current),
            measured.basis,
            places.allocated_w,
        )
        of_outlets = of_members(compiled.outlets_of_inlet, outlets.active_power, outlets.apparent_power)
        coverage = covered(loads.has_basis(Basis.OUTLETS), of_outlets, loads.coverage)
        allocated_w = np.full(len(compiled.inlet_legs.owners), np.nan)
        return _with_coverage(loads, coverage), _legs(measured.legs, compiled.inlet_legs, measured.basis, allocated_w)

    def _feeds(self, judged: Judged, spoken: Spoken, inlets: Loads) -> tuple[Loads, LegLoads, Bytes]:
        compiled = self._compiled
        feeders, places = compiled.feeders, compiled.places
        of_panel: Rows = np.full(len(feeders.feeds), NOWHERE, dtype=np.int64)
        for row, meters in feeders.circuits.items():
            # Of several meters that know a feed the one with the fresher reading counts, of equal ones the first.
            of_panel[row] = max(meters, key=lambda meter: self._channels.sampled_at_s(meter[0]) or 0.0)[1]
        measured = measured_feeds(
            spoken, feeders.speaker_of_feed, of_panel, compiled.feed_legs, feeders.speakers.first_leg
        )
        put_switched_feeds(compiled, judged, measured)
        loads = with_model(
            measured.active_power,
            measured.apparent_power,
            most_loaded(compiled.feed_legs, measured.legs.current),
            measured.basis,
            places.feeds.allocated_w,
        )
        groups = Groups.by_owner(places.inlets.feed, len(feeders.feeds))
        of_inlets = of_members(groups, inlets.active_power, inlets.apparent_power)
        by_inlets = loads.has_basis(Basis.INLET) | loads.has_basis(Basis.OUTLETS)
        loads = _with_coverage(loads, covered(by_inlets, of_inlets, loads.coverage))
        is_modelled = loads.has_basis(Basis.MODELLED)[compiled.feed_legs.owners]
        # Where the feed itself is measured, a leg's share of that is not what the model says.
        allocated_w = np.where(is_modelled, places.legs.allocated_w, np.nan)
        return loads, _legs(measured.legs, compiled.feed_legs, measured.legs_basis, allocated_w), measured.panel_meter


def _legs(legs: Conductors, groups: Groups, basis: Bytes, allocated_w: Floats) -> LegLoads:
    loads = with_model(legs.active_power, legs.apparent_power, legs.current, basis[groups.owners], allocated_w)
    return LegLoads(loads, legs.voltage, legs.power_factor)


def _leg_rows(first_leg: Rows, speakers: Rows, legs: Groups) -> Rows:
    place = np.arange(len(legs.owners), dtype=np.int64) - (np.cumsum(legs.sizes) - legs.sizes)[legs.owners]
    found: Rows = first_leg[speakers][legs.owners] + place
    return found


def _with_coverage(loads: Loads, coverage: Coverages) -> Loads:
    return Loads(loads.active_power, loads.apparent_power, loads.current, loads.basis, coverage)

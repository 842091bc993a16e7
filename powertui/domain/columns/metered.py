"""What redundancy needs of what was measured, from the columns: the same figures as `redundancy.of_view` takes."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from powertui.domain.columns.arrays import Flags, Floats, Rows
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.loads import Amounts, LegLoads, Loads, PlantLoads
from powertui.domain.plant import PlantView
from powertui.domain.redundancy.measurements import Measurements, Metered
from powertui.domain.redundancy.of_view import measurements_of, switching_devices
from powertui.domain.rollup import Basis


def measurements_in(compiled: Compiled, loads: PlantLoads, view: PlantView) -> Measurements:
    """All that is fresh and believed. Of `view` only what chooses its source is looked at, by its id."""
    places = compiled.places
    switched = measurements_of(_of_switches(compiled, view))
    inlets = _metered(places.inlets.ids, loads.inlets, loads.inlets.has_basis(Basis.INLET))
    own = _with_legs(inlets, places.inlets.row_of, loads.inlet_legs, places.inlets.first_leg, places.inlets.leg_count)
    feeds = _metered(places.feeds.ids, loads.feeds, loads.feeds.has_basis(Basis.PANEL_METER))
    is_reported: Flags = (places.outlets.ids >= 0) & (places.outlets.subject_ids >= 0)
    return Measurements(
        outlets=_metered(places.outlets.ids, loads.outlets, loads.outlets.is_measured & is_reported),
        inlets={**own, **switched.inlets},
        branches=_metered(
            places.branches.ids, loads.branches, loads.branches.has_basis(Basis.METER) & (places.branches.ids >= 0)
        ),
        feeds=_with_legs(feeds, places.feeds.row_of, loads.legs, places.feeds.first_leg, places.feeds.leg_count),
        selected=switched.selected,
    )


def switching_in(compiled: Compiled, view: PlantView) -> frozenset[int]:
    """Devices that report several sources."""
    return switching_devices(_of_switches(compiled, view))


def _of_switches(compiled: Compiled, view: PlantView) -> PlantView:
    """A view of nothing but the devices that choose their source."""
    rows = compiled.feeders.switched_targets
    targets = {compiled.targets[row].id: view.targets[compiled.targets[row].id] for row in rows}
    return replace(view, targets=targets, outlets_of_target={}, feeds={})


def _metered(ids: Rows, loads: Loads, counted: Flags) -> dict[int, Metered]:
    power, apparent = _fresh(loads.active_power), _fresh(loads.apparent_power)
    rows = np.flatnonzero(counted & ~(np.isnan(power) & np.isnan(apparent)))
    return {
        object_id: Metered(_known(va), _known(watts))
        for object_id, va, watts in zip(ids[rows].tolist(), apparent[rows].tolist(), power[rows].tolist(), strict=True)
    }


def _with_legs(
    found: dict[int, Metered], row_of: Mapping[int, int], legs: LegLoads, first_leg: Rows, leg_count: Rows
) -> dict[int, Metered]:
    apparent = _fresh(legs.loads.apparent_power).tolist()
    firsts, counts = first_leg.tolist(), leg_count.tolist()
    for object_id, meter in found.items():
        row = row_of[object_id]
        if counts[row] == 3:
            a, b, c = apparent[firsts[row] : firsts[row] + 3]
            if not math.isnan(a + b + c):
                found[object_id] = meter._replace(legs_va=(a, b, c))
    return found


def _fresh(amounts: Amounts) -> Floats:
    found: Floats = np.where(amounts.is_fresh, amounts.value, np.nan)
    return found


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value

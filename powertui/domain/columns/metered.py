"""What redundancy needs of what was measured, from the columns: the same figures as `redundancy.of_view` takes."""

import math
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from powertui.domain.columns.arrays import Flags, Floats, Rows
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.loads import Amounts, LegLoads, Loads, PlantLoads
from powertui.domain.graph import PowerGraph
from powertui.domain.plant import PlantView
from powertui.domain.redundancy.measurements import Measurements, Metered
from powertui.domain.redundancy.of_view import measurements_of, switching_devices
from powertui.domain.rollup import Basis


def measurements_in(
    compiled: Compiled, loads: PlantLoads, view: PlantView, only: PowerGraph | None = None
) -> Measurements:
    """All that is fresh and believed. Of `view` only what chooses its source is looked at, by its id.

    With `only`, of what that part of the plant has; what chooses its source may be of another part.
    """
    places = compiled.places
    branch_ids = None if only is None else [branch.id for branch in only.topology.pdu_branches]
    switched = measurements_of(_of_switches(compiled, view))
    inlets = _metered(
        places.inlets.ids,
        loads.inlets,
        loads.inlets.has_basis(Basis.INLET) & _among(places.inlets.ids, None if only is None else only.ports),
    )
    own = _with_legs(inlets, places.inlets.row_of, loads.inlet_legs, places.inlets.first_leg, places.inlets.leg_count)
    feeds = _metered(
        places.feeds.ids,
        loads.feeds,
        loads.feeds.has_basis(Basis.PANEL_METER) & _among(places.feeds.ids, None if only is None else only.feeds),
    )
    is_reported: Flags = (places.outlets.ids >= 0) & (places.outlets.subject_ids >= 0)
    return Measurements(
        outlets=_metered(
            places.outlets.ids,
            loads.outlets,
            loads.outlets.is_measured
            & is_reported
            & _among(places.outlets.ids, None if only is None else only.outlets),
        ),
        inlets={**own, **switched.inlets},
        branches=_metered(
            places.branches.ids,
            loads.branches,
            loads.branches.has_basis(Basis.METER)
            & (places.branches.ids >= 0)
            & _among(places.branches.ids, branch_ids),
        ),
        feeds=_with_legs(feeds, places.feeds.row_of, loads.legs, places.feeds.first_leg, places.feeds.leg_count),
        selected=switched.selected,
    )


def half_known_in(compiled: Compiled, measured: Measurements) -> list[dict[int, int]]:
    """Of devices whose cords all have been metered, and are so no longer all: subjects by power port.

    The least device first, as `services.learnt_shares.half_known` finds them in a view.
    """
    outlets = compiled.places.outlets
    is_cord: Flags = (outlets.ids >= 0) & (outlets.subject_ids >= 0) & (outlets.load_device_ids >= 0)
    rows = np.flatnonzero(is_cord)
    metered = np.fromiter(measured.outlets, dtype=np.int64, count=len(measured.outlets))
    is_fresh = np.isin(outlets.ids[rows], metered)
    _, owners, counts = np.unique(outlets.load_device_ids[rows], return_inverse=True, return_counts=True)
    fresh = np.bincount(owners, weights=is_fresh, minlength=len(counts))
    # Few devices are not all or nothing: those are looked at one by one.
    chosen = np.flatnonzero(((fresh > 0) & (fresh < counts))[owners])
    cords: dict[int, dict[int, int]] = {}
    fresh_ports: dict[int, set[int]] = {}
    for row, is_metered in zip(rows[chosen].tolist(), is_fresh[chosen].tolist(), strict=True):
        device_id, port_id = int(outlets.load_device_ids[row]), int(outlets.load_port_ids[row])
        cords.setdefault(device_id, {})[port_id] = int(outlets.subject_ids[row])
        if is_metered:
            fresh_ports.setdefault(device_id, set()).add(port_id)
    return [found for device_id, found in sorted(cords.items()) if len(fresh_ports[device_id]) < len(found)]


def switching_in(compiled: Compiled, view: PlantView) -> frozenset[int]:
    """Devices that report several sources."""
    return switching_devices(_of_switches(compiled, view))


def _of_switches(compiled: Compiled, view: PlantView) -> PlantView:
    """A view of nothing but the devices that choose their source."""
    rows = compiled.feeders.switched_targets
    targets = {compiled.targets[row].id: view.targets[compiled.targets[row].id] for row in rows}
    return replace(view, targets=targets, outlets_of_target={}, feeds={})


def _among(ids: Rows, wanted: Collection[int] | None) -> Flags:
    """Which ids are among some; None: all."""
    if wanted is None:
        return np.ones(len(ids), dtype=np.bool_)
    return np.isin(ids, np.fromiter(wanted, dtype=np.int64, count=len(wanted)))


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

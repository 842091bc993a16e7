"""Feeds from what speaks for them: the panel's own meter first, then the inlets, their outlets, and the model."""

from dataclasses import dataclass

import numpy as np

from powertui.domain.columns.arrays import NOWHERE, Bytes, Flags, Groups, Rows
from powertui.domain.columns.loads import BASIS_CODE, Amounts
from powertui.domain.columns.results import legs_taken
from powertui.domain.columns.speakers import Conductors, Spoken
from powertui.domain.columns.sums import chosen, taken
from powertui.domain.reading import Quality
from powertui.domain.rollup import Basis, PanelMeter

_STANDING = {standing: np.uint8(code) for code, standing in enumerate(PanelMeter)}
_NOTHING = np.uint8(BASIS_CODE[Basis.NOTHING])
_PANEL = np.uint8(BASIS_CODE[Basis.PANEL_METER])


@dataclass(frozen=True, slots=True)
class FeedsMeasured:
    """What was measured of all feeds; arrays that whoever knows better of some of them may change."""

    active_power: Amounts
    apparent_power: Amounts
    basis: Bytes
    legs: Conductors
    legs_basis: Bytes
    """Of each feed."""
    panel_meter: Bytes


@dataclass(frozen=True, slots=True)
class _Source:
    active_power: Amounts
    apparent_power: Amounts
    has_current: Flags
    basis: Bytes

    @property
    def has_load(self) -> Flags:
        return self.active_power.is_known | self.apparent_power.is_known


def measured_feeds(spoken: Spoken, of_inlets: Rows, of_panel: Rows, legs: Groups, first_leg: Rows) -> FeedsMeasured:
    """`of_inlets` and `of_panel` are each feed's speakers, `legs` its own legs, `first_leg` that of each speaker."""
    has_circuit: Flags = of_panel != NOWHERE
    inlets = _source(spoken, of_inlets)
    panel = _source(spoken, np.where(has_circuit, of_panel, of_inlets))
    is_better = has_circuit & _is_better(panel, inlets)
    takes_legs = is_better & (panel.has_current | ~inlets.has_current)
    legs_from = np.where(takes_legs, of_panel, of_inlets)
    place_in_feed = np.arange(len(legs.owners), dtype=np.int64) - (np.cumsum(legs.sizes) - legs.sizes)[legs.owners]
    basis = np.where(is_better, _PANEL, inlets.basis)
    of_legs = np.where(
        takes_legs,
        np.where(panel.has_current, _PANEL, _NOTHING),
        np.where(inlets.has_current, inlets.basis, _NOTHING),
    )
    conductors = legs_taken(spoken.legs, first_leg[legs_from][legs.owners] + place_in_feed)
    standing = np.where(
        has_circuit, _standing(panel, spoken.legs, first_leg, of_panel, legs), _STANDING[PanelMeter.NONE]
    )
    return FeedsMeasured(
        active_power=chosen(is_better, panel.active_power, inlets.active_power),
        apparent_power=chosen(is_better, panel.apparent_power, inlets.apparent_power),
        basis=basis.astype(np.uint8),
        legs=conductors,
        legs_basis=of_legs.astype(np.uint8),
        panel_meter=standing.astype(np.uint8),
    )


def _source(spoken: Spoken, rows: Rows) -> _Source:
    return _Source(
        taken(spoken.active_power, rows),
        taken(spoken.apparent_power, rows),
        spoken.has_current[rows],
        spoken.basis[rows],
    )


def _is_better(panel: _Source, inlets: _Source) -> Flags:
    """Whether the panel's meter is to be heard: always when it knows the feed's load now, else if nobody knows more."""
    inlets_know = inlets.has_load | inlets.has_current
    found: Flags = panel.apparent_power.is_fresh | (
        ~inlets.apparent_power.is_fresh & (panel.has_load | (panel.has_current & ~inlets_know))
    )
    return found


def _standing(panel: _Source, legs: Conductors, first_leg: Rows, of_panel: Rows, own: Groups) -> Bytes:
    newest = np.minimum(panel.apparent_power.quality, panel.active_power.quality)
    by_load = np.where(newest == Quality.STALE, _STANDING[PanelMeter.STALE], _STANDING[PanelMeter.USED])
    firsts = np.where(of_panel == NOWHERE, 0, first_leg[of_panel])
    place = np.arange(len(own.owners), dtype=np.int64) - (np.cumsum(own.sizes) - own.sizes)[own.owners]
    rows = np.minimum(firsts[own.owners] + place, max(0, len(legs.current.value) - 1))
    has_fresh = own.counts(taken(legs.current, rows).is_fresh) > 0
    by_current = np.where(has_fresh, _STANDING[PanelMeter.SILENT], _STANDING[PanelMeter.STALE])
    found: Bytes = np.select(
        [~(panel.has_load | panel.has_current), panel.apparent_power.is_fresh, panel.has_load],
        [_STANDING[PanelMeter.SILENT], _STANDING[PanelMeter.USED], by_load],
        by_current,
    )
    return found

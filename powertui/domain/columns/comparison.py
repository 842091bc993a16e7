"""Measured beside modelled, of everything that has both: difference in W and %, and what is over its maximum."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from powertui.domain.columns.arrays import Bytes, Flags, Floats, Groups, Rows
from powertui.domain.columns.loads import Amounts, PlantLoads
from powertui.domain.columns.places import Places
from powertui.domain.columns.sums import chosen, nothing
from powertui.domain.outlet_load import LIVE_W


@dataclass(frozen=True, slots=True)
class Compared:
    """All objects of a kind, in the order of its places. In W; NaN where a figure is not known."""

    measured_w: Floats
    """Never a modelled draw."""
    quality: Bytes
    allocated_w: Floats
    maximum_w: Floats
    """NaN: nobody has said one."""

    @property
    def difference_w(self) -> Floats:
        """Measured minus allocated."""
        return self.measured_w - self.allocated_w

    @property
    def difference_pct(self) -> Floats:
        """The same in % of what is allocated; NaN where nothing is."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.allocated_w > 0, 100 * self.difference_w / self.allocated_w, np.nan)

    @property
    def is_over_maximum(self) -> Flags:
        found: Flags = self.measured_w > self.maximum_w
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plant as modelled beside what it carries."""

    outlets: Compared
    """And so of the ports that are plugged into them (`OutletPlaces.load_port_ids`)."""
    branches: Compared
    inlets: Compared
    legs: Compared
    feeds: Compared
    racks: Compared
    unmodelled: Flags
    """Outlets that carry load and have no cable in the model."""
    outlet_sums_w: Floats
    """Of each inlet what its outlets add up to; NaN where one of them is not known."""


def compared_with_model(places: Places, loads: PlantLoads) -> Comparison:
    """Every figure that has one beside it."""
    outlets = _compared(_measured(loads.outlets.active_power, loads.outlets.is_measured), places.outlets)
    is_live = outlets.measured_w >= LIVE_W
    return Comparison(
        outlets=outlets,
        branches=_compared(_measured(loads.branches.active_power, loads.branches.is_measured), places.branches),
        inlets=_compared(_measured(loads.inlets.active_power, loads.inlets.is_measured), places.inlets),
        legs=_compared(_measured(loads.legs.loads.active_power, loads.legs.loads.is_measured), places.legs),
        feeds=_compared(_measured(loads.feeds.active_power, loads.feeds.is_measured), places.feeds),
        racks=_compared(loads.racks.measured_active_power, places.racks),
        unmodelled=is_live & (places.outlets.load_port_ids < 0),
        outlet_sums_w=_sums(outlets.measured_w, places.outlets.inlet, len(places.inlets.ids)),
    )


class _Modelled(Protocol):
    @property
    def allocated_w(self) -> Floats: ...

    @property
    def maximum_w(self) -> Floats: ...


def _compared(measured: Amounts, places: _Modelled) -> Compared:
    maximum_w = np.where(places.maximum_w > 0, places.maximum_w, np.nan)
    return Compared(measured.value, measured.quality, places.allocated_w, maximum_w)


def _measured(amounts: Amounts, is_measured: Flags) -> Amounts:
    """Without what the model stands in for."""
    return chosen(is_measured, amounts, nothing(len(amounts.value)))


def _sums(watts: Floats, owners: Rows, count: int) -> Floats:
    groups = Groups.by_owner(owners, count)
    found = groups.sums(watts[groups.members])
    found[groups.sizes == 0] = np.nan
    return found

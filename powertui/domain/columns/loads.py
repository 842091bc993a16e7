"""What a rollup gives: W, VA and A of everything that carries load, each with its quality, basis and coverage.

One row for each object, in the order of `domain.columns.places`.
"""

from dataclasses import dataclass

import numpy as np

from powertui.domain.columns.arrays import Bytes, Flags, Floats, Rows
from powertui.domain.reading import Quality
from powertui.domain.rollup import Basis

BASES = tuple(Basis)
"""A basis code is a place in this."""
BASIS_CODE = {basis: code for code, basis in enumerate(BASES)}


@dataclass(frozen=True, slots=True)
class Amounts:
    """One quantity of all objects of a kind."""

    value: Floats
    """In the quantity's unit; NaN where there is none."""
    quality: Bytes
    """A `Quality` each; a sum is as bad as its worst part, and an estimate as soon as a part is missing."""
    sampled_at_s: Floats
    """Of the oldest part; NaN where no part has a moment of its own (missing, modelled)."""

    @property
    def is_known(self) -> Flags:
        """There is a value, whatever its age."""
        return ~np.isnan(self.value)

    @property
    def is_fresh(self) -> Flags:
        """There is a value that can be judged by: measured or estimated, not stale, not implausible."""
        return self.is_known & (self.quality < Quality.STALE)


@dataclass(frozen=True, slots=True)
class Coverages:
    """What each sum is made of: how many of its parts are what."""

    measured: Rows
    estimated: Rows
    """Computed from something else, modelled draws included."""
    stale: Rows
    missing: Rows


@dataclass(frozen=True, slots=True)
class Loads:
    """All objects of a kind.

    Where nothing measured is left (basis `MODELLED`), W and VA are the model's allocated draw, ESTIMATED: a figure to
    reckon with, never one to raise an alert on.
    """

    active_power: Amounts
    apparent_power: Amounts
    current: Amounts
    """Of the most loaded leg, where there are three. Of an area the legs of its feeds are added up leg by leg, which is
    missing where one of them is single-phase: on which leg of the panel it hangs is not known."""
    basis: Bytes
    """A place in `BASES` each."""
    coverage: Coverages

    def has_basis(self, basis: Basis) -> Flags:
        found: Flags = self.basis == BASIS_CODE[basis]
        return found

    @property
    def is_measured(self) -> Flags:
        """The figures come from a meter, fresh or not."""
        return ~(self.has_basis(Basis.MODELLED) | self.has_basis(Basis.NOTHING))


@dataclass(frozen=True, slots=True)
class LegLoads:
    """Legs: three rows of what is three-phase, one of what is single-phase."""

    loads: Loads
    voltage: Amounts
    power_factor: Amounts
    """Only where one part speaks for the leg: factors do not add up."""


@dataclass(frozen=True, slots=True)
class AreaLoads:
    """All areas of a kind."""

    loads: Loads
    """Modelled draws of what nobody measures included; an estimate then, and the coverage says of how much."""
    measured_active_power: Amounts
    """Without them: what may be judged. An estimate where a feed is missing."""
    measured_apparent_power: Amounts
    least_active_power: Amounts
    """Of what is measured and fresh alone: a lower bound where a feed is stale or missing."""
    least_apparent_power: Amounts
    least_current: Amounts
    """The same of the most loaded leg."""
    measured_coverage: Coverages
    """Of the measured apparent power."""


@dataclass(frozen=True, slots=True)
class PlantLoads:
    """The plant as of one moment."""

    now_s: float
    outlets: Loads
    outlet_power_factor: Amounts
    outlet_state: Amounts
    """Of each outlet an OutletState; missing where it has no switch, or does not say."""
    branches: Loads
    inlets: Loads
    inlet_legs: LegLoads
    """Of all inlets."""
    legs: LegLoads
    """Of all feeds."""
    feeds: Loads
    panel_meter: Bytes
    """Of each feed: a place in `tuple(PanelMeter)`."""
    panels: AreaLoads
    racks: AreaLoads
    locations: AreaLoads
    sites: AreaLoads

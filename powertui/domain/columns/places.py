"""Which row is what, and who hangs on whom: compiled once for each revision of the model and the descriptions.

Links are row numbers in the arrays of the other kind, `NOWHERE` where there is none. Power is in W, current in A.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from powertui.domain.columns.arrays import Bytes, Flags, Floats, Rows
from powertui.domain.reading import Leg

LEGS: tuple[Leg | None, ...] = (None, Leg.A, Leg.B, Leg.C, Leg.AB, Leg.BC, Leg.CA, Leg.NEUTRAL)
"""A leg code is a place in this; 0 is unknown."""
LEG_CODE = {leg: code for code, leg in enumerate(LEGS)}


@dataclass(frozen=True, slots=True)
class TargetPlaces:
    """The polled devices."""

    ids: Rows
    row_of: Mapping[int, int]
    device_ids: Rows
    """Its own; of a chain, the head's."""
    panel_ids: Rows
    """Of a panel's own meter."""


@dataclass(frozen=True, slots=True)
class OutletPlaces:
    """Outlets that are reported, modelled, or both."""

    ids: Rows
    """NOWHERE: reported, but not modelled."""
    row_of: Mapping[int, int]
    """By the outlet's id."""
    subject_ids: Rows
    """NOWHERE: modelled, but not reported."""
    target: Rows
    """NOWHERE: on a device that nobody polls."""
    device_ids: Rows
    inlet: Rows
    branch: Rows
    leg: Bytes
    """Leg or pair, as modelled, else as the device says."""
    leg_row: Rows
    """Of the feed above its inlet, the leg that it hangs on, where that is known and is one."""
    load_port_ids: Rows
    """The power port that is plugged in (its cord); of a cable with several, the first."""
    load_device_ids: Rows
    allocated_w: Floats
    """Modelled draw of what is plugged in; NaN: nothing is."""
    maximum_w: Floats
    """0: nobody has said."""


@dataclass(frozen=True, slots=True)
class BranchPlaces:
    """Banks and breakers of PDUs: modelled, reported, or both."""

    ids: Rows
    row_of: Mapping[int, int]
    """By the modelled branch's id."""
    subject_ids: Rows
    target: Rows
    device_ids: Rows
    inlet: Rows
    leg: Bytes
    rated_a: Floats
    """As modelled, else as the device says; NaN: not known."""
    allocated_w: Floats
    """Of what is plugged into its outlets; NaN: nothing is."""
    maximum_w: Floats


@dataclass(frozen=True, slots=True)
class InletPlaces:
    """Power ports that a feed is cabled to, that a polled device reports, or that feed outlets."""

    ids: Rows
    row_of: Mapping[int, int]
    device_ids: Rows
    target: Rows
    feed: Rows
    allocated_w: Floats
    maximum_w: Floats
    rated_a: Floats
    """Of the PDU, per leg, as modelled, else as the device says; NaN: not known."""
    first_leg: Rows
    """The row of its first leg in `PlantLoads.inlet_legs`; three-phase inlets have the two rows after it too."""
    leg_count: Rows


@dataclass(frozen=True, slots=True)
class LegPlaces:
    """Legs of feeds."""

    feed: Rows
    leg: Bytes
    """0: the only one of a single-phase feed."""
    limit_a: Floats
    """Breaker x max utilisation."""
    breaker_a: Floats
    allocated_w: Floats
    """NaN: NetBox gives no figure for the leg."""
    maximum_w: Floats


@dataclass(frozen=True, slots=True)
class FeedPlaces:
    """Power feeds."""

    ids: Rows
    row_of: Mapping[int, int]
    panel: Rows
    rack: Rows
    first_leg: Rows
    """The row of its first leg; three-phase feeds have the two rows after it too."""
    leg_count: Rows
    available_va: Floats
    allocated_w: Floats
    """NaN: nothing is cabled to it."""
    maximum_w: Floats
    is_polled: Flags
    """A polled device or panel meter ought to know its load."""


@dataclass(frozen=True, slots=True)
class AreaPlaces:
    """Panels, racks, locations or sites."""

    ids: Rows
    row_of: Mapping[int, int]
    available_va: Floats
    """Of all its feeds; a rack under A and B can use half of it."""
    allocated_w: Floats
    maximum_w: Floats


@dataclass(frozen=True, slots=True)
class Places:
    """All rows of a plant."""

    targets: TargetPlaces
    outlets: OutletPlaces
    branches: BranchPlaces
    inlets: InletPlaces
    legs: LegPlaces
    feeds: FeedPlaces
    panels: AreaPlaces
    racks: AreaPlaces
    locations: AreaPlaces
    sites: AreaPlaces

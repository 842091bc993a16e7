"""Measured load up the chain, beside what the model says: outlets, legs, feeds, racks, panels, locations, sites.

A feed's load is the reading of the inlets that it is cabled to; where an inlet is silent or meters nothing, the sum
of its outlets stands in, marked as an estimate. What is missing stays missing; it is never 0.
"""

from dataclasses import dataclass
from enum import Enum

from powertui.domain.choices import FeedLeg, Side
from powertui.domain.draw import PowerDraw
from powertui.domain.measured import MeasuredSubject
from powertui.domain.reading import Reading
from powertui.domain.summed import Coverage, Summed
from powertui.domain.topology import Device, PowerFeed, PowerOutlet, PowerPanel, PowerPort, Rack


class Basis(Enum):
    """Where a load figure comes from. Value: word for people."""

    PANEL_METER = "panel meter"
    INLET = "PDU inlet"
    OUTLETS = "sum of outlets"
    METER = "own meter"
    """Of an outlet or branch: what the device says of that part itself."""
    MODELLED = "modelled"
    """Nothing measured is left: the model's allocated draw, always an estimate, and never a reason for an alert."""
    NOTHING = "not measured"


class PanelMeter(Enum):
    """What a panel's own meter contributes to the load of a feed. Value: why it does not; words for people."""

    NONE = ""
    """The panel has no meter, or it does not know the feed."""
    USED = "used"
    STALE = "panel meter stale"
    SILENT = "panel meter gives no load"


class OutletFinding(Enum):
    """What stands out when an outlet's measured load meets the model. Value: words for people."""

    NONE = ""
    UNMODELLED = "live, no cable in the model"
    CORD_DEAD = "cord dead: its peer carries the load"
    STANDBY = "standby: its peer carries the load, as ever"
    OVER_MAXIMUM = "over maximum draw"
    IDLE = "modelled, draws nothing"


@dataclass(frozen=True, slots=True)
class OutletLoad:
    """A PDU outlet: what it carries and what the model says that it should."""

    subject: MeasuredSubject | None
    """None: modelled, but the device does not report it."""
    outlet: PowerOutlet | None
    """None: reported, but not modelled."""
    leg: FeedLeg | None
    load_device: Device | None
    """What is plugged in, by the model."""
    load_port: PowerPort | None
    modelled: PowerDraw | None
    """Of the port plugged in; None where the model has nothing plugged in."""
    state: Reading
    current: Reading
    voltage: Reading
    active_power: Reading
    apparent_power: Reading
    power_factor: Reading
    energy: Reading
    difference_w: float | None
    """Measured minus allocated; None where either is unknown."""
    finding: OutletFinding

    @property
    def number(self) -> str:
        """As printed on the PDU, else as modelled."""
        if self.subject is not None:
            return self.subject.description.label or self.subject.description.key
        return self.outlet.name if self.outlet else ""


@dataclass(frozen=True, slots=True)
class LegLoad:
    """One conductor of a feed. `leg` is None on a single-phase feed."""

    leg: FeedLeg | None
    current: Reading
    voltage: Reading
    active_power: Reading
    apparent_power: Reading
    power_factor: Reading
    limit_a: float
    modelled_allocated_w: int | None
    """None where NetBox gives no figure for the leg."""

    @property
    def used_pct(self) -> float | None:
        """Current over its limit, in %."""
        believed_a = self.current.believed
        return None if believed_a is None or self.limit_a == 0 else 100 * believed_a / self.limit_a

    @property
    def name(self) -> str:
        """L1 to L3 as printed on equipment; L on a single-phase feed."""
        return {None: "L", FeedLeg.A: "L1", FeedLeg.B: "L2", FeedLeg.C: "L3"}[self.leg]


@dataclass(frozen=True, slots=True)
class FeedLoad:
    """A power feed: measured, modelled, permissible."""

    feed: PowerFeed
    panel: PowerPanel
    rack: Rack | None
    side: Side | None
    available_power_va: int
    active_power: Reading
    apparent_power: Reading
    basis: Basis
    legs: tuple[LegLoad, ...]
    """Three on a three-phase feed, one on a single-phase."""
    modelled: PowerDraw | None
    """None: nothing is cabled to it."""
    inlet_target_ids: tuple[int, ...]
    """The polled devices whose inlets hang on it."""
    inlet_subject_ids: tuple[int, ...]
    """The subjects whose history is this feed's."""
    peer_feed_ids: tuple[int, ...]
    legs_basis: Basis = Basis.NOTHING
    """Where the legs' figures come from: a panel's meter may know a feed's sum and not its legs."""
    meter_target_id: int | None = None
    """The panel's own meter that knows the feed, whether or not the figures are from it."""
    panel_meter: PanelMeter = PanelMeter.NONE

    @property
    def source(self) -> str:
        """Where its figures come from, and why not from the panel's meter, if there is one."""
        said = self.basis.value
        if self.legs_basis not in {self.basis, Basis.NOTHING}:
            said = f"{said}, legs: {self.legs_basis.value}"
        is_aside = self.panel_meter in {PanelMeter.STALE, PanelMeter.SILENT} and self.basis is not Basis.PANEL_METER
        return f"{said} ({self.panel_meter.value})" if is_aside else said

    @property
    def used_pct(self) -> float | None:
        """Apparent power over available power, in %."""
        believed_va = self.apparent_power.believed
        return (
            None if believed_va is None or self.available_power_va == 0 else 100 * believed_va / self.available_power_va
        )

    @property
    def worst_pct(self) -> float | None:
        """The nearest to its limit of the total and of each leg, in %: the leg, not the sum, is the limit."""
        known = [pct for pct in (self.used_pct, *(leg.used_pct for leg in self.legs)) if pct is not None]
        return max(known) if known else None

    @property
    def difference_va(self) -> float | None:
        """Measured VA minus allocated; NetBox compares its draws with VA, and so does this."""
        if self.apparent_power.value is None or self.modelled is None:
            return None
        return self.apparent_power.value - self.modelled.allocated_w

    @property
    def imbalance_pct(self) -> float | None:
        """Greatest deviation of a leg's current from the legs' mean, over the mean, in % (NEMA MG 1 for voltages)."""
        currents = [believed_a for leg in self.legs if (believed_a := leg.current.believed) is not None]
        if len(currents) < 3 or sum(currents) == 0:
            return None
        mean_a = sum(currents) / len(currents)
        return 100 * max(abs(current - mean_a) for current in currents) / mean_a


class AreaKind(Enum):
    """What adds up feeds."""

    SITE = "site"
    LOCATION = "location"
    PANEL = "panel"
    RACK = "rack"


@dataclass(frozen=True, slots=True)
class AreaLoad:
    """A sum over feeds: a panel, rack, location or site."""

    kind: AreaKind
    id: int
    name: str
    active: Summed
    apparent: Summed
    available_power_va: int
    modelled_allocated_w: int
    feed_ids: tuple[int, ...]
    unmeasured_allocated_w: int = 0
    """Modelled draw of the feeds that are missing from the sum: an estimate of what it leaves out."""

    @property
    def active_power(self) -> Reading:
        return self.active.total

    @property
    def apparent_power(self) -> Reading:
        return self.apparent.total

    @property
    def coverage(self) -> Coverage:
        """Of the apparent power."""
        return self.apparent.coverage

    @property
    def used_pct(self) -> float | None:
        """Apparent power over the available power of all its feeds, in %; not meaningful for a rack under A and B."""
        believed_va = self.apparent_power.believed
        return (
            None if believed_va is None or self.available_power_va == 0 else 100 * believed_va / self.available_power_va
        )

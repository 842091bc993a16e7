"""Which objects a rule could have something to say of: all of them at once, so that few are judged one by one.

A screen may let through what turns out to be well, and never keeps back what is not; `domain.rules` decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from powertui.domain.alerts import RuleKind
from powertui.domain.choices import Phase, Supply
from powertui.domain.columns.arrays import NOWHERE, Flags, Floats, Groups, Rows
from powertui.domain.columns.bounds import highest_unjudged, lowest_of_band_unjudged, lowest_unjudged
from powertui.domain.columns.channels import Judged
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.loads import Amounts, AreaLoads, PlantLoads
from powertui.domain.columns.parts import KIND_CODE
from powertui.domain.columns.places import LEG_CODE, AreaPlaces
from powertui.domain.columns.sums import gathered, taken, total
from powertui.domain.outlet_load import LIVE_W
from powertui.domain.reading import Leg, Quality, Quantity, SubjectKind
from powertui.domain.rules.cords import LOST_SHARE
from powertui.domain.rules.device_state import BAD_STATES
from powertui.domain.rules.outlets import LEAST_SUM_W
from powertui.domain.rules.settings import RuleSettings
from powertui.domain.rules.supply import CLIMATE, LEAST_LEG_PCT, LEAST_LOAD_W

_ELECTRICAL = (SubjectKind.UNIT, SubjectKind.INPUT, SubjectKind.PHASE, SubjectKind.LINE)
_INLETS = (SubjectKind.UNIT, SubjectKind.INPUT)
_PAIRS = tuple(LEG_CODE[leg] for leg in (Leg.AB, Leg.BC, Leg.CA))
_LINE_TO_LINE = 1.732
_SENSOR = KIND_CODE[SubjectKind.SENSOR]


@dataclass(frozen=True, slots=True)
class Suspects:
    """Rows that are to be judged one by one."""

    targets: Flags
    feeds: Flags
    racks: Flags
    panels: Flags
    dark: Flags
    """Targets that may be without voltage."""


class Screening:
    """Of one plant, by one set of rules."""

    def __init__(self, compiled: Compiled, settings: RuleSettings) -> None:
        self._compiled = compiled
        parts = compiled.parts
        self._high = {kind: highest_unjudged(settings, kind) for kind in RuleKind if kind in settings.specs}
        self._low = {kind: lowest_unjudged(settings, kind) for kind in RuleKind if kind in settings.specs}
        self._low_of_band = {kind: lowest_of_band_unjudged(settings, kind) for kind in CLIMATE}
        self._electrical = parts.of_kind(*_ELECTRICAL)
        self._inlets = parts.of_kind(*_INLETS)
        self._sensors = parts.of_kind(SubjectKind.SENSOR)
        self._states = np.flatnonzero(parts.kind != _SENSOR).astype(np.int64)
        self._rated = parts.of_kind(*_ELECTRICAL, SubjectKind.BRANCH)
        self._nominal_v = _nominal_of_target(compiled)
        outlets = compiled.outlets
        is_reported = outlets.parts >= 0
        self._cords = _cords(outlets.load_device_ids, is_reported)
        self._has_plugs: Flags = np.zeros(len(compiled.targets), dtype=np.bool_)
        self._has_plugs[outlets.target[(outlets.target >= 0) & (outlets.load_port_ids >= 0)]] = True
        self._reported = Groups.by_owner(np.where(is_reported, outlets.target, NOWHERE), len(compiled.targets))
        units = parts.of_kind(SubjectKind.UNIT)
        owners: Rows = np.full(parts.count, NOWHERE, dtype=np.int64)
        owners[units] = parts.target[units]
        self._units = Groups.by_owner(owners, len(compiled.targets))

    def suspects(self, judged: Judged, loads: PlantLoads) -> Suspects:
        """Whatever is or may soon be beyond a threshold."""
        compiled = self._compiled
        targets: Flags = np.zeros(len(compiled.targets), dtype=np.bool_)
        for rows in (
            self._over_ratings(judged),
            self._off_voltage(judged),
            self._off_frequency(judged),
            self._low_factor(judged),
            self._in_bad_air(judged),
            self._overloaded_by_itself(judged),
        ):
            targets[compiled.parts.target[rows]] = True
        for outlets in (self._over_maximum(loads), self._unmodelled(loads), self._unshared(loads)):
            found = compiled.outlets.target[outlets]
            targets[found[found >= 0]] = True
        targets |= self._mismatched(judged, loads)
        dark = self._dark(judged)
        return Suspects(targets | dark, *self._feeds_and_areas(loads), dark)

    # Feeds and areas

    def _feeds_and_areas(self, loads: PlantLoads) -> tuple[Flags, Flags, Flags]:
        places = self._compiled.places
        feeds = self._over(loads.feeds.apparent_power, places.feeds.available_va, RuleKind.FEED_OVER)
        legs = loads.legs.loads
        used = self._over(legs.current, places.legs.limit_a, RuleKind.FEED_OVER)
        feeds |= self._compiled.feed_legs.counts(used) > 0
        feeds |= self._unbalanced(loads)
        racks = self._areas_over(loads.racks, places.racks, RuleKind.RACK_OVER)
        panels = self._areas_over(loads.panels, places.panels, RuleKind.PANEL_OVER)
        graph = self._compiled.graph
        rated = [graph.panels[panel_id].rated_current_a for panel_id in places.panels.ids.tolist()]
        limits: Floats = np.array([one if one else np.nan for one in rated], dtype=np.float64)
        panels |= self._over(loads.panels.least_current, limits, RuleKind.PANEL_OVER)
        return feeds, racks, panels

    def _areas_over(self, areas: AreaLoads, places: AreaPlaces, kind: RuleKind) -> Flags:
        # What is fresh alone may be over a limit; where all is, that is the sum.
        return self._over(areas.least_apparent_power, places.available_va, kind)

    def _unbalanced(self, loads: PlantLoads) -> Flags:
        """As `FeedLoad.imbalance_pct`, of feeds one of whose legs is near enough to its limit."""
        places, groups = self._compiled.places, self._compiled.feed_legs
        current = loads.legs.loads.current
        mean = groups.sums(np.where(current.is_known, current.value, np.nan)) / np.maximum(groups.sizes, 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            off = groups.greatest(np.abs(current.value - mean[groups.owners]), np.nan)
            imbalance_pct = 100 * off / mean
            used_pct = groups.greatest(100 * current.value / places.legs.limit_a, np.nan)
            found: Flags = (
                (groups.sizes == 3)
                & (imbalance_pct > self._high[RuleKind.IMBALANCE])
                & (used_pct > LEAST_LEG_PCT - 5 - 1e-6)
            )
        return found

    def _over(self, amounts: Amounts, limit: Floats, kind: RuleKind) -> Flags:
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Flags = amounts.is_fresh & (limit > 0) & (100 * amounts.value / limit > self._high[kind])
        return found

    # Parts

    def _gathered(self, judged: Judged, quantity: Quantity, rows: Rows) -> Amounts:
        return gathered(judged, self._compiled.parts.channel(quantity)[rows])

    def _rating(self, judged: Judged, quantity: Quantity, rows: Rows) -> Floats:
        """As polled, else as found out when the device was discovered."""
        polled = self._gathered(judged, quantity, rows).value
        return np.where(np.isnan(polled), self._compiled.parts.facts(quantity)[rows], polled)

    def _over_ratings(self, judged: Judged) -> Rows:
        rows = self._rated
        if not len(rows):
            return rows
        parts = self._compiled.parts
        own = self._rating(judged, Quantity.RATED_CURRENT, rows)
        least: Floats = np.full(parts.unit_count, np.inf)
        np.fmin.at(least, parts.unit[rows], np.where(np.isnan(own), np.inf, own))
        limit = np.where(np.isnan(own), least[parts.unit[rows]], own)
        kinds = (RuleKind.INLET_OVER, RuleKind.BRANCH_OVER)
        bound = min(self._high[kind] for kind in kinds)
        found = _beyond(self._gathered(judged, Quantity.CURRENT, rows), limit, bound)
        bound = self._high[RuleKind.PDU_OVER]
        for of_load, of_rating in (
            (Quantity.ACTIVE_POWER, Quantity.RATED_POWER),
            (Quantity.APPARENT_POWER, Quantity.RATED_APPARENT_POWER),
        ):
            found |= _beyond(self._gathered(judged, of_load, rows), self._rating(judged, of_rating, rows), bound)
        return rows[found]

    def _off_voltage(self, judged: Judged) -> Rows:
        rows, parts = self._electrical, self._compiled.parts
        voltage = self._gathered(judged, Quantity.VOLTAGE, rows)
        nominal = self._nominal_v[parts.target[rows]]
        with np.errstate(invalid="ignore"):
            is_unit = parts.kind[rows] == KIND_CODE[SubjectKind.UNIT]
            is_pair = np.isin(parts.leg[rows], _PAIRS) | (is_unit & (np.abs(voltage.value - nominal) > 0.4 * nominal))
            nominal = np.where(is_pair, nominal * _LINE_TO_LINE, nominal)
            off_pct = 100 * np.abs(voltage.value - nominal) / nominal
            found = voltage.is_fresh & (voltage.value != 0) & (off_pct > self._high[RuleKind.VOLTAGE_BAND])
        return np.compress(found, rows)

    def _off_frequency(self, judged: Judged) -> Rows:
        rows = self._electrical
        frequency = self._gathered(judged, Quantity.FREQUENCY, rows)
        off_hz = np.minimum(np.abs(frequency.value - 50), np.abs(frequency.value - 60))
        found = frequency.is_fresh & (frequency.value != 0) & (off_hz > self._high[RuleKind.FREQUENCY_BAND])
        return np.compress(found, rows)

    def _low_factor(self, judged: Judged) -> Rows:
        rows = self._inlets
        factor = self._gathered(judged, Quantity.POWER_FACTOR, rows)
        power = self._gathered(judged, Quantity.ACTIVE_POWER, rows)
        found = factor.is_fresh & power.is_fresh & (power.value >= LEAST_LOAD_W)
        return rows[found & (factor.value > 0) & (factor.value < self._low[RuleKind.POWER_FACTOR_LOW])]

    def _in_bad_air(self, judged: Judged) -> Rows:
        rows = self._sensors
        found: Flags = np.zeros(len(rows), dtype=np.bool_)
        for rule, quantity in CLIMATE.items():
            told = self._gathered(judged, quantity, rows)
            found |= told.is_fresh & ((told.value > self._high[rule]) | (told.value < self._low_of_band[rule]))
        return rows[found]

    def _overloaded_by_itself(self, judged: Judged) -> Rows:
        rows = self._states
        bad = [float(state) for state in BAD_STATES]
        found: Flags = np.zeros(len(rows), dtype=np.bool_)
        for quantity in (Quantity.LOAD_STATE, Quantity.STATUS):
            told = self._gathered(judged, quantity, rows)
            found |= told.is_fresh & np.isin(np.round(told.value), bad)
        return rows[found]

    def _dark(self, judged: Judged) -> Flags:
        """No voltage to speak of on any part that supplies it."""
        rows, targets = self._electrical, self._compiled.parts.target
        greatest: Floats = np.full(len(self._compiled.targets), -np.inf)
        for quantity in (Quantity.VOLTAGE, Quantity.VOLTAGE_LINE_TO_LINE):
            voltage = self._gathered(judged, quantity, rows)
            np.maximum.at(greatest, targets[rows], np.where(voltage.is_fresh, voltage.value, -np.inf))
        found: Flags = np.isfinite(greatest) & (greatest < self._low[RuleKind.PDU_DARK])
        return found

    # Outlets

    def _over_maximum(self, loads: PlantLoads) -> Rows:
        outlets = self._compiled.outlets
        over = self._over(loads.outlets.active_power, outlets.maximum_w, RuleKind.OUTLET_OVER_MAXIMUM)
        found: Rows = np.flatnonzero(over & (outlets.parts >= 0))
        return found

    def _unmodelled(self, loads: PlantLoads) -> Rows:
        outlets, power = self._compiled.outlets, loads.outlets.active_power
        is_live = power.is_fresh & (power.value > self._high[RuleKind.UNMODELLED_LOAD])
        rows: Rows = np.flatnonzero(is_live & (outlets.load_port_ids < 0) & (outlets.target >= 0))
        found: Rows = rows[self._has_plugs[outlets.target[rows]]]
        return found

    def _unshared(self, loads: PlantLoads) -> Rows:
        """All cords of devices one of whose cords carries far less than the others."""
        groups = self._cords
        power = taken(loads.outlets.active_power, groups.members)
        is_told = power.is_fresh & loads.outlets.is_measured[groups.members]
        lowest = groups.least(np.where(is_told, power.value, np.inf), np.inf)
        summed = groups.sums(np.where(is_told, power.value, 0.0))
        even = summed / np.maximum(groups.sizes, 1)
        bound = np.maximum(self._low[RuleKind.CORD_DEAD], 2 * LOST_SHARE * even * (1 + 1e-9))
        is_suspect = np.isfinite(lowest) & (summed >= LIVE_W) & (lowest < bound)
        # Some of its cords may not be metered: the even share of those that are is greater.
        metered = groups.counts(is_told)
        even_of_told = summed / np.maximum(metered, 1)
        is_suspect |= np.isfinite(lowest) & (summed >= LIVE_W) & (lowest < 2 * LOST_SHARE * even_of_told)
        return groups.members[is_suspect[groups.owners]]

    def _mismatched(self, judged: Judged, loads: PlantLoads) -> Flags:
        units = self._gathered(judged, Quantity.ACTIVE_POWER, self._units.members)
        inlet = total(self._units, units)
        outlets = total(self._reported, taken(loads.outlets.active_power, self._reported.members))
        greater = np.maximum(inlet.value, outlets.value)
        is_sound = (inlet.quality == Quality.GOOD) & (outlets.quality == Quality.GOOD) & (greater >= LEAST_SUM_W)
        with np.errstate(invalid="ignore", divide="ignore"):
            off_pct = 100 * np.abs(inlet.value - outlets.value) / greater
            found: Flags = is_sound & (off_pct > self._high[RuleKind.OUTLET_MISMATCH])
        return found


def _beyond(amounts: Amounts, limit: Floats, bound: float) -> Flags:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Flags = amounts.is_fresh & (limit > 0) & (100 * amounts.value / limit > bound)
    return found


def _nominal_of_target(compiled: Compiled) -> Floats:
    """Line to neutral, in V, of each target; NaN where its feeds do not say, or have different ones."""
    told: list[set[float]] = [set() for _ in compiled.targets]
    feeders = compiled.feeders
    for feed, rows in zip(feeders.feeds, feeders.targets_of_feed, strict=True):
        if feed.supply is Supply.AC:
            nominal = abs(feed.voltage_v) / (_LINE_TO_LINE if feed.phase is Phase.THREE else 1.0)
            for row in rows:
                told[row].add(nominal)
    return np.array([next(iter(one)) if len(one) == 1 else np.nan for one in told], dtype=np.float64)


def _cords(load_device_ids: Rows, is_reported: Flags) -> Groups:
    """The reported outlets of each device that hangs on several."""
    rows = np.flatnonzero(is_reported & (load_device_ids >= 0))
    ids, owner, sizes = np.unique(load_device_ids[rows], return_inverse=True, return_counts=True)
    several = np.flatnonzero(sizes > 1)
    number: Rows = np.full(len(ids), NOWHERE, dtype=np.int64)
    number[several] = np.arange(len(several))
    owners: Rows = np.full(len(load_device_ids), NOWHERE, dtype=np.int64)
    owners[rows] = number[owner]
    return Groups.by_owner(owners, len(several))


def rows_of(flags: Flags) -> Sequence[int]:
    """As plain numbers."""
    found: list[int] = np.flatnonzero(flags).tolist()
    return found

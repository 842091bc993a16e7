"""From what was measured to loads: the model's draw where nothing is left, coverage, the most loaded leg."""

from collections.abc import Sequence

import numpy as np

from powertui.domain.columns.arrays import Bytes, Flags, Floats, Groups, Rows
from powertui.domain.columns.loads import BASIS_CODE, Amounts, Coverages, Loads
from powertui.domain.columns.speakers import Conductors
from powertui.domain.columns.sums import chosen, modelled, taken
from powertui.domain.reading import Quality
from powertui.domain.rollup import Basis

_MODELLED = np.uint8(BASIS_CODE[Basis.MODELLED])
_NOTHING = np.uint8(BASIS_CODE[Basis.NOTHING])
_ESTIMATED = np.uint8(Quality.ESTIMATED)
_MISSING = np.uint8(Quality.MISSING)


def with_model(
    active_power: Amounts,
    apparent_power: Amounts,
    current: Amounts,
    basis: Bytes,
    allocated_w: Floats,
    coverage: Coverages | None = None,
) -> Loads:
    """The model's draw stands in for W and VA where neither is known and somebody has said a draw."""
    is_silent = ~active_power.is_known & ~apparent_power.is_known
    takes_model = is_silent & (allocated_w > 0)
    draw = modelled(np.where(takes_model, allocated_w, np.nan))
    active_power = chosen(takes_model, draw, active_power)
    apparent_power = chosen(takes_model, draw, apparent_power)
    found = np.where(takes_model, _MODELLED, np.where(is_silent & ~current.is_known, _NOTHING, basis))
    return Loads(active_power, apparent_power, current, found, coverage or of_itself(active_power, apparent_power))


def judging(active_power: Amounts, apparent_power: Amounts) -> Amounts:
    """Of two figures of one load the one that it is judged by: VA, else W."""
    return chosen(apparent_power.is_known, apparent_power, active_power)


def of_itself(active_power: Amounts, apparent_power: Amounts) -> Coverages:
    """Each is one part."""
    told = judging(active_power, apparent_power)
    kinds = _kinds(told)
    return Coverages(*(flags.astype(np.int64) for flags in kinds))


def of_members(groups: Groups, active_power: Amounts, apparent_power: Amounts) -> Coverages:
    """Each row's members are its parts."""
    members = groups.members
    told = taken(judging(active_power, apparent_power), members)
    return Coverages(*(groups.counts(flags) for flags in _kinds(told)))


def covered(flags: Flags, one: Coverages, other: Coverages) -> Coverages:
    """The one where so, else the other."""
    return Coverages(
        np.where(flags, one.measured, other.measured),
        np.where(flags, one.estimated, other.estimated),
        np.where(flags, one.stale, other.stale),
        np.where(flags, one.missing, other.missing),
    )


def _kinds(told: Amounts) -> Sequence[Flags]:
    is_known = told.is_known
    return (
        is_known & (told.quality == Quality.GOOD),
        is_known & (told.quality == Quality.ESTIMATED),
        # What is implausible is no better than what is old.
        is_known & (told.quality >= Quality.STALE),
        ~is_known,
    )


def most_loaded(groups: Groups, current: Amounts) -> Amounts:
    """The greatest of each row's currents; an estimate where some of its legs do not tell theirs."""
    legs = taken(current, groups.members)
    is_known = legs.is_known
    greatest = groups.greatest(np.where(is_known, legs.value, -np.inf), -np.inf)
    known = groups.counts(is_known)
    is_missing = known == 0
    quality = groups.worst(np.where(is_known, legs.quality, np.uint8(0)))
    quality = np.where(known < groups.sizes, np.maximum(quality, _ESTIMATED), quality)
    moment = groups.least(np.where(is_known & ~np.isnan(legs.sampled_at_s), legs.sampled_at_s, np.inf), np.inf)
    return Amounts(
        np.where(is_missing, np.nan, greatest),
        np.where(is_missing, _MISSING, quality),
        np.where(np.isinf(moment), np.nan, moment),
    )


def legs_taken(conductors: Conductors, rows: Rows) -> Conductors:
    """Those of some rows."""
    return Conductors(
        taken(conductors.active_power, rows),
        taken(conductors.apparent_power, rows),
        taken(conductors.current, rows),
        taken(conductors.voltage, rows),
        taken(conductors.power_factor, rows),
    )

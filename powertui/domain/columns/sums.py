"""The arithmetic of readings on arrays: what `domain.measured.total` and its like say of one, said of all at once."""

import numpy as np

from powertui.domain.columns.arrays import Bytes, Flags, Floats, Groups, Rows
from powertui.domain.columns.channels import Judged
from powertui.domain.columns.loads import Amounts
from powertui.domain.reading import Quality

_ESTIMATED = np.uint8(Quality.ESTIMATED)
_MISSING = np.uint8(Quality.MISSING)


def gathered(judged: Judged, channels: Rows) -> Amounts:
    """What some channels say."""
    return Amounts(judged.values(channels), judged.qualities(channels), judged.moments(channels))


def nothing(count: int) -> Amounts:
    """So many that are missing."""
    return Amounts(np.full(count, np.nan), np.full(count, _MISSING), np.full(count, np.nan))


def modelled(draw: Floats) -> Amounts:
    """The model's draws as figures: estimates without a moment; missing where NaN."""
    quality: Bytes = np.where(np.isnan(draw), _MISSING, _ESTIMATED)
    return Amounts(draw, quality, np.full(len(draw), np.nan))


def taken(amounts: Amounts, rows: Rows) -> Amounts:
    """Those of some rows."""
    return Amounts(amounts.value[rows], amounts.quality[rows], amounts.sampled_at_s[rows])


def chosen(flags: Flags, one: Amounts, other: Amounts) -> Amounts:
    """The one where so, else the other."""
    return Amounts(
        np.where(flags, one.value, other.value),
        np.where(flags, one.quality, other.quality),
        np.where(flags, one.sampled_at_s, other.sampled_at_s),
    )


def either(one: Amounts, other: Amounts) -> Amounts:
    """The one where it has a value, else the other."""
    return chosen(one.is_known, one, other)


def estimated(amounts: Amounts, where: Flags | None = None) -> Amounts:
    """The same as an estimate, where so; what is missing stays missing."""
    flags = amounts.is_known if where is None else amounts.is_known & where
    return Amounts(
        amounts.value, np.where(flags, np.maximum(amounts.quality, _ESTIMATED), amounts.quality), amounts.sampled_at_s
    )


def fresh(amounts: Amounts) -> Amounts:
    """Those that can be judged by; what is stale or implausible is missing."""
    return amounts if bool(amounts.is_fresh.all()) else chosen(amounts.is_fresh, amounts, nothing(len(amounts.value)))


def product(voltage: Amounts, current: Amounts) -> Amounts:
    """V x A: an estimate of VA, as old as the current."""
    value = voltage.value * current.value
    is_known = ~np.isnan(value)
    quality = np.maximum(np.maximum(voltage.quality, current.quality), _ESTIMATED)
    return Amounts(value, np.where(is_known, quality, _MISSING), np.where(is_known, current.sampled_at_s, np.nan))


def total(groups: Groups, amounts: Amounts, counted: Flags | None = None) -> Amounts:
    """Each row's sum of what is there; `amounts` has one for each member, of which `counted` ones are parts.

    ESTIMATED as soon as any part is missing, as old as its oldest part; missing where no part has a value.
    """
    is_part = np.ones(len(amounts.value), dtype=np.bool_) if counted is None else counted
    is_there = amounts.is_known & is_part
    sizes = groups.sizes if counted is None else groups.counts(is_part)
    there = groups.counts(is_there)
    is_missing = there == 0
    value = groups.sums(np.where(is_there, amounts.value, 0.0))
    value[is_missing] = np.nan
    quality = groups.worst(np.where(is_there, amounts.quality, np.uint8(0)))
    quality = np.where(there < sizes, np.maximum(quality, _ESTIMATED), quality)
    quality[is_missing] = _MISSING
    has_moment = is_there & ~np.isnan(amounts.sampled_at_s)
    sampled_at_s = groups.least(np.where(has_moment, amounts.sampled_at_s, np.inf), np.inf)
    sampled_at_s[np.isinf(sampled_at_s)] = np.nan
    return Amounts(value, quality, sampled_at_s)

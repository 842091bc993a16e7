"""How a device divides its load over its cords, learnt from history: for when not all of its cords are metered now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from statistics import median

DAY_SLOTS = 96
"""Quarters of an hour in a day: less history than that is not quite sure of anything."""

LEAST_W = 20.0
"""A slot in which a device draws less says nothing: a watt of a meter's error would be a share."""

ACTIVE_SHARE = 0.95
"""A cord that carries so much of the whole is the active one, the others are standby."""

NEAR = 0.05
"""Shares so close to each other, or to what they were found to be, are the same."""

SURE = 0.6
"""What is less sure than this is not used."""


class SharingPattern(Enum):
    """How the load is divided. Value: words for people."""

    EVEN = "even"
    ACTIVE_STANDBY = "active and standby"
    """Which one is active may change."""
    SHARES = "in fixed shares"
    UNKNOWN = "not known"
    """Too little history, or none that agrees with itself."""


@dataclass(frozen=True, slots=True)
class LearntSharing:
    """What history says of one device."""

    pattern: SharingPattern
    shares: Mapping[int, float] = field(default_factory=dict)
    """By cord, the part of the load that it takes; of active and standby as they were last. Adds up to 1."""
    confidence: float = 0.0
    """From 0 to 1: the part of the slots that agree, less where there is less than a day of them."""

    @property
    def is_sure(self) -> bool:
        return self.pattern is not SharingPattern.UNKNOWN and self.confidence >= SURE


NOT_KNOWN = LearntSharing(SharingPattern.UNKNOWN)


def learnt_sharing(means_w: Mapping[int, Sequence[float | None]]) -> LearntSharing:
    """How a device shares its load, from its cords' means of the same slots (15 minutes each), the oldest first.

    Only slots count in which all cords are known. Active and standby: in each slot one cord carries nearly all, though
    not always the same one. Even, or in shares: each cord's median share, if most slots are near it.
    """
    cords = list(means_w)
    if len(cords) < 2:
        return NOT_KNOWN
    slots = [found for row in zip(*means_w.values(), strict=True) if (found := shares_of_slot(row)) is not None]
    if not slots:
        return NOT_KNOWN
    enough = min(1.0, len(slots) / DAY_SLOTS)
    active = [row for row in slots if max(row) >= ACTIVE_SHARE]
    if 2 * len(active) > len(slots):
        last = active[-1]
        shares = {cord: 1.0 if part == max(last) else 0.0 for cord, part in zip(cords, last, strict=True)}
        return LearntSharing(SharingPattern.ACTIVE_STANDBY, shares, enough * len(active) / len(slots))
    middle = [median(column) for column in zip(*slots, strict=True)]
    whole = sum(middle)
    if whole <= 0:
        return NOT_KNOWN
    parts = [part / whole for part in middle]
    even = 1 / len(cords)
    is_even = all(abs(part - even) <= NEAR for part in parts)
    if is_even:
        parts = [even] * len(cords)
    agreeing = sum(all(abs(a - b) <= NEAR for a, b in zip(row, parts, strict=True)) for row in slots)
    pattern = SharingPattern.EVEN if is_even else SharingPattern.SHARES
    return LearntSharing(pattern, dict(zip(cords, parts, strict=True)), enough * agreeing / len(slots))


def shares_of_slot(row: Sequence[float | None]) -> tuple[float, ...] | None:
    """Each cord's part of a slot's load; None where one is not known, or nearly nothing is drawn."""
    known = [max(0.0, watts) for watts in row if watts is not None]
    whole = sum(known)
    if len(known) < len(row) or whole < LEAST_W:
        return None
    return tuple(watts / whole for watts in known)

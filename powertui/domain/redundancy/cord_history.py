"""What a cord has been for its device since it was first seen: one that shares the load, the active one, or standby."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from powertui.domain.redundancy.sharing import ACTIVE_SHARE, shares_of_slot

DAY_S = 86_400.0

LEAST_S = 2 * DAY_S
"""Less history than that says nothing of what a cord is for."""

SEEN_AT_FIRST_S = LEAST_S
"""What a cord was at first: what was meant to be standby was so from the beginning."""

SHARED_S = LEAST_S
"""Who shares for longer on end is no standby cord that took over."""

OFTEN = 0.95
SELDOM = 0.05
"""Of the time. A standby cord that took over now and then, as in a test, is still one."""


@dataclass(frozen=True, slots=True)
class Span:
    """The means of a device's cords over some time, in W; None where a cord is not known."""

    lasted_s: float
    watts: Mapping[int, float | None]
    """By power port."""


@dataclass(frozen=True, slots=True)
class CordHistory:
    """Of one device, by power port."""

    lasted_s: float = 0.0
    """For how long all its cords were known and it drew anything."""
    standby: frozenset[int] = frozenset()
    """Cords that have carried nearly nothing since they were first seen, but for times when they took over."""
    usual: Mapping[int, float] = field(default_factory=dict)
    """Of a cord that has carried: the part of the load that it usually did while it did."""


NO_HISTORY = CordHistory()


@dataclass(frozen=True, slots=True)
class CordMemory:
    """What is known of devices with a cord that stands out."""

    histories: Mapping[int, CordHistory] = field(default_factory=dict)
    """By device, of those that were looked up; without enough of it `NO_HISTORY`."""
    waiting: frozenset[int] = frozenset()
    """Devices that have not been looked up yet: nobody can tell what their cords are for."""

    def of(self, device_id: int) -> CordHistory:
        return self.histories.get(device_id, NO_HISTORY)

    @property
    def standby(self) -> frozenset[int]:
        """The power ports of all standby cords."""
        return frozenset(port_id for one in self.histories.values() for port_id in one.standby)


NO_MEMORY = CordMemory()


def cord_history(spans: Iterable[Span]) -> CordHistory:
    """From spans that follow each other, the oldest first.

    Those in which a cord is not known, or the device draws nearly nothing, say nothing.
    """
    known: list[tuple[float, Mapping[int, float]]] = []
    for span in spans:
        shares = shares_of_slot(tuple(span.watts.values()))
        if shares is not None:
            known.append((span.lasted_s, dict(zip(span.watts, shares, strict=True))))
    lasted_s = sum(length_s for length_s, _ in known)
    if lasted_s < LEAST_S:
        return CordHistory(lasted_s)
    ports = tuple(known[-1][1])
    usual = {
        port_id: median(carried)
        for port_id in ports
        if (carried := [shares[port_id] for _, shares in known if shares.get(port_id, 0.0) > 1 - ACTIVE_SHARE])
    }
    return CordHistory(lasted_s, frozenset(port_id for port_id in ports if _is_standby(known, port_id)), usual)


def _is_standby(known: Sequence[tuple[float, Mapping[int, float]]], port_id: int) -> bool:
    """Nearly nothing from the beginning; and since then but for a day or a twentieth of the time, whichever is more.

    Nor did it ever share the load for more than two days on end: then that is what it is for, however long its outlet
    was empty before. One that takes over carries all of it; means of days in which it begins or ends look shared.
    """
    at_first_s = idle_at_first_s = lasted_s = carried_s = shared_on_end_s = 0.0
    for length_s, shares in known:
        share = shares.get(port_id, 0.0)
        is_idle = share <= 1 - ACTIVE_SHARE
        shared_on_end_s = 0.0 if is_idle or share >= ACTIVE_SHARE else shared_on_end_s + length_s
        if shared_on_end_s > SHARED_S:
            return False
        if at_first_s < SEEN_AT_FIRST_S:
            at_first_s += length_s
            idle_at_first_s += length_s if is_idle else 0.0
        lasted_s += length_s
        carried_s += 0.0 if is_idle else length_s
    # As much as that only where the rest is long enough to speak.
    allowed_s = max(min(DAY_S, lasted_s - LEAST_S), SELDOM * lasted_s)
    return idle_at_first_s >= OFTEN * at_first_s and carried_s <= allowed_s

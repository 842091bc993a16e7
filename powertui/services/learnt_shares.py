"""What history says of devices with a cord that is not metered now, beside one that is."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from powertui.domain.plant import HistoryPoint, PlantView
from powertui.domain.redundancy.measurements import Measurements
from powertui.domain.redundancy.sharing import learnt_sharing

WINDOW_S = 7 * 86_400.0
SLOT_S = 900.0
MOST_DEVICES = 200
"""A panel's worth of PDUs that fell silent is asked about; what is beyond is divided evenly."""

LEARNT_FOR_S = 900.0
LEARN_AFTER_S = 60.0

HalfKnown = Sequence[Mapping[int, int]]
"""Of devices whose cords all have been metered, and are so no longer all: the meters' subjects by power port."""


class Histories(Protocol):
    """Where the past of a part is to be had."""

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        """Each subject's last seconds."""


def learnt_shares(source: Histories, view: PlantView, measured: Measurements) -> dict[int, float]:
    """By power port, the part of its device's load; only of devices whose last week is sure of it."""
    return shares_of(source, half_known(view, measured))


def shares_of(source: Histories, devices: HalfKnown) -> dict[int, float]:
    """The same of devices that were found in another way; those beyond `MOST_DEVICES` are left out."""
    devices = devices[:MOST_DEVICES]
    subject_ids = [subject_id for cords in devices for subject_id in cords.values()]
    if not subject_ids:
        return {}
    past = source.histories(subject_ids, WINDOW_S)
    found: dict[int, float] = {}
    for cords in devices:
        learnt = learnt_sharing(aligned({port_id: past.get(subject_id, ()) for port_id, subject_id in cords.items()}))
        if learnt.is_sure:
            found.update(learnt.shares)
    return found


class LearntShares:
    """What the last week says, for whoever asks again and again.

    A week is much to read: it is read again when other outlets are metered, yet not oftener than once a minute.
    """

    def __init__(self, past: Histories | None) -> None:
        self._past = past
        self._shares: Mapping[int, float] = {}
        self._shares_of: AbstractSet[int] = frozenset()
        self._learnt_at_s: float | None = None

    def shares(self, metered: AbstractSet[int], devices: Callable[[], HalfKnown], now_s: float) -> Mapping[int, float]:
        """By power port. `metered` are the outlets that are; `devices` is asked where it is time to learn."""
        if self._past is None:
            return {}
        rested_s = float("inf") if self._learnt_at_s is None else abs(now_s - self._learnt_at_s)
        if rested_s >= LEARNT_FOR_S or (metered != self._shares_of and rested_s >= LEARN_AFTER_S):
            self._shares = shares_of(self._past, devices())
            self._shares_of, self._learnt_at_s = frozenset(metered), now_s
        return self._shares


def half_known(view: PlantView, measured: Measurements) -> HalfKnown:
    """Of a view with all outlets; the least device first."""
    cords: dict[int, dict[int, int]] = {}
    fresh: dict[int, set[int]] = {}
    for loads in view.outlets_of_target.values():
        for load in loads:
            if load.load_device is None or load.load_port is None or load.subject is None or load.outlet is None:
                continue
            cords.setdefault(load.load_device.id, {})[load.load_port.id] = load.subject.id
            if load.outlet.id in measured.outlets:
                fresh.setdefault(load.load_device.id, set()).add(load.load_port.id)
    return [found for device_id, found in sorted(cords.items()) if 0 < len(fresh.get(device_id, ())) < len(found)]


def aligned(past: Mapping[int, Sequence[HistoryPoint]]) -> dict[int, list[float | None]]:
    """The means of the quarters of an hour in which any of them has a point, the oldest first."""
    of_slot: dict[int, dict[int, list[float]]] = {port_id: {} for port_id in past}
    for port_id, points in past.items():
        for point in points:
            if point.active_power_w is not None:
                of_slot[port_id].setdefault(int(point.at_s // SLOT_S), []).append(point.active_power_w)
    slots = sorted({slot for found in of_slot.values() for slot in found})
    return {
        port_id: [sum(found[slot]) / len(found[slot]) if slot in found else None for slot in slots]
        for port_id, found in of_slot.items()
    }

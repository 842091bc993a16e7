"""What history says of devices with a cord that is not metered now, beside one that is."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from powertui.domain.plant import HistoryPoint, PlantView
from powertui.domain.redundancy.measurements import Measurements
from powertui.domain.redundancy.sharing import learnt_sharing

WINDOW_S = 7 * 86_400.0
SLOT_S = 900.0
MOST_DEVICES = 200
"""A panel's worth of PDUs that fell silent is asked about; what is beyond is divided evenly."""


class Histories(Protocol):
    """Where the past of a part is to be had."""

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        """Each subject's last seconds."""


def learnt_shares(source: Histories, view: PlantView, measured: Measurements) -> dict[int, float]:
    """By power port, the part of its device's load; only of devices whose last week is sure of it."""
    half_known = _half_known(view, measured)
    subject_ids = [subject_id for cords in half_known for subject_id in cords.values()]
    if not subject_ids:
        return {}
    past = source.histories(subject_ids, WINDOW_S)
    found: dict[int, float] = {}
    for cords in half_known:
        learnt = learnt_sharing(_aligned({port_id: past.get(subject_id, ()) for port_id, subject_id in cords.items()}))
        if learnt.is_sure:
            found.update(learnt.shares)
    return found


def _half_known(view: PlantView, measured: Measurements) -> list[dict[int, int]]:
    """Of devices whose cords all have been metered, and are so no longer all: subjects by power port."""
    cords: dict[int, dict[int, int]] = {}
    fresh: dict[int, int] = {}
    for loads in view.outlets_of_target.values():
        for load in loads:
            if load.load_device is None or load.load_port is None or load.subject is None or load.outlet is None:
                continue
            cords.setdefault(load.load_device.id, {})[load.load_port.id] = load.subject.id
            fresh[load.load_device.id] = fresh.get(load.load_device.id, 0) + (load.outlet.id in measured.outlets)
    half = [found for device_id, found in cords.items() if 0 < fresh[device_id] < len(found)]
    return half[:MOST_DEVICES]


def _aligned(past: Mapping[int, Sequence[HistoryPoint]]) -> dict[int, list[float | None]]:
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

"""Looks up what the cords that stand out have been since they were first seen, and keeps it for a while."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from powertui.domain.plant import HistoryPoint
from powertui.domain.redundancy.cord_history import NO_MEMORY, CordHistory, CordMemory, Span, cord_history
from powertui.services.learnt_shares import SLOT_S, WINDOW_S, aligned

DAYS = 400
"""How far back days are read; the last week is read by quarters of an hour."""

KEPT_FOR_S = 3600.0
AT_ONCE = 50
"""Devices that one call looks up; those beyond wait for the next."""

_DAY_S = 86_400.0


class Past(Protocol):
    """Where the past of a part is to be had."""

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        """Each part's last seconds."""

    def days(self, subject_ids: Sequence[int], since_s: float, until_s: float) -> Mapping[int, Mapping[int, float]]:
        """By part, the mean W of each closed day by its start."""


class CordMemories:
    """Holds what it has read. For one thread at a time."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._known: dict[int, tuple[float, Mapping[int, int], CordHistory]] = {}

    def of(self, devices: Mapping[int, Mapping[int, int]], now_s: float) -> CordMemory:
        """`devices` are those in question: by device the subjects of its cords by power port."""
        if not devices:
            self._known.clear()
            return NO_MEMORY
        self._known = {one: known for one, known in self._known.items() if one in devices}
        old = [one for one, cords in devices.items() if one not in self._known or self._known[one][1] != cords]
        old += [one for one in devices if one not in old and abs(now_s - self._known[one][0]) > KEPT_FOR_S]
        chosen = {one: devices[one] for one in old[:AT_ONCE]}
        if chosen:
            for device_id, history in self._looked_up(chosen, now_s).items():
                self._known[device_id] = now_s, devices[device_id], history
        known = {one: history for one, (_, cords, history) in self._known.items() if cords == devices[one]}
        return CordMemory(known, frozenset(devices.keys() - known.keys()))

    def _looked_up(self, devices: Mapping[int, Mapping[int, int]], now_s: float) -> dict[int, CordHistory]:
        subject_ids = [subject_id for cords in devices.values() for subject_id in cords.values()]
        week_s = now_s - WINDOW_S
        days = self._past.days(subject_ids, now_s - DAYS * _DAY_S, week_s - _DAY_S)
        quarters = self._past.histories(subject_ids, WINDOW_S)
        return {
            device_id: cord_history((*_days(cords, days), *_quarters(cords, quarters)))
            for device_id, cords in devices.items()
        }


def _days(cords: Mapping[int, int], days: Mapping[int, Mapping[int, float]]) -> list[Span]:
    of_port = {port_id: days.get(subject_id, {}) for port_id, subject_id in cords.items()}
    starts = sorted({start_s for found in of_port.values() for start_s in found})
    return [Span(_DAY_S, {port_id: found.get(start_s) for port_id, found in of_port.items()}) for start_s in starts]


def _quarters(cords: Mapping[int, int], past: Mapping[int, Sequence[HistoryPoint]]) -> list[Span]:
    means = aligned({port_id: past.get(subject_id, ()) for port_id, subject_id in cords.items()})
    return [Span(SLOT_S, dict(zip(means, row, strict=True))) for row in zip(*means.values(), strict=True)]

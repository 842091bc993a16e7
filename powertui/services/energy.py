"""Keeps the lifetime totals of energy while devices are polled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from sqlalchemy import Connection

from powertui.domain.energy import EnergyCounter, EnergyEvent, EnergySample, EnergyTotal, advance, first
from powertui.domain.events import Event, EventKind
from powertui.domain.reading import PollFailure, Quality, Quantity, ReadingBatch, TargetDescription, unscaled
from powertui.storage.energy_store import load_energy, save_energy

SAVE_EVERY_S = 600.0
"""So often a total is stored in which nothing is remarkable. A poller that ends before loses nothing: its successor
counts from what is stored, and as long as that is not older than `energy.LONGEST_GAP_S` as exactly."""

_MOST_NAMED = 3
_SPREAD = 0.618034
"""Multiples of it fall evenly between whole numbers."""


class Polled(Protocol):
    """A poll, as far as energy is concerned."""

    @property
    def target_id(self) -> int: ...
    @property
    def result(self) -> ReadingBatch | PollFailure: ...
    @property
    def rebooted_at_s(self) -> float | None:
        """Set if it showed that the device restarted since the poll before."""


@dataclass(frozen=True, slots=True)
class _Metered:
    """A part that counts energy, and where in its device's batches that stands."""

    subject_id: int
    name: str
    energy_at: int
    power_at: int | None
    counter: EnergyCounter


@dataclass(frozen=True, slots=True)
class _Device:
    metered: tuple[_Metered, ...]
    channel_count: int
    serial: str


class EnergyBook:
    """The totals of all that is polled. Its methods run in whichever thread writes to the database."""

    def __init__(self, save_every_s: float = SAVE_EVERY_S) -> None:
        self._save_every_s = save_every_s
        self._devices: dict[int, _Device] = {}
        self._totals: dict[int, EnergyTotal] = {}
        self._save_at_s: dict[int, float] = {}
        self._lock = Lock()

    def describe(
        self, connection: Connection, target_id: int, subject_ids: Sequence[int], description: TargetDescription
    ) -> None:
        """From now on this is what a device's batches mean; `subject_ids` are those of its parts, in order."""
        metered: list[_Metered] = []
        position = 0
        for subject_id, subject in zip(subject_ids, description.subjects, strict=True):
            places = {quantity: position + at for at, quantity in enumerate(subject.quantities)}
            position += len(subject.quantities)
            if subject.counter is not None and Quantity.ENERGY in places:
                power_at = places.get(Quantity.ACTIVE_POWER)
                name = f"{subject.kind.value} {subject.key}"
                metered.append(_Metered(subject_id, name, places[Quantity.ENERGY], power_at, subject.counter))
        with self._lock:
            unknown = [one.subject_id for one in metered if one.subject_id not in self._totals]
            self._totals.update(load_energy(connection, unknown))
            self._devices[target_id] = _Device(tuple(metered), position, description.serial[:255])

    def note(self, connection: Connection, attempts: Iterable[Polled], names: Mapping[int, str]) -> list[Event]:
        """Add polls to the totals and store what moved; returns what is to be told. `names` of the targets by id."""
        events: list[Event] = []
        moved: dict[int, EnergyTotal] = {}
        with self._lock:
            for attempt in attempts:
                if isinstance(attempt.result, ReadingBatch):
                    target = (attempt.target_id, names.get(attempt.target_id, ""))
                    is_rebooted = attempt.rebooted_at_s is not None
                    events += self._add(target, attempt.result, moved, is_rebooted=is_rebooted)
            save_energy(connection, moved)
        return events

    def _add(
        self, target: tuple[int, str], batch: ReadingBatch, moved: dict[int, EnergyTotal], *, is_rebooted: bool
    ) -> list[Event]:
        """Of one device's batch, by its id and name; what is to be stored goes into `moved`."""
        device = self._devices.get(target[0])
        if device is None or device.channel_count != len(batch.values):
            return []
        told: dict[EnergyEvent, list[str]] = {}
        for one in device.metered:
            event = self._advance(one, batch, device.serial, moved, is_rebooted=is_rebooted)
            if event is not None:
                told.setdefault(event, []).append(one.name)
        return [
            Event(
                batch.sampled_at_s, EventKind.ENERGY, *target, name=event.name.lower(), detail=_sentence(event, names)
            )
            for event, names in told.items()
        ]

    def _advance(
        self, one: _Metered, batch: ReadingBatch, serial: str, moved: dict[int, EnergyTotal], *, is_rebooted: bool
    ) -> EnergyEvent | None:
        sample = EnergySample(
            at_s=batch.sampled_at_s,
            counter_wh=_believed(batch, one.energy_at),
            power_w=unscaled(_believed(batch, one.power_at)),
            serial=serial,
            is_rebooted=is_rebooted,
        )
        before = self._totals.get(one.subject_id)
        if before is None:
            after, event = first(sample), None
        else:
            step = advance(before, sample, one.counter)
            after, event = step.total, step.event
        self._totals[one.subject_id] = after
        is_remarkable = before is None or event is not None or after.segment != before.segment
        if is_remarkable or batch.sampled_at_s >= self._save_at_s.get(one.subject_id, 0.0):
            # Not all of a plant's in the same cycle.
            early_s = one.subject_id * _SPREAD % 1.0 * self._save_every_s if is_remarkable else 0.0
            moved[one.subject_id] = after
            self._save_at_s[one.subject_id] = batch.sampled_at_s + self._save_every_s - early_s
        return event

    @property
    def totals(self) -> Mapping[int, EnergyTotal]:
        """By subject."""
        return self._totals


def _believed(batch: ReadingBatch, place: int | None) -> int | None:
    """A value x 1000 that can be counted with."""
    if place is None or batch.qualities[place] >= Quality.STALE:
        return None
    return batch.values[place]


def _sentence(event: EnergyEvent, names: Sequence[str]) -> str:
    named = ", ".join(names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"energy counter of {named}{more}: {event.value}"

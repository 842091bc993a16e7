"""Keeps the lifetime totals of energy while devices are polled."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Protocol

from sqlalchemy import Connection

from powertui.domain.energy import EnergyCounter, EnergyEvent, EnergyTotal
from powertui.domain.energy_columns import Bounds, EnergyColumns
from powertui.domain.events import Event, EventKind
from powertui.domain.reading import PollFailure, Quality, Quantity, ReadingBatch, TargetDescription
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
class _Metering:
    """Which parts of a device count energy, and where in its batches that stands. Devices of one model share theirs."""

    names: tuple[str, ...]
    positions: tuple[int, ...]
    """Of the parts in the description."""
    energy_at: tuple[int, ...]
    power_at: tuple[int | None, ...]
    bounds: Bounds
    channel_count: int


@dataclass(slots=True)
class _Device:
    metering: _Metering
    subject_ids: "array[int]"
    """Of the parts that count, in order."""
    totals: EnergyColumns
    save_at_s: float = 0.0
    """When all are stored again, remarkable or not."""


class EnergyBook:
    """The totals of all that is polled. Its methods run in whichever thread writes to the database."""

    def __init__(self, save_every_s: float = SAVE_EVERY_S) -> None:
        self._save_every_s = save_every_s
        self._devices: dict[int, _Device] = {}
        self._lock = Lock()

    def describe(
        self,
        connection: Connection,
        target_id: int,
        subject_ids: Sequence[int],
        description: TargetDescription,
        stored: Mapping[int, EnergyTotal] | None = None,
    ) -> None:
        """From now on this is what a device's batches mean; `subject_ids` are those of its parts, in order.

        `stored` are its parts' totals in the database, where the caller has loaded them already.
        """
        metering = _metering(
            tuple((f"{one.kind.value} {one.key}", one.quantities, one.counter) for one in description.subjects)
        )
        ids = array("q", (subject_ids[position] for position in metering.positions))
        with self._lock:
            before = self._devices.get(target_id)
            known = _by_subject(before) if before is not None else {}
            # They may come back; what is not stored of them now would be forgotten.
            save_energy(connection, {number: total for number, total in known.items() if number not in ids})
            unknown = [number for number in ids if number not in known]
            known |= (
                load_energy(connection, unknown)
                if stored is None
                else {number: stored[number] for number in unknown if number in stored}
            )
            at_place = {place: known[number] for place, number in enumerate(ids) if number in known}
            totals = EnergyColumns(metering.bounds, description.serial[:255], at_place)
            self._devices[target_id] = _Device(metering, ids, totals)

    def forget(self, target_ids: Iterable[int]) -> None:
        """These are another poller's from now on, who counts from what is stored."""
        with self._lock:
            for target_id in target_ids:
                self._devices.pop(target_id, None)

    def note(self, connection: Connection, attempts: Iterable[Polled], names: Mapping[int, str]) -> list[Event]:
        """Add polls to the totals and store what moved; returns what is to be told. `names` of the targets by id."""
        events: list[Event] = []
        moved: dict[int, EnergyTotal] = {}
        with self._lock:
            for attempt in attempts:
                device = self._devices.get(attempt.target_id)
                batch = attempt.result
                if device is None or isinstance(batch, PollFailure):
                    continue
                if device.metering.channel_count == len(batch.values):
                    told = self._add(device, attempt, batch, moved)
                    events += _events(attempt.target_id, names, device, batch, told) if told else ()
            save_energy(connection, moved)
        return events

    def _add(
        self, device: _Device, attempt: Polled, batch: ReadingBatch, moved: dict[int, EnergyTotal]
    ) -> dict[int, EnergyEvent | None]:
        """One device's batch; what is to be stored goes into `moved`."""
        metering, totals, at_s = device.metering, device.totals, batch.sampled_at_s
        remarkable = totals.add(
            at_s,
            _believed(batch, metering.energy_at),
            _believed(batch, metering.power_at),
            is_rebooted=attempt.rebooted_at_s is not None,
        )
        # Where it is further off than saving is put off, the clock was set back.
        if not 0 < device.save_at_s - at_s <= self._save_every_s:
            moved.update((device.subject_ids[place], total) for place, total in totals.totals())
            # Not all of a plant's in the same cycle.
            early_s = 0.0 if device.save_at_s else attempt.target_id * _SPREAD % 1.0 * self._save_every_s
            device.save_at_s = at_s + self._save_every_s - early_s
            return remarkable
        for place in remarkable:
            total = totals.total(place)
            if total is not None:
                moved[device.subject_ids[place]] = total
        return remarkable

    @property
    def totals(self) -> Mapping[int, EnergyTotal]:
        """By subject."""
        return {number: total for device in self._devices.values() for number, total in _by_subject(device).items()}


@lru_cache(maxsize=1024)
def _metering(parts: tuple[tuple[str, tuple[Quantity, ...], EnergyCounter | None], ...]) -> _Metering:
    """Of a device with these parts: their names, what is polled of each, and how it counts."""
    names: list[str] = []
    positions: list[int] = []
    energy_at: list[int] = []
    power_at: list[int | None] = []
    counters: list[EnergyCounter] = []
    channels = 0
    for position, (name, quantities, counter) in enumerate(parts):
        places = {quantity: channels + at for at, quantity in enumerate(quantities)}
        channels += len(quantities)
        if counter is not None and Quantity.ENERGY in places:
            names.append(name)
            positions.append(position)
            energy_at.append(places[Quantity.ENERGY])
            power_at.append(places.get(Quantity.ACTIVE_POWER))
            counters.append(counter)
    return _Metering(tuple(names), tuple(positions), tuple(energy_at), tuple(power_at), Bounds(counters), channels)


def _by_subject(device: _Device) -> dict[int, EnergyTotal]:
    return {device.subject_ids[place]: total for place, total in device.totals.totals()}


def _believed(batch: ReadingBatch, places: Sequence[int | None]) -> list[int | None]:
    """Values x 1000; None for those that cannot be counted with."""
    values, qualities = batch.values, batch.qualities
    return [None if place is None or qualities[place] >= Quality.STALE else values[place] for place in places]


def _events(
    target_id: int,
    names: Mapping[int, str],
    device: _Device,
    batch: ReadingBatch,
    told: Mapping[int, EnergyEvent | None],
) -> list[Event]:
    parts_of: dict[EnergyEvent, list[str]] = {}
    for place, event in sorted(told.items()):
        if event is not None:
            parts_of.setdefault(event, []).append(device.metering.names[place])
    return [
        Event(
            batch.sampled_at_s,
            EventKind.ENERGY,
            target_id,
            names.get(target_id, ""),
            name=event.name.lower(),
            detail=_sentence(event, parts),
        )
        for event, parts in parts_of.items()
    ]


def _sentence(event: EnergyEvent, names: Sequence[str]) -> str:
    named = ", ".join(names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"energy counter of {named}{more}: {event.value}"

"""What discovery found out, into the database and into what is watched; of many devices in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from powertui.domain.contradiction import CheckWarning
from powertui.domain.measured import Binding
from powertui.domain.reading import TargetDescription
from powertui.services.energy import EnergyBook
from powertui.services.packed_description import PackedDescription
from powertui.services.poll_events import replaced_events
from powertui.services.storing import is_no_fault_of_ours
from powertui.services.together import Together
from powertui.services.watching import Basis, Watched
from powertui.storage.discovery_store import DiscoveryNote, load_notes, save_note, save_notes
from powertui.storage.energy_store import load_energy
from powertui.storage.engine import writing
from powertui.storage.event_store import add_events
from powertui.storage.first_descriptions import FirstDescription, never_described, save_first_descriptions
from powertui.storage.history_layout import history_layout
from powertui.storage.reading_store import load_latest_of
from powertui.storage.shard_store import still_valid
from powertui.storage.target_store import save_description, stored_ids
from powertui.storage.warning_store import load_warnings, save_warnings, save_warnings_of

MOST_TOGETHER = 40
"""Devices in one transaction: polls that are to be stored meanwhile wait for some tenths of a second at most."""


@dataclass(frozen=True, slots=True)
class Told:
    """A device, and what was found out about it."""

    watched: Watched
    found: TargetDescription
    bindings: tuple[Binding, ...]
    note: DiscoveryNote | None


class Describing:
    """Keeps descriptions: in the database, and of what is watched."""

    def __init__(self, basis: Basis, energy: EnergyBook) -> None:
        self._basis = basis
        self._energy = energy
        self._notes = Together(self._load_notes, MOST_TOGETHER, _strikes_all)
        self._descriptions = Together(self._save_all, MOST_TOGETHER, _strikes_all)
        self.made = 0
        """How many descriptions have been made: of what lives long, that is most."""

    async def note_of(self, target_id: int) -> DiscoveryNote | None:
        """A collector's notes of a device; None where there are none."""
        return await self._notes.do(target_id)

    async def save(self, told: Told) -> None:
        """Store what was found out about a device; from then on this is what its values mean."""
        await self._descriptions.do(told)

    async def begin_as_stored(
        self, watched: Watched, resumed: TargetDescription, bindings: tuple[Binding, ...]
    ) -> bool:
        """From now on what is stored is what its values mean; False where something else is stored."""
        return await self._basis.writer.do(self._begin_as_stored, watched, resumed, bindings)

    async def save_note(self, watched: Watched, note: DiscoveryNote) -> None:
        """It is what it was, after a restart too."""
        await self._basis.writer.do(self._save_note, watched, note)

    async def save_warnings(self, watched: Watched, warnings: tuple[CheckWarning, ...]) -> None:
        """They tell of figures, which seldom are the same again; what values mean does not change with them."""
        await self._basis.writer.do(self._save_warnings, watched, warnings)

    async def _load_notes(self, target_ids: Sequence[int]) -> list[DiscoveryNote | None]:
        return await self._basis.writer.do(self._read_notes, target_ids)

    def _read_notes(self, target_ids: Sequence[int]) -> list[DiscoveryNote | None]:
        with self._basis.engine.connect() as connection:
            notes = load_notes(connection, target_ids)
        return [notes.get(target_id) for target_id in target_ids]

    async def _save_all(self, told: Sequence[Told]) -> list[None]:
        await self._basis.writer.do(self._write, told)
        return [None] * len(told)

    def _write(self, told: Sequence[Told]) -> None:
        with writing(self._basis.engine) as connection:
            claims = {one.watched.held.claim for one in told if one.watched.held is not None}
            valid = still_valid(connection, claims)
            own = [one for one in told if one.watched.held is None or one.watched.held.claim in valid]
            new = never_described(connection, [one.watched.target.id for one in own])
            first = [one for one in own if one.watched.target.id in new]
            described = list(zip(first, self._save_first(connection, first), strict=True))
            described += [(one, self._save_again(connection, one)) for one in own if one.watched.target.id not in new]
            if own:
                save_warnings_of(connection, {one.watched.target.id: one.found.warnings for one in own})
            notes = {one.watched.target.id: one.note for one in own if one.note is not None}
            if notes:
                save_notes(connection, notes)
        for one, subject_ids in described:
            self._begin(one.watched, one.found, subject_ids, one.bindings)

    def _save_first(self, connection: Connection, told: Sequence[Told]) -> list[tuple[int, ...]]:
        if not told:
            return []
        first = [FirstDescription(one.watched.target.id, one.found, one.bindings) for one in told]
        ids = save_first_descriptions(connection, first)
        stored = load_energy(connection, [number for of_one in ids for number in of_one])
        for one, subject_ids in zip(told, ids, strict=True):
            self._energy.describe(connection, one.watched.target.id, subject_ids, one.found, stored)
        return ids

    def _save_again(self, connection: Connection, one: Told) -> tuple[int, ...]:
        target = one.watched.target
        before = load_latest_of(connection, target.id)
        add_events(connection, replaced_events(target, before, one.found, self._basis.clock.now_s()))
        subject_ids = save_description(connection, target.id, one.found, one.bindings)
        self._energy.describe(connection, target.id, subject_ids, one.found)
        return subject_ids

    def _begin_as_stored(self, watched: Watched, resumed: TargetDescription, bindings: tuple[Binding, ...]) -> bool:
        with writing(self._basis.engine) as connection:
            if watched.held is not None and not still_valid(connection, [watched.held.claim]):
                return True
            subject_ids = stored_ids(connection, watched.target.id, resumed, bindings)
            if subject_ids is None:
                return False
            self._energy.describe(connection, watched.target.id, subject_ids, resumed)
            warnings = load_warnings(connection, [watched.target.id]).get(watched.target.id, ())
        self._begin(watched, replace(resumed, warnings=warnings), subject_ids, bindings)
        return True

    def _save_note(self, watched: Watched, note: DiscoveryNote) -> None:
        with writing(self._basis.engine) as connection:
            if watched.held is None or still_valid(connection, [watched.held.claim]):
                save_note(connection, watched.target.id, note)

    def _begin(
        self, watched: Watched, found: TargetDescription, subject_ids: tuple[int, ...], bindings: tuple[Binding, ...]
    ) -> None:
        """From now on this is what its values mean."""
        watched.bindings = bindings
        watched.layout = history_layout(subject_ids, found.subjects)
        watched.description = PackedDescription(found)
        watched.warnings = found.warnings
        self.made += 1

    def _save_warnings(self, watched: Watched, warnings: tuple[CheckWarning, ...]) -> None:
        with writing(self._basis.engine) as connection:
            if watched.held is None or still_valid(connection, [watched.held.claim]):
                save_warnings(connection, watched.target.id, warnings)
        watched.warnings = warnings


def _strikes_all(error: Exception) -> bool:
    """A database that is away or locked is so for all."""
    return isinstance(error, SQLAlchemyError) and is_no_fault_of_ours(error)

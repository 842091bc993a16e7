"""Discovery: what a device is and what its values mean, found out before its first poll and again from time to time."""

import asyncio
import logging
from dataclasses import replace

from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, PollOutcome, TargetDescription
from powertui.services.describing import Describing, Told
from powertui.services.energy import EnergyBook
from powertui.services.intake import Intake
from powertui.services.pace import Pace
from powertui.services.ports import Collector
from powertui.services.watching import Basis, Watched, Watching
from powertui.storage.discovery_store import DiscoveryNote

logger = logging.getLogger(__name__)

REDISCOVER_AFTER_S = 3600.0
"""Names, ratings and thresholds are read again this often."""

REDISCOVER_RESUMED_WITHIN_S = 1800.0
"""So soon a device is discovered that was taken up from the notes of before, each at its own moment."""

REDISCOVER_AGAIN_AFTER_S = 600.0
"""So long a discovery that failed is let be, while the device can still be polled."""

DISCOVERIES_AT_ONCE = 3
"""Few: the first devices are on screens while the last are still being found out about."""

_SPREAD = 0.618034
"""Multiples of it fall evenly between whole numbers."""


class Discovering:
    """Finds out about devices, some at a time, each for itself."""

    def __init__(
        self, basis: Basis, collector: Collector, watching: Watching, intake: Intake, energy: EnergyBook, at_once: int
    ) -> None:
        self._basis = basis
        self._collector = collector
        self._watching = watching
        self._intake = intake
        self._describing = Describing(basis, energy)
        self.pace = Pace(at_once)
        self._unawaited: set[int] = set()
        """Targets whose first discovery goes on, and nobody waits for it."""
        self._ended: list[int] = []

    @property
    def descriptions(self) -> int:
        """How many have been made: of what lives long, that is most."""
        return self._describing.made

    def take_ended(self) -> tuple[int, ...]:
        """Targets whose first discovery has ended since the last call, however, after nobody waited for it any more."""
        ended, self._ended = tuple(self._ended), []
        return ended

    async def first(self, watched: Watched, budget_s: float) -> PollFailure | None:
        """Wait for it, if there is none yet, as long as the budget allows; then it goes on in the background."""
        if watched.description is not None:
            return None
        discovery = watched.discovery = watched.discovery or asyncio.create_task(self._discover(watched))
        await asyncio.wait({discovery}, timeout=budget_s)
        if not discovery.done():
            self._go_on_without(watched, discovery)
            return None
        if discovery.cancelled():
            return None
        if watched.discovery is discovery:
            watched.discovery = None
        return discovery.result()

    def _go_on_without(self, watched: Watched, discovery: "asyncio.Task[PollFailure | None]") -> None:
        """In the background; what it ends with is told by `take_ended`."""
        target_id = watched.target.id
        if target_id in self._unawaited:
            return
        self._unawaited.add(target_id)

        def end(task: "asyncio.Task[PollFailure | None]") -> None:
            self._unawaited.discard(target_id)
            self._ended.append(target_id)
            if watched.description is not None and watched.discovery is task:
                watched.discovery = None

        discovery.add_done_callback(end)

    def again_if_due(self, watched: Watched) -> None:
        """In the background: while it waits for its turn, the device is polled on."""
        is_known = watched.description is not None and watched.answers
        # Where it is further off than any discovery is put off, the clock was set back.
        is_due = not 0 < watched.discover_at_s - self._basis.clock.now_s() <= REDISCOVER_AFTER_S
        if is_known and watched.discovery is None and is_due:
            watched.discovery = asyncio.create_task(self._again(watched))

    async def bind_again(self, watched: Watched) -> None:
        """After a change of the model a device's parts may be other ports and outlets."""
        graph = self._watching.graph
        if watched.bound_by is graph or watched.description is None:
            return
        description = replace(watched.description.unpack(), warnings=watched.warnings)
        bindings = self._watching.bind(watched.target, description)
        if bindings != watched.bindings:
            await self._describing.save(Told(watched, description, bindings, note=None))
        watched.bound_by = graph

    async def _again(self, watched: Watched) -> PollFailure | None:
        try:
            failure = await self._discover(watched)
        except Exception as error:  # noqa: BLE001 - nobody waits for it; the next poll says how the device is
            failure = accident(watched.target, error)
        if failure is not None:
            watched.discover_at_s = self._basis.clock.now_s() + REDISCOVER_AGAIN_AFTER_S
        if failure is not None and failure.outcome is PollOutcome.NO_PROFILE:
            # Another device has its address now.
            watched.description = None
        watched.discovery = None
        return failure

    async def _discover(self, watched: Watched) -> PollFailure | None:
        async with self.pace, watched.turn:
            resumed = await self._resumed(watched) if watched.description is None else None
            if isinstance(resumed, PollFailure):
                return resumed
            if resumed is not None and await self._take_up(watched, resumed):
                early = watched.target.id * _SPREAD % 1.0
                watched.discover_at_s = self._basis.clock.now_s() + REDISCOVER_RESUMED_WITHIN_S * early
                return None
            began_s = self._basis.clock.now_s()
            found = await self._collector.discover(watched.target)
            if isinstance(found, PollFailure):
                return found
            # Thousands that were found out about in the same minutes are not to be asked again in the same minutes.
            early = 0.0 if watched.description is not None else watched.target.id * _SPREAD % 1.0 / 2
            if watched.description is None or not watched.description.says(found):
                if self._intake.has_unsaved(watched.target.id):
                    # What values mean changes: those that are not stored yet go first.
                    await self._intake.save_all()
                watched.description = None
                bound_by, bindings = self._watching.graph, self._watching.bind(watched.target, found)
                await self._describing.save(Told(watched, found, bindings, DiscoveryNote(began_s, found.notes)))
                watched.bound_by = bound_by
            elif watched.has_restarted:
                await self._describing.save_note(watched, DiscoveryNote(began_s, found.notes))
            if found.warnings != watched.warnings:
                await self._describing.save_warnings(watched, found.warnings)
            watched.has_restarted = False
            watched.discover_at_s = self._basis.clock.now_s() + REDISCOVER_AFTER_S * (1 - early)
            return None

    async def _resumed(self, watched: Watched) -> TargetDescription | PollFailure | None:
        """What the notes of before say of a device that still is the same; None: it must be discovered."""
        note = await self._describing.note_of(watched.target.id)
        return None if note is None else await self._collector.resume(watched.target, note.notes, note.noted_at_s)

    async def _take_up(self, watched: Watched, resumed: TargetDescription) -> bool:
        """Poll on as it is stored; False where something else is stored than the notes mean today."""
        graph, bindings = self._watching.graph, self._watching.bind(watched.target, resumed)
        if not await self._describing.begin_as_stored(watched, resumed, bindings):
            return False
        watched.bound_by = graph
        return True


def accident(target: PollTarget, error: Exception) -> PollFailure:
    """What a mistake of ours becomes, whichever device brought it to light: the others must go on."""
    logger.error("reading %s failed", target.name, exc_info=error)
    return PollFailure(
        PollOutcome.BAD_ANSWER, f"could not be read: {type(error).__name__} in powertui itself; its log says more"
    )

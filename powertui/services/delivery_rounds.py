"""Deliveries beside each other: a slow receiver delays its own route and no other."""

import asyncio
import logging
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from powertui.services.coarse import in_daemon_thread
from powertui.services.delivering import Delivering

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0

END_WITHIN_S = 1.5
"""So long what is being sent may still take at the end; else it is sent again at the next start, under the same key."""


class DeliveryRounds:
    """Looks for what is due at each beat, and sends each route's in a thread of its own."""

    def __init__(self, delivering: Delivering) -> None:
        self._delivering = delivering
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._told = ""
        self._has_begun = False

    async def run_until(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set. While the database is away nothing is sent, and nothing is lost."""
        told = asyncio.ensure_future(stop.wait())
        try:
            while not told.done():
                await self._look(stop)
                await asyncio.wait({told}, timeout=LOOK_EVERY_S)
            if self._under_way:
                await asyncio.wait(self._under_way.values(), timeout=END_WITHIN_S)
        finally:
            told.cancel()

    async def _look(self, stop: asyncio.Event) -> None:
        found: list[str] = []
        try:
            await in_daemon_thread("deliveries", lambda: found.extend(self._due()))
        except SQLAlchemyError as error:
            self._tell(error)
            return
        self._told = ""
        for route in found:
            if route not in self._under_way:
                task = asyncio.create_task(self._work_off(route, stop))
                self._under_way[route] = task

    def _due(self) -> tuple[str, ...]:
        if not self._has_begun:
            self._delivering.begin()
            self._has_begun = True
        self._delivering.tidy()
        return self._delivering.due()

    async def _work_off(self, route: str, stop: asyncio.Event) -> None:
        try:
            await in_daemon_thread(f"route {route}", lambda: _ignored(self._delivering.work_off(route, stop.is_set)))
        except SQLAlchemyError as error:
            self._tell(error)
        finally:
            del self._under_way[route]

    def _tell(self, error: SQLAlchemyError) -> None:
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        if reason != self._told:
            self._told = reason
            logger.warning("notifications wait, the database cannot be used: %s", reason)


def _ignored(_: Any) -> None:
    """A count that nobody asks for."""

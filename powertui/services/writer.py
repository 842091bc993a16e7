"""The one thread in which a poller writes: SQLite has one writer at a time, and those who wait may wait in vain."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from powertui.services.in_thread import in_thread

_Result = TypeVar("_Result")


class Writer:
    """Does what blocks, one thing after the other, and keeps the event loop out of it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")

    async def do(self, work: Callable[..., _Result], *arguments: Any) -> _Result:
        """The result of something that writes to the database; who is cancelled meanwhile goes once it has ended."""
        return await in_thread(work, *arguments, executor=self._thread)

    async def close(self) -> None:
        """Wait for what is under way; nothing can be done by it any more."""
        await in_thread(self._thread.shutdown)

"""The one thread in which a poller writes: SQLite has one writer at a time, and those who wait may wait in vain."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class Writer:
    """Does what blocks, one thing after the other, and keeps the event loop out of it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")

    async def do(self, work: Callable[..., _Result], *arguments: Any) -> _Result:
        """The result of something that writes to the database."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

"""How a process of this program runs until it is told to end."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress

from powertui.services.lifeline import hold_to_parent


def run_until_told(work: Callable[[asyncio.Event], Awaitable[None]], *, lifeline: bool) -> None:
    """Run `work`, whose event is set on SIGTERM or SIGINT, or when the parent is gone."""

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, stop.set)
        if lifeline:
            hold_to_parent(lambda: loop.call_soon_threadsafe(stop.set))
        await work(stop)

    asyncio.run(run())

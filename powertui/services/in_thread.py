"""Work that blocks, in a thread: whoever waits for it waits for its end, cancelled or not."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import Any, TypeVar

_Result = TypeVar("_Result")


async def in_thread(
    work: Callable[..., _Result], *arguments: Any, executor: Executor | None = None, **named: Any
) -> _Result:
    """The result of `work`, done by one of an executor's threads; None: one of the event loop's own.

    A thread cannot be stopped. So who is cancelled meanwhile goes only once it has ended: else what it does would come
    after what is done next, and its connection be given back to an engine that was disposed of, where nobody closes it.
    """
    loop = asyncio.get_running_loop()
    done = loop.run_in_executor(executor, partial(work, *arguments, **named))
    cancelled: asyncio.CancelledError | None = None
    while not done.done():
        try:
            await asyncio.wait({done})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled from done.exception()
    return done.result()

"""Work in threads: nobody who waits for it goes before it has ended."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from powertui.services.in_thread import in_thread
from powertui.services.writer import Writer


class Held:
    """Work that ends when it may."""

    def __init__(self, error: Exception | None = None) -> None:
        self.began = threading.Event()
        self.may_end = threading.Event()
        self.has_ended = False
        self._error = error

    def __call__(self) -> None:
        self.began.set()
        assert self.may_end.wait(60)
        self.has_ended = True
        if self._error is not None:
            raise self._error


async def cancelled_in_the_middle(work: Held, waiting: "asyncio.Task[None]", times: int = 1) -> None:
    assert await asyncio.to_thread(work.began.wait, 60)
    for _ in range(times):
        waiting.cancel()
        await asyncio.sleep(0)
        assert not waiting.done()
    work.may_end.set()
    await asyncio.wait({waiting})


async def test_it_is_done_in_another_thread_and_its_result_comes_back() -> None:
    def where(sign: int, *, of: Callable[[], int]) -> int:
        return sign * of()

    assert await in_thread(where, -1, of=threading.get_ident) != -threading.get_ident()


async def test_what_goes_wrong_is_raised_where_it_is_waited_for() -> None:
    work = Held(OSError("disk full"))
    work.may_end.set()
    with pytest.raises(OSError, match="disk full"):
        await in_thread(work)


@pytest.mark.parametrize("times", [1, 3])
async def test_who_is_cancelled_goes_when_the_work_has_ended(times: int) -> None:
    work = Held()
    waiting = asyncio.create_task(in_thread(work))
    await cancelled_in_the_middle(work, waiting, times)
    assert waiting.cancelled()
    assert work.has_ended


async def test_of_work_that_failed_after_that_its_error_is_the_cause() -> None:
    work = Held(OSError("disk full"))
    waiting = asyncio.create_task(in_thread(work))
    await cancelled_in_the_middle(work, waiting)
    with pytest.raises(asyncio.CancelledError) as ended:
        await waiting
    assert str(ended.value.__cause__) == "disk full"


async def test_a_writer_that_is_closed_has_done_what_was_begun() -> None:
    writer, work = Writer(), Held()
    doing = asyncio.create_task(writer.do(work))
    await asyncio.to_thread(work.began.wait, 60)
    closing = asyncio.create_task(writer.close())
    await asyncio.sleep(0)
    assert not closing.done()
    work.may_end.set()
    await closing
    assert work.has_ended
    await doing

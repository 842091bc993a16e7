"""Work done for many at once: everybody gets what is theirs, whatever becomes of the others."""

import asyncio
from collections.abc import Sequence

import pytest

from powertui.services.together import Together


class Work:
    """Doubles numbers, once it may; refuses some."""

    def __init__(self, *refused: int) -> None:
        self.refused = refused
        self.lots: list[list[int]] = []
        self.may_go_on = asyncio.Event()

    async def do(self, items: Sequence[int]) -> list[int]:
        self.lots.append(list(items))
        await self.may_go_on.wait()
        for item in items:
            if item in self.refused:
                raise ValueError(str(item))
        return [2 * item for item in items]


def is_away(error: Exception) -> bool:
    return str(error) == "7"


async def begun(work: Work, count: int, most: int = 3) -> "list[asyncio.Task[int]]":
    together: Together[int, int] = Together(work.do, most, is_away)
    tasks = [asyncio.create_task(together.do(item)) for item in range(count)]
    await asyncio.sleep(0)
    return tasks


async def test_the_first_is_done_at_once_and_those_that_come_meanwhile_together() -> None:
    work = Work()
    tasks = await begun(work, 6)
    assert work.lots == [[0]]
    work.may_go_on.set()
    assert await asyncio.gather(*tasks) == [0, 2, 4, 6, 8, 10]
    assert work.lots == [[0], [1, 2, 3], [4, 5]]


async def test_who_is_refused_is_refused_alone() -> None:
    work = Work(2)
    tasks = await begun(work, 4)
    work.may_go_on.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [result for result in results if isinstance(result, int)] == [0, 2, 6]
    assert isinstance(results[2], ValueError)


async def test_what_strikes_all_is_not_tried_for_each() -> None:
    work = Work(7)
    tasks = await begun(work, 9, most=10)
    work.may_go_on.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(result, ValueError) for result in results] == [False] + [True] * 8
    assert len(work.lots) == 2


@pytest.mark.parametrize("cancelled", [0, 1, 3])
async def test_who_goes_away_takes_nothing_from_the_others(cancelled: int) -> None:
    work = Work()
    tasks = await begun(work, 5)
    tasks[cancelled].cancel()
    await asyncio.sleep(0)
    work.may_go_on.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    others = [result for number, result in enumerate(results) if number != cancelled]
    assert others == [2 * number for number in range(5) if number != cancelled]
    assert isinstance(results[cancelled], asyncio.CancelledError)

"""The pace of discoveries: polls that begin late make them fewer, time to spare makes them more; nobody is lost."""

import asyncio

import pytest

from powertui.services import pace as pace_module
from powertui.services.pace import LATE_S, LEAST, LOOK_EVERY_S, MORE, Pace


class Rush:
    """Twenty that want in, and stay until they are let go."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.inside: list[int] = []
        self.may_go = asyncio.Event()
        self.tasks = [asyncio.create_task(self._one(number)) for number in range(20)]

    async def _one(self, number: int) -> None:
        async with self.pace:
            self.inside.append(number)
            await self.may_go.wait()

    async def looked(self) -> int:
        for _ in range(3):
            await asyncio.sleep(0)
        return len(self.inside)

    async def ended(self) -> None:
        self.may_go.set()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def late(pace: Pace, *lateness_s: float) -> list[int]:
    """The limits after seconds in each of which something was so late."""
    pace.note(0.0, 0.0)
    limits = []
    for number, late_s in enumerate(lateness_s, start=1):
        pace.note(number * LOOK_EVERY_S, late_s)
        limits.append(pace.limit)
    return limits


def test_late_seconds_halve_it_and_others_bring_it_back() -> None:
    assert late(Pace(100), *[2 * LATE_S] * 4, 0, 0) == [50, 25, LEAST, LEAST, LEAST + MORE, LEAST + 2 * MORE]


def test_it_never_becomes_more_than_it_was_nor_nothing() -> None:
    assert late(Pace(3), 0, 9, 9, 0) == [3, 3, 3, 3]


async def test_no_more_are_let_in_than_may_be_and_all_come_in_their_turn() -> None:
    rush = Rush(Pace(8))
    assert await rush.looked() == 8
    await rush.ended()
    assert rush.inside == list(range(20))


async def test_as_it_grows_more_come_in_and_as_it_shrinks_nobody_is_put_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace_module, "LEAST", 4)
    pace = Pace(16)
    late(pace, 9, 9)
    rush = Rush(pace)
    assert await rush.looked() == 4
    pace.note(3 * LOOK_EVERY_S, 0.0)
    assert await rush.looked() == 8
    pace.note(4 * LOOK_EVERY_S, 9.0)
    assert await rush.looked() == 8
    await rush.ended()
    assert len(rush.inside) == 20


async def test_who_gives_up_waiting_takes_no_place() -> None:
    rush = Rush(Pace(8))
    await rush.looked()
    for task in rush.tasks[:12]:
        task.cancel()
    assert await rush.looked() == 16
    await rush.ended()
    assert rush.inside == [*range(8), *range(12, 20)]

"""Work that costs less when done for many at once: what comes up while some is under way is done together next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(slots=True, eq=False)
class _Waiting(Generic[_Item, _Result]):
    item: _Item
    result: "asyncio.Future[_Result]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Together(Generic[_Item, _Result]):
    """Calls of `work`, which is given items and tells a result of each, in their order.

    Nobody waits for more to come: the first is done alone, and those that come meanwhile are the next lot. If a lot
    fails, each of it is tried by itself, so that nobody fails for another's sake; unless `strikes_all` says of the
    error that the others would have the same.
    """

    def __init__(
        self,
        work: Callable[[Sequence[_Item]], Awaitable[Sequence[_Result]]],
        most: int,
        strikes_all: Callable[[Exception], bool],
    ) -> None:
        self._work = work
        self._most = most
        self._strikes_all = strikes_all
        self._waiting: list[_Waiting[_Item, _Result]] = []
        self._turn = asyncio.Lock()

    async def do(self, item: _Item) -> _Result:
        """The result for an item; raises what its work raised."""
        own: _Waiting[_Item, _Result] = _Waiting(item)
        self._waiting.append(own)
        try:
            async with self._turn:
                if not own.result.done():
                    await self._next_lot()
        except asyncio.CancelledError:
            own.result.cancel()
            raise
        finally:
            if own in self._waiting:
                self._waiting.remove(own)
        return own.result.result()

    async def _next_lot(self) -> None:
        lot = self._waiting[: self._most]
        del self._waiting[: self._most]
        try:
            await self._do(lot)
        finally:
            # Where this one is cancelled, the others of its lot are done once more.
            self._waiting[:0] = [each for each in lot if not each.result.done()]

    async def _do(self, lot: Sequence[_Waiting[_Item, _Result]]) -> None:
        try:
            results = await self._work([each.item for each in lot])
        except Exception as error:  # noqa: BLE001 - whoever waits for it is told
            if len(lot) == 1 or self._strikes_all(error):
                for each in lot:
                    if not each.result.done():
                        each.result.set_exception(error)
                return
            for each in lot:
                await self._do([each])
        else:
            for each, result in zip(lot, results, strict=True):
                if not each.result.done():
                    each.result.set_result(result)

"""A whole list in pages, several at once, and yet all of one moment.

Pages are told apart by offset in the order of ids, so a list that changes meanwhile would shift rows from one page to
another unseen. New objects always have higher ids: a list whose length and highest id are the same before and after
was the same throughout. One that was not is read again, and at last one page after the other by id.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from powertui.exchange.netbox_api.client import Document, NetBoxClient, Query
from powertui.exchange.netbox_api.endpoints import Endpoint
from powertui.exchange.netbox_api.failure import NetBoxError
from powertui.exchange.netbox_api.rows import Notes, Row
from powertui.exchange.netbox_api.version import Version

_Object = TypeVar("_Object")
_READINGS_BY_OFFSET = 3
_CURSOR_SINCE = Version(4, 6, 0)


Progress = Callable[[str, int, int], None]
"""Told after each page: what, how many are read, of how many."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a list looked like at a moment."""

    count: int
    highest_id: int


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    count: int | None
    """How many there are in all; None where NetBox pages by cursor."""
    has_next: bool


@dataclass(frozen=True, slots=True)
class _Reading(Generic[_Object]):
    objects: list[_Object]
    is_of_one_moment: bool
    """Whether a single page held all."""


class ListReader:
    """Reads the lists of one NetBox."""

    def __init__(self, client: NetBoxClient, version: Version, notes: Notes, progress: Progress) -> None:
        self._client = client
        self._version = version
        self._notes = notes
        self._progress = progress

    async def mark(self, endpoint: Endpoint, query: Query = ()) -> Mark:
        """The list's length and highest id, without reading it."""
        ask = [*query, *endpoint.options, ("fields", "id"), ("ordering", "-id"), ("limit", "1")]
        page = self._page(await self._client.get(endpoint.path, ask, endpoint), endpoint)
        return Mark(page.count or 0, page.rows[0].id if page.rows else 0)

    async def read(
        self, endpoint: Endpoint, convert: Callable[[Row], _Object | None], query: Query = ()
    ) -> list[_Object]:
        """All objects of a list, converted; those that become None are left out."""
        before = await self.mark(endpoint, query)
        for _ in range(_READINGS_BY_OFFSET):
            if before.count == 0:
                return []
            found = await self._by_offset(endpoint, convert, query, before)
            if found is not None and found.is_of_one_moment:
                return found.objects
            after = await self.mark(endpoint, query)
            if found is not None and after == before:
                return found.objects
            before = after
        return await self._by_id(endpoint, convert, query, before)

    async def _by_offset(
        self, endpoint: Endpoint, convert: Callable[[Row], _Object | None], query: Query, mark: Mark
    ) -> _Reading[_Object] | None:
        """All pages at once; None where they do not fit together."""
        first = await self._get(endpoint, query, [("ordering", "id"), ("limit", str(self._client.page_size))])
        if first.count != mark.count:
            return None
        # A server may give less than it is asked for.
        step = len(first.rows)
        done = step
        pages: dict[int, list[_Object]] = {0: _converted(first.rows, convert)}
        if step == 0 or (not first.has_next and step < mark.count):
            return None
        self._progress(endpoint.plural, done, mark.count)

        async def one(offset: int) -> bool:
            nonlocal done
            place = [("ordering", "id"), ("limit", str(step)), ("offset", str(offset))]
            page = await self._get(endpoint, query, place)
            if page.count != mark.count or len(page.rows) != min(step, mark.count - offset):
                return False
            pages[offset] = _converted(page.rows, convert)
            done += len(page.rows)
            self._progress(endpoint.plural, done, mark.count)
            return True

        fits = await together(*(one(offset) for offset in range(step, mark.count, step)))
        if not all(fits):
            return None
        return _Reading([item for offset in sorted(pages) for item in pages[offset]], len(pages) == 1)

    async def _by_id(
        self, endpoint: Endpoint, convert: Callable[[Row], _Object | None], query: Query, mark: Mark
    ) -> list[_Object]:
        """One page after the other, each from behind the last id: whatever changes, no row is missed or doubled."""
        found: list[_Object] = []
        last_id, done = 0, 0
        while True:
            page = await self._get(endpoint, query, self._behind(last_id))
            rows = [row for row in page.rows if row.id > last_id]
            ids = [row.id for row in rows]
            # NetBox gives a row once for each of its parts that a filter found: doubled, and yet in order.
            if ids != sorted(ids):
                raise NetBoxError(f"NetBox's list of {endpoint.plural} kept changing while it was read; try again")
            found.extend(_converted(tuple(rows), convert))
            done += len(rows)
            self._progress(endpoint.plural, done, max(done, mark.count))
            if not rows or not page.has_next:
                return found
            last_id = rows[-1].id

    def _behind(self, last_id: int) -> Query:
        limit = ("limit", str(self._client.page_size))
        if self._version >= _CURSOR_SINCE:
            return [("start", str(last_id + 1)), limit]
        return [("id__gt", str(last_id)), ("ordering", "id"), limit]

    async def _get(self, endpoint: Endpoint, query: Query, place: Query) -> Page:
        ask = [*query, *endpoint.options, ("fields", ",".join(endpoint.fields)), *place]
        return self._page(await self._client.get(endpoint.path, ask, endpoint), endpoint)

    def _page(self, document: Document, endpoint: Endpoint) -> Page:
        results, count = document.get("results"), document.get("count")
        if not isinstance(results, list) or not (count is None or isinstance(count, int)):
            raise NetBoxError(f"NetBox's list of {endpoint.plural} is not of the form that NetBox 4 has")
        rows = tuple(Row(item, endpoint.noun, self._notes) for item in results)
        return Page(rows, count, document.get("next") is not None)


def _converted(rows: tuple[Row, ...], convert: Callable[[Row], _Object | None]) -> list[_Object]:
    return [item for item in map(convert, rows) if item is not None]


async def together(*tasks: Coroutine[Any, Any, _Object]) -> list[_Object]:
    """Run all at once; the first that fails ends the others, and its own error is what is raised."""
    running = [asyncio.ensure_future(task) for task in tasks]
    try:
        return list(await asyncio.gather(*running))
    except BaseException:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        raise

"""One NetBox asked over HTTP: how many questions at once, when to ask again, and what to say when it is no use."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpx

from powertui.exchange.netbox_api.access import Access, authorization, tls_context
from powertui.exchange.netbox_api.answers import refusal
from powertui.exchange.netbox_api.connecting import connection_trouble
from powertui.exchange.netbox_api.endpoints import Endpoint
from powertui.exchange.netbox_api.failure import NetBoxError, NotShownError, Trouble

Query = Sequence[tuple[str, str]]
Document = Mapping[str, object]
Sleep = Callable[[float], Awaitable[None]]

ATTEMPTS = 6
FIRST_PAUSE_S = 0.5
"""Doubled each time: a quarter of a minute of patience all in all."""
LONGEST_PAUSE_S = 120.0
"""A server that asks for more is told to the person instead."""
CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 180.0
"""A page of a thousand cables takes a busy NetBox half a minute."""


def _now() -> datetime:
    return datetime.now(UTC)


class NetBoxClient(AbstractAsyncContextManager["NetBoxClient"]):
    """Asks; answers are JSON objects, and all that goes wrong for good is a NetBoxError."""

    def __init__(self, access: Access, *, sleep: Sleep = asyncio.sleep, now: Callable[[], datetime] = _now) -> None:
        self.page_size = access.page_size
        self._base_url = access.base_url
        self._sleep = sleep
        self._now = now
        self._places = asyncio.Semaphore(access.pages_at_once)
        self._has_answered = False
        self._http = httpx.AsyncClient(
            headers={
                "Authorization": authorization(access.token),
                "Accept": "application/json",
                "User-Agent": "powertui",
            },
            verify=tls_context(access) if self._base_url.startswith("https:") else True,
            timeout=httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, pool=None),
            limits=httpx.Limits(max_connections=access.pages_at_once),
            # A token is for the address that it was given for, not for wherever that one points to.
            follow_redirects=False,
        )

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def get(self, path: str, query: Query = (), endpoint: Endpoint | None = None) -> Document:
        """The JSON object at a path below /api; `endpoint` says which right is missing where it is refused."""
        url = f"{self._base_url}/api/{path}/"
        async with self._places:
            attempt, pause_s = 1, FIRST_PAUSE_S
            while isinstance(answer := await self._ask(url, query, endpoint), Trouble):
                wait_s = pause_s if answer.wait_s is None else answer.wait_s
                if not answer.may_pass or wait_s > LONGEST_PAUSE_S:
                    raise NotShownError(answer.sentence) if answer.is_not_shown else NetBoxError(answer.sentence)
                if attempt == ATTEMPTS:
                    raise NetBoxError(f"{answer.sentence}; given up after {ATTEMPTS} attempts")
                await self._sleep(wait_s)
                attempt, pause_s = attempt + 1, pause_s * 2
        self._has_answered = True
        return answer

    async def _ask(self, url: str, query: Query, endpoint: Endpoint | None) -> Document | Trouble:
        try:
            response = await self._http.get(url, params=list(query))
        except httpx.HTTPError as error:
            return connection_trouble(error, url, has_answered=self._has_answered)
        if response.status_code != httpx.codes.OK:
            return refusal(response, endpoint, self._retry_after_s(response))
        try:
            document = json.loads(response.content)
        except ValueError:
            is_json = "json" in response.headers.get("content-type", "")
            what = "JSON that breaks off or is none" if is_json else "something that is no JSON"
            hint = "" if is_json else "; is that the address of a NetBox, and not of a login page or a proxy?"
            return Trouble(f"{url} answers with {what}{hint}", may_pass=is_json)
        if not isinstance(document, dict):
            return Trouble(f"{url} answers with JSON that is not NetBox's", may_pass=False)
        return document

    def _retry_after_s(self, response: httpx.Response) -> float | None:
        value = response.headers.get("retry-after", "").strip()
        if value.isdecimal():
            return float(value)
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - self._now()).total_seconds())

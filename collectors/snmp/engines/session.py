"""One agent's session: cuts a plan into requests that the agent can bear, retries, walks columns.

One request is in flight at a time. Rules for hostile or weak agents live here, whatever the SNMP version.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from collectors.snmp.client import Oid, PollAnswer, PollPlan, SnmpError, SnmpFailure, SnmpType, SnmpValue, WalkAnswer
from collectors.snmp.engines.exchange import ErrorStatus, Exchange, Request, RequestKind, Response
from collectors.snmp.engines.sizing import RequestSize
from collectors.snmp.engines.values import NO_SUCH_OBJECT

WALK_COLUMNS = 8
WALK_ROWS = 6
"""A walk asks for this many columns and rows at once: some 50 values, one or two frames."""

WALK_LIMIT = 20_000
"""Rows after which a column counts as endless."""


@dataclass(slots=True)
class _Budget:
    """How long a poll or walk may still take, and how many requests it has taken."""

    ends_at: float
    timeout_s: float
    retries: int
    requests: int = 0

    def left_s(self) -> float:
        return self.ends_at - asyncio.get_running_loop().time()


@dataclass(slots=True)
class _Column:
    """A column on its way to its end."""

    root: Oid
    last: Oid
    rows: list[tuple[Oid, SnmpValue]] = field(default_factory=list)
    done: bool = False
    failure: SnmpFailure | None = None

    def take(self, oid: Oid, value: SnmpValue) -> None:
        """The next row, or the sign that there is none."""
        if self.done:
            return
        if value.type is SnmpType.END_OF_MIB_VIEW or oid[: len(self.root)] != self.root:
            self.done = True
        elif oid <= self.last:
            self._fail(f"the agent goes round in circles at {_dotted(oid)}")
        elif len(self.rows) >= WALK_LIMIT:
            self._fail(f"more than {WALK_LIMIT} rows below {_dotted(self.root)}")
        else:
            self.rows.append((oid, value))
            self.last = oid

    def _fail(self, detail: str) -> None:
        self.done = True
        self.failure = SnmpFailure(SnmpError.BAD_ANSWER, detail)


class AgentSession:
    """Asks one agent."""

    def __init__(self, exchange: Exchange, where: str) -> None:
        self._exchange = exchange
        self._where = where
        self._size = RequestSize()
        self._lock = asyncio.Lock()

    async def get(self, plan: PollPlan, deadline_s: float) -> PollAnswer:
        """All objects of a plan, by position."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        budget = _Budget(started + deadline_s, plan.timeout_s, plan.retries)
        values: list[SnmpValue | None] = [None] * len(plan.oids)
        failure: SnmpFailure | None = None
        async with self._lock:
            ranges = deque([(0, len(plan.oids))] if plan.oids else [])
            while ranges and failure is None:
                start, end = ranges.popleft()
                size = self._size.at_most(min(end - start, plan.max_varbinds))
                if start + size < end:
                    ranges.appendleft((start + size, end))
                failure = await self._get_range(plan.oids, (start, start + size), values, ranges, budget)
        return PollAnswer(tuple(values), failure, budget.requests, loop.time() - started)

    async def _get_range(
        self,
        oids: tuple[Oid, ...],
        span: tuple[int, int],
        values: list[SnmpValue | None],
        ranges: deque[tuple[int, int]],
        budget: _Budget,
    ) -> SnmpFailure | None:
        """Ask for one span; put what is still to be asked back into `ranges`. A failure ends the poll."""
        start, end = span
        size = end - start
        outcome = await self._ask(RequestKind.GET, oids[start:end], budget)
        if isinstance(outcome, SnmpFailure):
            return outcome
        request, response = outcome
        status = response.error_status
        if status in {ErrorStatus.NO_ACCESS, ErrorStatus.AUTHORIZATION_ERROR}:
            return SnmpFailure(SnmpError.AUTHORIZATION, f"{self._where} refuses to show {_dotted(oids[start])}")
        asked = len(request.oids)
        cut_off = status == ErrorStatus.NO_ERROR and len(response.varbinds) < asked
        if status == ErrorStatus.TOO_BIG or cut_off:
            if asked == 1:
                return SnmpFailure(SnmpError.TOO_BIG, f"{self._where} cannot even answer {_dotted(oids[start])} alone")
            self._size.too_big(asked)
            ranges.appendleft((start, end))
        elif status != ErrorStatus.NO_ERROR:
            # An agent that fails a whole request for one bad object: halve until that object is alone.
            if size == 1:
                values[start] = NO_SUCH_OBJECT if status == ErrorStatus.NO_SUCH_NAME else None
            else:
                middle = start + size // 2
                ranges.extendleft([(middle, end), (start, middle)])
        elif tuple(name for name, _ in response.varbinds) != request.oids:
            return SnmpFailure(SnmpError.BAD_ANSWER, f"{self._where} answers other objects than it was asked for")
        else:
            values[start : start + asked] = [value for _, value in response.varbinds]
            self._size.answered()
            if asked < size:
                ranges.appendleft((start + asked, end))
        return None

    async def _ask(
        self, kind: RequestKind, oids: tuple[Oid, ...], budget: _Budget, rows: int = 0
    ) -> tuple[Request, Response] | SnmpFailure:
        """Ask, with retries. The last try is small, to tell a dead agent from one that chokes on large requests."""
        attempts = max(budget.retries, 1) + 1 if len(oids) > 1 else budget.retries + 1
        failure = SnmpFailure(
            SnmpError.TIMEOUT,
            f"no answer from {self._where} to requests for up to {len(oids)} objects from {_dotted(oids[0])} on",
        )
        for attempt in range(attempts):
            left_s = budget.left_s()
            if left_s <= 0:
                break
            last = attempt == attempts - 1 and attempt > 0
            request = Request(kind, oids[:1] if last else oids, 1 if last and rows else rows)
            budget.requests += 1
            outcome = await self._exchange.ask(request, min(budget.timeout_s, left_s))
            if isinstance(outcome, Response):
                if last and len(oids) > 1:
                    self._size.silent(len(oids))
                return request, outcome
            if outcome.error is SnmpError.BAD_ANSWER:
                failure = outcome
            elif outcome.error is not SnmpError.TIMEOUT:
                return outcome
        return failure

    async def walk(self, columns: Sequence[Oid], deadline_s: float, plan: PollPlan) -> tuple[WalkAnswer, ...]:
        """All rows below each column; `plan` lends its time-outs."""
        budget = _Budget(asyncio.get_running_loop().time() + deadline_s, plan.timeout_s, plan.retries)
        walked = [_Column(column, column) for column in columns]
        rows = 1
        async with self._lock:
            while active := [column for column in walked if not column.done]:
                group = active[: self._size.at_most(WALK_COLUMNS)]
                failure = await self._walk_on(group, rows if all(c.rows for c in group) else 1, budget)
                if failure is not None:
                    for column in active:
                        column.failure = failure
                    break
                rows = max(1, self._size.at_most(WALK_COLUMNS * WALK_ROWS) // len(group))
        return tuple(WalkAnswer(tuple(column.rows), column.failure) for column in walked)

    async def _walk_on(self, group: list[_Column], rows: int, budget: _Budget) -> SnmpFailure | None:
        """The next rows of some columns at once; an agent may return fewer than asked for."""
        outcome = await self._ask(RequestKind.GET_BULK, tuple(column.last for column in group), budget, rows)
        if isinstance(outcome, SnmpFailure):
            return outcome
        request, response = outcome
        asked = group[: len(request.oids)]
        if response.error_status == ErrorStatus.TOO_BIG:
            if len(asked) == 1 and request.max_repetitions <= 1:
                return SnmpFailure(SnmpError.TOO_BIG, f"{self._where} cannot even answer one row at a time")
            self._size.too_big(len(asked) * request.max_repetitions)
        elif response.error_status in {ErrorStatus.NO_ACCESS, ErrorStatus.AUTHORIZATION_ERROR}:
            return SnmpFailure(SnmpError.AUTHORIZATION, f"{self._where} refuses to show {_dotted(asked[0].root)}")
        elif response.error_status == ErrorStatus.NO_ERROR and response.varbinds:
            for position, (oid, value) in enumerate(response.varbinds):
                asked[position % len(asked)].take(oid, value)
        elif len(asked) == 1:
            # noSuchName at the end of the tree, or genErr: nothing more is to be had here.
            asked[0].done = True
        else:
            for column in asked:
                if failure := await self._walk_on([column], rows, budget):
                    return failure
        return None


def _dotted(oid: Oid) -> str:
    return ".".join(map(str, oid))

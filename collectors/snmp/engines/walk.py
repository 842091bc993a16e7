"""Walks columns to their ends: several at a time with GETBULK where that works, else row by row with GETNEXT."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from collectors.snmp.client import Oid, SnmpError, SnmpFailure, SnmpType, SnmpValue, WalkAnswer
from collectors.snmp.engines.exchange import Answer, ErrorStatus, Request, RequestKind
from collectors.snmp.engines.lengths import ColumnLengths
from collectors.snmp.engines.question import Asker, Budget, dotted
from collectors.snmp.engines.sizing import RequestSize

WALK_COLUMNS = 8
WALK_ROWS = 6
"""A walk asks for this many columns and rows at once: some 50 values, one or two frames."""

KNOWN_COLUMNS = 24
"""So many columns at once where it is known how few rows they have; a request of them has some 500 octets."""

KNOWN_CELLS = 52
"""So many values at once: two columns of the commonest PDUs, of 24 outlets, with their ends."""

LONE_ROWS = 10
"""Rows that are asked for where one column is walked alone."""

WALK_LIMIT = 20_000
"""Rows after which a column counts as endless."""

WALK_ROWS_IN_ALL = 100_000
MOST_OCTETS = 16 * 2**20
"""Of all columns of a walk together: several times what the largest bus of PDUs has."""


@dataclass(slots=True)
class _Size:
    """Of a walk as a whole."""

    rows: int = 0
    octets: int = 0
    """Of the texts in its rows."""


@dataclass(slots=True)
class _Column:
    """A column on its way to its end."""

    root: Oid
    last: Oid
    walk: _Size
    rows: list[tuple[Oid, SnmpValue]] = field(default_factory=list)
    done: bool = False
    failure: SnmpFailure | None = None
    octets: int = 0

    def take(self, oid: Oid, value: SnmpValue) -> None:
        """The next row, or the sign that there is none."""
        if self.done:
            return
        if value.type is SnmpType.END_OF_MIB_VIEW or oid[: len(self.root)] != self.root:
            self.done = True
        elif oid <= self.last:
            self._fail(f"the agent goes round in circles below {dotted(self.root)}")
        elif len(self.rows) >= WALK_LIMIT:
            self.give_up(f"more than {WALK_LIMIT} rows below {dotted(self.root)}")
        else:
            self.rows.append((oid, value))
            self.last = oid
            self.walk.rows += 1
            if isinstance(value.value, bytes):
                self.octets += len(value.value)
                self.walk.octets += len(value.value)

    def _fail(self, detail: str) -> None:
        self.done = True
        self.failure = SnmpFailure(SnmpError.BAD_ANSWER, detail)

    def give_up(self, detail: str) -> None:
        """It has no end; its rows are made up, most likely, and are not kept."""
        self.walk.rows -= len(self.rows)
        self.walk.octets -= self.octets
        self.rows.clear()
        self.octets = 0
        self._fail(detail)


class Walker:
    """Walks one agent's columns."""

    def __init__(self, asker: Asker, who: str, lengths: ColumnLengths | None = None, *, can_bulk: bool) -> None:
        self._asker = asker
        self._who = who
        self._lengths = lengths or ColumnLengths()
        self._can_bulk = can_bulk

    async def walk(self, columns: Sequence[Oid], budget: Budget) -> tuple[WalkAnswer, ...]:
        """All rows below each column, or as many as came before a failure."""
        size = _Size()
        walked = [_Column(column, column, size) for column in columns]
        while active := [column for column in walked if not column.done]:
            failure = await self._walk_on(active, budget)
            if failure is not None:
                for column in active:
                    column.failure = failure
                break
            if size.rows > WALK_ROWS_IN_ALL or size.octets > MOST_OCTETS:
                for column in active:
                    column.give_up(f"{self._asker.where} sends more than any PDU has to say")
        for column in walked:
            if column.failure is None:
                self._lengths.note(column.root, len(column.rows))
        return tuple(WalkAnswer(tuple(column.rows), column.failure) for column in walked)

    async def _walk_on(self, active: list[_Column], budget: Budget) -> SnmpFailure | None:
        """The next rows of some columns at once; an agent may return fewer than asked for."""
        manners = budget.manners
        bulk = self._can_bulk and manners.bulk and self._asker.can_bulk
        size = self._asker.size_for(RequestKind.GET_BULK if bulk else RequestKind.GET_NEXT)
        widest = 1 if manners.one_column else size.at_most(manners.max_varbinds)
        if not bulk:
            group = active[: min(widest, WALK_COLUMNS)]
            return await self._ask(Request(RequestKind.GET_NEXT, _names(group)), group, budget)
        group, rows = self._next_group(active, widest, size)
        return await self._ask(Request(RequestKind.GET_BULK, _names(group), rows), group, budget)

    def _next_group(self, active: list[_Column], widest: int, size: RequestSize) -> tuple[list[_Column], int]:
        """Some columns, and how many rows to ask for of each."""
        left = self._lengths.left(active[0].root, len(active[0].rows))
        if left is None:
            group = [one for one in active if self._lengths.left(one.root, len(one.rows)) is None]
            group = group[: min(widest, WALK_COLUMNS)]
            # One row first: most columns of a device's MIB are empty or short.
            if not all(column.rows for column in group):
                return group, 1
            most = LONE_ROWS if len(group) == 1 else WALK_ROWS * len(group)
            return group, max(1, size.at_most(most) // len(group))
        cells = size.at_most(LONE_ROWS if widest == 1 else KNOWN_CELLS)
        rows = min(left, cells)
        # Columns of one table have as many rows, and the columns that this kind of device does not have are together.
        group = [one for one in active if self._lengths.left(one.root, len(one.rows)) == left]
        return group[: max(1, min(widest, KNOWN_COLUMNS, cells // rows))], rows

    async def _ask(self, request: Request, group: list[_Column], budget: Budget) -> SnmpFailure | None:
        outcome = await self._asker.ask(request, budget)
        if isinstance(outcome, SnmpFailure):
            return outcome
        asked = group[: len(outcome.request.oids)]
        return await self._take(outcome, asked, budget)

    async def _take(self, answer: Answer, asked: list[_Column], budget: Budget) -> SnmpFailure | None:
        request, response = answer.request, answer.response
        if response.is_refusal:
            return SnmpFailure(
                SnmpError.AUTHORIZATION, f"{self._asker.where} refuses to show {dotted(asked[0].last)} to {self._who}"
            )
        if response.error_status == ErrorStatus.NO_ERROR and response.varbinds:
            for position, (oid, value) in enumerate(response.varbinds):
                asked[position % len(asked)].take(oid, value)
            if len(response.varbinds) >= len(asked):
                self._asker.size_for(request.kind).answered(request.size)
            return None
        if request.size > 1 and (response.error_status in {ErrorStatus.TOO_BIG, ErrorStatus.NO_ERROR}):
            # NO_ERROR with nothing in it: an agent's way to say that it does not fit.
            self._asker.size_for(request.kind).failed(request.size)
            return None
        return await self._take_alone(answer, asked, budget)

    async def _take_alone(self, answer: Answer, asked: list[_Column], budget: Budget) -> SnmpFailure | None:
        """A request failed as a whole, for one of its columns perhaps: ask for each alone, and as simply as can be."""
        request, status = answer.request, answer.response.error_status
        if len(asked) > 1:
            kind = RequestKind.GET_NEXT if request.kind is RequestKind.GET_NEXT else RequestKind.GET_BULK
            for column in asked:
                alone = Request(kind, (column.last,), 1 if kind is RequestKind.GET_BULK else 0)
                if failure := await self._ask(alone, [column], budget):
                    return failure
        elif request.kind is RequestKind.GET_BULK:
            return await self._ask(Request(RequestKind.GET_NEXT, request.oids), asked, budget)
        elif status == ErrorStatus.TOO_BIG:
            return SnmpFailure(
                SnmpError.TOO_BIG, f"{self._asker.where} cannot even answer one row behind {dotted(asked[0].last)}"
            )
        else:
            asked[0].done = True
            if status not in {ErrorStatus.NO_ERROR, ErrorStatus.NO_SUCH_NAME}:
                # The others are SNMP v1's end of the tree, and an answer with nothing in it.
                asked[0].failure = SnmpFailure(
                    SnmpError.AGENT_ERROR,
                    f"{self._asker.where} answers a GETNEXT of {dotted(asked[0].last)} with error {status}",
                )
        return None


def _names(group: Sequence[_Column]) -> tuple[Oid, ...]:
    """What a request names to get what follows."""
    return tuple(column.last for column in group)

"""One agent's session: cuts a plan into requests that the agent can bear.

Rules for hostile or weak agents live here and in its neighbours `walk` and `question`, whatever the SNMP version.
"""

from collections import deque
from collections.abc import Sequence

from collectors.snmp.client import Oid, PollAnswer, PollPlan, SnmpError, SnmpFailure, SnmpValue, WalkAnswer
from collectors.snmp.engines.absent import NO_SUCH_OBJECT
from collectors.snmp.engines.exchange import Answer, ErrorStatus, Request, RequestKind
from collectors.snmp.engines.lengths import ColumnLengths
from collectors.snmp.engines.question import Asker, Budget, dotted
from collectors.snmp.engines.walk import Walker

ABSENT_FOR_S = 600.0
"""So long an object is not asked for again after the agent failed a whole request because it has none such."""

MOST_TOO_LARGE = 3
"""Objects of one poll that an agent cannot even answer alone, after which the poll is given up."""


class AgentSession:
    """Asks one agent. `who` is as whom, for the sentence about a refusal; `lengths` what others' walks have shown."""

    def __init__(self, asker: Asker, who: str, lengths: ColumnLengths | None = None, *, can_bulk: bool) -> None:
        self._asker = asker
        self._who = who
        self._walker = Walker(asker, who, lengths, can_bulk=can_bulk)
        self._absent_until_s: dict[Oid, float] = {}

    async def get(self, plan: PollPlan, deadline_s: float) -> PollAnswer:
        """All objects of a plan, by position."""
        poll = _Poll(self._asker, self._who, plan, deadline_s, self._absent_until_s)
        with self._asker:
            failure = await poll.run()
        return PollAnswer.of(poll.values, failure, poll.budget.requests, poll.budget.took_s)

    async def walk(self, columns: Sequence[Oid], deadline_s: float, manners: PollPlan) -> tuple[WalkAnswer, ...]:
        """All rows below each column."""
        with self._asker:
            return await self._walker.walk(columns, Budget(deadline_s, manners, self._asker.clock))


class _Poll:
    """A poll in progress."""

    def __init__(
        self, asker: Asker, who: str, plan: PollPlan, deadline_s: float, absent_until_s: dict[Oid, float]
    ) -> None:
        self.values: list[SnmpValue | None] = [None] * len(plan.oids)
        self.budget = Budget(deadline_s, plan, asker.clock)
        self._asker = asker
        self._who = who
        self._oids = plan.oids
        self._most = plan.max_varbinds
        self._absent_until_s = absent_until_s
        self._parts: deque[list[int]] = deque()
        """Positions that are still to be asked for; each part is asked for together, if the agent can bear it."""
        self._too_large: list[int] = []
        self._error_status = 0
        """With which an object that was asked for alone was refused last."""

    async def run(self) -> SnmpFailure | None:
        """Ask for all; a failure ends it."""
        self._parts.append(self._wanted())
        while self._parts:
            part = self._parts.popleft()
            size = self._asker.get_size.at_most(min(len(part), self._most))
            if size < len(part):
                self._parts.appendleft(part[size:])
            if part and (failure := await self._ask(part[:size])):
                return failure
        if self._error_status and all(value is None for value in self.values):
            return SnmpFailure(
                SnmpError.AGENT_ERROR, f"{self._asker.where} answers every GET with error {self._error_status}"
            )
        return None

    def _wanted(self) -> list[int]:
        """All positions but those of objects that are known to be absent."""
        wanted = []
        now_s = self._asker.clock()
        for position, oid in enumerate(self._oids):
            if self._absent_until_s and self._absent_until_s.get(oid, now_s) > now_s:
                self.values[position] = NO_SUCH_OBJECT
            else:
                wanted.append(position)
        return wanted

    async def _ask(self, part: list[int]) -> SnmpFailure | None:
        """Ask for one part; what is still to be asked for goes back. A failure ends the poll."""
        request = Request(RequestKind.GET, tuple(self._oids[position] for position in part))
        outcome = await self._asker.ask(request, self.budget)
        if isinstance(outcome, SnmpFailure):
            return outcome
        asked = len(outcome.request.oids)
        if asked < len(part):
            self._parts.appendleft(part[asked:])
        return self._take(outcome, part[:asked])

    def _take(self, answer: Answer, part: list[int]) -> SnmpFailure | None:
        response = answer.response
        if response.is_refusal:
            return SnmpFailure(
                SnmpError.AUTHORIZATION, f"{self._asker.where} refuses to show {self._name(part[0])} to {self._who}"
            )
        if response.error_status == ErrorStatus.TOO_BIG:
            return self._too_big(part)
        if response.error_status != ErrorStatus.NO_ERROR:
            self._sort_out(part, response.error_status, response.error_index)
            return None
        names = tuple(name for name, _ in response.varbinds)
        if names != answer.request.oids[: len(names)]:
            return SnmpFailure(
                SnmpError.BAD_ANSWER,
                f"{self._asker.where} answers other objects than the {len(part)} from {self._name(part[0])} on that it "
                "was asked for",
            )
        for position, (_, value) in zip(part, response.varbinds, strict=False):
            self.values[position] = value
        if len(names) < len(part):
            return self._cut_off(part, len(names))
        self._asker.get_size.answered(len(part))
        return None

    def _cut_off(self, part: list[int], came: int) -> SnmpFailure | None:
        """Fewer came than were asked for: what came is good, the rest is asked for in smaller requests."""
        if not came:
            return self._too_big(part)
        self._asker.get_size.failed(len(part))
        self._parts.appendleft(part[came:])
        return None

    def _too_big(self, part: list[int]) -> SnmpFailure | None:
        if len(part) > 1:
            self._asker.get_size.failed(len(part))
            self._parts.appendleft(part)
            return None
        self._too_large += part
        if len(self._too_large) < MOST_TOO_LARGE and any(self._parts):
            return None
        if any(value is not None for value in self.values):
            return None
        return SnmpFailure(
            SnmpError.TOO_BIG,
            f"{self._asker.where} cannot even answer a GET of {self._name(self._too_large[0])} alone",
        )

    def _sort_out(self, part: list[int], status: int, index: int) -> None:
        """An agent fails a whole request for one object: find that one, and ask for the others again."""
        is_absent = status == ErrorStatus.NO_SUCH_NAME
        named = index - 1 if 0 < index <= len(part) else None
        if len(part) == 1:
            self._error_status = status
            self._give_up(part[0], is_absent=is_absent)
        elif named is not None and is_absent:
            self._give_up(part[named], is_absent=True)
            self._parts.appendleft(part[:named] + part[named + 1 :])
        elif named is not None:
            # Not all agents name the right one: it is asked for alone.
            self._parts.extendleft([part[:named] + part[named + 1 :], [part[named]]])
        else:
            middle = len(part) // 2
            self._parts.extendleft([part[middle:], part[:middle]])

    def _give_up(self, position: int, *, is_absent: bool) -> None:
        if is_absent:
            self.values[position] = NO_SUCH_OBJECT
            self._absent_until_s[self._oids[position]] = self._asker.clock() + ABSENT_FOR_S

    def _name(self, position: int) -> str:
        return dotted(self._oids[position])

"""One question to an agent, with the tries that it takes; what is learnt of the agent on the way stays.

One request is in flight at a time, for each agent: a question holds the agent's lock until it is answered or given up.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from collectors.snmp.client import Oid, PollPlan, SnmpError, SnmpFailure
from collectors.snmp.engines.exchange import Answer, Exchange, Request, RequestKind, Unasked
from collectors.snmp.engines.latency import Latency
from collectors.snmp.engines.link import Clock
from collectors.snmp.engines.sizing import RequestSize

BULK_AGAIN_AFTER_S = 3600.0
"""So long an agent that answers GETNEXT and not GETBULK is spared the latter."""

_MOST_SILENCES = 6
"""Questions without an answer, after which the wait grows no longer."""


@dataclass(slots=True)
class Budget:
    """How long a poll or walk may still take, and how many requests it has taken."""

    deadline_s: float
    manners: PollPlan
    clock: Clock
    requests: int = 0
    _ends_at_s: float = field(init=False)

    def __post_init__(self) -> None:
        self._ends_at_s = self.clock() + self.deadline_s

    @property
    def left_s(self) -> float:
        """Seconds until its end; negative after it."""
        return self._ends_at_s - self.clock()

    @property
    def took_s(self) -> float:
        """Seconds since its beginning."""
        return self.deadline_s - self.left_s


class Asker:
    """Asks one agent, and knows by experience how it wants to be asked."""

    def __init__(self, exchange: Exchange, where: str, clock: Clock, lock: asyncio.Lock | None = None) -> None:
        self.where = where
        self.get_size = RequestSize()
        self.bulk_size = RequestSize()
        self.clock = clock
        self._exchange = exchange
        self.latency = Latency()
        self._lock = lock or asyncio.Lock()
        self._silences = 0
        self._no_bulk_until_s = clock()
        self._users = 0

    def __enter__(self) -> None:
        """Somebody begins to ask; the socket is given back when nobody asks any longer."""
        self._users += 1

    def __exit__(self, *_exception: object) -> None:
        self._users -= 1
        if not self._users:
            self._exchange.close()

    @property
    def is_answering(self) -> bool:
        """Whether the agent has answered, and was not silent since."""
        return self.latency.is_known and not self._silences

    @property
    def can_bulk(self) -> bool:
        """Whether a GETBULK is worth trying."""
        return self.clock() >= self._no_bulk_until_s

    def size_for(self, kind: RequestKind) -> RequestSize:
        """What is known about requests of a kind; a GETNEXT is answered as a GET is."""
        return self.bulk_size if kind is RequestKind.GET_BULK else self.get_size

    async def ask(self, wanted: Request, budget: Budget) -> Answer | SnmpFailure:
        """Ask, with retries, of which later ones may ask for less: the answer tells which request it answers."""
        if budget.left_s <= 0 or not await self._turn(budget.left_s):
            return self._spent(wanted, budget)
        try:
            return await self._ask(wanted, budget)
        finally:
            self._lock.release()

    async def _turn(self, left_s: float) -> bool:
        """Whether the agent could be had in time."""
        if not self._lock.locked():
            return await self._lock.acquire()
        try:
            async with asyncio.timeout(left_s):
                return await self._lock.acquire()
        except TimeoutError:
            return False

    async def _ask(self, wanted: Request, budget: Budget) -> Answer | SnmpFailure:
        self._exchange.begin()
        tried: list[Request] = []
        unanswered: list[Request] = []
        failure: SnmpFailure | None = None
        began_s = self.clock()
        for request in self._tries(wanted, budget.manners.retries):
            left_s = budget.left_s
            if left_s <= 0:
                return self._spent(wanted, budget)
            budget.requests += 1
            timeout_s = self.latency.timeout_s(budget.manners.timeout_s, self._silences + len(tried))
            outcome = await self._exchange.ask(request, timeout_s, left_s)
            if isinstance(outcome, Answer):
                self._learn(outcome, unanswered)
                return outcome
            tried.append(request)
            if isinstance(outcome, Unasked):
                outcome = outcome.failure
            else:
                unanswered.append(request)
            if outcome.error is SnmpError.BAD_ANSWER:
                failure = outcome
            elif outcome.error is not SnmpError.TIMEOUT:
                return outcome
        self._silences = min(self._silences + 1, _MOST_SILENCES)
        return failure or self._silence(tried, self.clock() - began_s)

    def _tries(self, wanted: Request, retries: int) -> Iterator[Request]:
        """What is asked in turn, while there is no answer.

        An agent that was silent last time is asked for one object, once: it is most likely still away. Otherwise the
        last try is small, to tell an agent that is away from one that chokes on large requests; and those between ask
        for half as much each time, unless the agent is known to answer as much.
        """
        smallest = _smallest(wanted)
        if self._silences:
            yield smallest
            return
        count = max(retries, 0 if wanted == smallest else 1) + 1
        request = wanted
        for number in range(count):
            if number and number == count - 1:
                yield smallest
                return
            yield request
            if not self.size_for(request.kind).is_proven(request.size):
                request = _half(request)

    def _learn(self, answer: Answer, unanswered: list[Request]) -> None:
        self._silences = 0
        self.latency.answered(answer.latency_s)
        answered = answer.request
        # Had the agent merely been slow, it would have answered what it was asked first.
        larger = [request.size for request in unanswered if request.size > answered.size]
        if larger:
            self.size_for(unanswered[0].kind).failed(min(larger))
        elif any(request.kind is not answered.kind for request in unanswered):
            # One row was not too large, and yet only a GETNEXT was answered.
            self._no_bulk_until_s = self.clock() + BULK_AGAIN_AFTER_S

    def _silence(self, tried: list[Request], took_s: float) -> SnmpFailure:
        sizes = " and ".join(str(size) for size in dict.fromkeys(request.size for request in tried))
        first = tried[0]
        objects = "object" if sizes == "1" else "objects"
        tries = f"{len(tried)} tries" if len(tried) > 1 else "1 try"
        return SnmpFailure(
            SnmpError.TIMEOUT,
            f"no answer from {self.where} to a {first.kind.value} of {sizes} {objects} from {dotted(first.oids[0])} "
            f"on, in {tries} over {took_s:.1f} s",
        )

    def _spent(self, wanted: Request, budget: Budget) -> SnmpFailure:
        return SnmpFailure(
            SnmpError.TIMEOUT,
            f"the {max(budget.deadline_s, 0):.0f} s for {self.where} were over after {budget.requests} requests, "
            f"before a {wanted.kind.value} of {wanted.size} objects from {dotted(wanted.oids[0])} on was answered",
        )


def _smallest(request: Request) -> Request:
    """One object. A GETNEXT in place of a GETBULK: it is answered by agents that do not know the latter, too."""
    kind = RequestKind.GET if request.kind is RequestKind.GET else RequestKind.GET_NEXT
    return Request(kind, request.oids[:1])


def _half(request: Request) -> Request:
    """Half as many rows; of one row, half as many objects."""
    if request.max_repetitions > 1:
        return Request(request.kind, request.oids, request.max_repetitions // 2)
    return Request(request.kind, request.oids[: max(1, len(request.oids) // 2)], request.max_repetitions)


def dotted(oid: Oid) -> str:
    """An OID as people write it."""
    return ".".join(map(str, oid))

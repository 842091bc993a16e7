"""Agents in memory: what a session hears, and how it bears it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from collectors.snmp.client import Oid, SnmpError, SnmpFailure, SnmpType, SnmpValue
from collectors.snmp.engines.absent import END_OF_MIB_VIEW, NO_SUCH_INSTANCE
from collectors.snmp.engines.exchange import Answer, ErrorStatus, Request, RequestKind, Response

Said = Response | SnmpFailure
SILENCE = SnmpFailure(SnmpError.TIMEOUT, "silence")


def number(raw: int) -> SnmpValue:
    return SnmpValue(SnmpType.INTEGER, raw)


@dataclass(slots=True)
class ScriptedExchange:
    """An Exchange that answers from objects, after `manners` had their say about the request.

    It takes `latency_s` for an answer, or waits in vain, on a clock of its own.
    """

    objects: dict[Oid, SnmpValue]
    manners: Callable[[Request], Said | None] = lambda _request: None
    latency_s: Callable[[Request], float] = lambda _request: 0.01
    requests: list[Request] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    """How long it was ready to wait for each."""
    now_s: float = 0.0
    questions: int = 0
    is_open: bool = False

    def clock(self) -> float:
        return self.now_s

    def begin(self) -> None:
        self.questions += 1

    async def ask(self, request: Request, timeout_s: float, left_s: float) -> Answer | SnmpFailure:
        self.is_open = True
        self.requests.append(request)
        self.waits_s.append(timeout_s)
        wait_s, latency_s = min(timeout_s, left_s), self.latency_s(request)
        said = self.manners(request) or self.answer(request)
        if isinstance(said, SnmpFailure):
            self.now_s += wait_s if said.error is SnmpError.TIMEOUT else 0
            return said
        if latency_s > wait_s:
            self.now_s += wait_s
            return SILENCE
        self.now_s += latency_s
        return Answer(request, said, latency_s)

    def close(self) -> None:
        self.is_open = False

    def answer(self, request: Request) -> Response:
        if request.kind is RequestKind.GET:
            found = tuple((name, self.objects.get(name, NO_SUCH_INSTANCE)) for name in request.oids)
            return Response(ErrorStatus.NO_ERROR, 0, found)
        rows: list[tuple[Oid, SnmpValue]] = []
        cursor = list(request.oids)
        for _ in range(request.max_repetitions if request.kind is RequestKind.GET_BULK else 1):
            for position, name in enumerate(cursor):
                following = min((other for other in self.objects if other > name), default=None)
                row = (name, END_OF_MIB_VIEW) if following is None else (following, self.objects[following])
                rows.append(row)
                cursor[position] = row[0]
        return Response(ErrorStatus.NO_ERROR, 0, tuple(rows))

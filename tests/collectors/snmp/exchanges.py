"""Agents in memory: what a session hears, and how it bears it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from collectors.snmp.client import Oid, SnmpError, SnmpFailure, SnmpType, SnmpValue
from collectors.snmp.engines.exchange import ErrorStatus, Request, RequestKind, Response
from collectors.snmp.engines.values import END_OF_MIB_VIEW, NO_SUCH_INSTANCE

Answer = Response | SnmpFailure
SILENCE = SnmpFailure(SnmpError.TIMEOUT, "silence")


def number(raw: int) -> SnmpValue:
    return SnmpValue(SnmpType.INTEGER, raw)


@dataclass(slots=True)
class ScriptedExchange:
    """An Exchange that answers from objects, after `manners` had their say about the request."""

    objects: dict[Oid, SnmpValue]
    manners: Callable[[Request], Answer | None] = lambda _request: None
    requests: list[Request] = field(default_factory=list)

    async def ask(self, request: Request, timeout_s: float) -> Answer:
        self.requests.append(request)
        return self.manners(request) or self._answer(request)

    def close(self) -> None:
        pass

    def _answer(self, request: Request) -> Response:
        if request.kind is RequestKind.GET:
            found = tuple((name, self.objects.get(name, NO_SUCH_INSTANCE)) for name in request.oids)
            return Response(ErrorStatus.NO_ERROR, 0, found)
        rows: list[tuple[Oid, SnmpValue]] = []
        cursor = list(request.oids)
        for _ in range(request.max_repetitions):
            for position, name in enumerate(cursor):
                following = min((other for other in self.objects if other > name), default=None)
                row = (name, END_OF_MIB_VIEW) if following is None else (following, self.objects[following])
                rows.append(row)
                cursor[position] = row[0]
        return Response(ErrorStatus.NO_ERROR, 0, tuple(rows))

"""How a session treats agents that are weak, slow or wrong."""

from collectors.snmp.client import Oid, PollPlan, SnmpError, SnmpFailure, SnmpType
from collectors.snmp.engines.absent import NO_SUCH_OBJECT
from collectors.snmp.engines.exchange import ErrorStatus, Request, Response
from collectors.snmp.engines.question import Asker
from collectors.snmp.engines.session import AgentSession
from tests.collectors.snmp.exchanges import SILENCE, Said, ScriptedExchange, number

COLUMN: Oid = (1, 3, 6, 1, 4, 1, 318, 1)
OBJECTS = {(*COLUMN, row): number(row) for row in range(1, 41)}
PLAN = PollPlan(tuple(OBJECTS), max_varbinds=30, timeout_s=1.0, retries=2)


def session_of(exchange: ScriptedExchange) -> AgentSession:
    return AgentSession(Asker(exchange, "pdu port 161", exchange.clock), "this community", can_bulk=True)


def status(code: int) -> Response:
    return Response(code, 0, ())


def sizes(exchange: ScriptedExchange) -> list[int]:
    return [len(request.oids) for request in exchange.requests]


async def test_values_come_by_position_in_as_few_requests_as_allowed() -> None:
    exchange = ScriptedExchange(OBJECTS)
    answer = await session_of(exchange).get(PLAN, 10)
    assert [value.value for value in answer.values if value] == list(range(1, 41))
    assert (answer.failure, answer.requests, sizes(exchange)) == (None, 2, [30, 10])


async def test_an_object_that_is_not_there_is_a_value() -> None:
    answer = await session_of(ScriptedExchange({})).get(PollPlan(((1, 3, 6, 1),)), 10)
    (value,) = answer.values
    assert value is not None
    assert value.type is SnmpType.NO_SUCH_INSTANCE
    assert not value.exists


async def test_too_big_halves_the_request_and_is_remembered() -> None:
    exchange = ScriptedExchange(OBJECTS, lambda request: status(ErrorStatus.TOO_BIG) if len(request.oids) > 8 else None)
    session = session_of(exchange)
    answer = await session.get(PLAN, 10)
    assert all(value is not None for value in answer.values)
    assert sizes(exchange)[:3] == [30, 15, 7]
    exchange.requests.clear()
    await session.get(PLAN, 10)
    assert max(sizes(exchange)) == 7


async def test_an_answer_that_is_cut_off_counts_as_too_big() -> None:
    def cut_off(request: Request) -> Said | None:
        if len(request.oids) <= 4:
            return None
        return Response(ErrorStatus.NO_ERROR, 0, tuple((name, OBJECTS[name]) for name in request.oids[:4]))

    answer = await session_of(ScriptedExchange(OBJECTS, cut_off)).get(PLAN, 10)
    assert [value.value for value in answer.values if value] == list(range(1, 41))


async def test_an_agent_that_cannot_answer_one_object_fails_with_too_big() -> None:
    exchange = ScriptedExchange(OBJECTS, lambda _request: status(ErrorStatus.TOO_BIG))
    answer = await session_of(exchange).get(PLAN, 10)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.TOO_BIG
    assert "1.3.6.1.4.1.318.1.1" in answer.failure.detail


async def test_an_agent_that_is_silent_to_large_requests_is_asked_for_less() -> None:
    exchange = ScriptedExchange(OBJECTS, lambda request: SILENCE if len(request.oids) > 8 else None)
    session = session_of(exchange)
    answer = await session.get(PLAN, 10)
    assert answer.failure is None
    assert all(value is not None for value in answer.values)
    exchange.requests.clear()
    await session.get(PLAN, 10)
    assert max(sizes(exchange)) <= 8


async def test_a_lost_packet_costs_a_retry_and_nothing_else() -> None:
    lost = iter([None, None, SILENCE])
    exchange = ScriptedExchange(OBJECTS, lambda _request: next(lost, None))
    session = session_of(exchange)
    await session.get(PLAN, 10)
    answer = await session.get(PLAN, 10)
    assert (answer.failure, sizes(exchange)) == (None, [30, 10, 30, 30, 10])


async def test_a_dead_agent_is_given_up_after_the_retries() -> None:
    exchange = ScriptedExchange(OBJECTS, lambda _request: SILENCE)
    answer = await session_of(exchange).get(PLAN, 10)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.TIMEOUT
    assert "pdu port 161" in answer.failure.detail
    assert sizes(exchange) == [30, 15, 1]


async def test_a_poll_without_time_left_asks_nothing() -> None:
    exchange = ScriptedExchange(OBJECTS)
    answer = await session_of(exchange).get(PLAN, 0)
    assert answer.failure is not None
    assert exchange.requests == []


async def test_one_object_that_fails_a_request_is_found_and_the_rest_is_read() -> None:
    bad = (*COLUMN, 17)
    exchange = ScriptedExchange(OBJECTS, lambda request: status(ErrorStatus.GEN_ERR) if bad in request.oids else None)
    answer = await session_of(exchange).get(PLAN, 10)
    assert answer.failure is None
    assert [index for index, value in enumerate(answer.values) if value is None] == [16]


async def test_no_such_name_of_an_old_agent_is_no_such_object() -> None:
    bad = (*COLUMN, 17)
    exchange = ScriptedExchange(
        OBJECTS, lambda request: status(ErrorStatus.NO_SUCH_NAME) if bad in request.oids else None
    )
    answer = await session_of(exchange).get(PLAN, 10)
    assert answer.values[16] == NO_SUCH_OBJECT
    assert answer.values[15] == number(16)


async def test_no_access_is_a_matter_of_authorization() -> None:
    exchange = ScriptedExchange(OBJECTS, lambda _request: status(ErrorStatus.AUTHORIZATION_ERROR))
    answer = await session_of(exchange).get(PLAN, 10)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.AUTHORIZATION


async def test_answers_to_other_objects_are_not_believed() -> None:
    wrong = Response(ErrorStatus.NO_ERROR, 0, (((1, 3, 6, 1), number(1)),))
    answer = await session_of(ScriptedExchange({}, lambda _request: wrong)).get(PollPlan(((1, 3, 6, 2),)), 10)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.BAD_ANSWER


async def test_what_came_before_a_failure_is_kept() -> None:
    refused = SnmpFailure(SnmpError.UNREACHABLE, "gone")
    exchange = ScriptedExchange(OBJECTS, lambda request: refused if (*COLUMN, 40) in request.oids else None)
    answer = await session_of(exchange).get(PLAN, 10)
    assert answer.failure == refused
    assert [value is not None for value in answer.values] == [True] * 30 + [False] * 10


async def test_a_walk_ends_where_its_column_ends() -> None:
    objects = OBJECTS | {(*COLUMN[:-1], 2, 1): number(99)}
    (walked,) = await session_of(ScriptedExchange(objects)).walk([COLUMN], 10, PLAN)
    assert [name[-1] for name, _ in walked.rows] == list(range(1, 41))
    assert walked.failure is None


async def test_columns_of_different_length_are_walked_together() -> None:
    columns: list[Oid] = [(1, 3, column) for column in range(1, 12)]
    objects = {(*column, row): number(row) for column in columns for row in range(1, column[-1])}
    walked = await session_of(ScriptedExchange(objects)).walk(columns, 10, PLAN)
    assert [len(answer.rows) for answer in walked] == list(range(11))


async def test_an_agent_that_goes_round_in_circles_is_left() -> None:
    circle = Response(ErrorStatus.NO_ERROR, 0, (((*COLUMN, 5), number(5)),))
    exchange = ScriptedExchange({}, lambda _request: circle)
    (walked,) = await session_of(exchange).walk([COLUMN], 10, PLAN)
    assert walked.failure is not None
    assert walked.failure.error is SnmpError.BAD_ANSWER
    assert len(walked.rows) == 1


async def test_a_walk_is_content_with_fewer_rows_than_it_asked_for() -> None:
    whole = ScriptedExchange(OBJECTS)

    def capped(request: Request) -> Response:
        answer = whole.answer(request)
        return Response(answer.error_status, 0, answer.varbinds[:3])

    (walked,) = await session_of(ScriptedExchange(OBJECTS, capped)).walk([COLUMN], 10, PLAN)
    assert len(walked.rows) == 40


async def test_a_walk_asks_for_less_where_it_is_too_much() -> None:
    def small(request: Request) -> Said | None:
        asked = len(request.oids) * request.max_repetitions
        return status(ErrorStatus.TOO_BIG) if asked > 5 else None

    columns: list[Oid] = [(1, 3, column) for column in range(1, 12)]
    objects = {(*column, row): number(row) for column in columns for row in range(1, 20)}
    walked = await session_of(ScriptedExchange(objects, small)).walk(columns, 10, PLAN)
    assert [len(answer.rows) for answer in walked] == [19] * 11


async def test_one_column_that_fails_does_not_end_the_others() -> None:
    columns: list[Oid] = [(1, 3, column) for column in range(1, 4)]
    objects = {(*column, row): number(row) for column in columns for row in range(1, 4)}

    def fails_on_the_second(request: Request) -> Said | None:
        return status(ErrorStatus.GEN_ERR) if any(name[:3] == (1, 3, 2) for name in request.oids) else None

    walked = await session_of(ScriptedExchange(objects, fails_on_the_second)).walk(columns, 10, PLAN)
    assert [len(answer.rows) for answer in walked] == [3, 0, 3]

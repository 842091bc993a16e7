"""What a session learns of an agent that is slow, small, old or away; on a clock of its own."""

import asyncio
from collections.abc import Callable

import pytest

from collectors.snmp.client import Oid, PollAnswer, PollPlan, SnmpError, SnmpFailure
from collectors.snmp.engines.absent import NO_SUCH_OBJECT
from collectors.snmp.engines.exchange import Answer, ErrorStatus, Request, RequestKind, Response
from collectors.snmp.engines.question import BULK_AGAIN_AFTER_S, Asker
from collectors.snmp.engines.session import ABSENT_FOR_S, AgentSession
from collectors.snmp.engines.sizing import GROW_AFTER
from tests.collectors.snmp.exchanges import SILENCE, Said, ScriptedExchange, number

COLUMN: Oid = (1, 3, 6, 1, 4, 1, 318, 1)
OBJECTS = {(*COLUMN, row): number(row) for row in range(1, 41)}
PLAN = PollPlan(tuple(OBJECTS), max_varbinds=30, timeout_s=2.0, retries=2)
ALL = list(range(1, 41))

Manners = Callable[[Request], Said | None]


class Device:
    """An agent in memory, and the session that asks it."""

    def __init__(self, manners: Manners = lambda _request: None, *, can_bulk: bool = True) -> None:
        self.exchange = ScriptedExchange(dict(OBJECTS), manners)
        self.asker = Asker(self.exchange, "pdu port 161", self.exchange.clock)
        self.session = AgentSession(self.asker, "this community", can_bulk=can_bulk)

    async def poll(self, plan: PollPlan = PLAN, deadline_s: float = 60) -> PollAnswer:
        self.exchange.requests.clear()
        self.exchange.waits_s.clear()
        return await self.session.get(plan, deadline_s)

    @property
    def sizes(self) -> list[int]:
        return [len(request.oids) for request in self.exchange.requests]

    @property
    def kinds(self) -> set[RequestKind]:
        return {request.kind for request in self.exchange.requests}


def numbers(answer: PollAnswer) -> list[object]:
    return [value.value if value else None for value in answer.values]


def limited(most: int, otherwise: Said) -> Manners:
    return lambda request: otherwise if request.size > most else None


def truncating(most: int) -> Manners:
    def cut(request: Request) -> Said | None:
        if len(request.oids) <= most:
            return None
        return Response(ErrorStatus.NO_ERROR, 0, tuple((name, OBJECTS[name]) for name in request.oids[:most]))

    return cut


TOO_BIG = Response(ErrorStatus.TOO_BIG, 0, ())


@pytest.mark.parametrize("most", [1, 2, 5, 12, 29])
@pytest.mark.parametrize("kind", ["too big", "cut off", "silent", "empty"])
async def test_an_agent_that_bears_only_so_much_is_read_and_remembered(kind: str, most: int) -> None:
    manners = {
        "too big": limited(most, TOO_BIG),
        "cut off": truncating(most),
        "silent": limited(most, SILENCE),
        "empty": limited(most, Response(ErrorStatus.NO_ERROR, 0, ())),
    }[kind]
    device = Device(manners)
    answer = await device.poll()
    assert (numbers(answer), answer.failure) == (ALL, None)
    again = await device.poll()
    assert (numbers(again), again.failure) == (ALL, None)
    # Forty answers to single objects are reason enough to try two, once.
    assert sum(size > most for size in device.sizes) <= 1
    assert len(device.sizes) <= 40 // max(most // 2, 1) + 2


async def test_what_was_not_cut_off_is_not_asked_for_again() -> None:
    device = Device(truncating(12))
    await device.poll()
    assert device.exchange.requests[1].oids[0] == (*COLUMN, 13)


async def test_a_size_that_was_cut_is_tried_larger_again_after_many_good_answers() -> None:
    device = Device(limited(8, TOO_BIG))
    await device.poll()
    device.exchange.manners = lambda _request: None
    largest = 0
    for _ in range(GROW_AFTER * 2):
        await device.poll()
        largest = max(largest, *device.sizes)
    assert largest == 30


async def test_growing_again_costs_an_agent_that_is_silent_hardly_anything() -> None:
    device = Device(limited(8, SILENCE))
    await device.poll()
    refused = 0
    for _ in range(200):
        answer = await device.poll()
        assert answer.failure is None
        refused += sum(size > 8 for size in device.sizes)
    assert refused <= 6


async def test_a_slow_agent_gets_the_time_that_it_needs() -> None:
    device = Device()
    device.exchange.latency_s = lambda request: 0.5 + 0.1 * len(request.oids)
    first = await device.poll()
    assert (numbers(first), first.failure) == (ALL, None)
    for _ in range(10):
        answer = await device.poll()
    assert device.sizes == [30, 10] or max(device.sizes) <= 15
    assert answer.requests == len(device.sizes)


async def test_a_quick_agents_lost_packet_is_asked_for_again_soon() -> None:
    device = Device()
    for _ in range(5):
        await device.poll()
    lost = iter([SILENCE])
    device.exchange.manners = lambda _request: next(lost, None)
    before_s = device.exchange.now_s
    answer = await device.poll()
    assert (answer.failure, device.sizes) == (None, [30, 30, 10])
    assert device.exchange.now_s - before_s < 1.0


async def test_each_try_waits_longer_than_the_one_before() -> None:
    device = Device(lambda _request: SILENCE)
    await device.poll()
    assert device.exchange.waits_s == [2.0, 4.0, 4.0]


async def test_an_agent_that_is_away_costs_one_small_request_a_poll() -> None:
    device = Device(lambda _request: SILENCE)
    await device.poll()
    for _ in range(20):
        answer = await device.poll()
        assert device.sizes == [1]
        assert answer.failure is not None
        assert max(device.exchange.waits_s) <= 4.0


async def test_an_agent_that_comes_back_is_read_whole_in_the_same_poll() -> None:
    device = Device(lambda _request: SILENCE)
    await device.poll()
    device.exchange.manners = lambda _request: None
    answer = await device.poll()
    assert (numbers(answer), answer.failure) == (ALL, None)


async def test_silence_says_which_device_sizes_and_object() -> None:
    answer = await Device(lambda _request: SILENCE).poll()
    assert answer.failure == SnmpFailure(
        SnmpError.TIMEOUT,
        "no answer from pdu port 161 to a GET of 30 and 15 and 1 objects from 1.3.6.1.4.1.318.1.1 on, "
        "in 3 tries over 10.0 s",
    )


async def test_a_poll_keeps_to_its_budget_and_says_how_far_it_came() -> None:
    device = Device()
    device.exchange.latency_s = lambda _request: 1.5
    answer = await device.poll(PollPlan(tuple(OBJECTS), max_varbinds=1), deadline_s=10)
    assert device.exchange.now_s <= 10
    assert numbers(answer) == [*range(1, 7), *[None] * 34]
    assert answer.failure is not None
    assert "10 s for pdu port 161 were over" in answer.failure.detail
    assert "1.3.6.1.4.1.318.1.7" in answer.failure.detail


async def test_an_answer_to_an_earlier_try_is_taken_and_says_that_the_agent_is_slow_not_small() -> None:
    class Late(ScriptedExchange):
        """Answers the first try while the second waits."""

        async def ask(self, request: Request, timeout_s: float, left_s: float) -> Answer | SnmpFailure:
            self.requests.append(request)
            if len(self.requests) == 1:
                return SILENCE
            earlier = self.requests[0] if len(self.requests) == 2 else request
            return Answer(earlier, self.answer(earlier), 3.0)

    exchange = Late(dict(OBJECTS))
    session = AgentSession(Asker(exchange, "pdu port 161", exchange.clock), "this community", can_bulk=True)
    answer = await session.get(PLAN, 60)
    assert (numbers(answer), answer.failure) == (ALL, None)
    assert [len(request.oids) for request in exchange.requests] == [30, 15, 10]


def without(*rows: int) -> Manners:
    """SNMP v1's way: the first object that is not there fails the request."""

    def refuse(request: Request) -> Said | None:
        absent = [place for place, name in enumerate(request.oids, 1) if name[-1] in rows]
        return Response(ErrorStatus.NO_SUCH_NAME, absent[0], ()) if absent else None

    return refuse


async def test_an_object_that_v1_does_not_have_costs_one_request_and_only_once() -> None:
    device = Device(without(3, 17, 35))
    answer = await device.poll()
    expected = [None if row in {3, 17, 35} else row for row in ALL]
    assert (numbers(answer), answer.failure) == (expected, None)
    assert answer.values[2] == NO_SUCH_OBJECT
    assert answer.requests == 2 + 3
    again = await device.poll()
    assert (numbers(again), again.requests) == (expected, 2)


async def test_an_object_that_v1_did_not_have_is_asked_for_again_later() -> None:
    device = Device(without(3))
    await device.poll()
    device.exchange.manners = lambda _request: None
    device.exchange.now_s += ABSENT_FOR_S
    assert numbers(await device.poll()) == ALL


@pytest.mark.parametrize("index", [0, 17, 5, 99, -3])
async def test_one_object_that_fails_with_any_index_is_found_and_the_rest_is_read(index: int) -> None:
    device = Device(lambda request: Response(ErrorStatus.GEN_ERR, index, ()) if (*COLUMN, 17) in request.oids else None)
    answer = await device.poll()
    assert (numbers(answer), answer.failure) == ([None if row == 17 else row for row in ALL], None)


async def test_one_object_that_is_too_large_alone_does_not_cost_the_others() -> None:
    device = Device(lambda request: TOO_BIG if (*COLUMN, 17) in request.oids else None)
    answer = await device.poll()
    assert (numbers(answer), answer.failure) == ([None if row == 17 else row for row in ALL], None)


async def test_without_bulk_a_walk_goes_row_by_row() -> None:
    for device, plan in ((Device(can_bulk=False), PLAN), (Device(), PollPlan((), bulk=False))):
        (walked,) = await device.session.walk([COLUMN], 60, plan)
        assert [value.value for _, value in walked.rows] == ALL
        assert device.kinds == {RequestKind.GET_NEXT}


async def test_one_column_at_a_time_where_the_profile_says_so() -> None:
    device = Device()
    columns: list[Oid] = [COLUMN, (1, 3, 6, 1, 4, 1, 318, 2), (1, 3, 6, 1, 4, 1, 318, 3)]
    walked = await device.session.walk(columns, 60, PollPlan((), one_column=True))
    assert [len(column.rows) for column in walked] == [40, 0, 0]
    assert set(device.sizes) == {1}


@pytest.mark.parametrize(
    "said",
    [SILENCE, Response(ErrorStatus.GEN_ERR, 0, ()), Response(ErrorStatus.NO_ERROR, 0, ())],
    ids=["silent", "genErr", "empty"],
)
async def test_an_agent_that_does_not_know_getbulk_is_walked_with_getnext(said: Said) -> None:
    device = Device(lambda request: said if request.kind is RequestKind.GET_BULK else None)
    (walked,) = await device.session.walk([COLUMN], 120, PLAN)
    assert ([value.value for _, value in walked.rows], walked.failure) == (ALL, None)


async def test_an_agent_that_is_silent_to_getbulk_is_spared_it_for_a_while() -> None:
    device = Device(lambda request: SILENCE if request.kind is RequestKind.GET_BULK else None)
    await device.session.walk([COLUMN], 120, PLAN)
    device.exchange.requests.clear()
    await device.session.walk([COLUMN], 120, PLAN)
    assert device.kinds == {RequestKind.GET_NEXT}
    device.exchange.now_s += BULK_AGAIN_AFTER_S
    device.exchange.manners = lambda _request: None
    device.exchange.requests.clear()
    await device.session.walk([COLUMN], 120, PLAN)
    assert device.kinds == {RequestKind.GET_BULK}


async def test_an_agent_that_was_away_is_not_taken_for_one_without_getbulk() -> None:
    device = Device(lambda _request: SILENCE)
    await device.session.walk([COLUMN], 120, PLAN)
    device.exchange.manners = lambda _request: None
    device.exchange.requests.clear()
    (walked,) = await device.session.walk([COLUMN], 120, PLAN)
    assert len(walked.rows) == 40
    assert RequestKind.GET_BULK in device.kinds


async def test_a_column_that_fails_says_so() -> None:
    device = Device(lambda request: Response(ErrorStatus.GEN_ERR, 1, ()))
    (walked,) = await device.session.walk([COLUMN], 60, PLAN)
    assert walked.failure is not None
    assert walked.failure.error is SnmpError.AGENT_ERROR
    assert "pdu port 161" in walked.failure.detail


async def test_the_socket_is_given_back_when_nobody_asks() -> None:
    device = Device()
    await device.poll()
    assert not device.exchange.is_open


class Watched(ScriptedExchange):
    """Lets others run while it answers, and counts how many ask at once."""

    at_once = 0
    most_at_once = 0

    async def ask(self, request: Request, timeout_s: float, left_s: float) -> Answer | SnmpFailure:
        Watched.at_once += 1
        Watched.most_at_once = max(Watched.most_at_once, Watched.at_once)
        await asyncio.sleep(0)
        Watched.at_once -= 1
        return await super().ask(request, timeout_s, left_s)


async def test_one_request_is_in_flight_for_each_agent() -> None:
    exchange = Watched(dict(OBJECTS))
    lock = asyncio.Lock()
    sessions = [
        AgentSession(Asker(exchange, "pdu port 161", exchange.clock, lock), "this community", can_bulk=True)
        for _ in range(3)
    ]
    await asyncio.gather(
        *(session.get(PLAN, 60) for session in sessions), *(session.walk([COLUMN], 60, PLAN) for session in sessions)
    )
    assert Watched.most_at_once == 1


async def test_a_poll_does_not_wait_longer_for_its_turn_than_its_budget() -> None:
    lock = asyncio.Lock()
    exchange = ScriptedExchange(dict(OBJECTS))
    session = AgentSession(Asker(exchange, "pdu port 161", exchange.clock, lock), "this community", can_bulk=True)
    async with lock:
        answer = await session.get(PLAN, 0.01)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.TIMEOUT
    assert exchange.requests == []

"""Walks without an end: they end, with bounded requests and bounded memory, and what was endless is not believed."""

from dataclasses import dataclass, replace

import pytest

from collectors.snmp.client import Agent, Oid, PollPlan, WalkAnswer
from collectors.snmp.engines import walk
from powertui.domain.reading import PollFailure, TargetDescription
from tests.collectors.hostile.agents import (
    MOST_REPETITIONS,
    HostileAgent,
    Manner,
    Mib,
    Sent,
    honest,
    listening,
    response,
)
from tests.collectors.hostile.lab import (
    CREDENTIAL,
    EACH_ENGINE,
    ENGINES,
    PATIENT,
    assert_one_sentence,
    lab_of,
    mib_of,
    pdu_objects,
)
from tests.collectors.hostile.wire import GET, GET_BULK, Asked, number, text

pytestmark = pytest.mark.parametrize("engine", EACH_ENGINE)
COLUMN: Oid = (1, 3, 6, 1, 4, 1, 99999, 1)
OTHER: Oid = (1, 3, 6, 1, 4, 1, 99999, 2)
ONE = number(1)


def repetitions(request: Asked) -> int:
    return min(request.max_repetitions, MOST_REPETITIONS) if request.kind == GET_BULK else 1


def same_again(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, [((*oid[:9], 1), ONE) for oid in request.oids] * repetitions(request)))]


def itself(request: Asked, mib: Mib) -> list[Sent]:
    """What was asked behind is what comes."""
    return [Sent(response(request, [(oid, ONE) for oid in request.oids]))]


def backwards(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, [((*oid[:8], 1000 - at), ONE) for at in range(9) for oid in request.oids]))]


def endless(request: Asked, mib: Mib) -> list[Sent]:
    """Each column has one row more, always."""
    rows = []
    for step in range(1, repetitions(request) + 1):
        rows += [((*oid[:8], (oid[8] if len(oid) > 8 else 0) + step), ONE) for oid in request.oids]
    return [Sent(response(request, rows))]


def deeper(request: Asked, mib: Mib) -> list[Sent]:
    """Each row's name is longer than the one before."""
    return [Sent(response(request, [((*oid, 1), ONE) for oid in request.oids]))]


def giants(request: Asked, mib: Mib) -> list[Sent]:
    """Rows without an end, of 60 kB each."""
    oid = request.oids[0]
    row = (*oid[:8], (oid[8] if len(oid) > 8 else 0) + 1)
    return [Sent(response(request, [(row, text(b"x" * 60_000))]))]


def first_only(request: Asked, mib: Mib) -> list[Sent]:
    """Answers for the first of the columns only."""
    return [Sent(response(request, mib.rows(request)[:1]))]


@dataclass(frozen=True, slots=True)
class Limits:
    rows: int
    rows_in_all: int
    octets: int


async def walked(
    engine: str, manner: Manner, columns: tuple[Oid, ...] = (COLUMN, OTHER), deadline_s: float = 300.0
) -> tuple[tuple[WalkAnswer, ...], HostileAgent]:
    async with listening(HostileAgent(Mib({(*COLUMN, 1): ONE, (*COLUMN, 2): ONE, (*OTHER, 1): ONE}))) as agent:
        agent.turn(manner)
        client = ENGINES[engine]()
        manners = PollPlan((), timeout_s=0.3, retries=1)
        try:
            return await client.walk(Agent("127.0.0.1", agent.port, CREDENTIAL), columns, deadline_s, manners), agent
        finally:
            await client.close()


@pytest.mark.parametrize("manner", [same_again, itself, backwards, deeper])
async def test_circles_are_noticed_at_once(engine: str, manner: Manner) -> None:
    answers, agent = await walked(engine, manner)
    assert len(agent.requests) < 300
    assert all(len(answer.rows) < 200 for answer in answers)
    for answer in answers:
        if answer.failure is not None:
            assert_one_sentence(answer.failure.detail)


@pytest.fixture(params=["small", pytest.param("as polled", marks=pytest.mark.slow)])
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Limits:
    """The bounds; small, as walks of 100,000 rows take their time, or as they are."""
    if request.param == "small":
        monkeypatch.setattr(walk, "WALK_LIMIT", 500)
        monkeypatch.setattr(walk, "WALK_ROWS_IN_ALL", 2000)
        monkeypatch.setattr(walk, "MOST_OCTETS", 2**20)
    return Limits(walk.WALK_LIMIT, walk.WALK_ROWS_IN_ALL, walk.MOST_OCTETS)


async def test_a_column_without_an_end_is_given_up_and_none_of_it_kept(engine: str, limits: Limits) -> None:
    answers, agent = await walked(engine, endless, (COLUMN,))
    assert answers[0].failure is not None
    assert_one_sentence(answers[0].failure.detail)
    assert answers[0].rows == ()
    assert len(agent.requests) < limits.rows / 5


async def test_many_columns_without_an_end_have_one_bound_together(engine: str, limits: Limits) -> None:
    columns = tuple((*COLUMN[:-1], column) for column in range(1, 41))
    answers, agent = await walked(engine, endless, columns)
    assert all(answer.failure is not None for answer in answers)
    assert sum(len(answer.rows) for answer in answers) <= limits.rows_in_all
    assert len(agent.requests) < limits.rows_in_all / 5


async def test_rows_of_giants_have_a_bound_in_octets(engine: str, limits: Limits) -> None:
    answers, agent = await walked(engine, giants)
    assert any(answer.failure is not None for answer in answers)
    assert len(agent.requests) < 2 * limits.octets / 60_000 + 20


async def test_answers_for_the_first_column_only_get_all_columns_walked(engine: str) -> None:
    answers, agent = await walked(engine, first_only)
    assert [len(answer.rows) for answer in answers] == [2, 1]
    assert len(agent.requests) < 12


@pytest.mark.parametrize("manner", [same_again, itself, backwards, endless, deeper, giants])
async def test_a_discovery_that_goes_in_circles_ends(engine: str, manner: Manner, limits: Limits) -> None:
    """GETs are answered as they should be."""

    def only_walks(request: Asked, mib: Mib) -> list[Sent]:
        return honest(request, mib) if request.kind == GET else list(manner(request, mib))

    async with listening(HostileAgent(mib_of(pdu_objects()), only_walks)) as agent:
        lab = lab_of(engine, agent, replace(PATIENT, timeout_s=0.3))
        try:
            found = await lab.discover()
            if isinstance(found, TargetDescription):
                assert len(found.subjects) < 1000
                await lab.collector.poll(lab.target)
            assert isinstance(found, (TargetDescription, PollFailure))
        finally:
            await lab.collector.close()

"""Answers that are none, or not to what was asked: no crash, no reading that looks good, and an end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from collectors.patience import Patience
from powertui.domain.reading import MISSING_RAW, PollFailure, ReadingBatch, TargetDescription
from tests.collectors.hostile.agents import HostileAgent, honest, listening
from tests.collectors.hostile.lab import (
    EACH_ENGINE,
    PATIENT,
    QUICK,
    Lab,
    assert_one_sentence,
    lab_of,
    mib_of,
    pdu_objects,
)
from tests.collectors.hostile.manners import INDEXES, MANNERS, STATUSES, Late, erring

pytestmark = pytest.mark.parametrize("engine", EACH_ENGINE)


@asynccontextmanager
async def discovered(engine: str, patience: Patience = QUICK) -> AsyncIterator[Lab]:
    """An agent that was honest so far. Nothing that it does may end in an exception on the event loop."""
    raised: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: raised.append(context))
    async with listening(HostileAgent(mib_of(pdu_objects()))) as agent:
        lab = lab_of(engine, agent, patience)
        try:
            # The short patience is for what follows: on a busy machine it may run out before the agent's turn comes.
            found = await lab.discover()
            for _ in range(20):
                if isinstance(found, TargetDescription):
                    break
                found = await lab.discover()
            assert isinstance(found, TargetDescription), found
            yield lab
        finally:
            await lab.collector.close()
    assert raised == []


@pytest.mark.parametrize("manner", MANNERS)
async def test_a_poll_of_a_hostile_agent_ends_without_a_wrong_reading(engine: str, manner: str) -> None:
    async with discovered(engine) as lab:
        lab.agent.turn(MANNERS[manner])
        await lab.poll()
        lab.agent.turn(honest)
        await lab.poll()


@pytest.mark.parametrize("manner", ["wrong_id_then_right", "forged_before_right", "twice", "two_answers", "fewer"])
async def test_the_right_answer_among_wrong_ones_is_found(engine: str, manner: str) -> None:
    async with discovered(engine, PATIENT) as lab:
        honest_batch = await lab.poll()
        lab.agent.turn(MANNERS[manner])
        batch = await lab.poll()
    assert isinstance(batch, ReadingBatch)
    assert isinstance(honest_batch, ReadingBatch)
    assert batch.values == honest_batch.values


@pytest.mark.parametrize("manner", ["silent", "other_address", "other_port", "wrong_request_id", "wrong_kind", "echo"])
async def test_what_is_no_answer_leaves_a_failure_and_no_reading(engine: str, manner: str) -> None:
    async with discovered(engine) as lab:
        lab.agent.turn(MANNERS[manner])
        assert isinstance(await lab.poll(), PollFailure)


async def test_late_answers_to_an_earlier_poll_are_not_taken_for_this_ones(engine: str) -> None:
    async with discovered(engine, PATIENT) as lab:
        late = Late()
        honest_batch = await lab.poll()
        lab.agent.turn(late.swallow)
        lab.collector._patience = replace(PATIENT, poll_budget_s=0.1)
        assert isinstance(await lab.poll(), PollFailure)
        lab.collector._patience = PATIENT
        lab.agent.turn(late)
        batch = await lab.poll()
    assert isinstance(batch, ReadingBatch)
    assert isinstance(honest_batch, ReadingBatch)
    assert batch.values == honest_batch.values


@pytest.mark.parametrize("status", STATUSES)
async def test_an_error_status_with_any_index_ends_in_no_reading(engine: str, status: int) -> None:
    async with discovered(engine) as lab:
        for index in INDEXES:
            lab.agent.turn(erring(status, index))
            result = await lab.poll()
            if isinstance(result, ReadingBatch):
                assert set(result.values) == {MISSING_RAW}


async def test_an_agent_that_refuses_every_object_alone_has_failed(engine: str) -> None:
    async with discovered(engine) as lab:
        lab.agent.turn(erring(5, 0))
        result = await lab.poll()
    assert isinstance(result, PollFailure)
    assert "error 5" in result.detail


@pytest.mark.parametrize("manner", MANNERS)
async def test_a_discovery_of_a_hostile_agent_ends(engine: str, manner: str) -> None:
    async with listening(HostileAgent(mib_of(pdu_objects()), MANNERS[manner])) as agent:
        lab = lab_of(engine, agent, family="")
        try:
            found = await lab.discover()
        finally:
            await lab.collector.close()
    if isinstance(found, PollFailure):
        assert_one_sentence(found.detail)
    assert len(agent.requests) < 3000

"""When a process beside the poller evaluates."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from powertui.domain.events import EventKind
from powertui.services.evaluating import Evaluating
from powertui.services.evaluation import Evaluation, EvaluationResult
from powertui.storage.cycle_store import CycleRow, save_cycle
from powertui.storage.engine import open_database, reading, writing
from powertui.storage.event_store import load_events
from tests.clocks import StillClock


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url, create=True)
    yield opened
    opened.dispose()


@dataclass
class Elapsed:
    at_s: float = 100.0

    def __call__(self) -> float:
        return self.at_s


@dataclass
class Counted(Evaluation):
    """Counts its rounds; each takes some time, or fails."""

    elapsed: Elapsed
    rounds: int = 0
    takes_s: float = 0.0
    errors: list[Exception] = field(default_factory=list)

    def run(self, may_judge: object = None) -> EvaluationResult | None:
        if self.errors:
            raise self.errors.pop()
        self.rounds += 1
        self.elapsed.at_s += self.takes_s
        return None


def evaluating(engine: Engine, counted: Counted) -> Evaluating:
    return Evaluating(engine, StillClock(), counted, 30.0, counted.elapsed)


def end_cycle(engine: Engine, number: int, interval_s: float = 30.0) -> None:
    with writing(engine) as connection:
        save_cycle(connection, CycleRow(30 * number, number, interval_s, 30.0 * number, 1.0, 1, 0, 1))


def test_it_begins_with_a_round_and_does_one_for_each_cycle(engine: Engine) -> None:
    counted = Counted(Elapsed())
    evaluation = evaluating(engine, counted)
    assert [evaluation.look(), evaluation.look()] == [True, False]
    for number in (1, 2):
        end_cycle(engine, number)
        assert [evaluation.look(), evaluation.look()] == [True, False]
    assert counted.rounds == 3


def test_where_no_cycle_ends_it_evaluates_all_the_same_for_readings_grow_stale(engine: Engine) -> None:
    counted = Counted(Elapsed())
    evaluation = evaluating(engine, counted)
    end_cycle(engine, 1, interval_s=60.0)
    evaluation.look()
    counted.elapsed.at_s += 80
    assert not evaluation.look(), "the poller's interval counts, not the configured one"
    counted.elapsed.at_s += 11
    assert evaluation.look()


def test_what_the_database_refuses_is_told_once_and_tried_again(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    counted = Counted(Elapsed(), errors=[OperationalError("s", {}, Exception("database is locked")) for _ in range(2)])
    evaluation = evaluating(engine, counted)
    with caplog.at_level(logging.WARNING):
        assert [evaluation.look(), evaluation.look(), evaluation.look()] == [False, False, True]
    assert len(caplog.records) == 1
    assert "database is locked" in caplog.text


def test_a_round_that_outlasts_the_interval_is_an_event(engine: Engine) -> None:
    evaluation = evaluating(engine, Counted(Elapsed(), takes_s=45.0))
    evaluation.look()
    with reading(engine) as connection:
        (event,) = load_events(connection)
    assert event.kind is EventKind.OVERRUN
    assert "judging took up to 45.0 s of an interval of 30 s" in event.detail

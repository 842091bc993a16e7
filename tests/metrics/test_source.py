"""When the database is looked at, and what is told while a look takes long."""

from dataclasses import dataclass, field, replace
from threading import Event

import pytest

from powertui.domain.columns.snapshot import PlantSnapshot
from powertui.errors import DatabaseError
from powertui.metrics.plant import PlantMetrics
from powertui.metrics.source import MOST_BEHIND_S, MetricsSource
from tests.cli.plant import small_view
from tests.clocks import StillClock
from tests.metrics.reading import named, parsed, snapshot_of, text_of

PATIENCE_S = 10


@dataclass
class SlowDatabase:
    """Answers once it is let go."""

    is_let_go: Event = field(default_factory=Event)
    looks: int = 0
    error: Exception | None = None

    def refresh(self) -> PlantSnapshot | None:
        self.looks += 1
        assert self.is_let_go.wait(PATIENCE_S)
        if self.error is not None:
            raise self.error
        return seen()


def seen() -> PlantSnapshot:
    """What it answers."""
    view = small_view()
    return snapshot_of(replace(view, poller=replace(view.poller, judged_age_s=3.0)))


def quick(database: SlowDatabase, clock: StillClock) -> MetricsSource:
    """A source that has looked once, and has no patience for a second look."""
    source = MetricsSource(database, PlantMetrics(), clock, patience_s=0.0)
    database.is_let_go.set()
    assert source.now() is not None
    database.is_let_go.clear()
    return source


@pytest.mark.parametrize("age", ["pdu_reading_age", "poller_heartbeat_age", "alerts_judged_age"])
def test_while_a_look_takes_long_the_one_before_is_told_with_ages_that_go_on(age: str) -> None:
    database, clock = SlowDatabase(), StillClock(small_view().now_s)
    source = quick(database, clock)
    clock.advance(40)
    ages = []
    for _ in range(2):
        metrics = source.now()
        assert metrics is not None
        ages.append(named(parsed(text_of(metrics.blocks())), f"powertui_{age}_seconds"))
    before = named(parsed(text_of(PlantMetrics().of(seen()).blocks())), f"powertui_{age}_seconds")
    assert before
    assert ages == [[each + 40 for each in before]] * 2
    # Both waited for one look, and it is still under way.
    assert database.looks == 2
    database.is_let_go.set()


def test_what_is_too_old_is_told_to_nobody() -> None:
    database, clock = SlowDatabase(), StillClock(small_view().now_s)
    source = quick(database, clock)
    clock.advance(MOST_BEHIND_S + 1)
    database.error = DatabaseError("it is gone")
    database.is_let_go.set()
    with pytest.raises(DatabaseError, match="it is gone"):
        source.now()


def test_a_look_that_ended_while_nobody_waited_is_not_told_as_of_later() -> None:
    database, clock = SlowDatabase(), StillClock(small_view().now_s)
    source = quick(database, clock)
    clock.advance(40)
    assert source.now() is not None
    look = source._look
    assert look is not None
    database.is_let_go.set()
    assert look.is_done.wait(PATIENCE_S)
    clock.advance(3600)
    database.error = DatabaseError("it is gone")
    with pytest.raises(DatabaseError, match="it is gone"):
        source.now()
    assert database.looks == 3

"""When to evaluate: once a cycle of polls is complete, and in any case each interval, for readings grow stale."""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from powertui.services.evaluation import Evaluation
from powertui.services.in_thread import in_thread
from powertui.services.overrun import OverrunWatch
from powertui.services.ports import Clock
from powertui.services.settling import settle
from powertui.storage.cycle_store import newest_cycle
from powertui.storage.engine import reading, writing
from powertui.storage.event_store import add_events
from powertui.storage.sole import Duty, sole

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
"""Whether a cycle is complete: a look at one row."""

WAIT_AT_MOST_INTERVALS = 1.5
"""Where no cycle ends: whoever polls is held up or gone, and then its readings grow stale."""


class Evaluating:
    """Rounds of evaluation, from a process beside the poller. One of all that share a database does them."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        evaluation: Evaluation,
        interval_s: float,
        elapsed_s: Callable[[], float] = monotonic,
        on_look: Callable[[], object] = lambda: None,
    ) -> None:
        """`interval_s` is what holds until a poller says its own; `elapsed_s` a clock that nobody sets.

        `on_look` is called each time that a look, with its round of evaluation if there was one, is done.
        """
        self._engine = engine
        self._clock = clock
        self._evaluation = evaluation
        self._interval_s = interval_s
        self._elapsed_s = elapsed_s
        self._on_look = on_look
        self._overruns = OverrunWatch()
        self._cycle: int | None = None
        self._began_at_s: float | None = None
        self._trouble = ""
        self._settled_revision = -1

    async def run_until(self, stop: asyncio.Event) -> None:
        """Evaluate until `stop` is set. What the database refuses is tried again at the next look."""
        told = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                await in_thread(self.look)
                self._on_look()
                await asyncio.wait((told,), timeout=LOOK_EVERY_S)
        finally:
            told.cancel()

    def look(self) -> bool:
        """Evaluate if it is time to; whether it was done."""
        try:
            return self._look()
        except SQLAlchemyError as error:
            # Said once, until it is another one or over: the database may be away for hours.
            words = str(error).splitlines()[0]
            if words != self._trouble:
                logger.warning("the plant could not be evaluated: %s", words)
                self._trouble = words
            return False

    def _look(self) -> bool:
        with reading(self._engine) as connection:
            cycle = newest_cycle(connection)
        number = 0
        if cycle is not None:
            number, self._interval_s = cycle.number, cycle.interval_s
        began_at_s = self._elapsed_s()
        has_waited = (
            self._began_at_s is None or began_at_s - self._began_at_s >= WAIT_AT_MOST_INTERVALS * self._interval_s
        )
        if number == self._cycle and not has_waited:
            return False
        with sole(self._engine, Duty.EVALUATION) as is_mine:
            if not is_mine:
                return False
            result = self._evaluation.run()
        self._cycle, self._began_at_s = number, began_at_s
        self._trouble = ""
        self._tell(self._elapsed_s() - began_at_s)
        if result is not None and result.view.model_revision != self._settled_revision:
            self._settled_revision = result.view.model_revision
            settle()
        return True

    def _tell(self, took_s: float) -> None:
        """That it takes longer than there is time for."""
        event = self._overruns.note(now_s=self._clock.now_s(), shed=0, judged_s=took_s, interval_s=self._interval_s)
        if event is not None:
            logger.warning("%s", event.detail)
            with writing(self._engine) as connection:
                add_events(connection, [event])

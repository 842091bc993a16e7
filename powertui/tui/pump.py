"""What runs beside the event loop: reading the plant and its histories, looking after child processes."""

import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from powertui.domain.alert_life.hands import AlertWish
from powertui.domain.assumptions import Assumptions
from powertui.domain.energy_record import EnergyRecord
from powertui.domain.graph import PowerGraph
from powertui.domain.plant import HistoryPoint, PlantView
from powertui.domain.trend_loads import LoadTrend
from powertui.errors import PowertuiError
from powertui.presenters.survey import EMPTY, Survey, survey
from powertui.services.peer_losses import RedundancySettings
from powertui.services.ports import Clock, PlantSource, ProcessStatus, Supervisor
from powertui.tui.failover import NOTHING_ASKED, Asked, Failover, FailoverDesk
from powertui.tui.keys_first import Garbage, keys_first
from powertui.tui.shelf import EMPTY_SHELF, ScenarioDesk, ScenarioSource, ScenarioWish, Shelf

_log = logging.getLogger(__name__)

Points = tuple[HistoryPoint, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """A history that a view wants: of some subjects each by itself, or of their sum."""

    subject_ids: tuple[int, ...]
    window_s: float
    is_sum: bool = False
    is_energy: bool = False
    """Not a history: the lifetime totals of energy as stored now."""

    is_trend: bool = False
    """Not a history: where the feed of this id is going."""

    @property
    def lasts_s(self) -> float:
        """How long a loaded one is new enough."""
        return max(5.0, self.window_s / 240)


@dataclass(frozen=True, slots=True)
class Histories:
    """What has been loaded for the wishes."""

    sums: Mapping[Wish, Points] = field(default_factory=dict)
    each: Mapping[Wish, Mapping[int, Points]] = field(default_factory=dict)
    energies: Mapping[Wish, Mapping[int, EnergyRecord]] = field(default_factory=dict)
    trends: Mapping[Wish, LoadTrend | None] = field(default_factory=dict)

    def sum(self, wish: Wish) -> Points | None:
        """None: not loaded yet."""
        return self.sums.get(wish)

    def of_subjects(self, wish: Wish) -> Mapping[int, Points]:
        return self.each.get(wish, {})

    def lifetimes(self, wish: Wish) -> Mapping[int, EnergyRecord]:
        return self.energies.get(wish, {})

    def trend(self, wish: Wish) -> LoadTrend | None:
        """None: not loaded yet, or nothing to say."""
        return self.trends.get(wish)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn of the pump found."""

    view: PlantView | None
    processes: tuple[ProcessStatus, ...]
    histories: Histories
    trouble: str = ""
    """Why the plant could not be read."""
    survey: Survey = EMPTY
    """Of the view's model."""
    failover: Failover = field(default_factory=Failover)
    shelf: Shelf = EMPTY_SHELF


class Pump:
    """Blocks: its `turn` belongs into a worker thread, one at a time."""

    def __init__(
        self,
        source: PlantSource,
        supervisor: Supervisor | None,
        clock: Clock,
        assumptions: Assumptions | None = None,
        redundancy: RedundancySettings | None = None,
        scenarios: ScenarioSource | None = None,
    ) -> None:
        self._source = source
        self._shelf = ScenarioDesk(scenarios)
        self._assumptions = assumptions or Assumptions()
        self._desk = FailoverDesk(redundancy or RedundancySettings(self._assumptions), source)
        self._supervisor = supervisor
        self._clock = clock
        self._garbage = Garbage(clock.now_s())
        self._lock = Lock()
        self._requests: deque[int] = deque()
        self._alert_wishes: deque[AlertWish] = deque()
        self._loaded_at: dict[Wish, float] = {}
        self._sums: dict[Wish, Points] = {}
        self._each: dict[Wish, Mapping[int, Points]] = {}
        self._energies: dict[Wish, Mapping[int, EnergyRecord]] = {}
        self._trends: dict[Wish, LoadTrend | None] = {}
        self._waiting: frozenset[Wish] = frozenset()
        self._is_started = False
        self._is_closed = False

    def request_poll(self, target_id: int) -> None:
        """Ask for a poll in the next turn; returns at once."""
        self._requests.append(target_id)

    def handle_alert(self, wish: AlertWish) -> None:
        """Acknowledge or silence an alert in the next turn; returns at once."""
        self._alert_wishes.append(wish)

    def wish_scenario(self, wish: ScenarioWish) -> None:
        """Save or forget a what-if in the next turn; returns at once."""
        self._shelf.wish(wish)

    def turn(self, wishes: frozenset[Wish], asked: Asked = NOTHING_ASKED, touched_at_s: float = 0.0) -> Turn:
        """Look at the processes, read the plant, load what is wished for and not loaded or too old, and answer.

        `touched_at_s` is when a person last touched a key.
        """
        with self._lock:
            if self._is_closed:
                return Turn(None, (), Histories())
            with keys_first():
                self._garbage.let_go()
                turn = self._turn(wishes, asked)
            self._garbage.set_aside(turn.view)
            self._garbage.tidy(self._clock.now_s(), touched_at_s)
            return turn

    def _turn(self, wishes: frozenset[Wish], asked: Asked) -> Turn:
        processes: tuple[ProcessStatus, ...] = ()
        try:
            processes = self._look_after()
            while self._requests:
                self._source.request_poll(self._requests.popleft())
            while self._alert_wishes:
                self._source.handle_alert(self._alert_wishes.popleft())
            view = self._source.refresh()
            self._load(wishes)
            shelf = self._shelf.turn(view, self._clock.now_s(), is_asked=asked.question is not None)
        except PowertuiError as error:
            return Turn(None, processes, self._histories(), str(error))
        except Exception as error:  # noqa: BLE001  # the screens must outlive whatever the database does at 03:14
            _log.exception("reading the plant failed")
            return Turn(None, processes, self._histories(), f"{type(error).__name__}: {error}".splitlines()[0])
        found = view.graph.kept(self._survey) if view is not None else EMPTY
        failover = self._desk.answer(view, asked, self._clock.now_s())
        return Turn(view, processes, self._histories(), survey=found, failover=failover, shelf=shelf)

    def close(self) -> None:
        """End the processes and give back the database; waits for a turn that is under way."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            if self._supervisor is not None and self._is_started:
                self._supervisor.stop()
            self._source.close()
            self._shelf.close()
            self._garbage.give_back()

    def _survey(self, graph: PowerGraph) -> Survey:
        try:
            return survey(graph, self._assumptions)
        except Exception:  # noqa: BLE001  # the loads must be shown whatever a model holds that nobody thought of
            _log.exception("surveying the model failed")
            return Survey(self._assumptions)

    def _look_after(self) -> tuple[ProcessStatus, ...]:
        if self._supervisor is None:
            return ()
        if not self._is_started:
            self._is_started = True
            self._supervisor.start()
        return self._supervisor.check()

    def _load(self, wishes: frozenset[Wish]) -> None:
        now_s = self._clock.now_s()
        for wish in set(self._loaded_at) - wishes:
            del self._loaded_at[wish]
            self._sums.pop(wish, None)
            self._each.pop(wish, None)
            self._energies.pop(wish, None)
            self._trends.pop(wish, None)
        # A trend takes longer than all else: what else a view shows comes a turn before it.
        early = frozenset(wish for wish in wishes if wish.is_trend) - self._waiting
        self._waiting = wishes
        for wish in wishes - early:
            loaded_at_s = self._loaded_at.get(wish)
            if loaded_at_s is not None and now_s - loaded_at_s < wish.lasts_s:
                continue
            if wish.is_energy:
                self._energies[wish] = self._source.energies(wish.subject_ids)
            elif wish.is_trend:
                self._trends[wish] = self._source.feed_trend(wish.subject_ids[0])
            elif wish.is_sum:
                self._sums[wish] = self._source.history(wish.subject_ids, wish.window_s)
            else:
                self._each[wish] = self._source.histories(wish.subject_ids, wish.window_s)
            self._loaded_at[wish] = now_s

    def _histories(self) -> Histories:
        return Histories(dict(self._sums), dict(self._each), dict(self._energies), dict(self._trends))

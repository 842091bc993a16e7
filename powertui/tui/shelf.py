"""Saved what-ifs, as the screens know them: read and written in the pump's thread."""

from collections import deque
from dataclasses import dataclass, replace
from typing import Protocol

from powertui.domain.object_lookup import NotFound
from powertui.domain.plant import PlantView
from powertui.domain.redundancy.saved import Scenario, references_of, saved_scenario
from powertui.services.login import login_name
from powertui.tui.failover import Question

LASTS_S = 5.0
"""What others have saved is seen by then."""


class ScenarioSource(Protocol):
    """Where saved what-ifs are. Its methods block."""

    def all(self) -> tuple[Scenario, ...]:
        """By name."""

    def save(self, scenario: Scenario) -> None:
        """In place of one of the same name."""

    def delete(self, name: str) -> None:
        """Forget one."""

    def close(self) -> None:
        """Give back what it holds."""


@dataclass(frozen=True, slots=True)
class KeepScenario:
    """A person wants to keep what is asked."""

    name: str
    question: Question


@dataclass(frozen=True, slots=True)
class ForgetScenario:
    """A person does not want one any more."""

    name: str


ScenarioWish = KeepScenario | ForgetScenario


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is saved, and what there is to tell of the last wishes."""

    scenarios: tuple[Scenario, ...] = ()
    told: tuple[str, ...] = ()


EMPTY_SHELF = Shelf()


class ScenarioDesk:
    """Blocks: belongs into a worker thread; only `wish` does not."""

    def __init__(self, source: ScenarioSource | None) -> None:
        self._source = source
        self._wishes: deque[ScenarioWish] = deque()
        self._known: tuple[Scenario, ...] = ()
        self._read_at_s: float | None = None

    def wish(self, wish: ScenarioWish) -> None:
        """To be done in the next turn."""
        self._wishes.append(wish)

    def turn(self, view: PlantView | None, now_s: float, *, is_asked: bool) -> Shelf:
        """Do what is wished for; read what is saved, while somebody looks."""
        if self._source is None or view is None:
            return Shelf()
        told = []
        while self._wishes:
            told.append(self._done(self._source, self._wishes.popleft(), view, now_s))
            self._read_at_s = None
        is_new = self._read_at_s is not None and 0 <= now_s - self._read_at_s < LASTS_S
        if (is_asked or told) and not is_new:
            self._known, self._read_at_s = self._source.all(), now_s
        return Shelf(self._known, tuple(told))

    def close(self) -> None:
        """Give back the database."""
        if self._source is not None:
            self._source.close()

    def _done(self, source: ScenarioSource, wish: ScenarioWish, view: PlantView, now_s: float) -> str:
        if isinstance(wish, ForgetScenario):
            source.delete(wish.name)
            return f'Scenario "{wish.name}" is forgotten.'
        topology = view.graph.topology
        scenario = saved_scenario(topology, wish.name, (), wish.question.additions, login_name(), now_s)
        if isinstance(scenario, NotFound):
            return f"Not saved: {scenario.sentence}."
        had = any(one.name == wish.name for one in source.all())
        source.save(replace(scenario, failing=references_of(topology, wish.question.causes)))
        return f'Saved as "{wish.name}"{", in place of another" if had else ""}.'

"""What the screens ask about redundancy, answered in the pump's thread, and kept until the loads are others."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import thread_time

from powertui.domain.graph import PowerGraph
from powertui.domain.object_lookup import NotFound
from powertui.domain.plant import PlantView
from powertui.domain.redundancy.before import loads_before
from powertui.domain.redundancy.cascade import what_if
from powertui.domain.redundancy.causes import Cause
from powertui.domain.redundancy.compile import compiled
from powertui.domain.redundancy.effect import Addition
from powertui.domain.redundancy.limits import Limits, limits_of
from powertui.domain.redundancy.measurements import Measurements
from powertui.domain.redundancy.naming import Naming
from powertui.domain.redundancy.network import Network
from powertui.domain.redundancy.of_view import measurements_of, switching_devices
from powertui.domain.redundancy.picture import RedundancyPicture
from powertui.domain.redundancy.scenario import Failing, addition
from powertui.domain.redundancy.singles import single_losses
from powertui.presenters.standings import NO_STANDINGS, Standings, standings_of
from powertui.presenters.what_if_page import WhatIfPage, page_of
from powertui.presenters.what_if_report import WhatIfReport
from powertui.services.learnt_shares import Histories, LearntShares, half_known
from powertui.services.peer_losses import RedundancySettings

_log = logging.getLogger(__name__)

SHARE = 20.0
"""What took a second is not done again for so many seconds: it may have 5 % of a core."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to fail together, and what load is to be added before."""

    causes: tuple[Cause, ...] = ()
    additions: tuple[str, ...] = ()
    """As people write them: rack:R14=4x1.2kW."""

    @property
    def is_asked(self) -> bool:
        return bool(self.causes or self.additions)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a view wants to know."""

    standings: bool = False
    question: Question | None = None

    @property
    def is_anything(self) -> bool:
        return self.standings or self.question is not None


NOTHING_ASKED = Asked()


@dataclass(frozen=True, slots=True)
class Failover:
    """What is known. A page is the answer to `question`, which may not be the one that is asked by now."""

    standings: Standings = NO_STANDINGS
    question: Question | None = None
    page: WhatIfPage | None = None
    problem: str = ""
    """Why there is no page."""


class FailoverDesk:
    """Blocks: belongs into a worker thread."""

    def __init__(self, settings: RedundancySettings, past: Histories | None = None) -> None:
        self._settings = settings
        self._learnt = LearntShares(past)
        # Of a view its feeds, which are others once there is news: the whole view would be kept alive.
        self._page_of: object = None
        self._graph: PowerGraph | None = None
        self._switching: frozenset[int] = frozenset()
        self._compiled: tuple[Network, Limits, Naming] | None = None
        self._picture: RedundancyPicture | None = None
        self._picture_of: object = None
        self._standings_of: object = None
        self._rests_until_s = 0.0
        self._was_asked = NOTHING_ASKED
        self._known = Failover()

    def answer(self, view: PlantView | None, asked: Asked, now_s: float) -> Failover:
        """What is known now; of standings that have just been asked for the first time, a turn later.

        So that a screen is there before what takes long is reckoned.
        """
        early = not self._was_asked.standings and not self._known.standings.is_known
        self._was_asked = asked
        if view is None:
            return self._known
        try:
            if asked.question is not None:
                self._known = self._with_page(view, asked.question)
            if asked.standings and not early:
                self._known = self._with_standings(view, now_s)
        except Exception as error:  # noqa: BLE001  # the loads must be shown whatever a model holds that nobody thought of
            _log.exception("redundancy could not be reckoned")
            problem = f"this could not be reckoned: {type(error).__name__}"
            self._known = Failover(self._known.standings, asked.question, None, problem)
            self._page_of = self._standings_of = view.feeds
        return self._known

    def _with_page(self, view: PlantView, question: Question) -> Failover:
        known = self._known
        if question == known.question and self._page_of is view.feeds:
            return known
        self._page_of = view.feeds
        if not question.is_asked:
            return Failover(known.standings, question)
        picture = self._pictured(view)
        _, _, naming = self._network(view)
        found = (cause.failing(picture.network, naming) for cause in question.causes)
        lost = [one for one in found if one is not None]
        added: list[Addition] = []
        for text in question.additions:
            more = addition(picture.network, self._settings.assumptions, text)
            if isinstance(more, NotFound):
                return Failover(known.standings, question, None, more.sentence)
            added.append(more)
        if not lost and not added:
            return Failover(known.standings, question, None, "the model has no power way through what is chosen")
        return Failover(known.standings, question, self._page(picture, lost, added, view))

    def _page(
        self, picture: RedundancyPicture, lost: Sequence[Failing], added: Sequence[Addition], view: PlantView
    ) -> WhatIfPage:
        nodes = [node for one in lost for node in one.nodes]
        result = what_if(picture.network, picture.loads, picture.limits, nodes, added)
        names = tuple(dict.fromkeys(one.name for one in lost))
        return page_of(WhatIfReport(picture, names, tuple(added), result), view.now_s)

    def _with_standings(self, view: PlantView, now_s: float) -> Failover:
        known = self._known
        is_other_model = self._graph is not view.graph
        if self._standings_of is view.feeds or (now_s < self._rests_until_s and not is_other_model):
            return known
        began_s = thread_time()
        picture = self._pictured(view)
        # All of them anew: every figure is exact, and where many loads move it is no slower than only what they touch.
        singles = single_losses(picture.network, picture.loads, picture.limits)
        standings = standings_of(singles, view.now_s, is_measured=picture.has_readings)
        self._standings_of = view.feeds
        self._rests_until_s = now_s + SHARE * (thread_time() - began_s)
        return Failover(standings, known.question, known.page, known.problem)

    def _pictured(self, view: PlantView) -> RedundancyPicture:
        """The plant as redundancy sees it; once for each view."""
        if self._picture is None or self._picture_of is not view.feeds:
            network, limits, _ = self._network(view)
            measured = self._with_shares(view, measurements_of(view))
            has_readings = bool(measured.outlets or measured.inlets or measured.feeds or measured.branches)
            assumptions = self._settings.assumptions
            loads = loads_before(network, measured, assumptions)
            self._picture = RedundancyPicture(network, loads, limits, assumptions, has_readings)
            self._picture_of = view.feeds
        return self._picture

    def _with_shares(self, view: PlantView, measured: Measurements) -> Measurements:
        """With what the last week says of devices that are not metered at all their cords now."""
        shares = self._learnt.shares(measured.outlets.keys(), lambda: half_known(view, measured), view.now_s)
        return replace(measured, shares=shares)

    def _network(self, view: PlantView) -> tuple[Network, Limits, Naming]:
        """Compiled once for each model, and each set of devices that switch between their inlets."""
        switching = switching_devices(view)
        if self._compiled is None or self._graph is not view.graph or switching != self._switching:
            network = compiled(view.graph, switching)
            self._compiled = network, limits_of(network, self._settings.trip_at_pct), Naming(view.graph)
            self._graph, self._switching = view.graph, switching
        return self._compiled

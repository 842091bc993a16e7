"""From alerts' steps to the outbox, in the transaction that stores them: no step without its notifications."""

import logging
from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection

from powertui.domain.alerts import AlertEvent
from powertui.domain.graph import PowerGraph
from powertui.domain.notify.planning import Plan, ScopedRoute, ScopedWindow, plan
from powertui.domain.notify.releasing import release
from powertui.domain.notify.routes import Route
from powertui.domain.notify.scopes import NOTHING, Coverage, Scope, coverage, resolve_scope
from powertui.domain.object_lookup import NotFound
from powertui.storage.maintenance_store import load_windows
from powertui.storage.notification_store import drop, has_held, let_go, load_held, load_standings, store_plan

logger = logging.getLogger(__name__)


class AlertSink(Protocol):
    """What wants to know of each step in alerts' lives."""

    def take(self, connection: Connection, events: Sequence[AlertEvent], graph: PowerGraph, now_s: float) -> None:
        """Take what a round has brought, in its transaction, once the alerts are stored; of each round, nothing too."""


class Notifying:
    """Plans notifications by routes and maintenance windows. For one thread."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = tuple(routes)
        self._graph: PowerGraph | None = None
        self._coverages: dict[Scope, Coverage] = {}
        self._scoped: tuple[ScopedRoute, ...] = ()
        self._told: frozenset[str] = frozenset()

    def take(self, connection: Connection, events: Sequence[AlertEvent], graph: PowerGraph, now_s: float) -> None:
        """Plan what is to be sent of some events, and let go what maintenance held and no longer does."""
        if not self._routes:
            return
        holds = has_held(connection)
        if not events and not holds:
            return
        self._look_at(graph)
        windows = self._active_windows(connection, graph, now_s)
        if events:
            standings = load_standings(connection, {event.alert.id for event in events})
            planned = plan(events, self._scoped, windows, standings, now_s)
            if planned != Plan():
                store_plan(connection, planned, now_s)
        if holds:
            routes: Mapping[str, Route] = {route.name: route for route in self._routes}
            releases, drops = release(load_held(connection), windows, routes, now_s)
            drop(connection, drops, now_s)
            let_go(connection, releases, now_s)

    def _active_windows(self, connection: Connection, graph: PowerGraph, now_s: float) -> tuple[ScopedWindow, ...]:
        return tuple(
            ScopedWindow(window, self._covered(graph, window.scope))
            for window in load_windows(connection, over_after_s=now_s)
            if window.is_active(now_s)
        )

    def _look_at(self, graph: PowerGraph) -> None:
        """What the routes' scopes have in them changes with the model, and not between."""
        if graph is self._graph:
            return
        self._graph = graph
        self._coverages.clear()
        scoped: list[ScopedRoute] = []
        problems: list[str] = []
        for route in self._routes:
            scope = resolve_scope(graph.topology, route.scope)
            if isinstance(scope, NotFound):
                problems.append(f"route {route.name!r} takes nothing: {scope.sentence}")
                scoped.append(ScopedRoute(route, NOTHING))
            else:
                scoped.append(ScopedRoute(route, self._covered(graph, scope)))
        self._scoped = tuple(scoped)
        for problem in problems:
            if problem not in self._told:
                logger.warning("%s", problem)
        self._told = frozenset(problems)

    def _covered(self, graph: PowerGraph, scope: Scope) -> Coverage:
        found = self._coverages.get(scope)
        if found is None:
            found = self._coverages[scope] = coverage(graph, scope)
        return found

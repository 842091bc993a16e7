"""The outbox and the log of deliveries, for commands."""

from dataclasses import dataclass

from powertui.config import Settings
from powertui.config_notify import RouteSection
from powertui.domain.notify.log import DeliveryRecord, Told
from powertui.domain.notify.notice import NotificationState
from powertui.domain.notify.routes import Route
from powertui.domain.notify.scopes import resolve_scope
from powertui.domain.object_lookup import NotFound
from powertui.storage.delivery_store import load_records
from powertui.storage.engine import open_database
from powertui.storage.notification_store import load_told
from powertui.storage.outbox_store import count_by_state
from powertui.storage.topology_store import load_topology


@dataclass(frozen=True, slots=True)
class RouteStanding:
    """A configured route, and what there is for it."""

    route: Route
    channel: str
    waiting: int
    held: int
    problem: str = ""
    """Why its scope takes nothing; empty: it takes something."""


def read_deliveries(database_url: str, *, since_s: float | None, route: str) -> tuple[DeliveryRecord, ...]:
    """The log's newest lines, the newest last. Raises DatabaseError if there is no database."""
    engine = open_database(database_url, create=False)
    try:
        with engine.connect() as connection:
            return load_records(connection, since_s=since_s, route=route)
    finally:
        engine.dispose()


def told_of_alert(settings: Settings, alert_id: int) -> tuple[Told, ...]:
    """Who was told of an alert. Raises DatabaseError if there is no database."""
    engine = open_database(settings.database.url, create=False)
    try:
        with engine.connect() as connection:
            return load_told(connection, alert_id)
    finally:
        engine.dispose()


def route_standings(settings: Settings) -> tuple[RouteStanding, ...]:
    """The configured routes. Raises DatabaseError if there is no database."""
    engine = open_database(settings.database.url, create=False)
    try:
        with engine.connect() as connection:
            counts = count_by_state(connection)
            topology = load_topology(connection)
    finally:
        engine.dispose()
    found = []
    for section in settings.notify.route:
        route = section.route()
        scope = resolve_scope(topology, route.scope)
        waiting = counts.get((route.name, NotificationState.WAITING), 0)
        sending = counts.get((route.name, NotificationState.SENDING), 0)
        held = counts.get((route.name, NotificationState.HELD), 0)
        problem = scope.sentence if isinstance(scope, NotFound) else ""
        found.append(RouteStanding(route, channel_of(section), waiting + sending, held, problem))
    return tuple(found)


def channel_of(section: RouteSection) -> str:
    """The kind of a route's channel; where it leads may be a secret."""
    return next(name for name in ("webhook", "syslog", "command", "apprise") if getattr(section, name) is not None)

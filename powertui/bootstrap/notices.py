"""What plans notifications, as the configuration has it. Light: whoever evaluates loads no channel with it."""

from powertui.config import Settings
from powertui.domain.notify.routes import Route
from powertui.services.notifying import Notifying


def configured_routes(settings: Settings) -> tuple[Route, ...]:
    """Who is told of what."""
    return tuple(section.route() for section in settings.notify.route)


def configured_notices(settings: Settings) -> Notifying:
    """What plans notifications, for whoever changes alerts."""
    return Notifying(configured_routes(settings))

"""What maintenance held back, once it is over: what still holds is told then, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from powertui.domain.notify.notice import Notice
from powertui.domain.notify.planning import Drop, ScopedWindow
from powertui.domain.notify.routes import Route
from powertui.domain.notify.timing import due


@dataclass(frozen=True, slots=True)
class Held:
    """A notification that a maintenance window holds back. Its alert is open: what clears is dropped at once."""

    id: int
    route: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Release:
    """One that goes out now."""

    id: int
    due_at_s: float
    is_gathered: bool


def release(
    held: Sequence[Held], windows: Sequence[ScopedWindow], routes: Mapping[str, Route], now_s: float
) -> tuple[tuple[Release, ...], tuple[Drop, ...]]:
    """What to let go, and what to drop because a later word on the same alert goes. `held` in the order of their ids.

    What another active window still holds stays; so does what is of a route that is not configured here.
    """
    newest: dict[tuple[int, str], Held] = {}
    drops: list[Drop] = []
    for each in held:
        if each.route not in routes or any(window.holds(each.notice) for window in windows):
            continue
        before = newest.get((each.notice.alert_id, each.route))
        if before is not None:
            drops.append(Drop(before.id, "a later word on the same alert follows it"))
        newest[each.notice.alert_id, each.route] = each
    releases = []
    for each in newest.values():
        when = due(routes[each.route], each.notice.severity, now_s)
        releases.append(Release(each.id, when.at_s, when.is_gathered))
    return tuple(releases), tuple(drops)

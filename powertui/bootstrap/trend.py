"""`powertui trend`: a configured database, looked ahead from."""

from collections.abc import Callable

from powertui.bootstrap.whole_plant import whole_plant
from powertui.config import Settings
from powertui.domain.energy_meters import PlantMeters
from powertui.domain.trend_loads import LoadTrend, TrendObject, TrendSubject, trend_objects
from powertui.services.ports import Clock, SystemClock
from powertui.services.trends import load_trends, whole_days_before


def trends_of_database(
    settings: Settings,
    subject: TrendSubject,
    days: int,
    *,
    is_chosen: Callable[[TrendObject], bool],
    progress: Callable[[int, int], None],
    clock: Clock | None = None,
) -> tuple[LoadTrend, ...]:
    """The trends of the chosen feeds or panels, worst first. Raises DatabaseError if there is no plant."""
    clock = clock or SystemClock()
    with whole_plant(settings.database.url, clock) as (engine, view):
        meters = PlantMeters(view.graph, view.targets.values())
        objects = tuple(one for one in trend_objects(meters, subject) if is_chosen(one))
        span = whole_days_before(clock.now_s(), days, settings.energy.zone)
        return load_trends(engine, objects, span, progress)

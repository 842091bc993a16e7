"""`powertui energy`: a configured database, added up."""

from collections.abc import Callable

from powertui.bootstrap.whole_plant import whole_plant
from powertui.config import Settings
from powertui.domain.energy_groups import EnergyGroup, Grouping, counted_once, energy_groups
from powertui.domain.energy_meters import PlantMeters
from powertui.domain.energy_report import Billing, EnergyReport
from powertui.domain.periods import Period
from powertui.domain.tariffs import tariff_of_quarters
from powertui.services.energy_report import energy_report
from powertui.services.ports import Clock, SystemClock


def report_of_database(
    settings: Settings,
    grouping: Grouping,
    period: Period,
    *,
    is_chosen: Callable[[EnergyGroup], bool],
    progress: Callable[[int, int], None],
    clock: Clock | None = None,
) -> EnergyReport:
    """The report of the chosen rows and their total. Raises DatabaseError if there is no plant."""
    with whole_plant(settings.database.url, clock or SystemClock()) as (engine, view):
        meters = PlantMeters(view.graph, view.targets.values())
        groups = tuple(group for group in energy_groups(meters, grouping) if is_chosen(group))
        plan = settings.energy.plan()
        tariffs = tariff_of_quarters(plan, period, settings.energy.zone) if plan else ()
        billing = Billing(period, plan, tuple(tariffs))
        return energy_report(engine, groups, counted_once(meters, groups), billing, progress)

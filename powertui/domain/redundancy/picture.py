"""Everything that redundancy asks of one moment: the network, its loads and its limits."""

from dataclasses import dataclass

from powertui.domain.assumptions import Assumptions
from powertui.domain.graph import PowerGraph
from powertui.domain.plant import PlantView
from powertui.domain.redundancy.before import loads_before
from powertui.domain.redundancy.compile import compiled
from powertui.domain.redundancy.limits import TRIP_AT_PCT, Limits, limits_of
from powertui.domain.redundancy.loads import PlantLoads
from powertui.domain.redundancy.measurements import Measurements
from powertui.domain.redundancy.network import Network
from powertui.domain.redundancy.of_view import measurements_of, switching_devices


@dataclass(frozen=True, slots=True)
class RedundancyPicture:
    """A plant as redundancy sees it."""

    network: Network
    loads: PlantLoads
    limits: Limits
    assumptions: Assumptions
    has_readings: bool
    """Anything was measured; else all of it is modelled."""


def redundancy_picture(
    graph: PowerGraph,
    measured: Measurements,
    assumptions: Assumptions,
    *,
    switching: frozenset[int] = frozenset(),
    trip_at_pct: float = TRIP_AT_PCT,
) -> RedundancyPicture:
    """A plant with some measurements."""
    network = compiled(graph, switching)
    has_readings = bool(measured.outlets or measured.inlets or measured.feeds or measured.branches)
    loads = loads_before(network, measured, assumptions)
    return RedundancyPicture(network, loads, limits_of(network, trip_at_pct), assumptions, has_readings)


def picture_of_view(
    view: PlantView,
    assumptions: Assumptions,
    trip_at_pct: float = TRIP_AT_PCT,
    measured: Measurements | None = None,
) -> RedundancyPicture:
    """A plant as a view shows it; `measured`: what is fresh in it, where more is known than the view says."""
    return redundancy_picture(
        view.graph,
        measurements_of(view) if measured is None else measured,
        assumptions,
        switching=switching_devices(view),
        trip_at_pct=trip_at_pct,
    )

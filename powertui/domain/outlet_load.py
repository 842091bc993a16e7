"""What each outlet of a PDU carries, beside what the model has plugged in."""

from collections.abc import Iterable

from powertui.domain.choices import FeedLeg
from powertui.domain.draw import PowerDraw, power_draw
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import MeasuredSubject, MeasuredTarget, chains_of
from powertui.domain.reading import Leg, OutletState, Quality, Quantity, Reading, SubjectKind, missing
from powertui.domain.rollup import OutletFinding, OutletLoad
from powertui.domain.topology import PowerOutlet

LIVE_W = 5.0
"""An outlet that carries less is taken for carrying nothing: meters show a watt or two on open outlets."""

DEAD_W = 1.0
"""A cord that carries less carries nothing."""

_LEGS = {Leg.A: FeedLeg.A, Leg.B: FeedLeg.B, Leg.C: FeedLeg.C}


def outlet_loads(graph: PowerGraph, target: MeasuredTarget) -> tuple[OutletLoad, ...]:
    """The outlets that a device reports, in its order, then those that only the model knows."""
    loads = [
        _outlet_load(graph, subject, graph.outlets.get(subject.binding.power_outlet_id or -1))
        for subject in target.of_kind(SubjectKind.OUTLET)
    ]
    if target.device_id is not None:
        reported = {load.outlet.id for load in loads if load.outlet is not None}
        loads.extend(
            _outlet_load(graph, None, outlet)
            for device in graph.kept(chains_of).devices(graph, target.device_id)
            for outlet in graph.outlets_of_device(device.id)
            if outlet.id not in reported
        )
    return tuple(loads)


def dead_cord_outlets(loads_of_target: Iterable[tuple[OutletLoad, ...]]) -> frozenset[int]:
    """Ids of the outlets whose cord carries nothing while another cord of the same device carries load.

    A cord whose outlet is not measured is never called dead, and readings that are missing or stale show nothing of
    any cord.
    """
    carried_w: dict[int, list[tuple[float, int]]] = {}
    for loads in loads_of_target:
        for load in loads:
            watts = load.active_power.value if load.active_power.quality < Quality.STALE else None
            if load.load_device is not None and load.outlet is not None and watts is not None:
                carried_w.setdefault(load.load_device.id, []).append((watts, load.outlet.id))
    return frozenset(
        outlet_id
        for cords in carried_w.values()
        if len(cords) > 1 and any(watts >= LIVE_W for watts, _ in cords)
        for watts, outlet_id in cords
        if watts < DEAD_W
    )


def _outlet_load(graph: PowerGraph, subject: MeasuredSubject | None, outlet: PowerOutlet | None) -> OutletLoad:
    ports = graph.ports_of_outlet(outlet.id) if outlet else ()
    port = ports[0] if ports else None
    modelled = power_draw(graph, port) if port else None

    def get(quantity: Quantity) -> Reading:
        return subject.get(quantity) if subject else missing(quantity)

    active_power = get(Quantity.ACTIVE_POWER)
    difference_w = None
    if active_power.value is not None and modelled is not None:
        difference_w = active_power.value - modelled.allocated_w
    measured_leg = _LEGS.get(subject.description.leg) if subject and subject.description.leg else None
    return OutletLoad(
        subject=subject,
        outlet=outlet,
        leg=(outlet.feed_leg if outlet else None) or measured_leg,
        load_device=graph.devices[port.device_id] if port else None,
        load_port=port,
        modelled=modelled,
        state=get(Quantity.STATE),
        current=get(Quantity.CURRENT),
        voltage=get(Quantity.VOLTAGE),
        active_power=active_power,
        apparent_power=get(Quantity.APPARENT_POWER),
        power_factor=get(Quantity.POWER_FACTOR),
        energy=get(Quantity.ENERGY),
        difference_w=difference_w,
        finding=_finding(active_power.value, get(Quantity.STATE).value, modelled),
    )


def _finding(watts: float | None, state: float | None, modelled: PowerDraw | None) -> OutletFinding:
    if watts is None:
        return OutletFinding.NONE
    if modelled is None:
        return OutletFinding.UNMODELLED if watts >= LIVE_W else OutletFinding.NONE
    if modelled.maximum_w and watts > modelled.maximum_w:
        return OutletFinding.OVER_MAXIMUM
    if modelled.allocated_w and watts < DEAD_W and state != OutletState.OFF:
        return OutletFinding.IDLE
    return OutletFinding.NONE

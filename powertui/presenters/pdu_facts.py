"""What a list of PDUs says of each: where it is, what it hangs on, what it draws in all."""

from powertui.domain.measured import MeasuredTarget, total
from powertui.domain.plant import PlantView
from powertui.domain.reading import Leg, Quantity, Reading, SubjectKind
from powertui.domain.rollup import FeedLoad


def unit_total(target: MeasuredTarget, quantity: Quantity) -> Reading:
    """What all inlets of a device draw; where they do not say, the sum of its phases."""
    units = total(quantity, [unit.get(quantity) for unit in target.of_kind(SubjectKind.UNIT)])
    if units.value is not None:
        return units
    phases = [phase for phase in target.of_kind(SubjectKind.PHASE) if phase.description.leg is not Leg.NEUTRAL]
    return total(quantity, [phase.get(quantity) for phase in phases])


def feeds_of_target(view: PlantView, target: MeasuredTarget) -> tuple[FeedLoad, ...]:
    """The feeds that a device's inlets hang on."""
    return tuple(load for load in view.feeds.values() if target.id in load.inlet_target_ids)


def rack_name(view: PlantView, target: MeasuredTarget) -> str | None:
    """The rack of the modelled device; None where there is none."""
    device = view.graph.devices.get(target.device_id) if target.device_id is not None else None
    if device is None or device.rack_id is None:
        return None
    return view.graph.racks[device.rack_id].name

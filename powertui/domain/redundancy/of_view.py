"""What was measured, from a PlantView: the same readings that screens and commands show."""

from collections.abc import Iterator

from powertui.domain.choices import FeedLeg
from powertui.domain.feed_load import leg_carriers, subject_apparent, unit_apparent
from powertui.domain.inlet_parts import inlet_parts
from powertui.domain.measured import MeasuredSubject, MeasuredTarget, total
from powertui.domain.plant import PlantView
from powertui.domain.reading import Leg, Quality, Quantity, Reading, SubjectKind
from powertui.domain.redundancy.measurements import Measurements, Metered
from powertui.domain.rollup import Basis, FeedLoad

_LEGS = (Leg.A, Leg.B, Leg.C)


def measurements_of(view: PlantView) -> Measurements:
    """All that is fresh and believed."""
    outlets: dict[int, Metered] = {}
    for loads in view.outlets_of_target.values():
        for load in loads:
            if load.outlet is not None and load.subject is not None:
                found = Metered(_fresh(subject_apparent(load.subject)), _fresh(load.active_power))
                if found.va is not None or found.w is not None:
                    outlets[load.outlet.id] = found
    inlets: dict[int, Metered] = {}
    branches: dict[int, Metered] = {}
    selected: dict[int, int] = {}
    for target in view.targets.values():
        for port_id, of_inlet in _inlets(target):
            inlets.setdefault(port_id, of_inlet)
        selected.update(_selected(view, target))
        branches.update(_branches(view, target))
    feeds = {feed_id: meter for feed_id, load in view.feeds.items() if (meter := _feed(load)) is not None}
    return Measurements(outlets=outlets, inlets=inlets, branches=branches, feeds=feeds, selected=selected)


def switching_devices(view: PlantView) -> frozenset[int]:
    """Devices that report several sources: they serve all their outlets from any of them."""
    found: set[int] = set()
    for target in view.targets.values():
        for source in target.of_kind(SubjectKind.INPUT):
            port = view.graph.ports.get(source.binding.power_port_id or -1)
            if port is not None:
                found.add(port.device_id)
    return frozenset(device_id for device_id in found if len(view.graph.ports_of_device(device_id)) > 1)


def _inlets(target: MeasuredTarget) -> Iterator[tuple[int, Metered]]:
    port_ids = {
        subject.binding.power_port_id for subject in target.subjects if subject.binding.power_port_id is not None
    }
    for port_id in sorted(port_ids):
        parts = inlet_parts(target, frozenset({port_id}))
        apparent = total(Quantity.APPARENT_POWER, [unit_apparent(unit, parts.conductors) for unit in parts.units])
        active = total(Quantity.ACTIVE_POWER, [unit.get(Quantity.ACTIVE_POWER) for unit in parts.units])
        meter = Metered(_fresh(apparent), _fresh(active), _legs(parts.conductors))
        if meter.va is not None or meter.w is not None:
            yield port_id, meter


def _legs(conductors: tuple[MeasuredSubject, ...]) -> tuple[float, float, float] | None:
    found: list[float] = []
    for leg in _LEGS:
        carriers = leg_carriers(conductors, leg)
        va = _fresh(total(Quantity.APPARENT_POWER, [subject_apparent(carrier) for carrier in carriers]))
        if va is None:
            return None
        found.append(va)
    return found[0], found[1], found[2]


def _feed(load: FeedLoad) -> Metered | None:
    """Of a feed what its panel's meter says; what its inlets say is theirs."""
    if load.basis is not Basis.PANEL_METER:
        return None
    by_leg = {leg.leg: _fresh(leg.apparent_power) for leg in load.legs}
    legs = [by_leg.get(leg) for leg in FeedLeg]
    known = [va for va in legs if va is not None]
    meter = Metered(
        _fresh(load.apparent_power),
        _fresh(load.active_power),
        (known[0], known[1], known[2]) if len(known) == 3 else None,
    )
    return None if meter.va is None and meter.w is None else meter


def _branches(view: PlantView, target: MeasuredTarget) -> Iterator[tuple[int, Metered]]:
    """Branches that a PDU reports under the name that the model gives them."""
    device = view.graph.devices.get(target.device_id or -1)
    if device is None:
        return
    named = {branch.name: branch.id for branch in view.graph.topology.pdu_branches if branch.device_id == device.id}
    if not named:
        return
    for subject in target.of_kind(SubjectKind.BRANCH):
        branch_id = named.get(subject.description.label) or named.get(subject.description.key)
        meter = Metered(_fresh(subject_apparent(subject)), _fresh(subject.get(Quantity.ACTIVE_POWER)))
        if branch_id is not None and (meter.va is not None or meter.w is not None):
            yield branch_id, meter


def _selected(view: PlantView, target: MeasuredTarget) -> Iterator[tuple[int, int]]:
    """A transfer switch's own readings are bound to the inlet that it draws from (`on_active_source`)."""
    if not target.of_kind(SubjectKind.INPUT):
        return
    for unit in target.of_kind(SubjectKind.UNIT):
        reading = unit.get(Quantity.SELECTED_SOURCE)
        port = view.graph.ports.get(unit.binding.power_port_id or -1)
        if port is not None and reading.value is not None and reading.quality < Quality.STALE:
            yield port.device_id, port.id


def _fresh(reading: Reading) -> float | None:
    return reading.value if reading.quality < Quality.STALE else None

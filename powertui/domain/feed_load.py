"""What a feed and each of its legs carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from powertui.domain.capacity import available_power_va, leg_limit_a
from powertui.domain.choices import FeedLeg, Phase
from powertui.domain.draw import PowerDraw, feed_draw
from powertui.domain.graph import PowerGraph
from powertui.domain.inlet_parts import inlet_parts
from powertui.domain.measured import MeasuredSubject, MeasuredTarget, total
from powertui.domain.panel_meter import FeedCircuit
from powertui.domain.reading import Leg, Quality, Quantity, Reading, SubjectKind, missing
from powertui.domain.rollup import Basis, FeedLoad, LegLoad, OutletLoad, PanelMeter
from powertui.domain.sides import sides_of
from powertui.domain.topology import PowerFeed, PowerPort

_PHASES = frozenset({SubjectKind.PHASE, SubjectKind.INPUT})
_LEG_OF = {FeedLeg.A: Leg.A, FeedLeg.B: Leg.B, FeedLeg.C: Leg.C}


@dataclass(frozen=True, slots=True)
class Carried:
    """What one source says of a feed."""

    active_power: Reading
    apparent_power: Reading
    legs: tuple[LegLoad, ...]
    basis: Basis
    subject_ids: tuple[int, ...]

    @property
    def has_current(self) -> bool:
        return any(leg.current.value is not None for leg in self.legs)

    @property
    def is_complete(self) -> bool:
        """It says how much of the feed's available power is taken, now."""
        return self.apparent_power.value is not None and self.apparent_power.quality < Quality.STALE

    @property
    def has_load(self) -> bool:
        return self.apparent_power.value is not None or self.active_power.value is not None


def feed_load(
    graph: PowerGraph,
    feed: PowerFeed,
    target_of_device: Mapping[int, MeasuredTarget],
    outlets_of_target: Mapping[int, tuple[OutletLoad, ...]],
    circuit: FeedCircuit | None = None,
) -> FeedLoad:
    """A feed's measured load.

    What its panel's own meter says of its `circuit`, where that is fresh; else that of the inlets it is cabled to, else
    the sum of their outlets as an estimate. Two sources are never added up; which one speaks is told (`source`).
    """
    inlets = graph.inlets_of_feed(feed.id)
    of_inlets = [target_of_device[inlet.device_id] for inlet in inlets if inlet.device_id in target_of_device]
    # PDUs of one chain, or two inlets of a PDU, are read by one target.
    targets = tuple({target.id: target for target in of_inlets}.values())
    modelled = feed_draw(graph, feed)
    carried = carried_by_inlets(feed, inlets, targets, outlets_of_target, modelled)
    legs_basis = carried.basis if carried.has_current else Basis.NOTHING
    panel_meter = PanelMeter.NONE
    if circuit is not None:
        by_panel = _by_panel(feed, circuit, modelled)
        panel_meter = _standing(by_panel)
        if _is_better(by_panel, carried):
            takes_legs = by_panel.has_current or not carried.has_current
            if takes_legs:
                legs_basis = by_panel.basis if by_panel.has_current else Basis.NOTHING
            carried = by_panel if takes_legs else replace(by_panel, legs=carried.legs)
    return FeedLoad(
        feed=feed,
        panel=graph.panels[feed.power_panel_id],
        rack=graph.racks.get(feed.rack_id) if feed.rack_id is not None else None,
        side=graph.kept(sides_of).of_feed(feed.id),
        available_power_va=available_power_va(feed),
        active_power=carried.active_power,
        apparent_power=carried.apparent_power,
        basis=carried.basis,
        legs=carried.legs,
        modelled=modelled,
        inlet_target_ids=tuple(target.id for target in targets),
        inlet_subject_ids=carried.subject_ids,
        peer_feed_ids=tuple(peer.id for peer in graph.peer_feeds(feed)),
        legs_basis=legs_basis,
        meter_target_id=circuit.target_id if circuit is not None else None,
        panel_meter=panel_meter,
    )


def carried_by_inlets(
    feed: PowerFeed,
    inlets: Sequence[PowerPort],
    targets: Sequence[MeasuredTarget],
    outlets_of_target: Mapping[int, tuple[OutletLoad, ...]],
    modelled: PowerDraw | None,
) -> Carried:
    """What the devices at the far ends of its cables say."""
    inlet_ids = frozenset(inlet.id for inlet in inlets)
    parts = [inlet_parts(target, inlet_ids) for target in targets]
    units = [unit for one in parts for unit in one.units]
    conductors = [conductor for one in parts for conductor in one.conductors]
    unmetered = len(inlets) - len({unit.binding.power_port_id for unit in units})
    active_power = total(Quantity.ACTIVE_POWER, [unit.get(Quantity.ACTIVE_POWER) for unit in units])
    apparent_power = _with_unmetered(
        total(Quantity.APPARENT_POWER, [unit_apparent(unit, conductors) for unit in units]), unmetered
    )
    basis = Basis.INLET
    if apparent_power.value is None and active_power.value is None:
        outlets = [
            load
            for target in targets
            for load in outlets_of_target.get(target.id, ())
            if load.outlet is None or load.outlet.power_port_id in inlet_ids
        ]
        active_power = _estimated(total(Quantity.ACTIVE_POWER, [load.active_power for load in outlets]))
        apparent_power = _estimated(total(Quantity.APPARENT_POWER, [_outlet_apparent(load) for load in outlets]))
        is_silent = apparent_power.value is None and active_power.value is None
        basis = Basis.NOTHING if is_silent else Basis.OUTLETS
    return Carried(
        active_power=_with_unmetered(active_power, unmetered),
        apparent_power=apparent_power,
        legs=_leg_loads(feed, conductors, units, modelled),
        basis=basis,
        subject_ids=tuple(unit.id for unit in units),
    )


def _by_panel(feed: PowerFeed, circuit: FeedCircuit, modelled: PowerDraw | None) -> Carried:
    """What its panel's own meter says of its circuit."""
    unit = circuit.circuit
    return Carried(
        active_power=unit.get(Quantity.ACTIVE_POWER),
        apparent_power=unit_apparent(unit, circuit.conductors),
        legs=_leg_loads(feed, circuit.conductors, (unit,), modelled),
        basis=Basis.PANEL_METER,
        subject_ids=(unit.id,),
    )


def _standing(by_panel: Carried) -> PanelMeter:
    if not (by_panel.has_load or by_panel.has_current):
        return PanelMeter.SILENT
    if by_panel.is_complete:
        return PanelMeter.USED
    newest = min([by_panel.apparent_power.quality, by_panel.active_power.quality])
    if by_panel.has_load:
        return PanelMeter.STALE if newest is Quality.STALE else PanelMeter.USED
    is_stale = all(leg.current.value is None or leg.current.quality >= Quality.STALE for leg in by_panel.legs)
    return PanelMeter.STALE if is_stale else PanelMeter.SILENT


def _is_better(by_panel: Carried, by_inlets: Carried) -> bool:
    """Whether the panel's meter is to be heard: always when it knows the feed's load now, else if nobody knows more."""
    if by_panel.is_complete:
        return True
    if by_inlets.is_complete:
        return False
    if by_panel.has_load:
        return True
    return by_panel.has_current and not (by_inlets.has_load or by_inlets.has_current)


def _leg_loads(
    feed: PowerFeed,
    conductors: Sequence[MeasuredSubject],
    units: Sequence[MeasuredSubject],
    modelled: PowerDraw | None,
) -> tuple[LegLoad, ...]:
    limit_a = leg_limit_a(feed)
    if feed.phase is Phase.SINGLE:
        allocated_w = modelled.allocated_w if modelled else None
        return (_leg_load(None, _single_phase_carriers(conductors) or units, limit_a, allocated_w),)
    allocated_w_of = {entry.leg: entry.allocated_w for entry in modelled.legs} if modelled else {}
    return tuple(
        _leg_load(leg, leg_carriers(conductors, _LEG_OF[leg]), limit_a, allocated_w_of.get(leg)) for leg in FeedLeg
    )


def _single_phase_carriers(conductors: Sequence[MeasuredSubject]) -> list[MeasuredSubject]:
    """Each inlet's phases; else the line with most current, for what goes out on one line comes back on the other."""
    carriers: list[MeasuredSubject] = []
    for port_id in dict.fromkeys(subject.binding.power_port_id for subject in conductors):
        of_inlet = [
            subject
            for subject in conductors
            if subject.binding.power_port_id == port_id
            and subject.description.leg is not Leg.NEUTRAL
            and _has_current(subject)
        ]
        phases = [subject for subject in of_inlet if subject.description.kind in _PHASES]
        lines = sorted(of_inlet, key=lambda line: line.get(Quantity.CURRENT).value or 0.0)
        carriers += phases or lines[-1:]
    return carriers


def leg_carriers(conductors: Sequence[MeasuredSubject], leg: Leg) -> list[MeasuredSubject]:
    """The subjects that report a leg: a device's line where it has lines, else its phase."""
    of_leg = [subject for subject in conductors if subject.description.leg is leg and _has_current(subject)]
    lines = [subject for subject in of_leg if subject.description.kind is SubjectKind.LINE]
    phases = [subject for subject in of_leg if subject.description.kind in _PHASES]
    covered = {subject.binding.power_port_id for subject in lines}
    return lines + [subject for subject in phases if subject.binding.power_port_id not in covered]


def _leg_load(
    leg: FeedLeg | None, carriers: Sequence[MeasuredSubject], limit_a: float, allocated_w: int | None
) -> LegLoad:
    def summed(quantity: Quantity) -> Reading:
        return total(quantity, [carrier.get(quantity) for carrier in carriers])

    voltages = [carrier.get(Quantity.VOLTAGE) for carrier in carriers]
    factors = [carrier.get(Quantity.POWER_FACTOR) for carrier in carriers]
    return LegLoad(
        leg=leg,
        current=summed(Quantity.CURRENT),
        voltage=voltages[0] if voltages else missing(Quantity.VOLTAGE),
        active_power=summed(Quantity.ACTIVE_POWER),
        apparent_power=total(Quantity.APPARENT_POWER, [subject_apparent(carrier) for carrier in carriers]),
        power_factor=factors[0] if len(factors) == 1 else missing(Quantity.POWER_FACTOR),
        limit_a=limit_a,
        modelled_allocated_w=allocated_w,
    )


def unit_apparent(unit: MeasuredSubject, conductors: Sequence[MeasuredSubject]) -> Reading:
    """A unit's own VA; else the sum of its phases'; else V x A of a single-phase unit."""
    own = unit.get(Quantity.APPARENT_POWER)
    if own.value is not None:
        return own
    if unit.description.kind is SubjectKind.INPUT:
        return _estimated(subject_apparent(unit))
    phases = [
        subject
        for subject in conductors
        if subject.description.kind is SubjectKind.PHASE
        and subject.binding.power_port_id == unit.binding.power_port_id
        and subject.description.leg is not Leg.NEUTRAL
    ]
    by_phase = total(Quantity.APPARENT_POWER, [subject_apparent(phase) for phase in phases])
    if by_phase.value is not None:
        return _estimated(by_phase)
    return _estimated(subject_apparent(unit))


def subject_apparent(subject: MeasuredSubject) -> Reading:
    """A subject's own VA, else its V x A as an estimate."""
    own = subject.get(Quantity.APPARENT_POWER)
    if own.value is not None:
        return own
    return _product(subject.get(Quantity.VOLTAGE), subject.get(Quantity.CURRENT))


def _outlet_apparent(load: OutletLoad) -> Reading:
    if load.apparent_power.value is not None:
        return load.apparent_power
    return _product(load.voltage, load.current)


def _product(voltage: Reading, current: Reading) -> Reading:
    if voltage.value is None or current.value is None:
        return missing(Quantity.APPARENT_POWER)
    quality = max(voltage.quality, current.quality, Quality.ESTIMATED)
    return Reading(Quantity.APPARENT_POWER, voltage.value * current.value, quality, current.sampled_at_s)


def _estimated(reading: Reading) -> Reading:
    if reading.value is None:
        return reading
    return Reading(reading.quantity, reading.value, max(reading.quality, Quality.ESTIMATED), reading.sampled_at_s)


def _with_unmetered(reading: Reading, unmetered: int) -> Reading:
    """A sum that leaves out inlets which nobody reads is an estimate."""
    return _estimated(reading) if unmetered > 0 else reading


def _has_current(subject: MeasuredSubject) -> bool:
    return subject.get(Quantity.CURRENT).value is not None

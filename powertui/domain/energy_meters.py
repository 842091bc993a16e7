"""Whose meters say how much energy a feed, a device or a place takes: each load once, by the best meter there is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from powertui.domain.graph import PowerGraph
from powertui.domain.inlet_parts import inlet_parts
from powertui.domain.measured import MeasuredSubject, MeasuredTarget, chains_of
from powertui.domain.panel_meter import feed_circuits
from powertui.domain.reading import Leg, Quantity, SubjectKind
from powertui.domain.rollup import Basis
from powertui.domain.topology import PowerFeed, PowerOutlet, PowerPort

_METERED = frozenset({Quantity.ENERGY, Quantity.ACTIVE_POWER})


@dataclass(frozen=True, slots=True)
class Meters:
    """Parts of polled devices which, added up, are one load."""

    basis: Basis
    subject_ids: tuple[int, ...]
    share: float = 1.0
    """Of the load's cords that they know; the others nobody reads."""


@dataclass(frozen=True, slots=True)
class Load:
    """A feed, or a cord of a device: what is counted once."""

    alternatives: tuple[Meters, ...]
    """By precedence; none: nobody measures it."""
    feed_id: int | None = None
    """Set for a feed."""

    @property
    def is_metered(self) -> bool:
        return bool(self.alternatives)


class PlantMeters:
    """The meters of a plant as it is modelled and polled now."""

    def __init__(self, graph: PowerGraph, targets: Iterable[MeasuredTarget]) -> None:
        self.graph = graph
        self._targets = tuple(targets)
        self._target_of_device = {
            device.id: target
            for target in self._targets
            if target.device_id is not None
            for device in graph.kept(chains_of).devices(graph, target.device_id)
        }
        self._circuits = feed_circuits(graph, self._targets)
        self._loads: dict[int, Load] = {}

    def feed(self, feed_id: int) -> Load:
        """A feed: its circuit in the panel's own meter, else the inlets that it is cabled to."""
        if feed_id not in self._loads:
            found: list[Meters] = []
            circuit = self._circuits.get(feed_id)
            if circuit is not None and (parts := _metered(circuit.circuit, circuit.conductors)):
                found.append(Meters(Basis.PANEL_METER, tuple(part.id for part in parts)))
            by_inlets = self._by_inlets(self.graph.inlets_of_feed(feed_id))
            if by_inlets is not None:
                found.append(by_inlets)
            self._loads[feed_id] = Load(tuple(found), feed_id)
        return self._loads[feed_id]

    def cord(self, port: PowerPort) -> Load | None:
        """A power port of a device that consumes; None where it is not cabled, or another port speaks for its cable."""
        outlet = self.graph.outlet_of_port(port.id)
        if outlet is not None:
            if self.graph.ports_of_outlet(outlet.id)[0].id != port.id:
                return None
            subject = self._outlet_subjects.get(outlet.id)
            return Load((Meters(Basis.METER, (subject.id,)),) if subject is not None else ())
        feed = self.graph.feed_of_port(port.id)
        if feed is None:
            return None
        inlets = self.graph.inlets_of_feed(feed.id)
        return self.feed(feed.id) if len(inlets) == 1 else Load(())

    def feeds_above(self, feed_id: int) -> frozenset[int]:
        """The feeds that supply the panel of a feed, directly or through UPSs, PDUs and further panels."""
        found: set[int] = set()
        waiting = [feed_id]
        while waiting:
            panel = self.graph.panels[self.graph.feeds[waiting.pop()].power_panel_id]
            above = {panel.fed_by_feed_id} if panel.fed_by_feed_id is not None else set()
            if panel.fed_by_device_id is not None:
                above |= self._feeds_of_device(panel.fed_by_device_id)
            fresh = {number for number in above if number in self.graph.feeds} - found
            found |= fresh
            waiting += fresh
        return frozenset(found - {feed_id})

    def feeds_of_outlet(self, outlet: PowerOutlet) -> frozenset[int]:
        """The feeds that an outlet hangs on, through as many PDUs as there are."""
        return frozenset(self._feeds_of_device(outlet.device_id, outlet.power_port_id))

    def once(self, loads: Sequence[Load]) -> tuple[Load, ...]:
        """Some loads without those that a meter further up has counted already, and without what only repeats them."""
        feeds = {load.feed_id: load for load in loads if load.feed_id is not None}
        above = {feed_id: self.feeds_above(feed_id) & feeds.keys() for feed_id in feeds}
        counted = {feed_id for feed_id in feeds if not any(feeds[upper].is_metered for upper in above[feed_id])}
        known_below = {upper for feed_id in counted if feeds[feed_id].is_metered for upper in above[feed_id]}
        kept = [load for load in feeds.values() if load.feed_id in counted - known_below]
        return (*kept, *(load for load in loads if load.feed_id is None))

    def conductors_of_feed(
        self, feed_id: int
    ) -> tuple[tuple[tuple[MeasuredSubject, ...], tuple[MeasuredSubject, ...]], ...]:
        """By precedence, what measures a feed: the parts that are the whole of it, and its phases and lines."""
        found: list[tuple[tuple[MeasuredSubject, ...], tuple[MeasuredSubject, ...]]] = []
        circuit = self._circuits.get(feed_id)
        if circuit is not None:
            found.append(((circuit.circuit,), circuit.conductors))
        inlets = self.graph.inlets_of_feed(feed_id)
        parts = [
            inlet_parts(target, {inlet.id})
            for inlet in inlets
            if (target := self._target_of_device.get(inlet.device_id)) is not None
        ]
        if parts:
            units = {unit.id: unit for one in parts for unit in one.units}
            conductors = {conductor.id: conductor for one in parts for conductor in one.conductors}
            found.append((tuple(units.values()), tuple(conductors.values())))
        return tuple(found)

    @cached_property
    def _outlet_subjects(self) -> Mapping[int, MeasuredSubject]:
        return {
            subject.binding.power_outlet_id: subject
            for target in self._targets
            for subject in target.of_kind(SubjectKind.OUTLET)
            if subject.binding.power_outlet_id is not None and _is_metered(subject)
        }

    def _by_inlets(self, inlets: Sequence[PowerPort]) -> Meters | None:
        """Each inlet by its device's own reading; where that has none, by the outlets behind it."""
        known: list[MeasuredSubject] = []
        is_by_outlets = False
        read = 0
        for inlet in inlets:
            target = self._target_of_device.get(inlet.device_id)
            if target is None:
                continue
            parts = inlet_parts(target, {inlet.id})
            found = [subject for unit in parts.units for subject in _metered(unit, parts.conductors)]
            if not found:
                found = [
                    subject
                    for subject in target.of_kind(SubjectKind.OUTLET)
                    if _is_metered(subject) and self._is_behind(subject, inlet)
                ]
                is_by_outlets = is_by_outlets or bool(found)
            read += bool(found)
            known += found
        if not known:
            return None
        # A chain's inlets may be bound to the same part.
        ids = tuple(dict.fromkeys(subject.id for subject in known))
        return Meters(Basis.OUTLETS if is_by_outlets else Basis.INLET, ids, read / len(inlets))

    def _is_behind(self, subject: MeasuredSubject, inlet: PowerPort) -> bool:
        outlet = self.graph.outlets.get(subject.binding.power_outlet_id or -1)
        if outlet is not None:
            return outlet.power_port_id == inlet.id
        # What the model does not know is the inlet's where there is but one.
        return len(self.graph.ports_of_device(inlet.device_id)) == 1

    def _feeds_of_device(self, device_id: int, port_id: int | None = None) -> set[int]:
        found: set[int] = set()
        seen: set[int] = set()
        waiting = [port.id for port in self.graph.ports_of_device(device_id) if port_id is None or port.id == port_id]
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            feed = self.graph.feed_of_port(number)
            if feed is not None:
                found.add(feed.id)
            outlet = self.graph.outlet_of_port(number)
            if outlet is not None and outlet.power_port_id is not None:
                waiting.append(outlet.power_port_id)
        return found


def owner_of_feed(graph: PowerGraph, feed: PowerFeed) -> int | None:
    """The tenant that a feed is for: its own, else its rack's."""
    if feed.tenant_id is not None or feed.rack_id is None:
        return feed.tenant_id
    return graph.racks[feed.rack_id].tenant_id


def _metered(whole: MeasuredSubject, conductors: Sequence[MeasuredSubject]) -> tuple[MeasuredSubject, ...]:
    """A part that measures energy or power; else its phases, where those do."""
    if _is_metered(whole):
        return (whole,)
    return tuple(
        phase
        for phase in conductors
        if phase.description.kind is SubjectKind.PHASE
        and phase.description.leg is not Leg.NEUTRAL
        and phase.binding.power_port_id == whole.binding.power_port_id
        and phase.description.unit == whole.description.unit
        and _is_metered(phase)
    )


def _is_metered(subject: MeasuredSubject) -> bool:
    return not _METERED.isdisjoint(subject.description.quantities)

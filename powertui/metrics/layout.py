"""How a polled device's readings become series: made once for a description, used at each look."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import is_
from typing import NamedTuple

from powertui.domain.graph import PowerGraph
from powertui.domain.measured import MeasuredSubject, MeasuredTarget, chains_of
from powertui.domain.reading import Quality, Reading, SubjectDescription, SubjectKind
from powertui.domain.rollup import OutletLoad
from powertui.domain.topology import Device
from powertui.metrics.families import NAMINGS, PART_FAMILIES, PART_WORDS, Convert, PartFamily
from powertui.metrics.labels import LabelSet, label_set
from powertui.metrics.places import Labels, Places


class Cell(NamedTuple):
    """Where the value of a series stands among a target's readings. A tuple: a plant has millions."""

    labels: LabelSet
    subject: int
    reading: int


def fresh(reading: Reading) -> float | None:
    """A reading's value if it is neither stale nor impossible."""
    return reading.value if reading.quality < Quality.STALE else None


def converted(reading: Reading, convert: Convert) -> float | None:
    """The same in the metric's unit."""
    value = fresh(reading)
    return None if value is None else convert(value)


@dataclass(frozen=True, slots=True)
class Layout:
    """One device's series."""

    labels: LabelSet
    """Of the device as a whole."""
    info: LabelSet
    """The same with what it is."""
    qualities: tuple[LabelSet, ...]
    """The same with each quality's word, by its number."""
    cells: Mapping[PartFamily, tuple[Cell, ...]]
    """Of what each poll reads."""
    facts: Mapping[PartFamily, tuple[tuple[LabelSet, float], ...]]
    """Of what discovery read: ratings and thresholds."""
    outlets: tuple[LabelSet, ...]
    """Of its outlets, in the order of the view's."""
    descriptions: tuple[SubjectDescription, ...]

    def fits(self, target: MeasuredTarget) -> bool:
        """Whether the device is still described as it was."""
        subjects = target.subjects
        return len(subjects) == len(self.descriptions) and all(
            map(is_, self.descriptions, [subject.description for subject in subjects])
        )


def layout_of(graph: PowerGraph, places: Places, target: MeasuredTarget, loads: Sequence[OutletLoad]) -> Layout:
    """A target's series; `loads`: the view's outlets of it."""
    devices = _Devices(graph, places, target)
    outlets = tuple(devices.outlet(load) for load in loads)
    # The view's outlets begin with those that the device reports, in its order.
    of_outlet = {load.subject.id: labels for load, labels in zip(loads, outlets, strict=True) if load.subject}
    cells: dict[PartFamily, list[Cell]] = {}
    facts: dict[PartFamily, list[tuple[LabelSet, float]]] = {}
    for position, subject in enumerate(target.subjects):
        kind = subject.description.kind
        labels = of_outlet.get(subject.id) or devices.part(subject)
        read = set()
        for place, quantity in enumerate(subject.description.quantities):
            if quantity in NAMINGS and quantity not in read:
                read.add(quantity)
                part = PART_FAMILIES[kind, quantity]
                cells.setdefault(part, []).append(Cell(labels, position, place))
        for part, value in _facts(subject):
            facts.setdefault(part, []).append((labels, value))
    own = places.unique_labels("pdu", devices.of_target(), "device", str(target.id), target.id)
    return Layout(
        labels=label_set(own),
        info=label_set(own | _identity(target)),
        qualities=tuple(label_set(own | {"quality": quality.name.lower()}) for quality in Quality),
        cells={part: tuple(found) for part, found in cells.items()},
        facts={part: tuple(found) for part, found in facts.items()},
        outlets=outlets,
        descriptions=tuple(subject.description for subject in target.subjects),
    )


def _identity(target: MeasuredTarget) -> Labels:
    return {
        "address": f"{target.host}:{target.port}",
        "family": target.family,
        "vendor": target.vendor,
        "model": target.model,
        "serial": target.serial,
        "firmware": target.firmware,
    }


def _facts(subject: MeasuredSubject) -> Iterator[tuple[PartFamily, float]]:
    said = set(subject.description.quantities)
    for fact in subject.description.facts:
        value = fresh(fact)
        if fact.quantity in NAMINGS and fact.quantity not in said and value is not None:
            said.add(fact.quantity)
            yield PART_FAMILIES[subject.description.kind, fact.quantity], value


class _Devices:
    """A target's devices in the model: one, or a chain of several; or none, and it stands for itself."""

    def __init__(self, graph: PowerGraph, places: Places, target: MeasuredTarget) -> None:
        self._graph = graph
        self._places = places
        self._target = target
        chain = graph.kept(chains_of).devices(graph, target.device_id) if target.device_id is not None else ()
        self._head = chain[0] if chain else None
        self._by_unit = {device.polled_unit: device for device in chain if device.polled_unit}

    def of_target(self) -> Labels:
        """The labels of the device that is polled."""
        return self._place(self._head) | self._supply(self._head)

    def outlet(self, load: OutletLoad) -> LabelSet:
        subject, outlet = load.subject, load.outlet
        device = self._graph.devices.get(outlet.device_id) if outlet else self._device(subject)
        port = self._graph.ports.get(outlet.power_port_id) if outlet and outlet.power_port_id is not None else None
        feed = self._places.feed_of_port(port) if port else None
        pair = outlet.line_pair if outlet else None
        leg = pair or load.leg or (subject.description.leg if subject else None)
        labels = (
            self._place(device)
            | (self._places.supply([feed]) if feed else self._supply(device))
            | self._places.tenant_of(load.load_device)
            | {
                "outlet": load.number,
                "leg": leg.value if leg else "",
                "branch": subject.description.branch if subject else "",
                "load": load.load_device.name if load.load_device else "",
            }
        )
        number = str(subject.id) if subject else f"modelled {outlet.id if outlet else 0}"
        return self._places.unique("outlet", labels, "outlet", number, self._target.id)

    def part(self, subject: MeasuredSubject) -> LabelSet:
        description = subject.description
        port = self._graph.ports.get(subject.binding.power_port_id or -1)
        device = self._graph.devices.get(port.device_id) if port else self._device(subject)
        feed = self._places.feed_of_port(port) if port else None
        word = PART_WORDS[description.kind]
        name = description.label or description.key
        labels = (
            self._place(device)
            | (self._places.supply([feed]) if feed else self._supply(device))
            | ({"branch": description.branch} if description.kind is SubjectKind.OUTLET else {})
            | {"leg": description.leg.value if description.leg else ""}
            | ({"inlet": port.name} if port else {})
            | ({word: name} if word != "inlet" or port is None else {})
        )
        return self._places.unique(word, labels, word, str(subject.id), self._target.id)

    def _device(self, subject: MeasuredSubject | None) -> Device | None:
        return (self._by_unit.get(subject.description.unit) if subject else None) or self._head

    def _place(self, device: Device | None) -> Labels:
        if device is None:
            return {"device": self._target.name}
        return self._places.device(device) | {"device": device.name or f"#{device.id}"}

    def _supply(self, device: Device | None) -> Labels:
        return self._places.supply(self._places.feeds_of_device(device)) if device else {}

"""The labels of a polled device, of its parts and of its outlets: made once for a description."""

from collections.abc import Sequence
from dataclasses import dataclass

from powertui.domain.choices import FeedLeg
from powertui.domain.columns.arrays import NOWHERE
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.described import DescribedPart, DescribedTarget
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import chains_of
from powertui.domain.reading import Leg, Quality, SubjectKind
from powertui.domain.topology import Device, PowerPort
from powertui.metrics.families import PART_WORDS
from powertui.metrics.labels import LabelSet, label_set
from powertui.metrics.places import Labels, Places


@dataclass(frozen=True, slots=True)
class TargetLabels:
    """Of one device."""

    own: Labels
    """Of the device as a whole."""
    labels: LabelSet
    """The same as a set."""
    qualities: tuple[LabelSet, ...]
    """The same with each quality's word, by its number."""
    parts: tuple[LabelSet, ...]
    """In the order of its batches."""
    outlets: tuple[LabelSet, ...]
    """In the order of the columns: those that it reports, then those that only the model knows."""
    described: Sequence[DescribedPart]

    def fits(self, target: DescribedTarget) -> bool:
        """Whether the device is still described as it was."""
        return self.described is target.parts


def target_labels(compiled: Compiled, places: Places, row: int) -> TargetLabels:
    """Those of one polled device."""
    target = compiled.targets[row]
    maker = _Maker(compiled.graph, places, target)
    rows = range(compiled.outlets.first_of_target[row], compiled.outlets.first_of_target[row + 1])
    first_part = int(compiled.parts.first_of_target[row])
    outlets: list[LabelSet] = []
    of_part: dict[int, LabelSet] = {}
    for outlet in rows:
        part = int(compiled.outlets.parts[outlet])
        described = target.parts[part - first_part] if part != NOWHERE else None
        outlet_id, load_id = int(compiled.outlets.ids[outlet]), int(compiled.outlets.load_device_ids[outlet])
        labels = maker.outlet(described, outlet_id, load_id)
        outlets.append(labels)
        if described is not None:
            of_part[part - first_part] = labels
    own = places.unique_labels("pdu", maker.of_target(), "device", str(target.id), target.id)
    return TargetLabels(
        own=own,
        labels=label_set(own),
        qualities=tuple(label_set(own | {"quality": quality.name.lower()}) for quality in Quality),
        parts=tuple(
            of_part[number] if number in of_part else maker.part(part) for number, part in enumerate(target.parts)
        ),
        outlets=tuple(outlets),
        described=target.parts,
    )


class _Maker:
    """A target's devices in the model: one, or a chain of several; or none, and it stands for itself."""

    def __init__(self, graph: PowerGraph, places: Places, target: DescribedTarget) -> None:
        self._graph = graph
        self._places = places
        self._target = target
        chain = graph.kept(chains_of).devices(graph, target.device_id) if target.device_id is not None else ()
        self._head = chain[0] if chain else None
        self._by_unit = {device.polled_unit: device for device in chain if device.polled_unit}
        self._where: dict[tuple[int, int], Labels] = {}

    def of_target(self) -> Labels:
        """The labels of the device that is polled."""
        return self._at(self._head, None)

    def outlet(self, part: DescribedPart | None, outlet_id: int, load_device_id: int) -> LabelSet:
        """Of an outlet that is reported, modelled, or both."""
        graph = self._graph
        outlet = graph.outlets.get(outlet_id)
        device = graph.devices.get(outlet.device_id) if outlet else self._device(part)
        port = graph.ports.get(outlet.power_port_id) if outlet and outlet.power_port_id is not None else None
        load = graph.devices.get(load_device_id)
        description = part.description if part else None
        modelled = (outlet.line_pair or outlet.feed_leg) if outlet else None
        leg: Leg | FeedLeg | None = modelled or (description.leg if description else None)
        modelled_name = outlet.name if outlet else ""
        labels = (
            self._at(device, port)
            | self._places.tenant_of(load)
            | {
                "outlet": (description.label or description.key) if description else modelled_name,
                "leg": leg.value if leg else "",
                "branch": description.branch if description else "",
                "load": load.name if load else "",
            }
        )
        key = str(part.id) if part else f"modelled {outlet_id if outlet else 0}"
        return self._places.unique("outlet", labels, "outlet", key, self._target.id)

    def part(self, part: DescribedPart) -> LabelSet:
        """Of any other part."""
        description = part.description
        port = self._graph.ports.get(part.binding.power_port_id or -1)
        device = self._graph.devices.get(port.device_id) if port else self._device(part)
        word = PART_WORDS[description.kind]
        name = description.label or description.key
        labels = (
            self._at(device, port)
            | ({"branch": description.branch} if description.kind is SubjectKind.OUTLET else {})
            | {"leg": description.leg.value if description.leg else ""}
            | ({"inlet": port.name} if port else {})
            | ({word: name} if word != "inlet" or port is None else {})
        )
        return self._places.unique(word, labels, word, str(part.id), self._target.id)

    def _device(self, part: DescribedPart | None) -> Device | None:
        return (self._by_unit.get(part.description.unit) if part else None) or self._head

    def _at(self, device: Device | None, port: PowerPort | None) -> Labels:
        """Where a device stands, and what feeds it: through one of its inlets, where it is told which."""
        key = (device.id if device else 0, port.id if port else 0)
        if key not in self._where:
            feed = self._places.feed_of_port(port) if port else None
            supply = self._places.supply([feed]) if feed else self._supply(device)
            self._where[key] = self._place(device) | supply
        return self._where[key]

    def _place(self, device: Device | None) -> Labels:
        if device is None:
            return {"device": self._target.name}
        return self._places.device(device) | {"device": device.name or f"#{device.id}"}

    def _supply(self, device: Device | None) -> Labels:
        return self._places.supply(self._places.feeds_of_device(device)) if device else {}

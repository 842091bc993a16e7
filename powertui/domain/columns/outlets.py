"""Outlets as rows: those that a device reports, then those that only the model knows."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from powertui.domain.choices import FeedLeg
from powertui.domain.columns.arrays import NOWHERE, Bytes, Floats, Rows
from powertui.domain.columns.channels import NO_CHANNEL, Judged
from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.loads import Amounts
from powertui.domain.columns.parts import KIND_CODE, Parts
from powertui.domain.columns.places import LEG_CODE
from powertui.domain.columns.sums import either, gathered, product
from powertui.domain.draw import power_draw
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import chains_of
from powertui.domain.reading import Leg, Quantity, SubjectKind
from powertui.domain.topology import PowerOutlet

_LEG_OF = {FeedLeg.A: Leg.A, FeedLeg.B: Leg.B, FeedLeg.C: Leg.C}
_OUTLET = KIND_CODE[SubjectKind.OUTLET]


@dataclass(frozen=True, slots=True)
class MeasuredOutlets:
    """What outlets say of themselves."""

    active_power: Amounts
    apparent_power: Amounts
    """Own, else V x A."""
    current: Amounts
    power_factor: Amounts
    state: Amounts
    """An OutletState; missing where the outlet has no switch, or does not say."""


def _numbers() -> "array[int]":
    return array("q")


def _figures() -> "array[float]":
    return array("d")


@dataclass(slots=True)
class _Lists:
    """Of hundreds of thousands of outlets: an object for each number would take four times as much."""

    ids: "array[int]" = field(default_factory=_numbers)
    parts: "array[int]" = field(default_factory=_numbers)
    target: "array[int]" = field(default_factory=_numbers)
    device_ids: "array[int]" = field(default_factory=_numbers)
    port_ids: "array[int]" = field(default_factory=_numbers)
    leg: "array[int]" = field(default_factory=lambda: array("B"))
    load_port_ids: "array[int]" = field(default_factory=_numbers)
    load_device_ids: "array[int]" = field(default_factory=_numbers)
    allocated_w: "array[float]" = field(default_factory=_figures)
    maximum_w: "array[float]" = field(default_factory=_figures)


class OutletRows:
    """All outlets of a plant."""

    def __init__(self, graph: PowerGraph, targets: Sequence[DescribedTarget], parts: Parts) -> None:
        lists = _Lists()
        known: set[int] = set()
        first_of_target = [0]
        outlets_of = parts.kind == _OUTLET
        for row, target in enumerate(targets):
            first, end = int(parts.first_of_target[row]), int(parts.first_of_target[row + 1])
            reported: set[int] = set()
            for part in np.flatnonzero(outlets_of[first:end]) + first:
                outlet = graph.outlets.get(int(parts.outlet_ids[part]))
                device_id = outlet.device_id if outlet else target.device_id
                _add(lists, graph, outlet, int(part), int(parts.leg[part]), row, device_id)
                if outlet is not None:
                    reported.add(outlet.id)
            if target.device_id is not None:
                for device in graph.kept(chains_of).devices(graph, target.device_id):
                    for outlet in graph.outlets_of_device(device.id):
                        if outlet.id not in reported:
                            _add(lists, graph, outlet, NOWHERE, 0, row, device.id)
                            reported.add(outlet.id)
            known |= reported
            first_of_target.append(len(lists.ids))
        for outlet in graph.topology.power_outlets:
            if outlet.id not in known:
                _add(lists, graph, outlet, NOWHERE, 0, NOWHERE, outlet.device_id)
        self.count = len(lists.ids)
        self.ids: Rows = np.asarray(lists.ids, dtype=np.int64)
        # One that two targets report is looked up as the first reports it.
        self.row_of: Mapping[int, int] = {item: row for row, item in reversed(list(enumerate(lists.ids))) if item >= 0}
        self.parts: Rows = np.asarray(lists.parts, dtype=np.int64)
        self.target: Rows = np.asarray(lists.target, dtype=np.int64)
        self.first_of_target = first_of_target
        """The first row of each target, and behind it one past the last."""
        self.device_ids: Rows = np.asarray(lists.device_ids, dtype=np.int64)
        self.port_ids: Rows = np.asarray(lists.port_ids, dtype=np.int64)
        self.leg: Bytes = np.asarray(lists.leg, dtype=np.uint8)
        self.load_port_ids: Rows = np.asarray(lists.load_port_ids, dtype=np.int64)
        self.load_device_ids: Rows = np.asarray(lists.load_device_ids, dtype=np.int64)
        self.allocated_w: Floats = np.asarray(lists.allocated_w, dtype=np.float64)
        self.maximum_w: Floats = np.asarray(lists.maximum_w, dtype=np.float64)
        self._parts = parts
        self._channels: dict[Quantity, Rows] = {}

    def measured(self, judged: Judged) -> MeasuredOutlets:
        """What they say now."""
        current = self.gathered(judged, Quantity.CURRENT)
        own = self.gathered(judged, Quantity.APPARENT_POWER)
        return MeasuredOutlets(
            active_power=self.gathered(judged, Quantity.ACTIVE_POWER),
            apparent_power=either(own, product(self.gathered(judged, Quantity.VOLTAGE), current)),
            current=current,
            power_factor=self.gathered(judged, Quantity.POWER_FACTOR),
            state=self.gathered(judged, Quantity.STATE),
        )

    def gathered(self, judged: Judged, quantity: Quantity) -> Amounts:
        """A quantity of all outlets."""
        return gathered(judged, self._channel(quantity))

    def _channel(self, quantity: Quantity) -> Rows:
        found = self._channels.get(quantity)
        if found is None:
            if self._parts.count == 0:
                found = np.full(self.count, NO_CHANNEL, dtype=np.int64)
            else:
                found = np.where(self.parts >= 0, self._parts.channel(quantity)[self.parts], NO_CHANNEL)
            self._channels[quantity] = found
        return found


def _add(
    lists: _Lists,
    graph: PowerGraph,
    outlet: PowerOutlet | None,
    part: int,
    reported_leg: int,
    target: int,
    device_id: int | None,
) -> None:
    ports = graph.ports_of_outlet(outlet.id) if outlet else ()
    port = ports[0] if ports else None
    draw = power_draw(graph, port) if port else None
    lists.ids.append(outlet.id if outlet else NOWHERE)
    lists.parts.append(part)
    lists.target.append(target)
    lists.device_ids.append(NOWHERE if device_id is None else device_id)
    lists.port_ids.append(NOWHERE if outlet is None or outlet.power_port_id is None else outlet.power_port_id)
    lists.leg.append(_leg(outlet, reported_leg))
    lists.load_port_ids.append(port.id if port else NOWHERE)
    lists.load_device_ids.append(port.device_id if port else NOWHERE)
    lists.allocated_w.append(draw.allocated_w if draw else np.nan)
    lists.maximum_w.append(draw.maximum_w if draw else np.nan)


def _leg(outlet: PowerOutlet | None, reported: int) -> int:
    """As modelled, else as reported."""
    if outlet is not None and outlet.feed_leg is not None:
        return LEG_CODE[_LEG_OF[outlet.feed_leg]]
    if outlet is not None and outlet.line_pair is not None:
        return LEG_CODE[outlet.line_pair]
    return reported

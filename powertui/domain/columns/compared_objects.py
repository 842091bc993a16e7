"""The comparison's rows as objects with names."""

import math
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import numpy as np

from powertui.domain.columns.arrays import NOWHERE
from powertui.domain.columns.comparison import Compared, Comparison
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.places import LEGS
from powertui.domain.compared import ComparedKind, ComparedObject, Remark
from powertui.domain.outlet_load import DEAD_W
from powertui.domain.reading import Leg, Quality
from powertui.domain.rules.outlets import LEAST_SUM_W

MISMATCH_PCT = 15.0
"""As the rule about it: what a PDU draws itself, and rounding, are less."""

_LEG_NAMES = {None: "L", Leg.A: "L1", Leg.B: "L2", Leg.C: "L3"}


class ComparedObjects:
    """Names what was compared."""

    def __init__(self, compiled: Compiled, comparison: Comparison, dead_subjects: AbstractSet[int]) -> None:
        """`dead_subjects`: outlets that drew nothing for days."""
        self._compiled = compiled
        self._places = compiled.places
        self._found = comparison
        self._dead = dead_subjects

    def of(self, kind: ComparedKind) -> Iterator[ComparedObject]:
        """All objects of a kind that are measured or modelled, in the plant's order."""
        make = {
            ComparedKind.PORT: self._ports,
            ComparedKind.OUTLET: self._outlets,
            ComparedKind.BRANCH: self._branches,
            ComparedKind.INLET: self._inlets,
            ComparedKind.LEG: self._legs,
            ComparedKind.FEED: self._feeds,
            ComparedKind.RACK: self._racks,
        }
        return make[kind]()

    def idle_subjects(self) -> list[int]:
        """Metered outlets with something plugged in by the model that draws nothing now."""
        found = self._found.outlets
        is_idle = (found.measured_w < DEAD_W) & (found.allocated_w > 0) & (found.quality < Quality.STALE)
        subject_ids: list[int] = self._places.outlets.subject_ids[
            np.flatnonzero(is_idle & (self._places.outlets.subject_ids >= 0))
        ].tolist()
        return subject_ids

    def _ports(self) -> Iterator[ComparedObject]:
        graph, places = self._compiled.graph, self._places.outlets
        for row, port_id in enumerate(places.load_port_ids.tolist()):
            if port_id != NOWHERE:
                port = graph.ports[port_id]
                name = f"{self._device(port.device_id)} {port.name}"
                yield self._object(name, self._outlet_name(row), self._found.outlets, row, self._outlet_remark(row))

    def _outlets(self) -> Iterator[ComparedObject]:
        for row, load_id in enumerate(self._places.outlets.load_device_ids.tolist()):
            where = self._device(load_id) if load_id != NOWHERE else ""
            found = self._object(self._outlet_name(row), where, self._found.outlets, row, self._outlet_remark(row))
            if found.measured_w is not None or found.allocated_w is not None:
                yield found

    def _branches(self) -> Iterator[ComparedObject]:
        places, branches = self._places.branches, self._compiled.branches
        named = {branch.id: branch.name for branch in self._compiled.graph.topology.pdu_branches}
        for row, branch_id in enumerate(places.ids.tolist()):
            part = int(branches.parts[row])
            description = self._compiled.parts.description(part) if part >= 0 else None
            name = named.get(branch_id) or (description.label or description.key if description else "")
            device = self._device(int(places.device_ids[row]))
            yield self._object(f"{device} {name}", "", self._found.branches, row, self._over(self._found.branches, row))

    def _inlets(self) -> Iterator[ComparedObject]:
        graph, places = self._compiled.graph, self._places
        for row, port_id in enumerate(places.inlets.ids.tolist()):
            port, feed = graph.ports[port_id], int(places.inlets.feed[row])
            where = self._compiled.feeders.feeds[feed].name if feed >= 0 else ""
            sum_w = _known(self._found.outlet_sums_w[row])
            measured_w = _known(self._found.inlets.measured_w[row])
            remark = self._over(self._found.inlets, row)
            is_fresh = self._found.inlets.quality[row] < Quality.STALE
            if is_fresh and sum_w is not None and measured_w is not None and _differ(sum_w, measured_w):
                remark = remark or Remark.OUTLETS_DIFFER
            name = f"{self._device(port.device_id)} {port.name}"
            yield self._object(name, where, self._found.inlets, row, remark, sum_w)

    def _legs(self) -> Iterator[ComparedObject]:
        places = self._places.legs
        for row, feed in enumerate(places.feed.tolist()):
            name = f"{self._compiled.feeders.feeds[feed].name} {_LEG_NAMES[LEGS[places.leg[row]]]}"
            yield self._object(name, self._panel(feed), self._found.legs, row, self._over(self._found.legs, row))

    def _feeds(self) -> Iterator[ComparedObject]:
        for row, feed in enumerate(self._compiled.feeders.feeds):
            remark = self._over(self._found.feeds, row)
            yield self._object(feed.name, self._panel(row), self._found.feeds, row, remark)

    def _racks(self) -> Iterator[ComparedObject]:
        graph = self._compiled.graph
        for row, rack_id in enumerate(self._places.racks.ids.tolist()):
            rack = graph.racks[rack_id]
            location = graph.locations.get(rack.location_id) if rack.location_id is not None else None
            where = location.name if location else ""
            yield self._object(rack.name, where, self._found.racks, row, self._over(self._found.racks, row))

    def _outlet_remark(self, row: int) -> Remark | None:
        found = self._found.outlets
        if found.quality[row] >= Quality.STALE:
            # What is old or missing says nothing about now.
            return None
        if self._found.unmodelled[row]:
            return Remark.UNMODELLED
        if found.measured_w[row] < DEAD_W and found.allocated_w[row] > 0:
            return Remark.DEAD if int(self._places.outlets.subject_ids[row]) in self._dead else Remark.IDLE
        return self._over(found, row)

    @staticmethod
    def _over(compared: Compared, row: int) -> Remark | None:
        is_over = compared.quality[row] < Quality.STALE and compared.measured_w[row] > compared.maximum_w[row]
        return Remark.OVER_MAXIMUM if is_over else None

    @staticmethod
    def _object(
        name: str, where: str, compared: Compared, row: int, remark: Remark | None, outlets_w: float | None = None
    ) -> ComparedObject:
        return ComparedObject(
            name=name,
            where=where,
            measured_w=_known(compared.measured_w[row]),
            quality=Quality(int(compared.quality[row])),
            allocated_w=_known(compared.allocated_w[row]),
            maximum_w=_known(compared.maximum_w[row]),
            remark=remark,
            outlets_w=outlets_w,
        )

    def _outlet_name(self, row: int) -> str:
        places, part = self._places.outlets, int(self._compiled.outlets.parts[row])
        if part >= 0:
            description = self._compiled.parts.description(part)
            number = description.label or description.key
            return f"{self._compiled.targets[int(places.target[row])].name} outlet {number}"
        outlet = self._compiled.graph.outlets[int(places.ids[row])]
        return f"{self._device(outlet.device_id)} {outlet.name}"

    def _device(self, device_id: int) -> str:
        device = self._compiled.graph.devices.get(device_id)
        return "" if device is None else device.name or f"device {device.id}"

    def _panel(self, feed_row: int) -> str:
        return self._compiled.graph.panels[self._compiled.feeders.feeds[feed_row].power_panel_id].name


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _differ(one: float, other: float) -> bool:
    greater = max(one, other)
    return greater >= LEAST_SUM_W and 100 * abs(one - other) / greater > MISMATCH_PCT

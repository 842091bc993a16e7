"""Rows as objects, for what is looked at one by one: a device with its readings, its outlets, feeds and areas."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import numpy as np

from powertui.domain.assemble import area_load
from powertui.domain.columns.arrays import Rows
from powertui.domain.columns.channels import Judged
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.states import TargetStates
from powertui.domain.feed_load import feed_load
from powertui.domain.inlet_parts import on_active_source
from powertui.domain.measured import MeasuredSubject, MeasuredTarget
from powertui.domain.outlet_load import outlet_loads
from powertui.domain.panel_meter import FeedCircuit, feed_circuits
from powertui.domain.reading import Quality, Reading
from powertui.domain.rollup import AreaKind, AreaLoad, FeedLoad, OutletLoad
from powertui.domain.topology import PowerPanel, Rack

_Key = TypeVar("_Key")
_Object = TypeVar("_Object")


class RowObjects:
    """Each made when first asked for, by the functions that make all of them elsewhere: the figures are the same."""

    def __init__(self, compiled: Compiled, judged: Judged, states: TargetStates | None = None) -> None:
        self._compiled = compiled
        self._judged = judged
        self._states = states or TargetStates(len(compiled.targets))
        self._targets: dict[int, MeasuredTarget] = {}
        self._feeds: dict[int, FeedLoad] = {}

    def target(self, row: int) -> MeasuredTarget:
        """A device with its readings, judged as of now."""
        found = self._targets.get(row)
        if found is None:
            found = self._targets[row] = on_active_source(self._measured(row, self._subjects(row)))
        return found

    def bare_target(self, row: int) -> MeasuredTarget:
        """A device without its parts: who it is and how its newest poll ended."""
        return self._measured(row, ())

    def outlets(self, row: int) -> tuple[OutletLoad, ...]:
        """A device's outlets."""
        return outlet_loads(self._compiled.graph, self.target(row))

    def feed(self, row: int) -> FeedLoad:
        """A feed with what it carries."""
        found = self._feeds.get(row)
        if found is None:
            feeders = self._compiled.feeders
            target_rows = feeders.targets_of_feed[row]
            outlets = {self._compiled.targets[target].id: self.outlets(target) for target in target_rows}
            found = self._feeds[row] = feed_load(
                self._compiled.graph, feeders.feeds[row], self._by_device(row), outlets, self._circuit(row)
            )
        return found

    def area(self, kind: AreaKind, item: PowerPanel | Rack) -> AreaLoad:
        """A panel or rack with the sum of its feeds."""
        graph = self._compiled.graph
        feeds = graph.feeds_of_panel(item.id) if kind is AreaKind.PANEL else graph.feeds_of_rack(item.id)
        row_of = self._compiled.places.feeds.row_of
        return area_load(kind, item, [self.feed(row_of[feed.id]) for feed in feeds])

    def _by_device(self, feed_row: int) -> Mapping[int, MeasuredTarget]:
        feeders, ports = self._compiled.feeders, self._compiled.graph.ports
        device_ids = {ports[port_id].device_id for port_id in feeders.inlets_of_feed[feed_row]}
        of_device = feeders.target_of_device
        return {device_id: self.target(of_device[device_id]) for device_id in device_ids if device_id in of_device}

    def _circuit(self, feed_row: int) -> FeedCircuit | None:
        feeders = self._compiled.feeders
        meters = [self.target(row) for row, _ in feeders.circuits.get(feed_row, ())]
        return feed_circuits(self._compiled.graph, meters).get(feeders.feeds[feed_row].id) if meters else None

    def _subjects(self, row: int) -> tuple[MeasuredSubject, ...]:
        described, parts = self._compiled.targets[row], self._compiled.parts
        first = parts.channels.start(row)
        count = sum(len(part.description.quantities) for part in described.parts)
        channels: Rows = np.arange(first, first + count, dtype=np.int64)
        values = self._judged.values(channels).tolist()
        qualities = self._judged.qualities(channels).tolist()
        sampled_at_s = parts.channels.sampled_at_s(row)
        found: list[MeasuredSubject] = []
        place = 0
        for part in described.parts:
            readings: list[Reading] = []
            for quantity in part.description.quantities:
                value = values[place]
                is_known = value == value  # noqa: PLR0124 - NaN is not itself
                readings.append(Reading(quantity, value if is_known else None, Quality(qualities[place]), sampled_at_s))
                place += 1
            found.append(MeasuredSubject(part.id, part.description, tuple(readings), part.binding))
        return tuple(found)

    def _measured(self, row: int, subjects: tuple[MeasuredSubject, ...]) -> MeasuredTarget:
        described, state = self._compiled.targets[row], self._states[row]
        return MeasuredTarget(
            id=described.id,
            name=described.name,
            host=state.host,
            port=state.port,
            device_id=described.device_id,
            outcome=state.outcome,
            detail=state.detail,
            attempted_at_s=state.attempted_at_s,
            sampled_at_s=self._compiled.parts.channels.sampled_at_s(row),
            latency_s=state.latency_s,
            uptime_s=state.uptime_s,
            family=state.family,
            vendor=state.vendor,
            model=state.model,
            serial=state.serial,
            firmware=state.firmware,
            subjects=subjects,
            failures=state.failures,
            rebooted_at_s=state.rebooted_at_s,
            power_panel_id=described.power_panel_id,
        )


class OnDemand(Mapping[_Key, _Object]):
    """Goes through some of its items, and has all of them: what is asked for by its key is made then.

    So that what judges everything that it is handed judges some, and still finds whatever that refers to.
    """

    def __init__(
        self, chosen: Mapping[_Key, _Object], make: Callable[[_Key], _Object], has: Callable[[object], bool]
    ) -> None:
        self._chosen = chosen
        self._make = make
        self._has = has
        self._made: dict[_Key, _Object] = {}

    def __getitem__(self, key: _Key) -> _Object:
        if key in self._chosen:
            return self._chosen[key]
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        if key in self._chosen:
            return True
        return self._has(key)

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._chosen)

    def __len__(self) -> int:
        return len(self._chosen)

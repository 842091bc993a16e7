"""Feeds and inlets of transfer switches and UPSs: who speaks for them changes with the source that they draw from.

They are few, and their figures are those of `domain.feed_load` itself, on objects that are made for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from powertui.domain.choices import Phase
from powertui.domain.columns.arrays import NOWHERE, Rows
from powertui.domain.columns.channels import Judged
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.feed_rollup import FeedsMeasured
from powertui.domain.columns.loads import BASIS_CODE, Amounts
from powertui.domain.columns.speakers import Conductors
from powertui.domain.feed_load import carried_by_inlets, feed_load
from powertui.domain.inlet_parts import on_active_source
from powertui.domain.measured import MeasuredSubject, MeasuredTarget
from powertui.domain.outlet_load import outlet_loads
from powertui.domain.panel_meter import FeedCircuit, feed_circuits
from powertui.domain.reading import PollOutcome, Quality, Reading
from powertui.domain.rollup import LegLoad, OutletLoad, PanelMeter
from powertui.domain.topology import PowerFeed

_STANDING = {standing: code for code, standing in enumerate(PanelMeter)}


def put_switched_feeds(compiled: Compiled, judged: Judged, measured: FeedsMeasured) -> None:
    """Put what is known of such feeds into the rows of all."""
    feeders = compiled.feeders
    objects = _Objects(compiled, judged)
    for row in feeders.switched_feeds:
        feed = feeders.feeds[row]
        target_rows = feeders.targets_of_feed[row]
        load = feed_load(
            compiled.graph, feed, objects.by_device(row), objects.outlets(target_rows), objects.circuit(row)
        )
        _put(measured.active_power, row, load.active_power)
        _put(measured.apparent_power, row, load.apparent_power)
        measured.basis[row] = BASIS_CODE[load.basis]
        measured.legs_basis[row] = BASIS_CODE[load.legs_basis]
        measured.panel_meter[row] = _STANDING[load.panel_meter]
        _put_legs(measured.legs, int(compiled.places.feeds.first_leg[row]), load.legs)


def put_switched_inlets(compiled: Compiled, judged: Judged, measured: FeedsMeasured) -> None:
    """The same for inlets: each is judged as if it were alone on a feed."""
    feeders = compiled.feeders
    objects = _Objects(compiled, judged)
    for row in feeders.switched_inlets:
        port = compiled.graph.ports[feeders.port_ids[row]]
        target_row = int(feeders.inlet_target[row])
        phase = Phase.THREE if feeders.is_three_phase[row] else Phase.SINGLE
        alone = PowerFeed(NOWHERE, NOWHERE, "", phase=phase)
        carried = carried_by_inlets(
            alone, (port,), (objects.target(target_row),), objects.outlets([target_row]), modelled=None
        )
        _put(measured.active_power, row, carried.active_power)
        _put(measured.apparent_power, row, carried.apparent_power)
        measured.basis[row] = BASIS_CODE[carried.basis]
        _put_legs(measured.legs, int(compiled.places.inlets.first_leg[row]), carried.legs)


@dataclass(slots=True)
class _Objects:
    """Targets as objects, each made when first asked for."""

    compiled: Compiled
    judged: Judged
    made: dict[int, MeasuredTarget] = field(default_factory=dict)

    def target(self, row: int) -> MeasuredTarget:
        found = self.made.get(row)
        if found is None:
            found = self.made[row] = on_active_source(self._measured(row, self.compiled.targets[row]))
        return found

    def by_device(self, feed_row: int) -> Mapping[int, MeasuredTarget]:
        feeders, ports = self.compiled.feeders, self.compiled.graph.ports
        device_ids = {ports[port_id].device_id for port_id in feeders.inlets_of_feed[feed_row]}
        of_device = feeders.target_of_device
        return {device_id: self.target(of_device[device_id]) for device_id in device_ids if device_id in of_device}

    def outlets(self, rows: Sequence[int]) -> Mapping[int, tuple[OutletLoad, ...]]:
        targets = [self.target(row) for row in rows]
        return {target.id: outlet_loads(self.compiled.graph, target) for target in targets}

    def circuit(self, feed_row: int) -> FeedCircuit | None:
        meters = [self.target(row) for row, _ in self.compiled.feeders.circuits.get(feed_row, ())]
        return feed_circuits(self.compiled.graph, meters).get(self.compiled.feeders.feeds[feed_row].id)

    def _measured(self, row: int, described: DescribedTarget) -> MeasuredTarget:
        parts = self.compiled.parts
        channel = parts.channels.start(row)
        subjects: list[MeasuredSubject] = []
        for part in described.parts:
            count = len(part.description.quantities)
            channels: Rows = np.arange(channel, channel + count, dtype=np.int64)
            channel += count
            values, qualities = self.judged.values(channels), self.judged.qualities(channels)
            readings = tuple(
                Reading(
                    quantity,
                    None if np.isnan(value) else float(value),
                    Quality(int(quality)),
                    None if np.isnan(moment) else float(moment),
                )
                for quantity, value, quality, moment in zip(
                    part.description.quantities, values, qualities, self.judged.moments(channels), strict=True
                )
            )
            subjects.append(MeasuredSubject(part.id, part.description, readings, part.binding))
        return MeasuredTarget(
            id=described.id,
            name=described.name,
            host="",
            port=0,
            device_id=described.device_id,
            outcome=PollOutcome.OK,
            detail="",
            attempted_at_s=None,
            sampled_at_s=parts.channels.sampled_at_s(row),
            latency_s=None,
            uptime_s=None,
            family="",
            vendor="",
            model="",
            serial="",
            firmware="",
            subjects=tuple(subjects),
            power_panel_id=described.power_panel_id,
        )


def _put(amounts: Amounts, row: int, reading: Reading) -> None:
    amounts.value[row] = np.nan if reading.value is None else reading.value
    amounts.quality[row] = Quality.MISSING if reading.value is None else reading.quality
    has_moment = reading.value is not None and reading.sampled_at_s is not None
    amounts.sampled_at_s[row] = reading.sampled_at_s if has_moment else np.nan


def _put_legs(legs: Conductors, first: int, found: Sequence[LegLoad]) -> None:
    for row, leg in enumerate(found, start=first):
        _put(legs.active_power, row, leg.active_power)
        _put(legs.apparent_power, row, leg.apparent_power)
        _put(legs.current, row, leg.current)
        _put(legs.voltage, row, leg.voltage)
        _put(legs.power_factor, row, leg.power_factor)

"""Feeds and inlets of transfer switches and UPSs: who speaks for them changes with the source that they draw from.

They are few, and their figures are those of `domain.feed_load` itself, on objects that are made for them.
"""

from collections.abc import Sequence

import numpy as np

from powertui.domain.choices import Phase
from powertui.domain.columns.arrays import NOWHERE
from powertui.domain.columns.channels import Judged
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.feed_rollup import FeedsMeasured
from powertui.domain.columns.loads import BASIS_CODE, Amounts
from powertui.domain.columns.objects import RowObjects
from powertui.domain.columns.speakers import Conductors
from powertui.domain.feed_load import carried_by_inlets
from powertui.domain.reading import Quality, Reading
from powertui.domain.rollup import LegLoad, PanelMeter
from powertui.domain.topology import PowerFeed

_STANDING = {standing: code for code, standing in enumerate(PanelMeter)}


def put_switched_feeds(compiled: Compiled, judged: Judged, measured: FeedsMeasured) -> None:
    """Put what is known of such feeds into the rows of all."""
    feeders = compiled.feeders
    objects = RowObjects(compiled, judged)
    for row in feeders.switched_feeds:
        load = objects.feed(row)
        _put(measured.active_power, row, load.active_power)
        _put(measured.apparent_power, row, load.apparent_power)
        measured.basis[row] = BASIS_CODE[load.basis]
        measured.legs_basis[row] = BASIS_CODE[load.legs_basis]
        measured.panel_meter[row] = _STANDING[load.panel_meter]
        _put_legs(measured.legs, int(compiled.places.feeds.first_leg[row]), load.legs)


def put_switched_inlets(compiled: Compiled, judged: Judged, measured: FeedsMeasured) -> None:
    """The same for inlets: each is judged as if it were alone on a feed."""
    feeders = compiled.feeders
    objects = RowObjects(compiled, judged)
    for row in feeders.switched_inlets:
        port = compiled.graph.ports[feeders.port_ids[row]]
        target_row = int(feeders.inlet_target[row])
        phase = Phase.THREE if feeders.is_three_phase[row] else Phase.SINGLE
        alone = PowerFeed(NOWHERE, NOWHERE, "", phase=phase)
        target = objects.target(target_row)
        carried = carried_by_inlets(alone, (port,), (target,), {target.id: objects.outlets(target_row)}, modelled=None)
        _put(measured.active_power, row, carried.active_power)
        _put(measured.apparent_power, row, carried.apparent_power)
        measured.basis[row] = BASIS_CODE[carried.basis]
        _put_legs(measured.legs, int(compiled.places.inlets.first_leg[row]), carried.legs)


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

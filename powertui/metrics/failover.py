"""What feeds and their legs would carry without their peer, on measured load, as evaluation worked it out."""

from array import array
from collections.abc import Iterator

import numpy as np

from powertui.domain.columns.arrays import Bytes, Floats, Rows
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.snapshot import PlantSnapshot
from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.record import LOSS_KINDS, FailoverRecord, SupplyColumns
from powertui.domain.redundancy.singles import LossKind
from powertui.metrics.failover_families import FEED, FEED_AGE, FEED_LOST, LEG, REDUNDANCY_AGE, Found, PeerLostFamilies
from powertui.metrics.labels import NO_LABELS, LabelSet, label_set
from powertui.metrics.loads import FeedLabels
from powertui.metrics.places import Places
from powertui.metrics.samples import Block, Samples, block_of, known
from powertui.metrics.verdicts import Verdicts

_WHOLE = 0
"""The leg that stands for all of a feed."""


class Failover:
    """Of one model: labels are made once for each object."""

    def __init__(self, compiled: Compiled, places: Places, labels: FeedLabels) -> None:
        self._graph = compiled.graph
        self._labels = labels
        self._verdicts = Verdicts(compiled.graph, places)
        feeds, legs = compiled.places.feeds, compiled.places.legs
        self._row_of = feeds.row_of
        self._leg_row = {
            (feed_id, int(legs.leg[leg_row])): leg_row
            for feed_id, first, count in zip(
                feeds.ids.tolist(), feeds.first_leg.tolist(), feeds.leg_count.tolist(), strict=True
            )
            for leg_row in range(first, first + count)
        }
        self._lost: dict[tuple[int, int, int], LabelSet] = {}

    def blocks(self, snapshot: PlantSnapshot) -> Iterator[Block]:
        """As of the snapshot; what should have been worked out again long ago is stale, and absent."""
        record = snapshot.failover
        if record is None:
            return
        now_s = snapshot.now_s
        yield block_of(REDUNDANCY_AGE, [(NO_LABELS, max(0.0, now_s - record.at_s))])
        if now_s - record.due_at_s <= snapshot.stale_after_s:
            yield from self._supplies(record, now_s)
            yield from self._verdicts.blocks(record)

    def _supplies(self, record: FailoverRecord, now_s: float) -> Iterator[Block]:
        supplies = record.supplies
        rows = [self._row_of.get(feed_id) if leg == _WHOLE else None for feed_id, leg in _keys(supplies)]
        of_feeds = Found.of(None if row is None else self._labels.of_feeds[row] for row in rows)
        # The one leg of a single-phase feed is called 0, too, and carries what the feed does.
        rows = [self._leg_row.get(key) for key in _keys(supplies)]
        of_legs = Found.of(None if row is None else self._labels.of_legs[row] for row in rows)
        share = _shares(supplies)
        yield from _figures(FEED, supplies, of_feeds, _worst_of_feed(supplies, share))
        yield from _figures(LEG, supplies, of_legs, share)
        sampled_at_s = _floats(supplies.sampled_at_s)[of_feeds.rows]
        oldest_s = np.fmin(sampled_at_s, record.at_s)
        yield Block(FEED_AGE, lambda: known(of_feeds.labels, np.maximum(now_s - oldest_s, 0.0)))
        yield Block(FEED_LOST, lambda: self._losses(supplies, of_feeds.rows))

    def _losses(self, supplies: SupplyColumns, rows: Rows) -> Samples:
        labels: list[LabelSet] = []
        for row in rows.tolist():
            key = supplies.feed_ids[row], supplies.loss_kinds[row], supplies.loss_ids[row]
            if key not in self._lost:
                own = self._labels.feeds[self._row_of[key[0]]]
                self._lost[key] = label_set(own | {"lost": _name(self._graph, LOSS_KINDS[key[1]], key[2])})
            labels.append(self._lost[key])
        return Samples(labels, [1.0] * len(labels))


def _keys(supplies: SupplyColumns) -> Iterator[tuple[int, int]]:
    return zip(supplies.feed_ids, supplies.legs, strict=True)


def _figures(families: PeerLostFamilies, supplies: SupplyColumns, found: Found, share: Floats) -> Iterator[Block]:
    bases: Bytes = np.frombuffer(supplies.bases, dtype=np.uint8)[found.rows]
    after_va = _floats(supplies.after_va)[found.rows]
    yield Block(families.power, lambda: known(found.labels, after_va))
    yield Block(families.share, lambda: known(found.labels, share[found.rows]))
    yield from families.basis.blocks(found.labels, bases)


def _shares(supplies: SupplyColumns) -> Floats:
    """Of what is permissible; NaN where nobody has said what that is."""
    after_va, limit_va = _floats(supplies.after_va), _floats(supplies.limit_va)
    found: Floats = np.full(len(after_va), np.nan)
    np.divide(after_va, limit_va, out=found, where=limit_va > 0)
    return found


def _worst_of_feed(supplies: SupplyColumns, share: Floats) -> Floats:
    """At each row the greatest share of its feed: the leg, not the sum, is the limit."""
    _, feed = np.unique(np.array(supplies.feed_ids, dtype=np.int64), return_inverse=True)
    worst = np.full(int(feed.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(worst, feed, np.where(np.isnan(share), -np.inf, share))
    found: Floats = np.where(np.isinf(worst), np.nan, worst)[feed]
    return found


def _floats(column: "array[float]") -> Floats:
    return np.array(column, dtype=np.float64)


def _name(graph: PowerGraph, kind: LossKind, item_id: int) -> str:
    """`feed A1-01`, `panel P-A1`, `pdu-r01-a`; empty: it is gone."""
    if kind is LossKind.FEED:
        feed = graph.feeds.get(item_id)
        return f"feed {feed.name}" if feed else ""
    if kind is LossKind.PANEL:
        panel = graph.panels.get(item_id)
        return f"panel {panel.name}" if panel else ""
    device = graph.devices.get(item_id)
    return (device.name or f"#{device.id}") if device else ""

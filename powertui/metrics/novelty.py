"""What is to be pushed: of each device what it read since the last push, at the sample's own time; of figures, now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import compress

import numpy as np

from powertui.domain.columns.arrays import Flags, Floats, Rows
from powertui.metrics.families import Family, PartFamily
from powertui.metrics.labels import LabelSet
from powertui.metrics.layout import Layout
from powertui.metrics.plant import MetricsView
from powertui.metrics.samples import Block
from powertui.metrics.wire import WireSample

Series = tuple[Family, LabelSet]


@dataclass(slots=True)
class _Told:
    """What was pushed of each device, by the rows of a layout."""

    layout: Layout
    sampled_at_s: Floats
    """NaN: nothing yet."""
    is_stale: Flags
    newest_ms: Rows
    """The newest time that any of a device's series has."""
    values: dict[PartFamily, Flags]
    """Of each family, whose series go on."""
    marks: dict[PartFamily, Flags]
    """The same of the marks of estimates."""


class Novelty:
    """Remembers what was told, so that nothing is told twice and the end of a series is told too."""

    def __init__(self) -> None:
        self._told: _Told | None = None
        self._computed: frozenset[Series] = frozenset()
        self._computed_at_ms = 0

    def samples(self, metrics: MetricsView) -> Iterator[WireSample]:
        """What is new in these metrics. A clock that was set back brings nothing until it has caught up."""
        now_ms = _milliseconds(metrics.snapshot.now_s)
        if self._told is None or self._told.layout is not metrics.layout:
            self._told, ends = _laid_out_again(self._told, metrics.layout, now_ms)
            yield from ends
        yield from _read(metrics, self._told)
        if now_ms > self._computed_at_ms:
            yield from self._of_computed(metrics.computed(), now_ms)

    def _of_computed(self, blocks: Iterable[Block], now_ms: int) -> Iterator[WireSample]:
        series: set[Series] = set()
        for block in blocks:
            for labels, value in block.samples:
                series.add((block.family, labels))
                yield WireSample(block.family, labels, value, now_ms)
        for family, labels in self._computed - series:
            yield WireSample(family, labels, None, now_ms)
        self._computed, self._computed_at_ms = frozenset(series), now_ms


def _read(metrics: MetricsView, told: _Told) -> Iterator[WireSample]:
    """What devices have read since, and the ends of what they read no more."""
    snapshot = metrics.snapshot
    sampled_at_s = snapshot.judged.target_moments
    is_stale: Flags = snapshot.now_s - sampled_at_s > snapshot.stale_after_s
    # Nothing is known of one that never was read, and one whose clock was set back has to catch up.
    is_heard: Flags = ~np.isnan(sampled_at_s) & ~(sampled_at_s < told.sampled_at_s)
    is_new: Flags = is_heard & ((sampled_at_s != told.sampled_at_s) | (is_stale != told.is_stale))
    at_ms: Rows = _all_milliseconds(np.where(is_heard, sampled_at_s, 0.0))
    ended_ms = np.where(is_stale, at_ms + _milliseconds(snapshot.stale_after_s), at_ms)
    was_told = ~np.isnan(told.sampled_at_s)
    ended_ms = np.where(was_told, np.maximum(ended_ms, told.newest_ms + 1), ended_ms)
    for part, series in metrics.layout.parts.items():
        now = series.told(snapshot.judged)
        targets = series.targets
        for family, is_there, before, values in (
            (part.family, now.is_told, told.values, now.values),
            (part.estimated, now.is_estimate, told.marks, np.ones(len(targets))),
        ):
            goes_on = before[part]
            news = is_there & is_heard[targets] & (is_new[targets] | ~goes_on)
            yield from _samples(family, series.labels, news, values, at_ms[targets])
            ends = goes_on & ~is_there & is_new[targets]
            yield from _ends(family, series.labels, ends, ended_ms[targets])
            before[part] = (goes_on & ~ends) | news
    told.sampled_at_s = np.where(is_heard, sampled_at_s, told.sampled_at_s)
    told.is_stale = np.where(is_heard, is_stale, told.is_stale)
    told.newest_ms = np.where(is_new, ended_ms, told.newest_ms)


def _laid_out_again(told: _Told | None, layout: Layout, now_ms: int) -> tuple[_Told, list[WireSample]]:
    """The same by another layout's rows, and the ends of the series that it has not."""
    count = len(layout.target_ids)
    new = _Told(
        layout,
        np.full(count, np.nan),
        np.zeros(count, dtype=np.bool_),
        np.zeros(count, dtype=np.int64),
        {part: np.zeros(len(series.labels), dtype=np.bool_) for part, series in layout.parts.items()},
        {part: np.zeros(len(series.labels), dtype=np.bool_) for part, series in layout.parts.items()},
    )
    if told is None:
        return new, []
    row_of = {target_id: row for row, target_id in enumerate(layout.target_ids)}
    is_gone = np.ones(len(told.layout.target_ids), dtype=np.bool_)
    for row, target_id in enumerate(told.layout.target_ids):
        place = row_of.get(target_id)
        if place is not None:
            is_gone[row] = False
            new.sampled_at_s[place] = told.sampled_at_s[row]
            new.is_stale[place] = told.is_stale[row]
            new.newest_ms[place] = told.newest_ms[row]
    # Behind the last sample; of a device that is gone, now.
    ended_ms: Rows = np.where(is_gone, np.maximum(now_ms, told.newest_ms + 1), told.newest_ms + 1)
    ends: list[WireSample] = []
    for part, series in told.layout.parts.items():
        after = layout.parts.get(part)
        labels = after.labels if after is not None else ()
        for family, old, renewed in (
            (part.family, told.values[part], new.values),
            (part.estimated, told.marks[part], new.marks),
        ):
            went_on = set(compress(series.labels, old.tolist()))
            if after is not None:
                renewed[part] = np.fromiter((one in went_on for one in labels), np.bool_, len(labels))
            gone = went_on.difference(labels)
            is_over: Flags = old & np.fromiter((one in gone for one in series.labels), np.bool_, len(old))
            ends += _ends(family, series.labels, is_over, ended_ms[series.targets])
    return new, ends


def _samples(
    family: Family, labels: Iterable[LabelSet], flags: Flags, values: Floats, at_ms: Rows
) -> Iterator[WireSample]:
    if flags.any():
        chosen = compress(labels, flags.tolist())
        for one, value, moment in zip(chosen, values[flags].tolist(), at_ms[flags].tolist(), strict=True):
            yield WireSample(family, one, value, moment)


def _ends(family: Family, labels: Iterable[LabelSet], flags: Flags, at_ms: Rows) -> Iterator[WireSample]:
    if flags.any():
        for one, moment in zip(compress(labels, flags.tolist()), at_ms[flags].tolist(), strict=True):
            yield WireSample(family, one, None, moment)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _all_milliseconds(seconds: Floats) -> Rows:
    found: Rows = np.rint(seconds * 1000).astype(np.int64)
    return found

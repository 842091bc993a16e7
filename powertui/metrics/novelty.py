"""What is to be pushed: of each device what it read since the last push, at the sample's own time; of figures, now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from powertui.metrics.families import Family
from powertui.metrics.labels import LabelSet
from powertui.metrics.layout import Layout
from powertui.metrics.plant import Block, MetricsView
from powertui.metrics.wire import WireSample

Series = tuple[Family, LabelSet]


@dataclass(frozen=True, slots=True)
class _Told:
    """What was pushed of a device."""

    layout: Layout
    sampled_at_s: float
    is_stale: bool
    at_ms: int
    """The newest time that any of its series has."""
    series: frozenset[Series]


class Novelty:
    """Remembers what was told, so that nothing is told twice and the end of a series is told too."""

    def __init__(self) -> None:
        self._told: dict[int, _Told] = {}
        self._computed: frozenset[Series] = frozenset()
        self._computed_at_ms = 0

    def samples(self, metrics: MetricsView) -> Iterator[WireSample]:
        """What is new in these metrics. A clock that was set back brings nothing until it has caught up."""
        now_ms = _milliseconds(metrics.view.now_s)
        for target_id in self._told.keys() - metrics.layouts.keys():
            gone = self._told.pop(target_id)
            yield from _ends(gone.series, max(now_ms, gone.at_ms + 1))
        for target_id in metrics.layouts:
            yield from self._of_target(metrics, target_id)
        if now_ms > self._computed_at_ms:
            yield from self._of_computed(metrics.computed(), now_ms)

    def _of_target(self, metrics: MetricsView, target_id: int) -> Iterator[WireSample]:
        layout, view = metrics.layouts[target_id], metrics.view
        sampled_at_s = view.targets[target_id].sampled_at_s
        told = self._told.get(target_id)
        if sampled_at_s is None or (told is not None and sampled_at_s < told.sampled_at_s):
            return
        is_stale = view.now_s - sampled_at_s > view.stale_after_s
        if told is not None and (told.layout, told.sampled_at_s, told.is_stale) == (layout, sampled_at_s, is_stale):
            return
        at_ms = _milliseconds(sampled_at_s)
        series: set[Series] = set()
        for block in metrics.measured((target_id,)):
            for labels, value in block.samples:
                series.add((block.family, labels))
                yield WireSample(block.family, labels, value, at_ms)
        ended_ms = at_ms + _milliseconds(view.stale_after_s) if is_stale else at_ms
        if told is not None:
            ended_ms = max(ended_ms, told.at_ms + 1)
            yield from _ends(told.series - series, ended_ms)
        self._told[target_id] = _Told(layout, sampled_at_s, is_stale, ended_ms, frozenset(series))

    def _of_computed(self, blocks: Iterable[Block], now_ms: int) -> Iterator[WireSample]:
        series: set[Series] = set()
        for block in blocks:
            for labels, value in block.samples:
                series.add((block.family, labels))
                yield WireSample(block.family, labels, value, now_ms)
        yield from _ends(self._computed - series, now_ms)
        self._computed, self._computed_at_ms = frozenset(series), now_ms


def _ends(series: Iterable[Series], at_ms: int) -> Iterator[WireSample]:
    for family, labels in series:
        yield WireSample(family, labels, None, at_ms)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)

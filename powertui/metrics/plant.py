"""The whole plant as metrics: what each device reads, family by family, and all figures that are computed from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from powertui.domain.assumptions import Assumptions
from powertui.domain.columns.snapshot import PlantSnapshot
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_area import HonestView, honest_view
from powertui.metrics.alerts import alert_blocks
from powertui.metrics.failover import Failover
from powertui.metrics.families import PART_FAMILIES, PartFamily, gauge
from powertui.metrics.health import Pdus, poller_blocks
from powertui.metrics.layout import Layout
from powertui.metrics.loads import FeedLabels, Loads
from powertui.metrics.places import Places
from powertui.metrics.samples import NO_SAMPLES, Block, Samples

OUTLET_ALLOCATED = gauge("outlet_modelled_allocated", "watts", "Allocated draw of what is plugged in, by the model.")
OUTLET_MAXIMUM = gauge("outlet_modelled_maximum", "watts", "Maximum draw of what is plugged in, by the model.")


@dataclass(frozen=True, slots=True)
class MetricsView:
    """A plant's metrics as of one moment, for any number of threads."""

    snapshot: PlantSnapshot
    layout: Layout
    loads: Loads
    failover: Failover
    pdus: Pdus

    def as_of(self, now_s: float) -> "MetricsView":
        """The same later: what was found then, as old as it is by now."""
        return replace(self, snapshot=self.snapshot.as_of(now_s))

    def blocks(self) -> Iterator[Block]:
        """Everything, each family once; computed while it is gone through, so that it is never all in memory."""
        for part in PART_FAMILIES.values():
            # What one device reads at each poll, another may state once: a family must stand in one place.
            yield Block(part.family, self._whole(part))
            if part in self.layout.parts:
                yield Block(part.estimated, self._marks(part))
        yield from self._all_else()

    def computed(self) -> Iterator[Block]:
        """All but what polls read, as of the snapshot's own moment: ratings, the model, loads, health, alerts."""
        for part, facts in self.layout.facts.items():
            yield Block(part.family, _still(facts))
        yield from self._all_else()

    def _whole(self, part: PartFamily) -> Callable[[], Samples]:
        series, facts = self.layout.parts.get(part), self.layout.facts.get(part, NO_SAMPLES)

        def make() -> Samples:
            if series is None:
                return facts
            read = series.samples(self.snapshot.judged)
            return Samples((*read.labels, *facts.labels), (*read.values, *facts.values)) if facts.labels else read

        return make

    def _marks(self, part: PartFamily) -> Callable[[], Samples]:
        series = self.layout.parts[part]
        return lambda: series.marks(self.snapshot.judged)

    def _all_else(self) -> Iterator[Block]:
        outlets = self.layout.compiled.outlets
        yield Block(OUTLET_ALLOCATED, lambda: self.layout.modelled(outlets.allocated_w))
        yield Block(OUTLET_MAXIMUM, lambda: self.layout.modelled(outlets.maximum_w))
        yield from self.loads.blocks(self.snapshot)
        yield from self.failover.blocks(self.snapshot)
        yield from self.pdus.blocks(self.snapshot, self.layout)
        yield from poller_blocks(self.snapshot)
        yield from alert_blocks(self.snapshot)


def _still(samples: Samples) -> Callable[[], Samples]:
    return lambda: samples


class PlantMetrics:
    """Keeps what lasts from one look to the next: labels, as long as the model and the devices are what they were."""

    def __init__(self, assumptions: Assumptions | None = None) -> None:
        self._assumptions = assumptions or Assumptions()
        self._graph: PowerGraph | None = None
        self._places: Places | None = None
        self._honest: HonestView | None = None
        self._layout: Layout | None = None
        self._loads: Loads | None = None
        self._failover: Failover | None = None
        self._pdus = Pdus()

    def of(self, snapshot: PlantSnapshot) -> MetricsView:
        """The metrics of a snapshot. For one thread at a time; what it gives may be read by any."""
        compiled, graph = snapshot.compiled, snapshot.graph
        before = self._layout
        if self._places is None or self._honest is None or self._graph is not graph:
            self._graph, self._places, before = graph, Places(graph), None
            self._honest = honest_view(graph, self._assumptions)
        if self._loads is None or self._failover is None or before is None or before.compiled is not compiled:
            self._layout = Layout(compiled, self._places, before)
            labels = FeedLabels(compiled, self._places)
            self._loads = Loads(compiled, self._honest, self._places, labels)
            self._failover = Failover(compiled, self._places, labels)
            return MetricsView(snapshot, self._layout, self._loads, self._failover, self._pdus)
        return MetricsView(snapshot, before, self._loads, self._failover, self._pdus)

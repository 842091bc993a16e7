"""The whole plant as metrics: what each device reads, family by family, and all figures that are computed from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from powertui.domain.assumptions import Assumptions
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_area import honest_view
from powertui.domain.measured import MeasuredTarget
from powertui.domain.plant import PlantView
from powertui.domain.reading import Quality
from powertui.metrics.families import PART_FAMILIES, Family, PartFamily, gauge
from powertui.metrics.health import alert_samples, pdu_samples, poller_samples
from powertui.metrics.labels import LabelSet
from powertui.metrics.layout import Layout, converted, layout_of
from powertui.metrics.loads import Loads, Sample
from powertui.metrics.places import Places

OUTLET_ALLOCATED = gauge("outlet_modelled_allocated", "watts", "Allocated draw of what is plugged in, by the model.")
OUTLET_MAXIMUM = gauge("outlet_modelled_maximum", "watts", "Maximum draw of what is plugged in, by the model.")


@dataclass(frozen=True, slots=True)
class Block:
    """All samples of a family. They can be gone through once, and blocks in their order only."""

    family: Family
    samples: Iterable[tuple[LabelSet, float]]


@dataclass(frozen=True, slots=True)
class MetricsView:
    """A plant's metrics as of one moment."""

    view: PlantView
    layouts: Mapping[int, Layout]
    loads: Loads

    def blocks(self) -> Iterator[Block]:
        """Everything, each family once; computed while it is gone through, so that it is never all in memory."""
        pairs = self._pairs(self.view.targets)
        for part in PART_FAMILIES.values():
            marked: list[tuple[LabelSet, float]] = []
            # What one device reads at each poll, another may state once: a family must stand in one place.
            values = _values(part, pairs, marked)
            yield Block(part.family, chain(values, self._facts(part)))
            yield Block(part.estimated, _after(values, marked))
        yield from self._all_else()

    def measured(self, target_ids: Iterable[int]) -> Iterator[Block]:
        """What the newest polls of some devices read."""
        pairs = self._pairs(target_ids)
        for part in {part: None for _, layout in pairs for part in layout.cells}:
            marked: list[tuple[LabelSet, float]] = []
            values = _values(part, pairs, marked)
            yield Block(part.family, values)
            yield Block(part.estimated, _after(values, marked))

    def computed(self) -> Iterator[Block]:
        """All else, as of the view's own moment: ratings, the model, loads, health, alerts."""
        for part in PART_FAMILIES.values():
            yield Block(part.family, self._facts(part))
        yield from self._all_else()

    def _pairs(self, target_ids: Iterable[int]) -> list[tuple[MeasuredTarget, Layout]]:
        return [(self.view.targets[target_id], self.layouts[target_id]) for target_id in target_ids]

    def _all_else(self) -> Iterator[Block]:
        yield Block(OUTLET_ALLOCATED, self._modelled(is_maximum=False))
        yield Block(OUTLET_MAXIMUM, self._modelled(is_maximum=True))
        found: dict[Family, list[tuple[LabelSet, float]]] = {}
        for family, labels, value in self._samples():
            found.setdefault(family, []).append((labels, value))
        yield from (Block(family, samples) for family, samples in found.items())

    def _samples(self) -> Iterator[Sample]:
        yield from self.loads.samples(self.view)
        for target_id, target in self.view.targets.items():
            yield from pdu_samples(target, self.layouts[target_id], self.view.now_s)
        yield from poller_samples(self.view)
        yield from alert_samples(self.view)

    def _facts(self, part: PartFamily) -> Iterator[tuple[LabelSet, float]]:
        for layout in self.layouts.values():
            yield from layout.facts.get(part, ())

    def _modelled(self, *, is_maximum: bool) -> Iterator[tuple[LabelSet, float]]:
        for target_id, layout in self.layouts.items():
            loads = self.view.outlets_of_target[target_id]
            for labels, load in zip(layout.outlets, loads, strict=True):
                if load.modelled is not None:
                    yield labels, load.modelled.maximum_w if is_maximum else load.modelled.allocated_w


def _values(
    part: PartFamily, pairs: Iterable[tuple[MeasuredTarget, Layout]], marked: list[tuple[LabelSet, float]]
) -> Iterator[tuple[LabelSet, float]]:
    """A family's values; on the way, `marked` comes to hold those that are estimates."""
    convert = part.convert
    for target, layout in pairs:
        subjects = target.subjects
        for labels, subject, place in layout.cells.get(part, ()):
            reading = subjects[subject].readings[place]
            value = reading.value
            if value is None or reading.quality >= Quality.STALE:
                continue
            if convert is not None and (value := converted(reading, convert)) is None:
                continue
            if reading.quality is Quality.ESTIMATED:
                marked.append((labels, 1.0))
            yield labels, value


def _after(
    values: Iterator[tuple[LabelSet, float]], marked: list[tuple[LabelSet, float]]
) -> Iterator[tuple[LabelSet, float]]:
    """What is marked once all values were gone through, whoever did."""
    for _ in values:
        pass
    yield from marked


class PlantMetrics:
    """Keeps what lasts from one look to the next: labels, as long as the model and the devices are what they were."""

    def __init__(self, assumptions: Assumptions | None = None) -> None:
        self._assumptions = assumptions or Assumptions()
        self._graph: PowerGraph | None = None
        self._places: Places | None = None
        self._loads: Loads | None = None
        self._layouts: dict[int, Layout] = {}

    def of(self, view: PlantView) -> MetricsView:
        """The metrics of a view. For one thread at a time; what it gives may be read by any."""
        graph = view.graph
        if self._places is None or self._loads is None or graph is not self._graph:
            self._graph = graph
            self._places = Places(graph)
            honest = honest_view(graph, self._assumptions)
            self._loads = Loads(honest, self._places)
            self._layouts = {}
        layouts: dict[int, Layout] = {}
        for target_id, target in view.targets.items():
            layout = self._layouts.get(target_id)
            if layout is None or not layout.fits(target):
                if layout is not None:
                    self._places.forget(target_id)
                layout = layout_of(graph, self._places, target, view.outlets_of_target[target_id])
            layouts[target_id] = layout
        self._layouts = layouts
        return MetricsView(view, layouts, self._loads)

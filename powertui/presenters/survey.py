"""What the model says by itself, without a measurement: honest figures, and what lint found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from powertui.domain.assumptions import Assumptions
from powertui.domain.choices import Side
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_area import HonestArea, honest_view
from powertui.domain.honest_feed import HonestFeed
from powertui.domain.honest_reason import Reason
from powertui.domain.lint.finding import LintFinding, ObjectKind
from powertui.domain.lint.run import lint

About = tuple[ObjectKind, int]


@dataclass(frozen=True, slots=True)
class Survey:
    """Of one model; nothing in it is computed when it is asked for, so that screens may ask."""

    assumptions: Assumptions = field(default_factory=Assumptions)
    feeds: Mapping[int, HonestFeed] = field(default_factory=dict)
    reasons: Mapping[int, tuple[Reason, ...]] = field(default_factory=dict)
    """Of the feeds whose allocated draw is not NetBox's."""
    racks: Mapping[int, HonestArea] = field(default_factory=dict)
    findings: tuple[LintFinding, ...] = ()
    """Worst first."""
    of_object: Mapping[About, tuple[LintFinding, ...]] = field(default_factory=dict)
    """A device's are also those of its ports and outlets."""

    def about(self, kind: ObjectKind, object_id: int | None) -> tuple[LintFinding, ...]:
        return () if object_id is None else self.of_object.get((kind, object_id), ())

    def failover_pct(self, rack_id: int, side: Side) -> float | None:
        """The feed or leg of a rack's side that is nearest to its limit once the other side is lost, in %."""
        area = self.racks.get(rack_id)
        if area is None or area.failover_pct is None:
            return None
        return next((found.failover_pct for found in area.sides if found.side is side), None)


EMPTY = Survey()
"""Before the first one has been made."""


def survey(graph: PowerGraph, assumptions: Assumptions) -> Survey:
    """All of it at once: seconds on a great plant, so this belongs into a worker thread."""
    honest = honest_view(graph, assumptions)
    findings = lint(graph, honest=honest)
    of_object: dict[About, list[LintFinding]] = {}
    for finding in findings:
        for about in _about(graph, finding):
            of_object.setdefault(about, []).append(finding)
    return Survey(
        assumptions=assumptions,
        feeds=honest.feeds,
        reasons={load.feed.id: honest.feed_reasons(load.feed.id) for load in honest.feeds.values() if is_apart(load)},
        racks=honest.racks,
        findings=findings,
        of_object={about: tuple(found) for about, found in of_object.items()},
    )


def _about(graph: PowerGraph, finding: LintFinding) -> Iterator[About]:
    yield finding.kind, finding.object_id
    if finding.kind is ObjectKind.PORT:
        yield ObjectKind.DEVICE, graph.ports[finding.object_id].device_id
    elif finding.kind is ObjectKind.OUTLET:
        yield ObjectKind.DEVICE, graph.outlets[finding.object_id].device_id


def netbox_w(load: HonestFeed) -> int:
    """What NetBox shows as a feed's allocated draw."""
    return load.netbox.allocated_w if load.netbox else 0


def is_apart(load: HonestFeed) -> bool:
    """Whether a feed's allocated draw differs from NetBox's, by a watt or more."""
    return abs(load.draw.allocated_w - netbox_w(load)) >= 1

"""A panel's own meter: what of it belongs to which of the panel's feeds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from powertui.domain.circuit_match import circuits_of, is_whole_panel, match_circuits
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget
from powertui.domain.pdu_parts import link_to
from powertui.domain.reading import SubjectDescription, SubjectKind, TargetDescription
from powertui.domain.topology import PowerFeed

_CONDUCTORS = frozenset({SubjectKind.PHASE, SubjectKind.LINE})


@dataclass(frozen=True, slots=True)
class FeedCircuit:
    """A feed as its panel's meter sees it."""

    target_id: int
    circuit: MeasuredSubject
    conductors: tuple[MeasuredSubject, ...]
    """Its phases and lines, where the meter tells them apart."""


@dataclass(frozen=True, slots=True)
class CircuitLinks:
    """A panel's feeds with the circuits that they are for sure."""

    feeds: tuple[PowerFeed, ...]
    """Those that have a link, changed or not."""
    linked: int
    left: int
    """Circuits that are unclear, or that no feed is."""
    is_whole_panel: bool
    """The meter tells no circuits apart."""


def link_circuits(subjects: Sequence[SubjectDescription], feeds: Sequence[PowerFeed]) -> CircuitLinks:
    """All that is sure becomes a link, so that later changes of names part nobody."""
    circuits = circuits_of(subjects)
    by_id = {feed.id: feed for feed in feeds}
    sure = [one for one in match_circuits(circuits, feeds).matches if one.bears_name_of is None]
    linked = tuple(replace(by_id[one.modelled_id], reported_as=link_to(circuits[one.reported].key)) for one in sure)
    return CircuitLinks(linked, len(linked), len(circuits) - len(linked), is_whole_panel(circuits) and not linked)


def bind_panel(graph: PowerGraph, panel_id: int, description: TargetDescription) -> tuple[Binding, ...]:
    """Match a meter's parts with the panel's feeds, one binding for each part, in order.

    What only a number speaks for, while another feed bears its name, belongs to none until a person says so.
    """
    circuits = circuits_of(description.subjects)
    matching = match_circuits(circuits, graph.feeds_of_panel(panel_id) if panel_id in graph.panels else ())
    feed_of = {
        (circuits[match.reported].kind, circuits[match.reported].key): match.modelled_id
        for match in matching.matches
        if match.bears_name_of is None
    }
    return tuple(Binding(power_feed_id=_feed_of(subject, feed_of)) for subject in description.subjects)


def feed_circuits(graph: PowerGraph, targets: Iterable[MeasuredTarget]) -> Mapping[int, FeedCircuit]:
    """The circuit of each feed that its panel's own meter measures, by the feed's id.

    Where a panel has two meters that know the same feed, the one with the fresher reading counts.
    """
    found: dict[int, tuple[float, FeedCircuit]] = {}
    for target in targets:
        if target.power_panel_id is None:
            continue
        sampled_at_s = target.sampled_at_s or 0.0
        conductors: dict[int | None, list[MeasuredSubject]] = {}
        for subject in target.subjects:
            if subject.description.kind in _CONDUCTORS:
                conductors.setdefault(subject.binding.power_feed_id, []).append(subject)
        for subject in target.subjects:
            feed = graph.feeds.get(subject.binding.power_feed_id or -1)
            if feed is None or feed.power_panel_id != target.power_panel_id:
                continue
            if subject.description.kind in _CONDUCTORS:
                continue
            if feed.id not in found or found[feed.id][0] < sampled_at_s:
                found[feed.id] = sampled_at_s, FeedCircuit(target.id, subject, tuple(conductors.get(feed.id, ())))
    return {feed_id: circuit for feed_id, (_, circuit) in found.items()}


def _feed_of(subject: SubjectDescription, feed_of: Mapping[tuple[SubjectKind, str], int]) -> int | None:
    """Of a circuit its own; of a phase or line that of the unit that it is part of."""
    if subject.kind in _CONDUCTORS:
        return feed_of.get((SubjectKind.UNIT, subject.unit))
    return feed_of.get((subject.kind, subject.key))

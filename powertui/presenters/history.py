"""Whose history an object has, and that history in a few lines."""

from powertui.domain.plant import HistoryPoint
from powertui.domain.reading import SubjectKind
from powertui.presenters import numbers
from powertui.presenters.picture import Picture
from powertui.presenters.sparks import buckets, spark
from powertui.presenters.text import Line, Span, Tone, line
from powertui.presenters.tree import Node


def history_ids(picture: Picture, node: Node) -> tuple[int, ...]:
    """The subjects whose sum is the node's load; none where nothing is measured."""
    if node.outlet is not None:
        return (node.outlet.subject.id,) if node.outlet.subject else ()
    if node.target is not None:
        return tuple(unit.id for unit in node.target.of_kind(SubjectKind.UNIT))
    if node.feed is not None:
        return node.feed.inlet_subject_ids
    if node.area is not None:
        feeds = [picture.view.feeds[feed_id] for feed_id in node.area.feed_ids]
        return tuple(subject_id for load in feeds for subject_id in load.inlet_subject_ids)
    return ()


def span_words(window_s: float) -> str:
    """1 h, 7 d."""
    return f"{window_s / 86_400:.0f} d" if window_s >= 86_400 else f"{window_s / 3600:.0f} h"


def history_lines(picture: Picture, points: tuple[HistoryPoint, ...] | None, window_s: float, width: int) -> list[Line]:
    """A title, a sparkline over the width, and the least and the greatest watts."""
    title = Span(f"Last {span_words(window_s)}  ", Tone.DIM)
    if points is None:
        return [(), line(title, Span("loading…", Tone.FAINT))]
    values = [point.active_power_w for point in points if point.active_power_w is not None]
    if not values:
        return [(), line(title, Span("nothing recorded", Tone.FAINT))]
    reach = f"{numbers.number(min(values))} to {numbers.number(max(values))} W"
    shown = buckets(points, width, picture.now_s - window_s, picture.now_s)
    gap = Span("   ░ no data", Tone.FAINT) if None in shown else Span("")
    return [(), line(title, Span(reach, Tone.DIM), gap), spark(shown)]

"""Whose history an object has, and that history in a few lines."""

from powertui.domain.plant import HistoryPoint
from powertui.domain.reading import SubjectKind
from powertui.presenters import numbers
from powertui.presenters.picture import Picture
from powertui.presenters.sparks import GAP, buckets, recorded_window, spark
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
    for unit, unit_s in (("d", 86_400), ("h", 3600)):
        if window_s >= unit_s:
            return f"{window_s / unit_s:.0f} {unit}"
    return f"{window_s / 60:.0f} min"


def history_lines(picture: Picture, points: tuple[HistoryPoint, ...] | None, window_s: float, width: int) -> list[Line]:
    """A title, a sparkline over the width, and the least and the greatest watts."""
    if points is None:
        return [(), line(Span(f"Last {span_words(window_s)}  loading…", Tone.DIM))]
    values = [point.active_power_w for point in points if point.active_power_w is not None]
    if not values:
        return [(), line(Span(f"Last {span_words(window_s)}  nothing recorded", Tone.DIM))]
    shown_s = recorded_window(points, window_s, picture.now_s, "active_power_w")
    since_s = picture.now_s - shown_s
    shown = buckets(points, min(width, max(12, len(points))), since_s, picture.now_s)
    reach = f"Last {span_words(shown_s)}  {numbers.number(min(values))} to {numbers.number(max(values))} W"
    drawn = spark(shown)
    gap = Span("   ░ no data", Tone.FAINT) if any(GAP in span.text for span in drawn) else Span("")
    return [(), line(Span(reach, Tone.DIM), gap), drawn]

"""The frame's second line: the views, the one that is on in brackets."""

from powertui.presenters.text import Line, Span, Tone, cells
from powertui.tui.places import TABS, ViewId
from powertui.tui.widgets.span_line import SpanLine, Spot


class TabLine(SpanLine):
    """Views with their digits; a click goes there."""

    def show_view(self, view: ViewId) -> None:
        """Light a view's tab."""
        self.show(*tab_line(view, self.app.size.width))


def tab_line(lit: ViewId, width: int) -> tuple[Line, Line, tuple[Spot, ...]]:
    """The line, nothing at its right, and where it can be clicked."""
    is_wide = width >= 100
    spans: list[Span] = [Span(" ")]
    spots: list[Spot] = []
    left = 1
    for view in TABS:
        title = f" {view.title}" if is_wide else view.short
        is_lit = view is lit.tab
        text = f"{view.digit}{title}"
        if is_lit:
            spans += [Span("[", Tone.ACCENT), Span(text, Tone.ACCENT), Span("]", Tone.ACCENT)]
        else:
            spans += [Span(f" {view.digit}", Tone.ACCENT), Span(f"{title} ", Tone.DIM)]
        size = cells(text) + 2
        spots.append(Spot(left, left + size, view.digit))
        gap = "  " if is_wide else " "
        spans.append(Span(gap))
        left += size + len(gap)
    return tuple(spans), (), tuple(spots)

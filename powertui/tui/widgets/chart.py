"""History as a chart: plotext draws the line, this widget adds limit, model, and ░ where nothing was measured."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rich.style import Style
from textual.strip import Strip

from powertui.presenters.charts import Plot
from powertui.presenters.text import Line, Span, Tone
from powertui.tui.tones import strip
from powertui.tui.widgets.box import Box

GAP = "░"

_AXIS_LINES = 2
"""The time axis and its labels, below."""

_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class _Canvas:
    plot: Plot
    width: int
    height: int


class Chart(Box, can_focus=True):
    """Shows one plot over its whole box."""

    def __init__(self, title: str, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(title, id=id, classes=classes)
        self._plot: Plot | None = None
        self._note: Line = ()

    def show(self, plot: Plot | None, note: str = "") -> None:
        """Another plot, or a note where there is none."""
        if (plot, note) != (self._plot, self._note and self._note[0].text):
            self._plot = plot
            self._note = (Span(note, Tone.DIM),)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        size = self.scrollable_content_region.size
        over = Style(bgcolor=self.background_colors[1].rich_color)
        if self._plot is None or size.width < 20 or size.height < 5:
            return strip(self._note if y == 0 else (), self.palette, over, size.width)
        lines = _drawn(_Canvas(self._plot, size.width, size.height))
        return strip(lines[y] if y < len(lines) else (), self.palette, over, size.width)


@lru_cache(maxsize=4)
def _drawn(canvas: _Canvas) -> tuple[Line, ...]:
    import plotext  # type: ignore[import-untyped]  # it carries no types

    plot = canvas.plot
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plotsize(canvas.width, canvas.height)
    plotext.xlim(plot.since_s, plot.until_s)
    plotext.ylim(plot.low, plot.high)
    for values in plot.series:
        plotext.plot(list(plot.moments), list(values), marker="braille")
    plotext.xticks([at_s for at_s, _ in plot.ticks], [label for _, label in plot.ticks])
    plotext.yticks(list(plot.levels), [f"{level:,.0f}" for level in plot.levels])
    plotext.xaxes(1, 0)
    plotext.yaxes(1, 0)
    rows = [_ESCAPE.sub("", row) for row in plotext.build().splitlines()]
    return tuple(_toned(row, plot, position, canvas) for position, row in enumerate(rows))


def _toned(row: str, plot: Plot, position: int, canvas: _Canvas) -> Line:
    """A line of plotext's with tones, gaps and the levels that matter."""
    left = max(row.find("┤"), row.find("│"))
    if left < 0 or position >= canvas.height - _AXIS_LINES:
        return (Span(row, Tone.DIM),)
    level = _level_at(plot, position, canvas)
    spans = [Span(row[: left + 1], Tone.DIM)]
    width = max(1, canvas.width - left - 1)
    for column, sign in enumerate(row[left + 1 :].ljust(width)):
        at_s = plot.since_s + (column + 0.5) / width * (plot.until_s - plot.since_s)
        if "\u2800" < sign <= "\u28ff":
            spans.append(Span(sign, Tone.LOAD))
        elif plot.is_gap(at_s):
            spans.append(Span(GAP, Tone.FAINT))
        else:
            spans.append(level or Span(" "))
    return tuple(spans)


def _level_at(plot: Plot, position: int, canvas: _Canvas) -> Span | None:
    rows = canvas.height - _AXIS_LINES
    for value, level in ((plot.limit, Span("─", Tone.WARN)), (plot.model, Span("┄", Tone.DIM))):
        if value is None or not plot.low <= value <= plot.high:
            continue
        if round((plot.high - value) / (plot.high - plot.low) * (rows - 1)) == position:
            return level
    return None

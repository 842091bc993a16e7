"""How each tone looks in the theme that is on, and spans as Textual's segments."""

from collections.abc import Iterable, Mapping

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.strip import Strip

from powertui.presenters.text import Span, Tone

Palette = Mapping[Tone, Style]

_palettes: dict[str, Palette] = {}


def palette(app: App[object]) -> Palette:
    """The styles of the app's theme; made once for each theme."""
    theme = app.theme
    if theme not in _palettes:
        _palettes[theme] = _made(app.theme_variables)
    return _palettes[theme]


def _made(variables: Mapping[str, str]) -> Palette:
    foreground, background = Color.parse(variables["foreground"]), Color.parse(variables["background"])

    def style(color: Color, *, bold: bool = False) -> Style:
        return Style(color=color.rich_color, bold=bold or None)

    def named(name: str, *, bold: bool = False) -> Style:
        return style(Color.parse(variables[name]), bold=bold)

    return {
        Tone.PLAIN: style(foreground),
        Tone.STRONG: style(foreground, bold=True),
        Tone.DIM: style(foreground.blend(background, 0.40)),
        Tone.FAINT: style(foreground.blend(background, 0.74)),
        Tone.ACCENT: named("accent", bold=True),
        Tone.LOAD: named("primary"),
        Tone.MODEL: style(foreground, bold=True),
        Tone.LIMIT: style(foreground.blend(background, 0.15)),
        Tone.INFO: named("primary"),
        Tone.WARN: named("warning", bold=True),
        Tone.CRIT: named("error", bold=True),
        Tone.UNKNOWN: style(foreground.blend(background, 0.20), bold=True),
    }


def segments(spans: Iterable[Span], styles: Palette, over: Style) -> list[Segment]:
    """Spans as segments; `over` gives the background."""
    return [Segment(span.text, styles[span.tone] + over) for span in spans if span.text]


def strip(spans: Iterable[Span], styles: Palette, over: Style, width: int) -> Strip:
    """A line of exactly `width` columns."""
    return Strip(segments(spans, styles, over)).adjust_cell_length(width, over)

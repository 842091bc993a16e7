"""What the signs on the screens mean."""

from powertui.presenters.conditions import Condition
from powertui.presenters.text import Line, Span, Tone, join, line

LEGEND: tuple[Line, ...] = (
    line(
        *join("   ", [condition.sign for condition in (Condition.CRITICAL, Condition.WARNING, Condition.INFO)]),
        Span("   ? stale", Tone.UNKNOWN),
        Span("  older than two polls", Tone.DIM),
        Span("   ? no data", Tone.UNKNOWN),
        Span("  never read", Tone.DIM),
    ),
    line(
        Span("■", Tone.LOAD),
        Span(" measured  ", Tone.DIM),
        Span("◆", Tone.MODEL),
        Span(" modelled  ", Tone.DIM),
        Span("│", Tone.LIMIT),
        Span(" limit  ", Tone.DIM),
        Span("░", Tone.FAINT),
        Span(" no data", Tone.DIM),
    ),
    line(
        Span("–", Tone.PLAIN),
        Span(" missing  ", Tone.DIM),
        Span("~", Tone.PLAIN),
        Span(" estimated: computed, not measured", Tone.DIM),
    ),
    line(Span("Δ", Tone.PLAIN), Span(" measured minus allocated, over allocated", Tone.DIM)),
)

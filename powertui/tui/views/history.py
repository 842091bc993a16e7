"""View 8: one object's load over time. Gaps are drawn; a window from an hour to a month."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from powertui.presenters import numbers
from powertui.presenters.charts import plot_of
from powertui.presenters.history import span_words
from powertui.presenters.history_of import Subject, neighbours, subject_of
from powertui.presenters.text import Line, Span, Tone, line
from powertui.tui.actions import Group, bindings
from powertui.tui.places import Place, ViewId
from powertui.tui.pump import Points, Wish
from powertui.tui.scene import Scene
from powertui.tui.views.base import View
from powertui.tui.widgets.chart import Chart
from powertui.tui.widgets.span_view import SpanView

WINDOWS_S = (3600.0, 6 * 3600.0, 86_400.0, 7 * 86_400.0, 31 * 86_400.0)


class HistoryView(View):
    """Chart of the feed, PDU or outlet in `place`; of the feed nearest to its limit without one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Group.HISTORY)
    GROUPS: ClassVar[tuple[Group, ...]] = (Group.HISTORY,)

    DEFAULT_CSS = """
    HistoryView {
        #history-chart { height: 1fr; }
        #history-facts { height: 5; }
    }
    """

    def __init__(self) -> None:
        super().__init__(ViewId.HISTORY)
        self._window = 0
        self._chart = Chart("History", id="history-chart", classes="pane")
        self._facts = SpanView("Over this window", id="history-facts", classes="pane")

    def compose(self) -> ComposeResult:
        yield self._chart
        yield self._facts

    @property
    def window_s(self) -> float:
        return WINDOWS_S[self._window]

    @property
    def _subject(self) -> Subject | None:
        return subject_of(self.scene.picture, self.place.key) if self.scene else None

    def paint(self, scene: Scene) -> None:
        subject = self._subject
        if subject is None:
            self._chart.show(None, "No feed or PDU to show the history of.")
            return
        points = scene.histories.sum(Wish(subject.subject_ids, self.window_s, is_sum=True))
        windows = " ".join(f"[{span_words(w)}]" if w == self.window_s else span_words(w) for w in WINDOWS_S)
        self._chart.set_title(f"{subject.title} · {subject.unit}", f"─ limit  ┄ model  ░ no data · {windows}")
        if points is None:
            self._chart.show(None, "loading…")
            return
        plot = plot_of(
            points,
            field=subject.field,
            window_s=self.window_s,
            now_s=_steady(scene.picture.now_s, self.window_s),
            limit=subject.limit,
            model=subject.modelled,
        )
        self._chart.show(plot, f"nothing was recorded in the last {span_words(self.window_s)}")
        self._facts.show(lambda _width, _height: _facts(points, subject))

    def crumbs(self) -> tuple[str, ...]:
        return ("History", self._subject.title if self._subject else "")

    def wishes(self) -> frozenset[Wish]:
        subject = self._subject
        if subject is None or not subject.subject_ids:
            return frozenset()
        return frozenset({Wish(subject.subject_ids, self.window_s, is_sum=True)})

    def fails(self) -> str:
        subject = self._subject
        return subject.key if subject is not None and subject.key.startswith("feed:") else ""

    def action_window(self, by: int) -> None:
        self._window = min(len(WINDOWS_S) - 1, max(0, self._window + by))
        self.post_message(self.Changed())
        if self.scene is not None:
            self.paint(self.scene)

    def action_beside(self, by: int) -> None:
        subject = self._subject
        if self.scene is None or subject is None:
            return
        keys = neighbours(self.scene.picture, subject.key)
        position = keys.index(subject.key) if subject.key in keys else 0
        self.post_message(self.Go(Place(ViewId.HISTORY, keys[(position + by) % len(keys)]), is_beside=True))


def _steady(now_s: float, window_s: float) -> float:
    """Moves on by whole columns, so that a chart is drawn again only when it has something new."""
    step_s = window_s / 120
    return (now_s // step_s + 1) * step_s


def _facts(points: Points, subject: Subject) -> list[Line]:
    known: list[float] = [value for point in points if (value := getattr(point, subject.field)) is not None]
    if not known:
        return [line(Span("nothing recorded", Tone.DIM))]
    unit = subject.unit
    figures = (("now", known[-1]), ("mean", sum(known) / len(known)), ("least", min(known)), ("greatest", max(known)))
    spans: list[Span] = []
    for label, value in figures:
        spans += [Span(f"{label} ", Tone.DIM), Span(f"{numbers.with_unit(value, unit)}   ")]
    missed = len(points) - len(known)
    cycles = Span(f"{len(known):,} of {len(points):,} cycles have a value", Tone.DIM if not missed else Tone.UNKNOWN)
    marks = [
        (label, value) for label, value in (("limit", subject.limit), ("model", subject.modelled)) if value is not None
    ]
    levels = line(*(Span(f"{label} {numbers.with_unit(value, unit)}   ", Tone.DIM) for label, value in marks))
    return [tuple(spans), levels, (cycles,)]

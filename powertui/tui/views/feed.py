"""One feed: its legs against their limit, what it is, its hour, and who draws from it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from powertui.domain.lint.finding import ObjectKind
from powertui.domain.rollup import FeedLoad
from powertui.presenters import numbers, words
from powertui.presenters.details import feed_facts
from powertui.presenters.feed_detail import phase_lines, phase_title
from powertui.presenters.history import history_lines
from powertui.presenters.outlets import OUTLET_COLUMNS, SPARK_S, OutletRow, consumers, outlet_search
from powertui.presenters.survey_lines import finding_lines
from powertui.presenters.text import Span, Tone, line
from powertui.presenters.trend_listing import trend_facts
from powertui.tui.actions import Group, bindings
from powertui.tui.places import Place, ViewId
from powertui.tui.pump import Wish
from powertui.tui.scene import Scene
from powertui.tui.views.base import View
from powertui.tui.widgets.live_table import LiveTable
from powertui.tui.widgets.span_view import SpanView

TREND_S = 90 * 86_400.0
"""How far back a trend looks."""


class FeedView(View):
    """Detail of the feed in `place`."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Group.FEED)
    GROUPS: ClassVar[tuple[Group, ...]] = (Group.TABLE, Group.FEED)
    SQUEEZED = frozenset({"feed-hour", "feed-facts"})

    DEFAULT_CSS = """
    FeedView {
        #feed-top { height: 18; }
        #feed-left { width: 1fr; }
        #feed-phases { height: 1fr; }
        #feed-hour { height: 5; }
        #feed-facts { width: 52; }
        #feed-consumers { height: 1fr; }
    }
    FeedView.-short #feed-top { height: 8; }
    FeedView.-narrow #feed-top { height: 8; }
    """

    def __init__(self) -> None:
        super().__init__(ViewId.FEED)
        self._phases = SpanView("Legs", id="feed-phases", classes="pane")
        self._hour = SpanView("Last hour", id="feed-hour", classes="pane")
        self._facts = SpanView("Feed", id="feed-facts", classes="pane")
        self._consumers: LiveTable[OutletRow] = LiveTable(
            "Consumers",
            OUTLET_COLUMNS,
            search=outlet_search,
            sort="w",
            empty="nothing draws from this feed, by the model or by measurement",
            id="feed-consumers",
            classes="pane",
        )

    def compose(self) -> ComposeResult:
        with Horizontal(id="feed-top", classes="column"):
            with Vertical(id="feed-left", classes="column"):
                yield self._phases
                yield self._hour
            yield self._facts
        yield self._consumers

    @property
    def load(self) -> FeedLoad | None:
        if self.scene is None:
            return None
        return self.scene.picture.view.feeds.get(self.place.object_id)

    def focus_pane(self) -> None:
        pane = self._front or self._last or self._consumers
        pane.focus()

    def paint(self, scene: Scene) -> None:
        load = self.load
        if load is None:
            gone = [line(Span("This feed is not in the model any more.", Tone.UNKNOWN))]
            self._phases.show(lambda _width, _height: gone)
            return
        picture = scene.picture
        self._phases.set_title(*phase_title(load))
        self._phases.show(lambda width, height: phase_lines(picture, load, width, height))
        points = scene.histories.sum(Wish(load.inlet_subject_ids, SPARK_S, is_sum=True))
        self._hour.set_title("Its inlets, W", "c opens the chart")
        self._hour.show(lambda width, _height: history_lines(picture, points, SPARK_S, width)[1:])
        self._facts.set_title(f"feed {numbers.plain(load.feed.name)}", words.feed_standing(load.feed))
        found = picture.survey.about(ObjectKind.FEED, load.feed.id)
        trend = scene.histories.trend(_trend_wish(load))
        self._facts.show(
            lambda width, _height: [*feed_facts(picture, load), *trend_facts(trend), *finding_lines(found, width)]
        )
        self._consumers.update_entries(consumers(picture, load, scene.histories.of_subjects(self._outlet_wish(load))))
        self._entitle()

    def crumbs(self) -> tuple[str, ...]:
        load = self.load
        if load is None or self.scene is None:
            return ("Feeds",)
        place = words.location_path(self.scene.picture.view.graph, load.panel.site_id, load.panel.location_id)
        return (*place, f"panel {load.panel.name}", f"feed {load.feed.name}")

    def wishes(self) -> frozenset[Wish]:
        load = self.load
        if load is None:
            return frozenset()
        sums = {Wish(load.inlet_subject_ids, SPARK_S, is_sum=True)} if load.inlet_subject_ids else set()
        outlets = self._outlet_wish(load)
        return frozenset(sums | ({outlets} if outlets.subject_ids else set()) | {_trend_wish(load)})

    def poll_targets(self) -> tuple[int, ...]:
        return self.load.inlet_target_ids if self.load else ()

    def action_beside(self, by: int) -> None:
        if self.scene is None:
            return
        ids = list(self.scene.picture.view.feeds)
        position = ids.index(self.place.object_id) if self.place.object_id in ids else 0
        self.post_message(self.Go(Place(ViewId.FEED, f"feed:{ids[(position + by) % len(ids)]}"), is_beside=True))

    def fails(self) -> str:
        return self.place.key

    def action_chart(self) -> None:
        self.post_message(self.Go(Place(ViewId.HISTORY, self.place.key)))

    def on_live_table_opened(self, event: LiveTable.Opened) -> None:
        event.stop()
        self.post_message(self.Go(Place(ViewId.PDU, event.key)))

    def on_live_table_moved(self, event: LiveTable.Moved) -> None:
        event.stop()
        self._entitle()

    def _outlet_wish(self, load: FeedLoad) -> Wish:
        outlets = self.scene.picture.view.outlets_of_target if self.scene else {}
        subjects = (
            outlet.subject.id
            for target_id in load.inlet_target_ids
            for outlet in outlets.get(target_id, ())
            if outlet.subject is not None
        )
        return Wish(tuple(subjects), SPARK_S)

    def _entitle(self) -> None:
        table = self._consumers
        filtered = f"filter: {table.query_text} · " if table.query_text else ""
        table.set_title("Consumers on this feed", f"{filtered}{table.shown_count} outlets · {table.sort_words}")


def _trend_wish(load: FeedLoad) -> Wish:
    return Wish((load.feed.id,), TREND_S, is_trend=True)

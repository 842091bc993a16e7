"""View 1: is anything wrong, how near is the limit, what does the model get wrong, is the polling well."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from powertui.presenters.alerts import OVERVIEW_ALERT_COLUMNS, AlertRow, alert_search, open_alert_entries
from powertui.presenters.bars import LEGEND
from powertui.presenters.conditions import Condition
from powertui.presenters.feeds import FeedRow, feed_key, feed_search
from powertui.presenters.overview import (
    GAP_COLUMNS,
    NEAREST_COLUMNS,
    PLACE_COLUMNS,
    REDUNDANCY_COLUMNS,
    PlaceRow,
    collector_lines,
    gap_entries,
    nearest_entries,
    place_entries,
    place_summary,
    redundancy_entries,
    redundancy_remark,
    redundancy_summary,
)
from powertui.presenters.racks import RackRow, rack_cause_key, rack_search
from powertui.presenters.redundancy import alert_key
from powertui.presenters.table import Entry
from powertui.tui.actions import Group
from powertui.tui.failover import Asked
from powertui.tui.places import Place, ViewId
from powertui.tui.scene import Scene
from powertui.tui.views.base import View
from powertui.tui.widgets.live_table import LiveTable
from powertui.tui.widgets.span_view import SpanView


class OverviewView(View):
    """Boxes in the order of questions; Enter on a row opens its list there."""

    GROUPS: ClassVar[tuple[Group, ...]] = (Group.TABLE, Group.OVERVIEW)
    SQUEEZED = frozenset({"overview-nearest", "overview-gaps", "overview-collector"})

    DEFAULT_CSS = """
    OverviewView {
        .column { height: 1fr; }
        .column > Box { width: 1fr; height: 1fr; }
        #overview-top { height: 1fr; min-height: 7; max-height: 11; }
        #overview-middle > #overview-redundancy { width: 63; }
        #overview-bottom > #overview-collector { width: 44; }
    }
    OverviewView.-narrow {
        .column { layout: vertical; height: 1fr; max-height: 100%; }
        #overview-top { height: 2fr; max-height: 100%; }
        #overview-places { height: 7; }
        #overview-middle > #overview-redundancy { width: 1fr; }
    }
    OverviewView.-short.-narrow #overview-top { height: 14; max-height: 14; }
    """

    def __init__(self) -> None:
        super().__init__(ViewId.OVERVIEW)
        self._places: LiveTable[PlaceRow] = LiveTable(
            "Load of halls", PLACE_COLUMNS, empty="no hall has a power feed", id="overview-places", classes="pane"
        )
        self._alerts: LiveTable[AlertRow] = LiveTable(
            "Open alerts",
            OVERVIEW_ALERT_COLUMNS,
            search=alert_search,
            empty="no alert is open",
            id="overview-alerts",
            classes="pane",
        )
        self._redundancy: LiveTable[RackRow] = LiveTable(
            "Worst first: redundancy",
            REDUNDANCY_COLUMNS,
            search=rack_search,
            empty="no rack has a device with a cord",
            id="overview-redundancy",
            classes="pane",
        )
        self._nearest: LiveTable[FeedRow] = LiveTable(
            "Nearest to the limit",
            NEAREST_COLUMNS,
            search=feed_search,
            empty="no feed is measured",
            id="overview-nearest",
            classes="pane",
        )
        self._gaps: LiveTable[FeedRow] = LiveTable(
            "Biggest model gaps",
            GAP_COLUMNS,
            search=feed_search,
            empty="no feed is both measured and modelled",
            id="overview-gaps",
            classes="pane",
        )
        self._collector = SpanView("Collector", id="overview-collector", classes="pane")

    def compose(self) -> ComposeResult:
        with Horizontal(id="overview-top", classes="column"):
            yield self._places
            yield self._alerts
        with Horizontal(id="overview-middle", classes="column"):
            yield self._redundancy
            yield self._nearest
        with Horizontal(id="overview-bottom", classes="column"):
            yield self._gaps
            yield self._collector

    def paint(self, scene: Scene) -> None:
        picture = scene.picture
        self._places.update_entries(place_entries(picture))
        self._places.set_title("Load of halls", LEGEND)
        self._places.set_foot(place_summary(picture))
        alerts = open_alert_entries(picture)
        self._alerts.update_entries(alerts)
        self._alerts.set_title("Open alerts", alert_counts(alerts))
        self._redundancy.update_entries(redundancy_entries(picture))
        self._redundancy.set_title("Worst first: redundancy", redundancy_remark(picture))
        self._redundancy.set_foot(redundancy_summary(picture))
        self._nearest.update_entries(nearest_entries(picture))
        self._nearest.set_title("Feeds nearest to their limit", "total or worst leg")
        self._gaps.update_entries(gap_entries(picture))
        self._gaps.set_title("Biggest model gaps", "measured − allocated")
        self._collector.show(lambda _width, _height: collector_lines(picture))
        self._collector.set_title("Collector", f"every {picture.view.poller.interval_s:.0f} s")

    def asks(self) -> Asked:
        return Asked(standings=True)

    def fails(self) -> str:
        """Of the box that is in use: its rack's worst loss, its feed, what its alert is about."""
        table = self.table
        record: object = table.cursor_record if table is not None else None
        if isinstance(record, RackRow):
            return rack_cause_key(record)
        if isinstance(record, FeedRow):
            return feed_key(record.load.feed.id)
        if isinstance(record, AlertRow) and self.scene is not None:
            return alert_key(self.scene.picture.view, record.alert)
        return ""

    def on_live_table_opened(self, event: LiveTable.Opened) -> None:
        event.stop()
        place = {
            "overview-places": Place(ViewId.TOPOLOGY, event.key.rpartition(":")[0]),
            "overview-alerts": Place(ViewId.ALERTS, event.key),
            "overview-redundancy": Place(ViewId.RACKS, event.key),
            "overview-nearest": Place(ViewId.FEEDS, event.key),
            "overview-gaps": Place(ViewId.FEEDS, event.key),
        }[event.table.id or ""]
        self.post_message(self.Go(place))

    def on_span_view_opened(self, event: SpanView.Opened) -> None:
        event.stop()
        self.post_message(self.Go(Place(ViewId.PDUS)))


def alert_counts(entries: list[Entry[AlertRow]]) -> str:
    """2 crit 1 warn."""
    found = [entry.record.condition for entry in entries if entry.record]
    parts = [
        f"{found.count(condition)} {condition.word}"
        for condition in (Condition.CRITICAL, Condition.WARNING, Condition.INFO)
        if condition in found
    ]
    return "  ".join(parts) or "none"

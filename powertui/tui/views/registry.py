"""Which class shows which view."""

from powertui.tui.places import ViewId
from powertui.tui.views.alerts import AlertsView
from powertui.tui.views.base import View
from powertui.tui.views.feed import FeedView
from powertui.tui.views.history import HistoryView
from powertui.tui.views.lists import FeedsView, PdusView, RacksView
from powertui.tui.views.overview import OverviewView
from powertui.tui.views.pdu import PduView
from powertui.tui.views.topology import TopologyView

VIEW_CLASSES: dict[ViewId, type[View]] = {
    ViewId.OVERVIEW: OverviewView,
    ViewId.TOPOLOGY: TopologyView,
    ViewId.RACKS: RacksView,
    ViewId.FEEDS: FeedsView,
    ViewId.PDUS: PdusView,
    ViewId.ALERTS: AlertsView,
    ViewId.HISTORY: HistoryView,
    ViewId.FEED: FeedView,
    ViewId.PDU: PduView,
}


def make_view(view_id: ViewId) -> View:
    """A new view; each knows its own id."""
    return VIEW_CLASSES[view_id]()  # type: ignore[call-arg]  # subclasses give the base its id themselves

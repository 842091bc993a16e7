"""Which class shows which view. Each is loaded when it is first gone to: the first frame does not wait for it."""

from importlib import import_module

from powertui.tui.places import ViewId
from powertui.tui.views.base import View

VIEW_CLASSES = {
    ViewId.OVERVIEW: ("overview", "OverviewView"),
    ViewId.TOPOLOGY: ("topology", "TopologyView"),
    ViewId.RACKS: ("lists", "RacksView"),
    ViewId.FEEDS: ("lists", "FeedsView"),
    ViewId.PDUS: ("lists", "PdusView"),
    ViewId.ALERTS: ("alerts", "AlertsView"),
    ViewId.WHAT_IF: ("what_if", "WhatIfView"),
    ViewId.HISTORY: ("history", "HistoryView"),
    ViewId.FEED: ("feed", "FeedView"),
    ViewId.PDU: ("pdu", "PduView"),
}
"""Module in this package, class in it."""


def view_class(view_id: ViewId) -> type[View]:
    """The class of a view."""
    module, name = VIEW_CLASSES[view_id]
    found: type[View] = getattr(import_module(f"powertui.tui.views.{module}"), name)
    return found


def make_view(view_id: ViewId) -> View:
    """A new view; each knows its own id."""
    return view_class(view_id)()  # type: ignore[call-arg]  # subclasses give the base its id themselves

"""Where one can be: a view, and the object it is about."""

from dataclasses import dataclass
from enum import Enum


class ViewId(Enum):
    """Value: (id, digit or empty, title, short title)."""

    OVERVIEW = ("overview", "1", "Overview", "Ovr")
    TOPOLOGY = ("topology", "2", "Topology", "Topo")
    RACKS = ("racks", "3", "Racks", "Rack")
    FEEDS = ("feeds", "4", "Feeds", "Feed")
    PDUS = ("pdus", "5", "PDUs", "PDU")
    ALERTS = ("alerts", "6", "Alerts", "Alrt")
    WHAT_IF = ("what-if", "7", "What-if", "What")
    HISTORY = ("history", "8", "History", "Hist")
    FEED = ("feed", "", "Feed", "")
    PDU = ("pdu", "", "PDU", "")

    def __init__(self, slug: str, digit: str, title: str, short: str) -> None:
        self.slug = slug
        self.digit = digit
        self.title = title
        self.short = short

    @property
    def tab(self) -> "ViewId":
        """The view whose tab is lit here."""
        return {ViewId.FEED: ViewId.FEEDS, ViewId.PDU: ViewId.PDUS}.get(self, self)

    @property
    def is_detail(self) -> bool:
        """It is about one object: one goes back from it, not up."""
        return self in {ViewId.FEED, ViewId.PDU, ViewId.HISTORY, ViewId.WHAT_IF}


TABS = tuple(view for view in ViewId if view.digit)
BY_SLUG = {view.slug: view for view in ViewId}


@dataclass(frozen=True, slots=True)
class Place:
    """A view, and what in it: the key of a row or object; empty for the view itself."""

    view: ViewId
    key: str = ""

    @property
    def object_id(self) -> int:
        """The number in a key such as feed:12."""
        return int(self.key.split(":")[1])


@dataclass(slots=True)
class Trail:
    """Places as visited, with a position in them."""

    places: list[Place]
    position: int = 0

    @property
    def here(self) -> Place:
        return self.places[self.position]

    def go(self, place: Place) -> None:
        """On to a place; what was ahead is forgotten."""
        if place != self.here:
            self.places[self.position + 1 :] = [place]
            self.position += 1

    def replace(self, place: Place) -> None:
        """To a place instead of this one."""
        self.places[self.position] = place

    def remember(self, key: str) -> None:
        """The row one was at here."""
        if not self.here.view.is_detail:
            self.places[self.position] = Place(self.here.view, key)

    def step(self, by: int) -> bool:
        """Back (-1) or forward (1); False at an end."""
        target = self.position + by
        if not 0 <= target < len(self.places):
            return False
        self.position = target
        return True

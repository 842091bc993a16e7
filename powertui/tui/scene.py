"""What a view gets to show: the plant as of now, the histories it wished for, and what it asked about."""

from dataclasses import dataclass, field

from powertui.presenters.picture import Picture
from powertui.tui.failover import Failover
from powertui.tui.pump import Histories
from powertui.tui.shelf import EMPTY_SHELF, Shelf


@dataclass(frozen=True, slots=True)
class Scene:
    picture: Picture
    histories: Histories
    failover: Failover = field(default_factory=Failover)
    shelf: Shelf = EMPTY_SHELF

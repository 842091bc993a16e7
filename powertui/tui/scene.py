"""What a view gets to show: the plant as of now, and the histories it wished for."""

from dataclasses import dataclass

from powertui.presenters.picture import Picture
from powertui.tui.pump import Histories


@dataclass(frozen=True, slots=True)
class Scene:
    picture: Picture
    histories: Histories

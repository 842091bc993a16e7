"""What side A and side B of a place carry, each against its own limit; A+B is never shown against A+B."""

from collections.abc import Iterable
from dataclasses import dataclass

from powertui.domain.choices import Side
from powertui.domain.reading import Quantity, Reading
from powertui.domain.rollup import FeedLoad
from powertui.domain.summed import Summed, summed
from powertui.presenters.conditions import Condition, worst
from powertui.presenters.picture import Picture


@dataclass(frozen=True, slots=True)
class SideLoad:
    """The feeds of one side; `side` is None for feeds whose panel has none."""

    side: Side | None
    apparent: Summed
    limit_va: int
    modelled_w: int
    feeds: tuple[FeedLoad, ...]
    condition: Condition

    @property
    def feed_ids(self) -> tuple[int, ...]:
        return tuple(load.feed.id for load in self.feeds)

    @property
    def name(self) -> str:
        return self.side.value if self.side else "–"

    @property
    def apparent_power(self) -> Reading:
        """What is known of it: where a feed is not told now, that it is at least this."""
        return self.apparent.known

    @property
    def is_least(self) -> bool:
        return self.apparent.is_lower_bound

    @property
    def used_pct(self) -> float | None:
        """Apparent power over what its feeds may carry, in %; a lower bound where that is one."""
        if self.apparent_power.value is None or self.limit_va == 0:
            return None
        return 100 * self.apparent_power.value / self.limit_va

    @property
    def modelled_pct(self) -> float | None:
        return 100 * self.modelled_w / self.limit_va if self.limit_va else None


def side_loads(picture: Picture, feed_ids: Iterable[int]) -> tuple[SideLoad, ...]:
    """The sides that some feeds belong to, A first."""
    groups: dict[Side | None, list[FeedLoad]] = {}
    for feed_id in feed_ids:
        load = picture.view.feeds[feed_id]
        groups.setdefault(load.side, []).append(load)
    return tuple(_side(picture, side, groups[side]) for side in (*Side, None) if side in groups)


def worst_side(sides: Iterable[SideLoad]) -> SideLoad | None:
    """The side that is nearest to its limit; None where nothing is measured."""
    known = [side for side in sides if side.used_pct is not None]
    return max(known, key=lambda side: side.used_pct or 0.0, default=None)


def _side(picture: Picture, side: Side | None, loads: list[FeedLoad]) -> SideLoad:
    cabled = [load for load in loads if load.modelled is not None]
    return SideLoad(
        side=side,
        apparent=summed(Quantity.APPARENT_POWER, [load.apparent_power for load in cabled]),
        limit_va=sum(load.available_power_va for load in loads),
        modelled_w=sum(load.modelled.allocated_w for load in cabled if load.modelled),
        feeds=tuple(loads),
        condition=worst(picture.feed_condition(load) for load in loads),
    )

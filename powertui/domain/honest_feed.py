"""A feed's honest draw against what it may carry, in all and on each leg."""

from dataclasses import dataclass

from powertui.domain.assumptions import Assumptions
from powertui.domain.capacity import available_power_va, leg_limit_a
from powertui.domain.choices import FeedLeg, FeedStatus, Phase, Side
from powertui.domain.draw import PowerDraw
from powertui.domain.honest_draw import HonestDraw, HonestPlant
from powertui.domain.topology import PowerFeed


@dataclass(frozen=True, slots=True)
class HonestLeg:
    """One conductor of a feed; `leg` is None on a single-phase feed."""

    leg: FeedLeg | None
    allocated_w: float
    maximum_w: float
    current_a: float
    """Of the allocated draw, at the assumed power factor."""
    limit_a: float
    netbox_allocated_w: int | None
    """None where NetBox gives no figure for the leg."""

    @property
    def used_pct(self) -> float:
        """Current over its limit, in %; 0 where a limit of 0 A makes no share."""
        return 100 * self.current_a / self.limit_a if self.limit_a else 0.0


@dataclass(frozen=True, slots=True)
class HonestFeed:
    """A feed, honestly counted."""

    feed: PowerFeed
    side: Side | None
    draw: HonestDraw
    netbox: PowerDraw | None
    """NetBox's own; None: nothing is cabled to it."""
    available_power_va: int
    """0 unless it is active: a feed that is off carries nothing."""
    allocated_va: float
    """The allocated draw at the assumed power factor."""
    legs: tuple[HonestLeg, ...]

    @property
    def is_live(self) -> bool:
        return self.feed.status is FeedStatus.ACTIVE

    @property
    def no_leg_w(self) -> float:
        """Of the allocated draw, what is on no leg of a three-phase feed."""
        return self.draw.allocated.no_leg_w if self.feed.phase is Phase.THREE else 0

    @property
    def differs(self) -> bool:
        """From NetBox's figures, by a watt or more."""
        netbox_w = (self.netbox.allocated_w, self.netbox.maximum_w) if self.netbox else (0, 0)
        honest_w = (self.draw.allocated_w, self.draw.maximum_w)
        return any(abs(one - other) >= 1 for one, other in zip(honest_w, netbox_w, strict=True)) or any(
            abs(leg.allocated_w - (leg.netbox_allocated_w or 0)) >= 1 for leg in self.legs
        )

    @property
    def used_pct(self) -> float | None:
        """Allocated VA over available power, in %; None for a feed that carries nothing."""
        return 100 * self.allocated_va / self.available_power_va if self.available_power_va else None

    @property
    def worst_pct(self) -> float | None:
        """The nearest to its limit of the total and of each leg, in %."""
        if self.used_pct is None:
            return None
        return max((self.used_pct, *(leg.used_pct for leg in self.legs)))


def honest_feed(
    plant: HonestPlant, feed: PowerFeed, side: Side | None, netbox: PowerDraw | None, assumptions: Assumptions
) -> HonestFeed:
    """A feed's figures; `netbox`: `domain.draw.feed_draw` of it."""
    draw = plant.feed(feed.id)
    assumed = assumptions.on(feed.supply)
    return HonestFeed(
        feed=feed,
        side=side,
        draw=draw,
        netbox=netbox,
        available_power_va=available_power_va(feed) if feed.status is FeedStatus.ACTIVE else 0,
        allocated_va=assumed.apparent_va(draw.allocated_w),
        legs=_legs(feed, draw, netbox, assumed),
    )


def _legs(
    feed: PowerFeed, draw: HonestDraw, netbox: PowerDraw | None, assumptions: Assumptions
) -> tuple[HonestLeg, ...]:
    limit_a = leg_limit_a(feed)
    if feed.phase is Phase.SINGLE:
        current_a = assumptions.apparent_va(draw.allocated_w) / abs(feed.voltage_v) if feed.voltage_v else 0.0
        netbox_w = netbox.allocated_w if netbox else None
        return (HonestLeg(None, draw.allocated_w, draw.maximum_w, current_a, limit_a, netbox_w),)
    netbox_w_of = {entry.leg: entry.allocated_w for entry in netbox.legs} if netbox else {}
    return tuple(
        HonestLeg(
            leg,
            draw.allocated.leg_w(leg),
            draw.maximum.leg_w(leg),
            draw.allocated.leg_current_a(leg, feed.voltage_v, assumptions.power_factor),
            limit_a,
            netbox_w_of.get(leg),
        )
        for leg in FeedLeg
    )

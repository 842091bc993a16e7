"""Modelled draw, to the letter of NetBox 4.6 (`PowerPort.get_power_draw`, `Rack.get_power_utilization`).

NetBox's draws are watts on paper and are compared with volt-amperes; its figures are kept as they are.
"""

from dataclasses import dataclass

from powertui.domain.capacity import available_power_va
from powertui.domain.choices import FeedLeg
from powertui.domain.draw_sums import DrawSums
from powertui.domain.graph import PowerGraph
from powertui.domain.topology import PowerFeed, PowerPort


@dataclass(frozen=True, slots=True)
class LegDraw:
    """Modelled draw through the outlets of one leg, in W."""

    leg: FeedLeg
    allocated_w: int
    maximum_w: int
    outlet_count: int


@dataclass(frozen=True, slots=True)
class PowerDraw:
    """Modelled draw of a power port, in W; `legs`: three on a three-phase feed's automatic inlet, or none."""

    allocated_w: int
    maximum_w: int
    outlet_count: int = 0
    legs: tuple[LegDraw, ...] = ()


def power_draw(graph: PowerGraph, port: PowerPort) -> PowerDraw:
    """NetBox's `get_power_draw()` of a port."""
    sums = graph.kept(DrawSums)
    outlets = graph.outlets_of_port_unsorted(port.id)
    allocated_w, maximum_w = sums.of_port(port)
    if sums.is_stated(port) or not sums.has_legs(port):
        return PowerDraw(allocated_w, maximum_w, len(outlets))
    legs = tuple(
        LegDraw(leg, *sums.of_leg(port, leg), outlet_count=sum(outlet.feed_leg is leg for outlet in outlets))
        for leg in FeedLeg
    )
    return PowerDraw(allocated_w, maximum_w, len(outlets), legs)


def feed_draw(graph: PowerGraph, feed: PowerFeed) -> PowerDraw | None:
    """The draw of all inlets that a feed is cabled to; None without any.

    NetBox's feed page shows the first inlet only; its racks sum all, and so does this.
    """
    draws = [power_draw(graph, inlet) for inlet in graph.inlets_of_feed(feed.id)]
    if not draws:
        return None
    legs = tuple(
        LegDraw(
            leg,
            sum(entry.allocated_w for draw in draws for entry in draw.legs if entry.leg is leg),
            sum(entry.maximum_w for draw in draws for entry in draw.legs if entry.leg is leg),
            sum(entry.outlet_count for draw in draws for entry in draw.legs if entry.leg is leg),
        )
        for leg in FeedLeg
        if any(draw.legs for draw in draws)
    )
    return PowerDraw(
        sum(draw.allocated_w for draw in draws),
        sum(draw.maximum_w for draw in draws),
        sum(draw.outlet_count for draw in draws),
        legs,
    )


def rack_utilization_pct(graph: PowerGraph, rack_id: int) -> float:
    """NetBox's `Rack.get_power_utilization()`: allocated over available power of all the rack's feeds, in %."""
    feeds = graph.feeds_of_rack(rack_id)
    available_va = sum(available_power_va(feed) for feed in feeds)
    if available_va == 0:
        return 0
    sums = graph.kept(DrawSums)
    used_w = sum(sums.of_port(inlet)[0] for feed in feeds for inlet in graph.inlets_of_feed(feed.id))
    return round(used_w / available_va * 100, 1)

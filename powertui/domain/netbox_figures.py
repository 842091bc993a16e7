"""What NetBox shows of a feed, an inlet, an outlet and a rack: its API's fields and its pages' figures, to the digit.

Sources: NetBox 4.6, `CabledObjectModel`, `PathEndpoint`, and the pages of a power feed and of a device.
"""

from dataclasses import dataclass

from powertui.domain.capacity import available_power_va
from powertui.domain.choices import CableStatus, TerminationKind
from powertui.domain.draw import PowerDraw, power_draw
from powertui.domain.graph import PowerGraph
from powertui.domain.topology import PowerFeed, PowerOutlet, PowerPort, Termination

LEGS = 3


@dataclass(frozen=True, slots=True)
class Connection:
    """What a feed, port or outlet is cabled to."""

    link_peers: tuple[Termination, ...]
    """What is at the other end of the cable; a power path is one cable long, so these are its end points too."""
    reachable: bool
    """Whether there is another end, by a cable that is connected (not planned, not being decommissioned)."""
    occupied: bool
    """Whether there is a cable, or is said to be one."""

    @property
    def first(self) -> Termination | None:
        """The one end point that NetBox's pages look at."""
        return self.link_peers[0] if self.link_peers else None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A feed's figures on its page: the draw of the first connected inlet only, in W, against VA."""

    available_va: int
    draw: PowerDraw | None
    """None: nothing is connected."""
    utilization_pct: float | None
    """None: nothing is connected, or nothing is available."""


@dataclass(frozen=True, slots=True)
class InletPanel:
    """An inlet's figures on its device's page, where the first end point is a feed with power available."""

    available_va: int
    utilization_pct: float
    leg_available_va: int | None
    """A third of the feed's available power; None where the inlet has no legs."""
    leg_utilization_pct: tuple[float, ...] | None
    """None where the inlet has no legs, and where a leg's share rounds to 0: NetBox divides by it and fails."""


def connection(graph: PowerGraph, item: PowerFeed | PowerPort | PowerOutlet) -> Connection:
    """What NetBox says of an object's cable."""
    termination = Termination(_kind(item), item.id)
    cable = graph.cable(termination)
    if cable is None:
        return Connection((), reachable=False, occupied=item.mark_connected)
    peers = graph.peers(termination)
    return Connection(peers, reachable=bool(peers) and cable.status is CableStatus.CONNECTED, occupied=True)


def feed_page(graph: PowerGraph, feed: PowerFeed) -> FeedPage:
    """The figures of a feed's page."""
    available_va = available_power_va(feed)
    first = connection(graph, feed).first
    if first is None or first.kind is not TerminationKind.POWER_PORT:
        return FeedPage(available_va, None, None)
    draw = power_draw(graph, graph.ports[first.id])
    utilization_pct = _percentage(draw.allocated_w, available_va) if available_va > 0 else None
    return FeedPage(available_va, draw, utilization_pct)


def inlet_panel(graph: PowerGraph, port: PowerPort) -> InletPanel | None:
    """The figures of an inlet on its device's page; None without a feed, or with one of no available power."""
    first = connection(graph, port).first
    if first is None or first.kind is not TerminationKind.POWER_FEED:
        return None
    available_va = available_power_va(graph.feeds[first.id])
    if available_va <= 0:
        return None
    draw = power_draw(graph, port)
    utilization_pct = _percentage(draw.allocated_w, available_va)
    if not draw.legs:
        return InletPanel(available_va, utilization_pct, None, None)
    leg_va = round(available_va / LEGS)
    legs_pct = tuple(_percentage(leg.allocated_w, leg_va) for leg in draw.legs) if leg_va else None
    return InletPanel(available_va, utilization_pct, leg_va, legs_pct)


def _percentage(draw_w: int, available_va: int) -> float:
    # The order of the operations is NetBox's: another rounds some figures differently.
    return round(draw_w / available_va * 100, 1)


def _kind(item: PowerFeed | PowerPort | PowerOutlet) -> TerminationKind:
    if isinstance(item, PowerFeed):
        return TerminationKind.POWER_FEED
    return TerminationKind.POWER_PORT if isinstance(item, PowerPort) else TerminationKind.POWER_OUTLET

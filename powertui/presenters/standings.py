"""How redundant the plant is on measured load, as screens and commands show it: made once, then only looked up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.naming import Naming
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.siblings import basis_after
from powertui.domain.redundancy.singles import Loss, LossKind, Singles
from powertui.domain.redundancy.verdicts import (
    FeedStanding,
    Standing,
    device_standings,
    feed_standings,
    rack_standings,
)


class AloneWhy(Enum):
    """Why a feed has no figure of what it would carry if its peer were lost."""

    NOT_KNOWN = auto()
    """Nothing has been reckoned yet."""
    SINGLE = auto()
    """No feed of another side stands beside it."""
    DARK = auto()
    """It has no power as modelled."""
    NO_MORE = auto()
    """No loss moves load to it."""


@dataclass(frozen=True, slots=True)
class Standings:
    """Every feed and rack, as of some loads."""

    feeds: Mapping[int, FeedStanding] = field(default_factory=dict)
    racks: Mapping[int, Standing] = field(default_factory=dict)
    devices: Mapping[int, Standing] = field(default_factory=dict)
    """Of each device that a cord ends at."""
    feed_bases: Mapping[int, LoadBasis] = field(default_factory=dict)
    """Of a feed's figure: of what it carries now, and of what would move to it."""
    rack_bases: Mapping[int, LoadBasis] = field(default_factory=dict)
    dark_feeds: frozenset[int] = frozenset()
    is_measured: bool = False
    at_s: float | None = None
    """Of the loads; None: nothing has been reckoned yet."""
    names: Mapping[Loss, str] = field(default_factory=dict)
    """Of the losses that are told of."""
    parts: Mapping[int, str] = field(default_factory=dict)
    """Names of the nodes that are told of."""

    @property
    def is_known(self) -> bool:
        return self.at_s is not None

    def alone_why(self, graph: PowerGraph, feed_id: int) -> AloneWhy:
        """Of a feed without a figure."""
        if not self.is_known:
            return AloneWhy.NOT_KNOWN
        if feed_id in self.dark_feeds:
            return AloneWhy.DARK
        return AloneWhy.NO_MORE if graph.peer_feeds(graph.feeds[feed_id]) else AloneWhy.SINGLE

    def loss_name(self, loss: Loss | None) -> str:
        """`feed B1-03`; empty without one."""
        return "" if loss is None else self.names.get(loss, "")

    def common_names(self, standing: Standing) -> tuple[str, ...]:
        """`UPS-1`, `panel MAIN`: what all sides of a rack or device hang on, nearest first."""
        return tuple(name for loss in standing.common if (name := self.names.get(loss, "")))

    @property
    def below_common(self) -> int:
        """How many racks have sides that hang on one part further up."""
        return sum(bool(standing.common) for standing in self.racks.values())


NO_STANDINGS = Standings()
"""Before any have been reckoned."""


def standings_of(singles: Singles, at_s: float, *, is_measured: bool) -> Standings:
    """What single losses mean for every feed and rack: belongs into a worker thread."""
    network = singles.network
    naming = Naming(network.graph)
    devices = device_standings(singles)
    feeds, racks = feed_standings(singles), rack_standings(singles, devices)
    losses = {one.loss for one in feeds.values()}
    losses |= {loss for one in racks.values() for loss in (one.loss, one.dark_by, *one.common) if loss is not None}
    losses.update(*{one.common for one in devices.values()})
    nodes = {one.node for one in racks.values() if one.node is not None}
    feed_nodes = network.node_of[NodeSort.FEED]
    bases = basis_after(network, singles.loads)
    return Standings(
        feeds=feeds,
        racks=racks,
        devices=devices,
        feed_bases={feed_id: bases[feed_nodes[feed_id]] for feed_id in feeds},
        rack_bases={rack_id: bases[one.node] for rack_id, one in racks.items() if one.node is not None},
        dark_feeds=frozenset(feed_id for feed_id, node in feed_nodes.items() if node in network.unsupplied),
        is_measured=is_measured,
        at_s=at_s,
        names={loss: _spaced(_loss_name(naming, loss)) for loss in losses},
        parts={node: _spaced(naming.node(network, node)) for node in nodes},
    )


def _loss_name(naming: Naming, loss: Loss) -> str:
    if loss.kind is LossKind.FEED:
        return naming.feed(loss.id)
    return naming.panel(loss.id) if loss.kind is LossKind.PANEL else f"device:{naming.device(loss.id)}"


def _spaced(name: str) -> str:
    """`feed:A1` as people say it."""
    kind, _, rest = name.partition(":")
    return rest if kind == "device" else f"{kind} {rest}"

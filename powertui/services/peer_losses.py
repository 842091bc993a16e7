"""PeerLosses: what every feed would carry after the worst single loss elsewhere, kept up to date as readings arrive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import process_time
from typing import TYPE_CHECKING

from powertui.domain.alerts import ObjectKind
from powertui.domain.assumptions import Assumptions
from powertui.domain.redundancy.before import loads_before
from powertui.domain.redundancy.compile import compiled
from powertui.domain.redundancy.limits import TRIP_AT_PCT, Limits, limits_of
from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.network import Network, NodeSort
from powertui.domain.redundancy.record import FailoverRecord, failover_record
from powertui.domain.redundancy.siblings import learnt_above
from powertui.domain.redundancy.singles import DeadBand, Loss, LossKind, Singles, single_losses
from powertui.domain.redundancy.told import learnt_words
from powertui.domain.redundancy.verdicts import FeedStanding, feed_standings
from powertui.domain.rules.peer_loss import PeerLoss
from powertui.services.learnt_shares import Histories, LearntShares

if TYPE_CHECKING:
    from powertui.domain.columns.plant import PlantColumns
    from powertui.services.column_plant import Look

MOST_OF_A_CORE = 0.05
"""What this may take of one core: a plant that takes long is looked at less often."""

_LEGS = ("", "L1", "L2", "L3")
_KNOWN = frozenset({LoadBasis.MEASURED, LoadBasis.ESTIMATED})


@dataclass(frozen=True, slots=True)
class RedundancySettings:
    """How redundancy is kept up to date."""

    assumptions: Assumptions = field(default_factory=Assumptions)
    band: DeadBand = field(default_factory=DeadBand)
    full_pass_s: float = 600.0
    trip_at_pct: float = TRIP_AT_PCT


class PeerLosses:
    """Called with each round's plant. Compiles the network once for each revision of the model."""

    def __init__(self, settings: RedundancySettings | None = None, past: Histories | None = None) -> None:
        """`past` is where devices that lost a meter are looked up; without it they are divided on the mean."""
        self._settings = settings or RedundancySettings()
        self._learnt = LearntShares(past)
        self._columns: PlantColumns | None = None
        self._network: tuple[Network, Limits] | None = None
        self._singles: Singles | None = None
        self._found: tuple[PeerLoss, ...] = ()
        self._record: FailoverRecord | None = None
        self._full_at_s = 0.0
        self._next_at_s = 0.0
        self._at_s = 0.0

    @property
    def record(self) -> FailoverRecord | None:
        """All that was worked out last, for others to read; the same object until it is worked out again."""
        return self._record

    def __call__(self, look: "Look") -> Sequence[PeerLoss]:
        """Each feed that some loss loads more, at its worst. As of the last time that it was worked out."""
        now_s = look.loads.now_s
        if look.columns is not self._columns or now_s < self._at_s:
            # Another model; or a clock that was set back, by which what was worked out holds for ever.
            self._columns, self._singles, self._next_at_s = look.columns, None, now_s
        if now_s < self._next_at_s:
            return self._found
        start_s, self._at_s = process_time(), now_s
        self._work_out(look, now_s)
        self._found = self._told(look)
        record = self._recorded(look)
        self._next_at_s = now_s + (process_time() - start_s) / MOST_OF_A_CORE
        self._record = None if record is None else replace(record, due_at_s=self._next_at_s)
        return self._found

    def _work_out(self, look: "Look", now_s: float) -> None:
        # With numpy, which a process that only polls need not load.
        from powertui.domain.columns.metered import half_known_in, measurements_in, switching_in

        settings, columns = self._settings, look.columns
        measured = measurements_in(columns.compiled, look.loads, look.view)
        shares = self._learnt.shares(measured.outlets.keys(), lambda: half_known_in(columns.compiled, measured), now_s)
        measured = replace(measured, shares=shares)
        if self._singles is None:
            network = compiled(columns.graph, switching_in(columns.compiled, look.view))
            self._network = network, limits_of(network, settings.trip_at_pct)
        if self._network is None:
            return
        network, limits = self._network
        loads = loads_before(network, measured, settings.assumptions)
        if self._singles is None or now_s >= self._full_at_s:
            self._singles = single_losses(network, loads, limits)
            self._full_at_s = now_s + settings.full_pass_s
        else:
            self._singles = self._singles.again(loads, settings.band)

    def _told(self, look: "Look") -> tuple[PeerLoss, ...]:
        singles = self._singles
        if singles is None:
            return ()
        assumed = learnt_above(singles.network, singles.loads)
        return tuple(_peer_loss(singles, standing, look, assumed) for standing in feed_standings(singles).values())

    def _recorded(self, look: "Look") -> FailoverRecord | None:
        singles = self._singles
        if singles is None:
            return None
        moments, row_of = look.loads.feeds.apparent_power.sampled_at_s, look.columns.places.feeds.row_of
        now_s = look.loads.now_s
        return failover_record(singles, now_s, now_s, lambda feed_id: float(moments[row_of[feed_id]]))


def _peer_loss(
    singles: Singles, standing: FeedStanding, look: "Look", assumed: Mapping[int, Sequence[int]]
) -> PeerLoss:
    network = singles.network
    graph = network.graph
    learnt = assumed.get(network.node_of[NodeSort.FEED][standing.feed_id], ())
    row = look.columns.places.feeds.row_of[standing.feed_id]
    sampled_at_s = float(look.loads.feeds.apparent_power.sampled_at_s[row])
    return PeerLoss(
        kind=ObjectKind.FEED,
        id=standing.feed_id,
        name=graph.feeds[standing.feed_id].name,
        lost=_lost(singles, standing.loss),
        after_va=standing.after_va,
        limit_va=standing.limit_va,
        leg=_LEGS[standing.leg],
        basis=standing.basis.word,
        is_known=standing.basis in _KNOWN and _is_known(singles, standing.loss),
        sampled_at_s=None if sampled_at_s != sampled_at_s else sampled_at_s,  # noqa: PLR0124 - not a number
        assumptions=(learnt_words(len(learnt)),) if learnt else (),
    )


def _is_known(singles: Singles, loss: Loss) -> bool:
    """What is lost carries a load that is measured, or estimated from what is."""
    network, bases = singles.network, singles.loads.bases
    return all(bases[node] in _KNOWN for node in loss.nodes(network) if network.downs[node])


def _lost(singles: Singles, loss: Loss) -> str:
    graph = singles.network.graph
    if loss.kind is LossKind.FEED:
        return f"feed {graph.feeds[loss.id].name}"
    if loss.kind is LossKind.PANEL:
        return f"panel {graph.panels[loss.id].name}"
    device = graph.devices[loss.id]
    return device.name or f"device {device.id}"

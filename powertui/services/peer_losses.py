"""PeerLosses: what every feed would carry after the worst single loss elsewhere, kept up to date as readings arrive."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from time import process_time
from typing import TYPE_CHECKING

from powertui.domain.alerts import ObjectKind
from powertui.domain.assumptions import Assumptions
from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.before import loads_before
from powertui.domain.redundancy.cells import Cell, Cells
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
    from powertui.domain.columns.moved import FeedsSeen
    from powertui.domain.columns.plant import PlantColumns
    from powertui.services.column_plant import Look

MOST_OF_A_CORE = 0.05
"""What this may take of one core: a plant that takes long is looked at less often."""

MOST_PARTS_AT_A_BEAT = 20_000
"""Power ports and outlets of what is worked out between: a tenth of a second or so, however much has moved."""

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
        self._found: dict[int, PeerLoss] = {}
        """By feed."""
        self._switching: frozenset[int] = frozenset()
        self._shares: Mapping[int, float] = {}
        self._cells: Cells | None = None
        self._seen: FeedsSeen | None = None
        self.evaluated = 0
        """How many losses were followed at the last call."""
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
            self._keep_up(look)
            return tuple(self._found.values())
        start_s, self._at_s = process_time(), now_s
        self._work_out(look, now_s)
        self._found = self._told(look)
        record = self._recorded(look)
        self._next_at_s = now_s + (process_time() - start_s) / MOST_OF_A_CORE
        self._record = None if record is None else replace(record, due_at_s=self._next_at_s)
        return tuple(self._found.values())

    def _work_out(self, look: "Look", now_s: float) -> None:
        # With numpy, which a process that only polls need not load.
        from powertui.domain.columns.metered import half_known_in, measurements_in, switching_in
        from powertui.domain.columns.moved import FeedsSeen

        settings, columns = self._settings, look.columns
        measured = measurements_in(columns.compiled, look.loads, look.view)
        shares = self._learnt.shares(measured.outlets.keys(), lambda: half_known_in(columns.compiled, measured), now_s)
        measured, self._shares = replace(measured, shares=shares), shares
        self._seen = FeedsSeen(columns.places, look.loads)
        if self._singles is None:
            self._switching = switching_in(columns.compiled, look.view)
            network = compiled(columns.graph, self._switching)
            self._network = network, limits_of(network, settings.trip_at_pct)
            self._cells = Cells(columns.graph)
        if self._network is None:
            return
        network, limits = self._network
        loads = loads_before(network, measured, settings.assumptions)
        if self._singles is None or now_s >= self._full_at_s:
            self._singles = single_losses(network, loads, limits)
            self._full_at_s = now_s + settings.full_pass_s
        else:
            self._singles = self._singles.again(loads, settings.band)
        self.evaluated = self._singles.evaluated

    def _keep_up(self, look: "Look") -> None:
        """Until all is worked out again: what hangs together with a feed whose load has moved, by itself.

        In a large plant that is long. Those that moved furthest come first, the others at the next beats.
        """
        self.evaluated = 0
        if self._seen is None or self._cells is None or self._singles is None:
            return
        moved = self._seen.moved(look.loads, self._settings.band)
        cells = self._moved_cells(self._cells, moved)
        worked_out = self._work_out_cells(look, self._cells, cells, self._singles) if cells else set[int]()
        self._seen.look_at(worked_out, look.loads)
        self._still_hold(look, set(moved) - worked_out)

    def _work_out_cells(self, look: "Look", within: Cells, cells: Sequence[Cell], whole: Singles) -> set[int]:
        """Some cells by themselves; their feeds."""
        # With numpy, which a process that only polls need not load.
        from powertui.domain.columns.metered import measurements_in

        settings = self._settings
        network = compiled(PowerGraph(within.topology(cells)), self._switching)
        measured = measurements_in(look.columns.compiled, look.loads, look.view, network.graph)
        loads = loads_before(network, replace(measured, shares=self._shares), settings.assumptions)
        singles = single_losses(network, loads, limits_of(network, settings.trip_at_pct))
        self.evaluated = singles.evaluated
        assumed = learnt_above(network, loads)
        feed_ids = {feed_id for cell in cells for feed_id in cell.feed_ids}
        for feed_id in feed_ids:
            self._found.pop(feed_id, None)
        for feed_id, standing in feed_standings(singles).items():
            found = _peer_loss(singles, standing, look, assumed)
            # Of a panel the part has but some feeds: whether the others are known was seen with the whole.
            is_known = found.is_known and (standing.loss.kind is not LossKind.PANEL or _is_known(whole, standing.loss))
            self._found[feed_id] = replace(found, is_known=is_known)
        return feed_ids

    def _still_hold(self, look: "Look", moved: AbstractSet[int]) -> None:
        """What was worked out holds by each newer sample that is within the dead-band: rules count samples."""
        moments, row_of = look.loads.feeds.apparent_power.sampled_at_s.tolist(), look.columns.places.feeds.row_of
        for feed_id, found in self._found.items():
            at_s = moments[row_of[feed_id]]
            # Not a number is not itself: then nobody reads it now.
            if at_s == at_s and at_s != found.sampled_at_s and feed_id not in moved:  # noqa: PLR0124
                self._found[feed_id] = replace(found, sampled_at_s=at_s)

    @staticmethod
    def _moved_cells(cells: Cells, feed_ids: Sequence[int]) -> list[Cell]:
        found: list[Cell] = []
        taken: set[int] = set()
        parts = 0
        for feed_id in feed_ids:
            if feed_id in taken:
                continue
            cell = cells.of_feed(feed_id)
            if cell is None:
                continue
            if found and parts + cell.parts > MOST_PARTS_AT_A_BEAT:
                break
            found.append(cell)
            taken |= cell.feed_ids
            parts += cell.parts
        return found

    def _told(self, look: "Look") -> dict[int, PeerLoss]:
        singles = self._singles
        if singles is None:
            return {}
        assumed = learnt_above(singles.network, singles.loads)
        return {
            feed_id: _peer_loss(singles, standing, look, assumed)
            for feed_id, standing in feed_standings(singles).items()
        }

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

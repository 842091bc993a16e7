"""What is watched: the devices that are this poller's, what is remembered of each, and the model that they hang in."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine

from powertui.domain.contradiction import CheckWarning
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, bind
from powertui.domain.panel_meter import bind_panel
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, ReadingBatch, TargetDescription
from powertui.services.packed_description import PackedDescription
from powertui.services.ports import Clock
from powertui.services.sharing import Held, Holding, Share, sites_of
from powertui.services.writer import Writer
from powertui.storage.history_layout import HistoryLayout
from powertui.storage.target_store import load_targets
from powertui.storage.topology_store import load_topology, model_revision

REDISCOVER_SOON_EVERY_S = 60.0
"""A device that seems to be another one at each poll is asked who it is no more often: others wait for their turn."""

REBOOT_TOLERANCE_S = 5.0
"""An uptime that falls by less is the agent's clock, not a restart."""

UPTIME_WRAPS_AT_S = 2**32 / 100
"""497 days: sysUpTime counts hundredths of a second in 32 bits."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What all parts of polling rest on."""

    engine: Engine
    clock: Clock
    writer: Writer
    share: Share | None = None
    """Where several pollers share the devices."""


@dataclass(slots=True)
class Watched:
    """What the poller remembers of a target between polls."""

    target: PollTarget
    description: PackedDescription | None = None
    """None while it is not known what a poll's values mean."""
    discover_at_s: float = 0.0
    """When it is to be discovered again."""
    warnings: tuple[CheckWarning, ...] = ()
    """Of its newest discovery."""
    bindings: tuple[Binding, ...] = ()
    bound_by: PowerGraph | None = None
    """The model that these were judged by."""
    layout: HistoryLayout | None = None
    """What of a batch goes where in history."""
    answers: bool = True
    """As of the last poll."""
    has_values: bool = False
    """The same: whether there was any in its answer."""
    uptime: tuple[float, float] | None = None
    """When it was read last, and what it was then, in s."""
    discovery: "asyncio.Task[PollFailure | None] | None" = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Of whoever asks the device: what a poll's values mean must not change before they are noted."""
    held: Held | None = None
    """What entitles to poll it, where several pollers share the devices."""
    has_restarted: bool = False
    """Since it was noted what it is."""
    doubted_at_s: float | None = None
    """When it last seemed to have become another device."""

    def discover_soon(self, now_s: float) -> None:
        """It seems to have become another device: ask who it is, at once if that was not done just now."""
        again_s = now_s if self.doubted_at_s is None else self.doubted_at_s + REDISCOVER_SOON_EVERY_S
        if now_s >= again_s:
            self.doubted_at_s = now_s
        self.discover_at_s = min(self.discover_at_s, again_s)

    def note_uptime(self, result: ReadingBatch | PollFailure, now_s: float) -> float | None:
        """When the device restarted, if this poll shows that it did since the one before."""
        if isinstance(result, PollFailure) or result.uptime_s is None:
            return None
        before, self.uptime = self.uptime, (result.sampled_at_s, result.uptime_s)
        if before is None or result.uptime_s >= before[1] - REBOOT_TOLERANCE_S:
            return None
        wrapped_s = before[1] + (result.sampled_at_s - before[0]) - UPTIME_WRAPS_AT_S
        if abs(result.uptime_s - wrapped_s) <= REBOOT_TOLERANCE_S:
            return None
        self.has_restarted = True
        self.discover_soon(now_s)
        return result.sampled_at_s - result.uptime_s


class Watching:
    """Follows the model, and the share of it that is this poller's."""

    def __init__(self, basis: Basis) -> None:
        self._engine = basis.engine
        self._share = basis.share
        self._alone = Holding()
        self._targets: tuple[PollTarget, ...] = ()
        self._model_revision = -1
        self._watched_by = (-1, -1)
        """The model's and the holding's revision."""
        self.graph: PowerGraph | None = None
        self.watched: Mapping[int, Watched] = {}
        """By the target's id."""

    def read_model(self) -> None:
        """Load the model, if it has changed. Blocks."""
        with self._engine.connect() as connection:
            revision = model_revision(connection)
            if revision == self._model_revision:
                return
            graph, targets = PowerGraph(load_topology(connection)), load_targets(connection)
        self.graph, self._targets, self._model_revision = graph, targets, revision

    def watch(self) -> Mapping[int, Watched] | None:
        """Watch the targets that are this poller's; those that are watched no more, None if none can have changed."""
        holding = self._share.holding if self._share else self._alone
        basis = (self._model_revision, holding.revision)
        if basis == self._watched_by:
            return None
        held_of: dict[int, Held | None] = dict.fromkeys((target.id for target in self._targets), None)
        if self._share is not None and self.graph is not None:
            sites = sites_of(self._targets, self.graph.topology)
            self._share.want(frozenset(sites.values()))
            found = {target_id: holding.of_target(target_id, site_id) for target_id, site_id in sites.items()}
            held_of = {target_id: held for target_id, held in found.items() if held is not None}
        before, self._watched_by = self.watched, basis
        self.watched = {
            target.id: known
            if (known := before.get(target.id)) is not None
            and known.target == target
            and known.held is held_of[target.id]
            else Watched(target, held=held_of[target.id])
            for target in self._targets
            if target.id in held_of
        }
        return {target_id: one for target_id, one in before.items() if self.watched.get(target_id) is not one}

    def bind(self, target: PollTarget, description: TargetDescription) -> tuple[Binding, ...]:
        """What a device's parts are in the model, as it is now."""
        if target.power_panel_id is not None and self.graph is not None:
            return bind_panel(self.graph, target.power_panel_id, description)
        if target.device_id is None or self.graph is None:
            return (Binding(),) * len(description.subjects)
        return bind(self.graph, target.device_id, description)

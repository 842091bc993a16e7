"""The plant as of one moment in columns: for whoever tells of all of it. Nothing in it changes any more."""

from dataclasses import dataclass, replace

from powertui.domain.alerts import Alert
from powertui.domain.columns.channels import Judged
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.loads import PlantLoads
from powertui.domain.columns.places import Places
from powertui.domain.columns.states import TargetState
from powertui.domain.graph import PowerGraph
from powertui.domain.plant import STALE_AFTER_INTERVALS, PollerHealth
from powertui.domain.redundancy.record import FailoverRecord


@dataclass(frozen=True, slots=True)
class PlantSnapshot:
    """Rows are those of `compiled.places`."""

    now_s: float
    compiled: Compiled
    """The same object as long as neither the model nor a description changes."""
    states: tuple[TargetState, ...]
    """Of each polled device."""
    judged: Judged
    loads: PlantLoads
    poller: PollerHealth
    alerts: tuple[Alert, ...]
    """Open ones, worst and newest first."""
    failover: FailoverRecord | None = None
    """What evaluation worked out last; of objects that may be gone."""

    @property
    def graph(self) -> PowerGraph:
        return self.compiled.graph

    @property
    def places(self) -> Places:
        return self.compiled.places

    @property
    def stale_after_s(self) -> float:
        """Readings older than this are stale."""
        return STALE_AFTER_INTERVALS * self.poller.interval_s

    def as_of(self, now_s: float) -> "PlantSnapshot":
        """The same later: what was found then, as old as it is by now."""
        poller, passed_s = self.poller, now_s - self.now_s
        heard_s, judged_s = poller.heartbeat_age_s, poller.judged_age_s
        return replace(
            self,
            now_s=now_s,
            poller=replace(
                poller,
                heartbeat_age_s=None if heard_s is None else heard_s + passed_s,
                judged_age_s=None if judged_s is None else judged_s + passed_s,
            ),
        )

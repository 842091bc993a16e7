"""PlantView: everything the front ends show, as of one moment. Immutable; made by `services.live`."""

from collections.abc import Mapping
from dataclasses import dataclass

from powertui.domain.alerts import Alert
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import MeasuredTarget
from powertui.domain.rollup import AreaLoad, FeedLoad, OutletLoad

STALE_AFTER_INTERVALS = 2.5
"""A reading is stale once it has missed two polls; the half leaves room for a poll's own duration."""

JUDGED_WITHIN_INTERVALS = 4.0
JUDGED_WITHIN_S = 120.0
"""At least: to begin with a large plant takes longer than a few short intervals."""


def overdue_after_s(interval_s: float) -> float:
    """Alerts are judged each interval: where they were not for longer than this, whatever judges them is held up."""
    return max(JUDGED_WITHIN_INTERVALS * interval_s, JUDGED_WITHIN_S)


@dataclass(frozen=True, slots=True)
class PollerHealth:
    """What is known of the process that polls, from its lease and its newest cycle."""

    is_alive: bool
    heartbeat_age_s: float | None
    """None: no poller ever ran on this database."""
    interval_s: float
    cycle_number: int
    cycle_started_at_s: float | None
    cycle_took_s: float | None
    polled: int
    failed: int
    shed: int = 0
    """Polls that were left out in that cycle, because those before were still under way."""
    judged_age_s: float | None = None
    """How long ago a round of evaluation was finished, by anybody; None: none ever was."""

    @property
    def is_judging_overdue(self) -> bool:
        """Alerts are as they were a while ago: none is raised or cleared, though readings may be fresh."""
        return self.judged_age_s is not None and self.judged_age_s > overdue_after_s(self.interval_s)


@dataclass(frozen=True, slots=True)
class PlantView:
    """The plant as of `now_s`: model, measured loads and open alerts. Keys are ids."""

    revision: int
    """Of the newest reading in it."""
    model_revision: int
    now_s: float
    graph: PowerGraph
    targets: Mapping[int, MeasuredTarget]
    target_of_device: Mapping[int, int]
    """Of each device that has a target of its own; in a chain that is the head."""
    feeds: Mapping[int, FeedLoad]
    outlets_of_target: Mapping[int, tuple[OutletLoad, ...]]
    panels: Mapping[int, AreaLoad]
    racks: Mapping[int, AreaLoad]
    locations: Mapping[int, AreaLoad]
    sites: Mapping[int, AreaLoad]
    alerts: tuple[Alert, ...]
    """Open ones, worst and newest first, then those that cleared within the last day."""
    poller: PollerHealth

    @property
    def stale_after_s(self) -> float:
        """Readings older than this are stale."""
        return STALE_AFTER_INTERVALS * self.poller.interval_s


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """A sum of subjects at one cycle; None is a gap."""

    at_s: float
    active_power_w: float | None
    apparent_power_va: float | None
    current_a: float | None

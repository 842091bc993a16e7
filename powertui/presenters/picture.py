"""A PlantView with what every presenter looks up in it: how old, how bad, what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from powertui.domain.alerts import ObjectKind, Severity
from powertui.domain.energy_record import EnergyRecord
from powertui.domain.measured import MeasuredTarget
from powertui.domain.plant import PlantView
from powertui.domain.reading import PollOutcome, Quality, Reading
from powertui.domain.rollup import FeedLoad
from powertui.presenters.conditions import Condition, condition_of, worst
from powertui.presenters.standings import NO_STANDINGS, Standings
from powertui.presenters.survey import EMPTY, Survey

OVER_LIMIT_PCT = 100.0


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, as of `now_s`."""

    view: PlantView
    now_s: float
    severities: Mapping[tuple[ObjectKind, int], Severity]
    """The worst open alert of each object."""
    survey: Survey = EMPTY
    """Of the view's model; empty until it has been made."""
    energies: Mapping[int, EnergyRecord] = field(default_factory=dict)
    """Lifetime totals by the subject's id, of those that somebody asked for."""
    standings: Standings = NO_STANDINGS
    """Empty until somebody has asked for them, and they have been reckoned."""

    @staticmethod
    def of(
        view: PlantView,
        now_s: float | None = None,
        survey: Survey | None = None,
        standings: Standings = NO_STANDINGS,
    ) -> "Picture":
        """A picture of a view; `now_s` is later than the view's where no newer one could be had."""
        severities: dict[tuple[ObjectKind, int], Severity] = {}
        for alert in view.alerts:
            if alert.is_open:
                key = (alert.finding.key.object_kind, alert.finding.key.object_id)
                severities[key] = max(alert.finding.severity, severities.get(key, alert.finding.severity))
        moment_s = view.now_s if now_s is None else now_s
        return Picture(view, moment_s, severities, survey or EMPTY, standings=standings)

    def is_stale(self, reading: Reading) -> bool:
        """Not to be judged by: older than two intervals, given as stale, or implausible."""
        age_s = reading.age_s(self.now_s)
        untrusted = reading.quality in {Quality.STALE, Quality.IMPLAUSIBLE}
        return untrusted or (age_s is not None and age_s > self.view.stale_after_s)

    def doubt(self, reading: Reading) -> Condition:
        """Why a reading is not to be judged by; fine if it is, or if there is none."""
        if reading.value is None or not self.is_stale(reading):
            return Condition.FINE
        return Condition.DOUBTED if reading.quality is Quality.IMPLAUSIBLE else Condition.STALE

    def is_known(self, reading: Reading) -> bool:
        """There, and fresh."""
        return reading.value is not None and not self.is_stale(reading)

    def feed_condition(self, load: FeedLoad) -> Condition:
        """The worst of its alerts, of a figure over its limit, and of silence."""
        return worst(
            (
                condition_of(self.severities.get((ObjectKind.FEED, load.feed.id))),
                over_limit(load.worst_pct),
                self._silence(load.apparent_power)
                if load.inlet_target_ids or load.meter_target_id is not None
                else Condition.FINE,
            )
        )

    def target_condition(self, target: MeasuredTarget) -> Condition:
        """The worst of its alerts and of silence."""
        alerted = condition_of(self.severities.get((ObjectKind.TARGET, target.id)))
        return worst((alerted, self._target_silence(target)))

    def is_silent(self, target: MeasuredTarget) -> bool:
        """It has no reading that is fresh."""
        if target.sampled_at_s is None:
            return target.outcome is not PollOutcome.NEVER
        return self.now_s - target.sampled_at_s > self.view.stale_after_s

    def _silence(self, reading: Reading) -> Condition:
        if reading.value is None:
            return Condition.NO_DATA
        return self.doubt(reading)

    def _target_silence(self, target: MeasuredTarget) -> Condition:
        if not self.is_silent(target):
            return Condition.FINE
        return Condition.NO_DATA if target.sampled_at_s is None else Condition.STALE


def over_limit(used_pct: float | None) -> Condition:
    """Critical over a limit, whatever the alerts say."""
    return Condition.CRITICAL if used_pct is not None and used_pct > OVER_LIMIT_PCT else Condition.FINE

"""A life in rounds: what the machine makes of conditions, with the alerts kept as a database would."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from powertui.domain.alert_life.conditions import Conditions
from powertui.domain.alert_life.machine import advance
from powertui.domain.alert_life.pace import LifeSettings, Pace
from powertui.domain.alerts import (
    Alert,
    AlertEvent,
    AlertKey,
    Finding,
    ObjectKind,
    Place,
    RuleKind,
    Severity,
    Transition,
)

INTERVAL_S = 30.0
KEY = AlertKey(RuleKind.FEED_OVER, ObjectKind.FEED, 1)
PACE = Pace(for_samples=3, for_s=60, clear_samples=3, clear_for_s=60)


def finding(
    severity: Severity = Severity.CRITICAL,
    *,
    key: AlertKey = KEY,
    at_s: float | None = None,
    kept: Severity | None = None,
    places: Iterable[Place] = (),
    value: float = 105.0,
) -> Finding:
    """A condition that holds."""
    return Finding(
        key=key,
        severity=severity,
        object_name=f"{key.object_kind.value}-{key.object_id}",
        limit_name="limit",
        limit_value=100.0,
        measured_value=value,
        unit="VA",
        message="it is so",
        kept_severity=kept,
        sampled_at_s=at_s,
        places=(Place(key.object_kind, key.object_id, ""), *places),
    )


@dataclass
class Life:
    """Rounds at a fixed beat; between them only what is in `open` and `over` is remembered."""

    pace_of: Callable[[Finding], Pace] = lambda _: PACE
    settings: LifeSettings = field(default_factory=LifeSettings)
    now_s: float = 1000.0
    open: dict[AlertKey, Alert] = field(default_factory=dict)
    over: list[Alert] = field(default_factory=list)
    events: list[AlertEvent] = field(default_factory=list)
    rows: int = 0

    def round(self, conditions: Conditions, after_s: float = INTERVAL_S) -> list[Transition]:
        """One more; returns its steps."""
        self.now_s += after_s
        remembered = [one for one in self.over if (one.cleared_at_s or 0) >= self.now_s - self.settings.remembered_s]
        changes = advance(self.open.values(), remembered, conditions, self.pace_of, self.now_s, self.settings)
        for alert in changes.dropped:
            del self.open[alert.finding.key]
        self.rows += len(changes.opened)
        numbered = [replace(alert, id=self.rows - number) for number, alert in enumerate(changes.opened)]
        for alert in (*numbered, *changes.changed):
            if alert.is_open:
                self.open[alert.finding.key] = alert
            else:
                del self.open[alert.finding.key]
                self.over.append(alert)
        self.events.extend(changes.events)
        return [event.transition for event in changes.events]

    def hold(self, severity: Severity = Severity.CRITICAL, kept: Severity | None = None) -> list[Transition]:
        """A round in which the condition holds, on a sample of its own."""
        return self.round(Conditions({KEY: finding(severity, at_s=self.now_s + INTERVAL_S, kept=kept)}))

    def absent(self) -> list[Transition]:
        return self.round(Conditions())

    def band(self) -> list[Transition]:
        return self.round(Conditions(band=frozenset({KEY})))

    def unknown(self) -> list[Transition]:
        return self.round(Conditions(unknown=frozenset({KEY})))

    def steps(self, *wanted: Transition) -> int:
        return sum(event.transition in wanted for event in self.events)

    @property
    def alert(self) -> Alert:
        return self.open[KEY]


def held(count: int, severity: Severity = Severity.CRITICAL) -> Life:
    """A condition that has held for some rounds."""
    life = Life()
    for _ in range(count):
        life.hold(severity)
    return life

"""Steps in the lives of alerts, for tests of what follows from them."""

from dataclasses import replace
from itertools import count

from powertui.domain.alerts import (
    Alert,
    AlertEvent,
    AlertKey,
    Finding,
    FirstMover,
    ObjectKind,
    Place,
    RuleKind,
    Severity,
    Transition,
)
from tests.plants import NOW_S

RULE = next(iter(RuleKind))
OTHER_RULE = tuple(RuleKind)[1]


def alert_on(
    number: int,
    kind: ObjectKind = ObjectKind.FEED,
    object_id: int = 1,
    severity: Severity = Severity.WARNING,
    *,
    name: str = "A1-R01",
    message: str = "L1 carries 17.2 A of 16 A",
    places: tuple[Place, ...] = (),
    began_at_s: float = NOW_S - 60,
) -> Alert:
    """An alert that fires."""
    finding = Finding(
        key=AlertKey(RULE, kind, object_id),
        severity=severity,
        object_name=name,
        limit_name="L1 current",
        limit_value=16.0,
        measured_value=17.2,
        unit="A",
        message=message,
        advice="Move load to another leg.",
        places=places,
    )
    return Alert(
        number,
        finding,
        began_at_s,
        NOW_S,
        17.2,
        fired_at_s=NOW_S,
        first_mover=FirstMover("Outlet 3", NOW_S - 60, 100.0, 600.0),
    )


class Life:
    """Steps of one alert after the other, as evaluation would tell them. Their ids are unique in a process."""

    _ids = count(1)

    def __init__(self, alert: Alert) -> None:
        self.alert = alert

    def step(self, transition: Transition, at_s: float = NOW_S) -> AlertEvent:
        changed = self.alert
        if transition is Transition.CLEARED:
            changed = replace(changed, cleared_at_s=at_s)
        elif transition is Transition.ACKNOWLEDGED:
            changed = replace(changed, acknowledged_at_s=at_s)
        elif transition is Transition.SILENCED:
            changed = replace(changed, silenced_until_s=at_s + 3600)
        elif transition is Transition.UNSILENCED:
            changed = replace(changed, silenced_until_s=None)
        elif transition is Transition.GROUPED:
            changed = replace(changed, caused_by=AlertKey(OTHER_RULE, ObjectKind.PANEL, 1), caused_by_id=99)
        elif transition is Transition.RELEASED:
            changed = replace(changed, caused_by=None, caused_by_id=None)
        self.alert = changed
        return AlertEvent(changed, transition, at_s, id=next(self._ids))

    def escalated(self, severity: Severity, at_s: float = NOW_S) -> AlertEvent:
        finding = replace(self.alert.finding, severity=severity)
        self.alert = replace(self.alert, finding=finding)
        return self.step(Transition.ESCALATED, at_s)

"""One cause, one alert: which open alert explains which other ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from powertui.domain.alerts import Alert, AlertKey, ObjectKind, RuleKind

_DARK = (RuleKind.PANEL_DARK, RuleKind.FEED_DARK, RuleKind.PDU_DARK)
_GONE = (*_DARK, RuleKind.POLLER_BLIND, RuleKind.PDU_SILENT)

EXPLAINED_BY: Mapping[RuleKind, tuple[RuleKind, ...]] = {
    RuleKind.PANEL_DARK: (RuleKind.POLLER_BLIND,),
    RuleKind.FEED_DARK: (RuleKind.POLLER_BLIND, RuleKind.PANEL_DARK),
    RuleKind.PDU_DARK: (RuleKind.PANEL_DARK, RuleKind.FEED_DARK),
    RuleKind.PDU_SILENT: (RuleKind.POLLER_BLIND, *_DARK),
    RuleKind.CORD_DEAD: _GONE,
    RuleKind.VOLTAGE_BAND: _DARK,
    RuleKind.OUTLET_MISMATCH: _GONE,
    RuleKind.OUTLET_SWITCHED: _GONE,
    RuleKind.PEER_LOSS_OVERLOAD: (*_DARK, RuleKind.FEED_OVER),
    RuleKind.TELEMETRY_STALE: (*_GONE, RuleKind.POLLER_OVERRUN),
    RuleKind.PDU_REBOOTED: (*_GONE, RuleKind.PDU_REPLACED),
    RuleKind.DEVICE_OVERLOAD: (
        RuleKind.FEED_OVER,
        RuleKind.PDU_OVER,
        RuleKind.INLET_OVER,
        RuleKind.BRANCH_OVER,
    ),
    RuleKind.OUTLET_OVER_MAXIMUM: (RuleKind.CORD_DEAD,),
    RuleKind.IMBALANCE: (RuleKind.FEED_OVER,),
    RuleKind.PDU_OVER: (RuleKind.FEED_OVER,),
    RuleKind.INLET_OVER: (RuleKind.FEED_OVER, RuleKind.PDU_OVER),
}
"""By rule: the rules that may explain it, what reaches furthest first. A cause must be about something that the alert's
object gets its power through or is part of, and at least as severe. No two rules explain each other."""

AFTERMATH: frozenset[RuleKind] = frozenset({RuleKind.PDU_REBOOTED})
"""What follows from a cause when that is over: a PDU that has power again starts again."""

_Reference = tuple[RuleKind, ObjectKind, int]


@dataclass(frozen=True, slots=True)
class Causes:
    """Open alerts, and those that are over and still explain something, by rule and object."""

    by_object: Mapping[_Reference, Alert]
    over_by_object: Mapping[_Reference, Alert]
    aftermath_since_s: float
    """What was over before explains nothing any more."""

    def of(self, alert: Alert) -> AlertKey | None:
        """What explains an open alert; None where it stands for itself."""
        rule = alert.finding.key.rule
        for cause_rule in EXPLAINED_BY.get(rule, ()):
            for place in alert.finding.places:
                reference = (cause_rule, place.kind, place.id)
                found = self.by_object.get(reference)
                if found is None and rule in AFTERMATH:
                    found = self.over_by_object.get(reference)
                    if found is not None and (found.cleared_at_s or 0.0) < self.aftermath_since_s:
                        found = None
                if found is not None and found.finding.severity >= alert.finding.severity:
                    return found.finding.key
        return None


def causes_among(open_alerts: Iterable[Alert], over: Iterable[Alert], aftermath_since_s: float) -> Causes:
    """Ready to be asked about each alert."""
    rules = {rule for found in EXPLAINED_BY.values() for rule in found}
    return Causes(
        _by_object(open_alerts, rules),
        _by_object((alert for alert in over if alert.fired_at_s is not None), rules),
        aftermath_since_s,
    )


def _by_object(alerts: Iterable[Alert], rules: set[RuleKind]) -> dict[_Reference, Alert]:
    keyed = ((alert.finding.key, alert) for alert in alerts)
    return {(key.rule, key.object_kind, key.object_id): alert for key, alert in keyed if key.rule in rules}

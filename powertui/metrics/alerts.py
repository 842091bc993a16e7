"""The alerts that are open as samples: how many, and each of the worst of them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from powertui.domain.alerts import Alert, ObjectKind, RuleKind, Severity
from powertui.domain.columns.snapshot import PlantSnapshot
from powertui.metrics.families import gauge
from powertui.metrics.labels import NO_LABELS, LabelSet, label_set
from powertui.metrics.places import Labels
from powertui.metrics.samples import Block, block_of

MOST_ALERTS = 1000
"""That have a series each, the worst and newest; a storm is told by its counts."""

ALERT = gauge("alert_firing", "", "1 for each alert that is open, the worst of them; absent once it is cleared.")
ALERTS = gauge("alerts_firing", "", "How many alerts are open, by severity.")
RULE_ALERTS = gauge("rule_alerts_firing", "", "How many alerts are open, by rule and severity.")
ALERTS_UNLISTED = gauge("alerts_unlisted", "", "Open alerts without a series of their own: there are too many.")
JUDGED_AGE = gauge("alerts_judged_age", "seconds", "How long ago the rules were last gone through, by anybody.")

_SEVERITIES = {Severity.INFO: "info", Severity.WARNING: "warning", Severity.CRITICAL: "critical"}

_PLACES = {
    ObjectKind.SITE: "site",
    ObjectKind.RACK: "rack",
    ObjectKind.PANEL: "panel",
    ObjectKind.FEED: "feed",
}


def alert_blocks(snapshot: PlantSnapshot) -> Iterator[Block]:
    """As of the snapshot."""
    alerts = [alert for alert in snapshot.alerts if alert.is_open]
    of_severity = Counter(alert.finding.severity for alert in alerts)
    of_rule = Counter((alert.finding.key.rule, alert.finding.severity) for alert in alerts)
    yield block_of(
        ALERTS, [(label_set({"severity": word}), of_severity[severity]) for severity, word in _SEVERITIES.items()]
    )
    # All of them, also those of which none is open: what is absent cannot be compared with anything.
    yield block_of(
        RULE_ALERTS,
        [
            (label_set({"rule": rule.slug, "severity": word}), of_rule[rule, severity])
            for rule in RuleKind
            for severity, word in _SEVERITIES.items()
        ],
    )
    yield block_of(ALERTS_UNLISTED, [(NO_LABELS, max(0, len(alerts) - MOST_ALERTS))])
    yield block_of(ALERT, [(labels, 1.0) for labels in _listed(alerts[:MOST_ALERTS])])
    if snapshot.poller.judged_age_s is not None:
        yield block_of(JUDGED_AGE, [(NO_LABELS, snapshot.poller.judged_age_s)])


def _listed(alerts: Sequence[Alert]) -> Iterator[LabelSet]:
    found: set[LabelSet] = set()
    for alert in alerts:
        labels = _labels(alert)
        one = label_set(labels)
        if one in found:
            one = label_set(labels | {"object": f"{labels['object']} #{alert.id}"})
        found.add(one)
        yield one


def _labels(alert: Alert) -> Labels:
    finding = alert.finding
    where: Labels = {}
    for place in finding.places:
        # What hangs on several feeds is on none of them.
        word = _PLACES.get(place.kind)
        if word is not None:
            where[word] = place.name if word not in where or where[word] == place.name else ""
    return where | {
        "rule": finding.key.rule.slug,
        "severity": _SEVERITIES[finding.severity],
        "state": alert.state.value,
        "object_kind": finding.key.object_kind.value,
        "object": finding.object_name,
        "part": finding.part,
    }

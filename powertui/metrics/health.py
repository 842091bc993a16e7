"""Whether readings come at all: of PDUs, of the poller, and the alerts that are open, as samples."""

from collections import Counter
from collections.abc import Iterator

from powertui.domain.alerts import Severity
from powertui.domain.measured import MeasuredTarget
from powertui.domain.plant import PlantView
from powertui.domain.reading import PollOutcome, Quality
from powertui.metrics.families import PREFIX, Family, FamilyKind, gauge
from powertui.metrics.labels import NO_LABELS, LabelSet, label_set
from powertui.metrics.layout import Layout
from powertui.metrics.loads import Sample

PDU = Family(f"{PREFIX}pdu", "What a PDU is.", FamilyKind.INFO)
PDU_UP = gauge("pdu_up", "", "Whether the last attempt to read a PDU succeeded; absent before the first.")
PDU_AGE = gauge("pdu_reading_age", "seconds", "Age of a PDU's newest readings.")
PDU_AT = gauge("pdu_reading_timestamp", "seconds", "When a PDU's newest readings were taken.")
PDU_TOOK = gauge("pdu_poll_duration", "seconds", "How long the last attempt to read a PDU took.")
PDU_FAILURES = gauge("pdu_poll_failures", "", "Attempts that failed since the last that succeeded.")
PDU_UPTIME = gauge("pdu_uptime", "seconds", "How long a PDU's agent runs, by its newest readings.")
PDU_READINGS = gauge("pdu_readings", "", "How many of a PDU's readings are of which quality.")

POLLER_UP = gauge("poller_up", "", "Whether a poller is at work on this database.")
POLLER_AGE = gauge("poller_heartbeat_age", "seconds", "How long ago the poller last showed a sign of life.")
POLLER_INTERVAL = gauge("poller_interval", "seconds", "From one reading of a PDU to the next.")
POLLER_CYCLES = Family(f"{PREFIX}poller_cycles", "Rounds of polls that were completed.", FamilyKind.COUNTER)
POLLER_TOOK = gauge("poller_cycle_duration", "seconds", "How long the last round took.")
POLLER_POLLED = gauge("poller_cycle_polled", "", "PDUs read in the last round.")
POLLER_FAILED = gauge("poller_cycle_failed", "", "PDUs that could not be read in the last round.")

ALERT = gauge("alert_firing", "", "1 for each alert that is open; absent once it is cleared.")
ALERTS = gauge("alerts_firing", "", "How many alerts are open, by severity.")

_SEVERITIES = {Severity.INFO: "info", Severity.WARNING: "warning", Severity.CRITICAL: "critical"}


def pdu_samples(target: MeasuredTarget, layout: Layout, now_s: float) -> Iterator[Sample]:
    """A polled device itself."""
    labels = layout.labels
    if target.outcome is not PollOutcome.NEVER:
        yield Sample(PDU_UP, labels, float(target.outcome is PollOutcome.OK))
        yield Sample(PDU_FAILURES, labels, target.failures)
    if target.latency_s is not None:
        yield Sample(PDU_TOOK, labels, target.latency_s)
    if target.sampled_at_s is not None:
        yield Sample(PDU_AGE, labels, max(0.0, now_s - target.sampled_at_s))
        yield Sample(PDU_AT, labels, target.sampled_at_s)
    if target.uptime_s is not None and target.outcome is PollOutcome.OK:
        yield Sample(PDU_UPTIME, labels, target.uptime_s)
    if target.family:
        yield Sample(PDU, layout.info, 1)
    counts = Counter(reading.quality for subject in target.subjects for reading in subject.readings)
    for quality in Quality:
        yield Sample(PDU_READINGS, layout.qualities[quality], counts[quality])


def poller_samples(view: PlantView) -> Iterator[Sample]:
    """The process that polls."""
    poller = view.poller
    yield Sample(POLLER_UP, NO_LABELS, float(poller.is_alive))
    yield Sample(POLLER_INTERVAL, NO_LABELS, poller.interval_s)
    if poller.heartbeat_age_s is not None:
        yield Sample(POLLER_AGE, NO_LABELS, poller.heartbeat_age_s)
    if poller.cycle_started_at_s is not None:
        yield Sample(POLLER_CYCLES, NO_LABELS, poller.cycle_number)
        yield Sample(POLLER_POLLED, NO_LABELS, poller.polled)
        yield Sample(POLLER_FAILED, NO_LABELS, poller.failed)
    if poller.cycle_took_s is not None:
        yield Sample(POLLER_TOOK, NO_LABELS, poller.cycle_took_s)


def alert_samples(view: PlantView) -> Iterator[Sample]:
    """The open alerts."""
    found: set[LabelSet] = set()
    counts = Counter(alert.finding.severity for alert in view.alerts if alert.is_open)
    for severity, word in _SEVERITIES.items():
        yield Sample(ALERTS, label_set({"severity": word}), counts.get(severity, 0))
    for alert in view.alerts:
        if alert.is_open:
            finding = alert.finding
            labels = {
                "rule": finding.key.rule.slug,
                "severity": _SEVERITIES[finding.severity],
                "object_kind": finding.key.object_kind.value,
                "object": finding.object_name,
                "part": finding.part,
            }
            one = label_set(labels)
            if one in found:
                one = label_set(labels | {"object": f"{finding.object_name} #{alert.id}"})
            found.add(one)
            yield Sample(ALERT, one, 1)

"""Which findings a view of the plant gives, and how findings become alerts. Pure: the same view, the same findings."""

from collections.abc import Iterable
from dataclasses import dataclass

from powertui.domain.alerts import Alert, AlertKey, Finding, ObjectKind, RuleKind, Severity
from powertui.domain.choices import Phase
from powertui.domain.measured import MeasuredTarget
from powertui.domain.outlet_load import DEAD_W
from powertui.domain.plant import PlantView
from powertui.domain.reading import PollOutcome, Quality, Reading
from powertui.domain.rollup import FeedLoad, LegLoad, OutletFinding

TOTAL = "VA"
"""The part of a feed that its apparent power is about; the other parts are its legs' names."""


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Thresholds that a configuration may change."""

    near_capacity_pct: float = 90.0
    """Of what is permissible; at 100 % it is over capacity."""
    silent_after_failures: int = 2
    rebooted_for_s: float = 600.0
    """How long a reboot is worth showing."""


def findings(view: PlantView, settings: RuleSettings) -> tuple[Finding, ...]:
    """All conditions that hold in a view, each once."""
    found = [
        *(finding for load in view.feeds.values() for finding in _capacity_findings(load, settings)),
        *(finding for target in view.targets.values() for finding in _target_findings(target, view.now_s, settings)),
        *_cord_findings(view),
    ]
    return tuple({finding.key: finding for finding in found}.values())


def _capacity_findings(load: FeedLoad, settings: RuleSettings) -> Iterable[Finding]:
    feed = load.feed
    where_va = f"{abs(feed.voltage_v)} V × {feed.amperage_a} A" + (" × 1.732" if feed.phase is Phase.THREE else "")
    yield from _over(
        load,
        TOTAL,
        load.apparent_power,
        load.available_power_va,
        ("available power", "VA", 0, f"{where_va} × {feed.max_utilization_pct} %"),
        settings,
    )
    for leg in load.legs:
        yield from _leg_findings(load, leg, settings)


def _leg_findings(load: FeedLoad, leg: LegLoad, settings: RuleSettings) -> Iterable[Finding]:
    source = f"{load.feed.amperage_a} A × {load.feed.max_utilization_pct} %"
    return _over(load, leg.name, leg.current, leg.limit_a, (f"{leg.name} current", "A", 1, source), settings)


def _over(
    load: FeedLoad,
    part: str,
    measured: Reading,
    limit: float,
    wording: tuple[str, str, int, str],
    settings: RuleSettings,
) -> Iterable[Finding]:
    limit_name, unit, decimals, source = wording
    if measured.value is None or measured.quality >= Quality.STALE or limit <= 0:
        return
    used_pct = 100 * measured.value / limit
    if used_pct <= settings.near_capacity_pct:
        return
    is_over = used_pct > 100
    rule = RuleKind.FEED_OVER_CAPACITY if is_over else RuleKind.FEED_NEAR_CAPACITY
    sign = ">" if is_over else "of"
    yield Finding(
        key=AlertKey(rule, ObjectKind.FEED, load.feed.id, part),
        severity=Severity.CRITICAL if is_over else Severity.WARNING,
        object_name=load.feed.name,
        limit_name=limit_name,
        limit_value=limit,
        measured_value=measured.value,
        unit=unit,
        message=(
            f"{rule.words}: {limit_name} {measured.value:,.{decimals}f} {sign} {limit:,.{decimals}f} {unit}"
            f" ({used_pct:.0f} %; limit {source})"
        ),
    )


def _target_findings(target: MeasuredTarget, now_s: float, settings: RuleSettings) -> Iterable[Finding]:
    if target.outcome not in {PollOutcome.OK, PollOutcome.NEVER} and target.failures >= settings.silent_after_failures:
        silent_s = None if target.sampled_at_s is None else now_s - target.sampled_at_s
        since = "since it was added" if silent_s is None else f"for {_span(silent_s)}"
        yield Finding(
            key=AlertKey(RuleKind.PDU_SILENT, ObjectKind.TARGET, target.id),
            severity=Severity.WARNING,
            object_name=target.name,
            limit_name="",
            limit_value=None,
            measured_value=None,
            unit="",
            message=f"no readings {since} ({target.failures} polls failed): {target.detail}",
        )
    if target.rebooted_at_s is not None:
        ago_s = now_s - target.rebooted_at_s
        if ago_s <= settings.rebooted_for_s:
            yield Finding(
                key=AlertKey(RuleKind.PDU_REBOOTED, ObjectKind.TARGET, target.id),
                severity=Severity.INFO,
                object_name=target.name,
                limit_name="",
                limit_value=None,
                measured_value=None,
                unit="",
                message=f"rebooted {_span(ago_s)} ago: its uptime started again",
            )


def _cord_findings(view: PlantView) -> Iterable[Finding]:
    for target_id, loads in view.outlets_of_target.items():
        for load in loads:
            if load.finding is not OutletFinding.CORD_DEAD or load.load_device is None or load.load_port is None:
                continue
            if load.active_power.quality >= Quality.STALE:
                continue
            yield Finding(
                key=AlertKey(RuleKind.CORD_DEAD, ObjectKind.DEVICE, load.load_device.id, load.load_port.name),
                severity=Severity.WARNING,
                object_name=load.load_device.name,
                limit_name="",
                limit_value=None,
                measured_value=load.active_power.value,
                unit="W",
                message=(
                    f"redundancy lost: {load.load_port.name} draws nothing from {view.targets[target_id].name}"
                    f" outlet {load.number}, its other cord carries the load"
                ),
            )


@dataclass(frozen=True, slots=True)
class AlertChanges:
    """What a round of evaluation changes in the alerts on record."""

    opened: tuple[Finding, ...]
    continued: tuple[tuple[Alert, Finding], ...]
    cleared: tuple[Alert, ...]


def reconcile(open_alerts: Iterable[Alert], found: Iterable[Finding], undecided: frozenset[AlertKey]) -> AlertChanges:
    """Match what holds now with the alerts that are open.

    A key in `undecided` could not be judged (its reading is stale or missing): an open alert of it stays as it is,
    for silence is no recovery.
    """
    open_by_key = {alert.finding.key: alert for alert in open_alerts}
    found_by_key = {finding.key: finding for finding in found}
    return AlertChanges(
        opened=tuple(finding for key, finding in found_by_key.items() if key not in open_by_key),
        continued=tuple((open_by_key[key], finding) for key, finding in found_by_key.items() if key in open_by_key),
        cleared=tuple(alert for key, alert in open_by_key.items() if key not in found_by_key and key not in undecided),
    )


def undecided_keys(view: PlantView) -> frozenset[AlertKey]:
    """The alerts that this view's readings are too old to judge. What nobody could ever read is not among them."""
    keys = set()
    for load in view.feeds.values():
        if not load.inlet_target_ids:
            continue
        parts = [(TOTAL, load.apparent_power), *((leg.name, leg.current) for leg in load.legs)]
        for part, measured in parts:
            if measured.value is None or measured.quality >= Quality.STALE:
                for rule in (RuleKind.FEED_OVER_CAPACITY, RuleKind.FEED_NEAR_CAPACITY):
                    keys.add(AlertKey(rule, ObjectKind.FEED, load.feed.id, part))
    cords = [
        (cord, AlertKey(RuleKind.CORD_DEAD, ObjectKind.DEVICE, cord.load_device.id, cord.load_port.name))
        for outlets in view.outlets_of_target.values()
        for cord in outlets
        if cord.load_device and cord.load_port
    ]
    untold = {Quality.STALE, Quality.IMPLAUSIBLE}
    silent = {key.object_id for cord, key in cords if cord.active_power.quality in untold}
    for cord, key in cords:
        # A cord that carries nothing is dead only if another one carries load: that one must speak, too.
        waits = key.object_id in silent and (cord.active_power.value or 0.0) < DEAD_W
        if waits or cord.active_power.quality >= Quality.STALE:
            keys.add(key)
    return frozenset(keys)


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"

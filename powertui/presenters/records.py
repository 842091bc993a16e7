"""Feeds, PDUs and alerts as JSON objects: stable keys with their units; null where a figure is missing, never 0."""

from typing import TypedDict

from powertui.domain.alerts import Alert, FirstMover
from powertui.domain.measured import MeasuredSubject, MeasuredTarget
from powertui.domain.neutral import neutral_estimate_a
from powertui.domain.reading import OutletState, Quality, Quantity, Reading, SubjectKind
from powertui.domain.rollup import FeedLoad, LegLoad, OutletLoad
from powertui.domain.summed import Coverage
from powertui.presenters.energy import energy_record
from powertui.presenters.figures import condition_word, oldest_age_s
from powertui.presenters.moments import iso_utc
from powertui.presenters.pdus import feeds_of, target_power
from powertui.presenters.picture import Picture

Json = dict[str, object]
"""One object on its way to stdout; nothing else reads it."""

_PARTS = (
    ("units", SubjectKind.UNIT),
    ("inputs", SubjectKind.INPUT),
    ("phases", SubjectKind.PHASE),
    ("lines", SubjectKind.LINE),
    ("branches", SubjectKind.BRANCH),
)


class ReadingTail(TypedDict):
    """How far a figure can be trusted."""

    quality: str
    age_s: float | None


def feed_record(picture: Picture, load: FeedLoad) -> Json:
    """A power feed."""
    feed = load.feed
    return {
        "name": feed.name,
        "panel": load.panel.name,
        "rack": load.rack.name if load.rack else None,
        "side": load.side.value if load.side else None,
        "status": feed.status.value,
        "supply": feed.supply.value,
        "phase": feed.phase.value,
        "voltage_v": feed.voltage_v,
        "amperage_a": feed.amperage_a,
        "max_utilization_pct": feed.max_utilization_pct,
        "available_power_va": load.available_power_va,
        "measured_va": rounded(load.apparent_power.value),
        "measured_w": rounded(load.active_power.value),
        "used_pct": rounded(load.used_pct),
        "worst_pct": rounded(load.worst_pct),
        "imbalance_pct": rounded(load.imbalance_pct),
        "neutral_estimate_a": rounded(neutral_estimate_a(load)),
        "modelled_allocated_w": load.modelled.allocated_w if load.modelled else None,
        "modelled_maximum_w": load.modelled.maximum_w if load.modelled else None,
        "difference_va": rounded(load.difference_va),
        "basis": load.basis.value,
        "legs_basis": load.legs_basis.value,
        "source": load.source,
        "panel_meter": _target_name(picture, load.meter_target_id),
        **tail(picture, load.apparent_power),
        "legs": [leg_record(picture, leg) for leg in load.legs],
        "pdus": [picture.view.targets[target_id].name for target_id in load.inlet_target_ids],
        "peers": [picture.view.feeds[feed_id].feed.name for feed_id in load.peer_feed_ids],
        "state": condition_word(picture.feed_condition(load)),
    }


def leg_record(picture: Picture, leg: LegLoad) -> Json:
    """One conductor of a feed."""
    return {
        "leg": leg.name,
        "current_a": rounded(leg.current.value),
        "limit_a": rounded(leg.limit_a),
        "used_pct": rounded(leg.used_pct),
        "voltage_v": rounded(leg.voltage.value),
        "measured_w": rounded(leg.active_power.value),
        "measured_va": rounded(leg.apparent_power.value),
        "power_factor": rounded(leg.power_factor.value),
        "modelled_allocated_w": leg.modelled_allocated_w,
        **tail(picture, leg.current),
    }


def pdu_record(picture: Picture, target: MeasuredTarget) -> Json:
    """A polled device with all its parts."""
    active = target_power(picture, target, Quantity.ACTIVE_POWER)
    apparent = target_power(picture, target, Quantity.APPARENT_POWER)
    return {
        "name": target.name,
        "host": target.host,
        "port": target.port,
        "rack": rack_of(picture, target),
        "panel": panel_of(picture, target),
        "feeds": [load.feed.name for load in feeds_of(picture, target.id)],
        "vendor": target.vendor or None,
        "model": target.model or None,
        "family": target.family or None,
        "serial": target.serial or None,
        "firmware": target.firmware or None,
        "measured_w": rounded(active.value),
        "measured_va": rounded(apparent.value),
        "quality": tail(picture, apparent if active.value is None else active)["quality"],
        "outcome": target.outcome.value,
        "detail": target.detail or None,
        "failures": target.failures,
        "attempted_at": iso_utc(target.attempted_at_s),
        "sampled_at": iso_utc(target.sampled_at_s),
        "age_s": None if target.sampled_at_s is None else rounded(max(0.0, picture.now_s - target.sampled_at_s)),
        "latency_s": rounded(target.latency_s),
        "uptime_s": rounded(target.uptime_s),
        **{key: [subject_record(picture, subject) for subject in target.of_kind(kind)] for key, kind in _PARTS},
        "outlets": [outlet_record(picture, load) for load in picture.view.outlets_of_target.get(target.id, ())],
        "state": condition_word(picture.target_condition(target)),
    }


def subject_record(picture: Picture, subject: MeasuredSubject) -> Json:
    """A part of a device; its figures under the quantities' own keys, those only that it has."""
    description = subject.description
    figures = {reading.quantity.key: rounded(reading.value) for reading in (*description.facts, *subject.readings)}
    return {
        "id": description.key,
        "label": description.label or None,
        "name": description.name or None,
        "leg": description.leg.value if description.leg else None,
        "power_port": port_of(picture, subject),
        "feed": feed_of(picture, subject),
        **figures,
        "energy": energy_record(picture, subject),
        "age_s": rounded(oldest_age_s(picture, subject.readings)),
    }


def outlet_record(picture: Picture, load: OutletLoad) -> Json:
    """An outlet and what is plugged into it."""
    return {
        "outlet": load.number,
        "name": load.outlet.name if load.outlet else None,
        "leg": load.leg.value if load.leg else None,
        "state": outlet_state(load.state),
        "current_a": rounded(load.current.value),
        "voltage_v": rounded(load.voltage.value),
        "measured_w": rounded(load.active_power.value),
        "measured_va": rounded(load.apparent_power.value),
        "power_factor": rounded(load.power_factor.value),
        "energy_kwh": rounded(load.energy.value),
        "energy": energy_record(picture, load.subject),
        "device": load.load_device.name if load.load_device else None,
        "power_port": load.load_port.name if load.load_port else None,
        "modelled_allocated_w": load.modelled.allocated_w if load.modelled else None,
        "modelled_maximum_w": load.modelled.maximum_w if load.modelled else None,
        "difference_w": rounded(load.difference_w),
        "finding": load.finding.value or None,
        **tail(picture, load.current if load.active_power.value is None else load.active_power),
    }


def alert_record(alert: Alert) -> Json:
    """An alert with its whole history."""
    finding = alert.finding
    return {
        "id": alert.id,
        "rule": finding.key.rule.slug,
        "object_kind": finding.key.object_kind.value,
        "object": finding.object_name,
        "part": finding.part or None,
        "severity": finding.severity.word,
        "limit": finding.limit_name or None,
        "limit_value": rounded(finding.limit_value),
        "measured_value": rounded(finding.measured_value),
        "peak_value": rounded(alert.peak_value),
        "unit": finding.unit or None,
        "message": finding.message,
        "open": alert.is_open,
        "state": alert.state.value,
        "flapping": alert.is_flapping,
        "estimated": finding.is_estimate,
        "caused_by": alert.caused_by_id,
        "first_mover": _mover_record(alert.first_mover),
        "advice": finding.advice or None,
        "began_at": iso_utc(alert.began_at_s),
        "fired_at": iso_utc(alert.fired_at_s),
        "seen_at": iso_utc(alert.seen_at_s),
        "cleared_at": iso_utc(alert.cleared_at_s),
        "acknowledged_at": iso_utc(alert.acknowledged_at_s),
        "acknowledged_by": alert.acknowledged_by or None,
        "silenced_until": iso_utc(alert.silenced_until_s),
        "silenced_why": alert.silenced_why or None,
        "notes": [{"at": iso_utc(note.at_s), "by": note.by or None, "text": note.text} for note in alert.notes],
    }


def _mover_record(mover: FirstMover | None) -> Json | None:
    if mover is None:
        return None
    return {
        "name": mover.name,
        "at": iso_utc(mover.at_s),
        "before": rounded(mover.before),
        "after": rounded(mover.after),
        "unit": mover.unit if mover.before is not None else None,
    }


def panel_of(picture: Picture, target: MeasuredTarget) -> str | None:
    """The name of the panel whose own meter it is."""
    panel = picture.view.graph.panels.get(target.power_panel_id or -1)
    return panel.name if panel else None


def feed_of(picture: Picture, subject: MeasuredSubject) -> str | None:
    """The name of the feed whose circuit it is."""
    feed = picture.view.graph.feeds.get(subject.binding.power_feed_id or -1)
    return feed.name if feed else None


def port_of(picture: Picture, subject: MeasuredSubject) -> str | None:
    """The name of the power port that it measures."""
    port = picture.view.graph.ports.get(subject.binding.power_port_id or -1)
    return port.name if port else None


def _target_name(picture: Picture, target_id: int | None) -> str | None:
    target = picture.view.targets.get(target_id) if target_id is not None else None
    return target.name if target else None


def rack_of(picture: Picture, target: MeasuredTarget) -> str | None:
    """The name of the rack that the modelled device is in."""
    graph = picture.view.graph
    device = graph.devices.get(target.device_id) if target.device_id is not None else None
    return graph.racks[device.rack_id].name if device and device.rack_id is not None else None


def tail(picture: Picture, reading: Reading) -> ReadingTail:
    """The quality and age of a figure."""
    quality = reading.quality
    if reading.value is not None and picture.is_stale(reading):
        quality = max(quality, Quality.STALE)
    return {"quality": quality.name.lower(), "age_s": rounded(reading.age_s(picture.now_s))}


def coverage_record(coverage: Coverage) -> Json:
    """How many of a sum's feeds are measured, and how."""
    return {
        "fresh": coverage.fresh,
        "measured": coverage.measured,
        "estimated": coverage.estimated,
        "stale": coverage.stale,
        "missing": coverage.missing,
    }


def outlet_state(reading: Reading) -> str | None:
    """An outlet's switch in a word: on, off, pending-off."""
    if reading.value is None:
        return None
    try:
        return OutletState(round(reading.value)).name.lower().replace("_", "-")
    except ValueError:
        return None


def rounded(value: float | None) -> float | int | None:
    """A figure to three digits behind the point, which is what is stored; a whole number stays one."""
    if value is None or isinstance(value, int):
        return value
    return round(value, 3)

"""Outlets: over their modelled maximum, not in the model, not adding up to their inlet, switched."""

from collections.abc import Mapping, Sequence
from functools import partial

from powertui.domain.alerts import Finding, ObjectKind, Place, RuleKind, Severity
from powertui.domain.measured import MeasuredTarget, total
from powertui.domain.reading import Quality, Quantity, SubjectKind
from powertui.domain.rollup import OutletLoad
from powertui.domain.rules.gathering import Gathering, judged_value, key_of, stated, was_measured
from powertui.domain.rules.limits import LimitedPart, judge_limits
from powertui.domain.rules.spec import grade
from powertui.domain.rules.switching import Switching
from powertui.domain.rules.whereabouts import Places

LEAST_SUM_W = 200.0
"""Below, rounding and the PDU's own consumption outweigh a difference."""

_TOLD = 3
"""How many outlets a message names."""


def judge_outlets(gathering: Gathering, switched: Mapping[int, Switching]) -> None:
    """Each polled device's outlets."""
    for target_id, loads in gathering.view.outlets_of_target.items():
        target = gathering.view.targets[target_id]
        for load in loads:
            if load.modelled is not None and load.modelled.maximum_w and load.subject is not None:
                _judge_maximum(gathering, target, load)
        _judge_unmodelled(gathering, target, loads)
        _judge_sum(gathering, target, loads)
        if target_id in switched:
            _judge_switched(gathering, target, switched[target_id])


def _judge_maximum(gathering: Gathering, target: MeasuredTarget, load: OutletLoad) -> None:
    reading, subject, modelled = load.active_power, load.subject, load.modelled
    if subject is None or modelled is None or not was_measured(reading):
        return
    key = key_of(RuleKind.OUTLET_OVER_MAXIMUM, ObjectKind.OUTLET, subject.id)
    plug = " ".join(
        part
        for part in (load.load_device.name if load.load_device else "", load.load_port.name if load.load_port else "")
        if part
    )
    part = LimitedPart("", reading, float(modelled.maximum_w), "active power", f"maximum draw of {plug} in the model")
    name = f"{target.name} outlet {load.number}"
    judge_limits(gathering, key, name, (part,), partial(_places_of_plug, gathering, target, load))


def _places_of_plug(gathering: Gathering, target: MeasuredTarget, load: OutletLoad) -> Places:
    """The outlet's, and the device that is plugged in."""
    where, device = gathering.where, load.load_device
    plugged = () if device is None else (Place(ObjectKind.DEVICE, device.id, device.name or f"device {device.id}"),)
    of_outlet = () if load.subject is None else where.of_part(target.id, ObjectKind.OUTLET, load.subject)
    return (*of_outlet[:1], *plugged, *of_outlet[1:])


def _judge_unmodelled(gathering: Gathering, target: MeasuredTarget, loads: Sequence[OutletLoad]) -> None:
    """One alert for a PDU, whatever many outlets; none while nothing at all is plugged in by the model."""
    if target.device_id is None or not any(load.load_port is not None for load in loads):
        return
    key = key_of(RuleKind.UNMODELLED_LOAD, ObjectKind.TARGET, target.id)
    spec = gathering.spec(RuleKind.UNMODELLED_LOAD, partial(gathering.where.of_target, target.id))
    if not spec.enabled:
        return
    found = []
    is_unknown = is_in_band = False
    for load in loads:
        if load.modelled is not None or not was_measured(load.active_power):
            continue
        watts = judged_value(load.active_power)
        if watts is None:
            is_unknown = True
            continue
        graded = grade(watts, spec)
        is_in_band = is_in_band or graded.is_in_band
        if graded.severity is not None:
            found.append(load)
    if found:
        total_w = sum(load.active_power.value or 0.0 for load in found)
        told = ", ".join(f"outlet {load.number} {load.active_power.value or 0.0:,.0f} W" for load in found[:_TOLD])
        more = f" and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
        gathering.found(
            Finding(
                key=key,
                severity=spec.warn_severity,
                object_name=target.name,
                part=f"outlet {found[0].number}" if len(found) == 1 else f"{len(found)} outlets",
                limit_name="",
                limit_value=None,
                measured_value=total_w,
                unit="W",
                message=f"{total_w:,.0f} W where the model has nothing plugged in: {told}{more}",
                sampled_at_s=found[0].active_power.sampled_at_s,
                advice=spec.advice,
                places=gathering.where.of_target(target.id),
            )
        )
    elif is_unknown:
        gathering.not_known(key)
    elif is_in_band:
        gathering.in_band(key)


def _judge_sum(gathering: Gathering, target: MeasuredTarget, loads: Sequence[OutletLoad]) -> None:
    """The sum of all outlets against the inlets', where both are measured as a whole."""
    units = [unit.get(Quantity.ACTIVE_POWER) for unit in target.of_kind(SubjectKind.UNIT)]
    reported = [load for load in loads if load.subject is not None]
    if not units or not reported or not all(was_measured(load.active_power) for load in reported):
        return
    spec = gathering.spec(RuleKind.OUTLET_MISMATCH, partial(gathering.where.of_target, target.id))
    key = key_of(RuleKind.OUTLET_MISMATCH, ObjectKind.TARGET, target.id)
    if not spec.enabled or any(not was_measured(unit) for unit in units):
        return
    inlet = total(Quantity.ACTIVE_POWER, units)
    outlets = total(Quantity.ACTIVE_POWER, [load.active_power for load in reported])
    # What either of them computes from the other proves nothing.
    if max(inlet.quality, outlets.quality) >= Quality.ESTIMATED or inlet.value is None or outlets.value is None:
        if max(inlet.quality, outlets.quality) >= Quality.STALE:
            gathering.not_known(key)
        return
    if max(inlet.value, outlets.value) < LEAST_SUM_W:
        return
    off_pct = 100 * abs(inlet.value - outlets.value) / max(inlet.value, outlets.value)
    graded = grade(off_pct, spec)
    if graded.severity is None:
        if graded.is_in_band:
            gathering.in_band(key)
        return
    gathering.found(
        Finding(
            key=key,
            severity=graded.severity,
            object_name=target.name,
            limit_name="difference",
            limit_value=graded.threshold,
            measured_value=off_pct,
            unit="%",
            message=(
                f"its outlets add up to {outlets.value:,.0f} W, its inlet says {inlet.value:,.0f} W:"
                f" {off_pct:.0f} % apart, more than {graded.threshold:g} %"
            ),
            kept_severity=graded.kept,
            sampled_at_s=inlet.sampled_at_s,
            advice=spec.advice,
            places=gathering.where.of_target(target.id),
        )
    )


def _judge_switched(gathering: Gathering, target: MeasuredTarget, switching: Switching) -> None:
    spec = gathering.spec(RuleKind.OUTLET_SWITCHED, partial(gathering.where.of_target, target.id))
    if not spec.enabled or gathering.view.now_s - switching.at_s > spec.shown_for_s:
        return
    gathering.found(
        stated(
            key_of(RuleKind.OUTLET_SWITCHED, ObjectKind.TARGET, target.id),
            spec,
            target.name,
            switching.sentence,
            gathering.where.of_target(target.id),
            severity=max(spec.warn_severity, Severity.WARNING) if switching.cuts_load else None,
        )
    )

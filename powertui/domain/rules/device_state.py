"""What a device itself says of its load: its own thresholds and breakers, one alert for a device."""

from functools import partial

from powertui.domain.alerts import ObjectKind, RuleKind, Severity
from powertui.domain.measured import MeasuredTarget
from powertui.domain.reading import LoadState, Quality, Quantity, SubjectKind
from powertui.domain.rules.gathering import Gathering, key_of, stated, was_measured
from powertui.domain.rules.whereabouts import part_name

BAD_STATES = {
    LoadState.NEAR_OVERLOAD: (Severity.WARNING, "near overload"),
    LoadState.HIGH_WARNING: (Severity.WARNING, "above its warning threshold"),
    LoadState.WARNING: (Severity.WARNING, "beyond its warning threshold"),
    LoadState.OVERLOAD: (Severity.CRITICAL, "overload"),
    LoadState.HIGH_CRITICAL: (Severity.CRITICAL, "above its critical threshold"),
    LoadState.CRITICAL: (Severity.CRITICAL, "beyond its critical threshold"),
    LoadState.BREAKER_TRIPPED: (Severity.CRITICAL, "breaker tripped"),
    LoadState.FUSE_BLOWN: (Severity.CRITICAL, "fuse blown"),
    LoadState.FAULT: (Severity.CRITICAL, "fault"),
}
"""What of the device's judgements is an alert; low load is none."""

_TOLD = 3


def judge_device_states(gathering: Gathering) -> None:
    """Each polled device: the worst of what it says of its parts."""
    for target in gathering.view.targets.values():
        _judge(gathering, target)


def _judge(gathering: Gathering, target: MeasuredTarget) -> None:
    found: list[tuple[Severity, str, str, float | None]] = []
    is_unknown = False
    for subject in target.subjects:
        if subject.description.kind is SubjectKind.SENSOR:
            continue
        for quantity in (Quantity.LOAD_STATE, Quantity.STATUS):
            reading = subject.get(quantity)
            if not was_measured(reading):
                continue
            if reading.value is None or reading.quality >= Quality.STALE:
                is_unknown = True
                continue
            state = _state(reading.value)
            if state in BAD_STATES:
                severity, words = BAD_STATES[state]
                name = part_name(target, subject).removeprefix(f"{target.name} ")
                found.append((severity, name, words, reading.sampled_at_s))
    key = key_of(RuleKind.DEVICE_OVERLOAD, ObjectKind.TARGET, target.id)
    if not found:
        if is_unknown:
            gathering.not_known(key)
        return
    spec = gathering.spec(RuleKind.DEVICE_OVERLOAD, partial(gathering.where.of_target, target.id))
    if not spec.enabled:
        return
    found.sort(key=lambda one: -one[0])
    told = ", ".join(f"{name}: {words}" for _, name, words, _ in found[:_TOLD])
    more = f" and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
    gathering.found(
        stated(
            key,
            spec,
            target.name,
            f"by its own thresholds {told}{more}",
            gathering.where.of_target(target.id),
            severity=found[0][0],
            part=found[0][1],
            sampled_at_s=found[0][3],
        )
    )


def _state(value: float) -> LoadState:
    try:
        return LoadState(round(value))
    except ValueError:
        return LoadState.UNKNOWN

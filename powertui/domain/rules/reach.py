"""PDUs that do not answer, restarted, were replaced, or whose readings are old; and polling itself."""

from collections.abc import Iterable
from functools import partial

from powertui.domain.alert_life.conditions import Conditions
from powertui.domain.alerts import AlertKey, ObjectKind, RuleKind
from powertui.domain.events import Event, EventKind
from powertui.domain.measured import MeasuredTarget
from powertui.domain.plant import PlantView, overdue_after_s
from powertui.domain.reading import PollOutcome
from powertui.domain.rules.gathering import Gathering, key_of, stated
from powertui.domain.rules.settings import RuleSettings
from powertui.domain.rules.spec import RuleSpec
from powertui.domain.rules.whereabouts import THE_POLLER

LEAST_TOGETHER = 2
"""From so many on it is no chance that all of them are gone at once."""

_ANSWERED = frozenset({PollOutcome.OK, PollOutcome.NEVER})


def is_silent(target: MeasuredTarget, after_failures: int) -> bool:
    """So many polls in a row failed."""
    return target.outcome not in _ANSWERED and target.failures >= after_failures


def is_left_out(view: PlantView, target: MeasuredTarget) -> bool:
    """It answered when it was asked last, and that is long ago: the fault is with polling."""
    if target.sampled_at_s is None or target.outcome not in _ANSWERED:
        return False
    return view.now_s - target.sampled_at_s > view.stale_after_s


def judge_reach(gathering: Gathering) -> None:
    """Each polled device: silent, stale, restarted."""
    for target in gathering.view.targets.values():
        _judge_silence(gathering, target)
        _judge_reboot(gathering, target)


def _judge_silence(gathering: Gathering, target: MeasuredTarget) -> None:
    view = gathering.view
    places_of = partial(gathering.where.of_target, target.id)
    silent_key = key_of(RuleKind.PDU_SILENT, ObjectKind.TARGET, target.id)
    stale_key = key_of(RuleKind.TELEMETRY_STALE, ObjectKind.TARGET, target.id)
    age_s = None if target.sampled_at_s is None else view.now_s - target.sampled_at_s
    if is_silent(target, gathering.settings.silent_after_failures):
        spec = gathering.spec(RuleKind.PDU_SILENT, places_of)
        since = "since it was added" if age_s is None else f"for {span(age_s)}"
        message = f"no readings {since} ({target.failures} polls failed): {target.detail}"
        _tell(gathering, silent_key, target.name, spec, message, target.attempted_at_s)
        # Why they are old is told already.
        gathering.not_known(stale_key)
        return
    if target.outcome not in _ANSWERED:
        # It failed, not often enough: whether it is silent shows at the next poll, and its readings are no younger.
        gathering.not_known(silent_key)
        gathering.not_known(stale_key)
    elif age_s is not None and is_left_out(gathering.view, target):
        spec = gathering.spec(RuleKind.TELEMETRY_STALE, places_of)
        message = (
            f"its readings are {span(age_s)} old, polled every {view.poller.interval_s:g} s: nothing is judged by them"
        )
        _tell(gathering, stale_key, target.name, spec, message, None)


def _judge_reboot(gathering: Gathering, target: MeasuredTarget) -> None:
    if target.rebooted_at_s is None:
        return
    spec = gathering.spec(RuleKind.PDU_REBOOTED, partial(gathering.where.of_target, target.id))
    ago_s = gathering.view.now_s - target.rebooted_at_s
    if ago_s <= spec.shown_for_s:
        key = key_of(RuleKind.PDU_REBOOTED, ObjectKind.TARGET, target.id)
        message = f"rebooted {span(ago_s)} ago: its uptime started again"
        _tell(gathering, key, target.name, spec, message, None)


def judge_replaced(gathering: Gathering, events: Iterable[Event]) -> None:
    """Devices in whose place another serial number answered lately."""
    newest: dict[int, Event] = {}
    for event in events:
        target_id = event.target_id
        if event.kind is EventKind.REPLACED and target_id is not None and target_id in gathering.view.targets:
            newest[target_id] = event
    for target_id, event in newest.items():
        target = gathering.view.targets[target_id]
        spec = gathering.spec(RuleKind.PDU_REPLACED, partial(gathering.where.of_target, target_id))
        if gathering.view.now_s - event.at_s <= spec.shown_for_s:
            key = key_of(RuleKind.PDU_REPLACED, ObjectKind.TARGET, target_id)
            _tell(gathering, key, target.name, spec, f"another device answers: {event.detail}", None)


def judge_poller(gathering: Gathering, heard: Iterable[int]) -> None:
    """Whether polling keeps up, and whether any of those that were ever heard still answers."""
    poller = gathering.view.poller
    spec = gathering.spec(RuleKind.POLLER_OVERRUN, lambda: (THE_POLLER,))
    key = key_of(RuleKind.POLLER_OVERRUN, ObjectKind.POLLER, THE_POLLER.id)
    took_s = poller.cycle_took_s or 0.0
    if poller.shed or took_s > poller.interval_s:
        left = f"{poller.shed} polls were left out" if poller.shed else "a cycle outlasts its interval"
        message = f"{left}: a cycle took {took_s:.1f} s of {poller.interval_s:g} s"
        _tell(gathering, key, THE_POLLER.name, spec, message, poller.cycle_started_at_s)
    else:
        _judge_standstill(gathering, key, spec)
    # One without power that answers is heard.
    silent = [is_silent(gathering.view.targets[number], gathering.settings.silent_after_failures) for number in heard]
    if len(silent) >= LEAST_TOGETHER and all(silent):
        spec = gathering.spec(RuleKind.POLLER_BLIND, lambda: (THE_POLLER,))
        key = key_of(RuleKind.POLLER_BLIND, ObjectKind.POLLER, THE_POLLER.id)
        _tell(gathering, key, THE_POLLER.name, spec, f"none of {len(silent)} PDUs answers any more", None)


def not_judged(settings: RuleSettings, silent_s: float, interval_s: float) -> Conditions:
    """That no round of evaluation was finished for so long: for whoever watches it, since it cannot say so itself.

    It is over with the next round, which does not find it.
    """
    key = key_of(RuleKind.NOT_JUDGED, ObjectKind.POLLER, THE_POLLER.id)
    spec = settings.spec(key.rule, lambda: (THE_POLLER,))
    if not spec.enabled or silent_s <= overdue_after_s(interval_s):
        return Conditions()
    message = (
        f"no round of evaluation was finished for {span(silent_s)}, at an interval of {interval_s:g} s:"
        " no other alert is raised or cleared"
    )
    return Conditions({key: stated(key, spec, THE_POLLER.name, message, (THE_POLLER,))})


def _judge_standstill(gathering: Gathering, key: AlertKey, spec: RuleSpec) -> None:
    """Several devices that were not asked for long are one matter, that of polling: it explains what is old there."""
    view = gathering.view
    left_out = [target for target in view.targets.values() if is_left_out(view, target)]
    if len(left_out) < LEAST_TOGETHER:
        return
    newest_s = min(view.now_s - (target.sampled_at_s or 0.0) for target in left_out)
    message = (
        f"{len(left_out)} PDUs that answered were not polled again for {span(newest_s)} or longer,"
        f" at an interval of {view.poller.interval_s:g} s"
    )
    # No cycle begins while polling stands still: each round of evaluation counts.
    _tell(gathering, key, THE_POLLER.name, spec, message, None)


def _tell(
    gathering: Gathering, key: AlertKey, name: str, spec: RuleSpec, message: str, sampled_at_s: float | None
) -> None:
    if not spec.enabled:
        return
    places = (THE_POLLER,) if key.object_kind is ObjectKind.POLLER else gathering.where.of_target(key.object_id)
    gathering.found(stated(key, spec, name, message, places, sampled_at_s=sampled_at_s))


def span(seconds: float) -> str:
    """In the unit that people would say it in."""
    if seconds >= 7200:
        return f"{seconds / 3600:.0f} h"
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"

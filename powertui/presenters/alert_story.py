"""One alert told: why, since when, what moved first, what to do, what became of it."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from textwrap import wrap

from powertui.domain.alerts import Alert, AlertState, RecordedStep, Transition
from powertui.presenters import numbers
from powertui.presenters.conditions import condition_of
from powertui.presenters.moments import iso_utc, moment
from powertui.presenters.records import Json, alert_record
from powertui.presenters.text import Line, Span, Tone, line

LABEL_WIDTH = 11

_STEP_WORDS = {
    Transition.FIRED: "fired",
    Transition.ESCALATED: "got worse",
    Transition.EASED: "got milder",
    Transition.FLAPPING: "comes and goes: stays open until it is quiet",
    Transition.GROUPED: "explained by another alert",
    Transition.RELEASED: "its cause is over, it is not",
    Transition.ACKNOWLEDGED: "acknowledged",
    Transition.SILENCED: "silenced",
    Transition.UNSILENCED: "silence over",
    Transition.NOTED: "note",
    Transition.CLEARED: "cleared",
}


def state_words(alert: Alert, now_s: float, zone: tzinfo | None = None) -> str:
    """Where it is in its life, by whom and until when."""
    state = alert.state
    if state is AlertState.ACKNOWLEDGED:
        by = f" by {numbers.plain(alert.acknowledged_by)}" if alert.acknowledged_by else ""
        said = f"acknowledged{by} at {moment(alert.acknowledged_at_s, now_s, zone)}"
    elif state is AlertState.SILENCED:
        why = f": {numbers.plain(alert.silenced_why)}" if alert.silenced_why else ""
        said = f"silenced until {moment(alert.silenced_until_s, now_s, zone)}{why}"
    elif state is AlertState.CLEARED:
        said = f"cleared at {moment(alert.cleared_at_s, now_s, zone)}"
    else:
        said = state.value
    return f"{said}, flapping" if alert.is_flapping and alert.is_open else said


def short_state(alert: Alert) -> str:
    """In a word, for a column; of one that another open alert explains, by which."""
    if alert.is_open and alert.caused_by_id is not None:
        return f"by #{alert.caused_by_id}"
    if alert.state is AlertState.ACKNOWLEDGED:
        return f"acked {numbers.plain(alert.acknowledged_by)}".strip()
    return "flapping" if alert.is_flapping and alert.state is AlertState.FIRING else alert.state.value


def facts(alert: Alert, now_s: float, zone: tzinfo | None = None) -> Iterator[tuple[str, str]]:
    """What is known beside the message, each with its label."""
    finding = alert.finding
    end_s = now_s if alert.cleared_at_s is None else alert.cleared_at_s
    lasted = numbers.duration(max(0.0, end_s - alert.began_at_s))
    state = state_words(alert, now_s, zone)
    since = f"{moment(alert.began_at_s, now_s, zone)}, for {lasted}"
    if state == alert.state.value:
        yield "Since", f"{since}: {state}"
    else:
        yield "Since", since
        yield "State", state
    if alert.first_mover is not None:
        yield "First", numbers.plain(alert.first_mover.words(moment(alert.first_mover.at_s, now_s, zone)))
    if alert.caused_by is not None:
        by = f"alert {alert.caused_by_id}, " if alert.caused_by_id is not None else ""
        yield "Explained", f"by {by}{alert.caused_by.rule.words}: nobody is told of this one"
    if alert.is_open and finding.advice:
        yield "Do", finding.advice
    for note in alert.notes:
        by = f" {numbers.plain(note.by)}" if note.by else ""
        yield "Note", f"{moment(note.at_s, now_s, zone)}{by}: {numbers.plain(note.text)}"
    if finding.limit_value is not None:
        decimals = 1 if finding.unit in {"A", "%"} else 0
        peak = numbers.with_unit(alert.peak_value, finding.unit, decimals)
        limit = numbers.with_unit(finding.limit_value, finding.unit, decimals)
        yield "Peak", f"{peak}, limit {limit}"
    yield "Rule", f"{finding.key.rule.slug}: {finding.key.rule.words}"
    if alert.raises > 1:
        yield "Raised", f"{alert.raises} times in a row"


def story(alert: Alert, steps: Sequence[RecordedStep], now_s: float, zone: tzinfo | None = None) -> list[Line]:
    """For a terminal without screens."""
    finding = alert.finding
    sign = condition_of(finding.severity).sign
    part = f" {finding.part}" if finding.part else ""
    lines = [
        line(*sign, "  ", Span(numbers.plain(f"{finding.object_name}{part}"), Tone.STRONG)),
        line(Span(f"{'Why':<{LABEL_WIDTH}}", Tone.DIM), numbers.plain(finding.message)),
    ]
    lines += [line(Span(f"{label:<{LABEL_WIDTH}}", Tone.DIM), said) for label, said in facts(alert, now_s, zone)]
    lines += [line(Span(f"{'History':<{LABEL_WIDTH}}", Tone.DIM), said) for said in history(steps, now_s, zone)]
    return lines


def history(steps: Sequence[RecordedStep], now_s: float, zone: tzinfo | None = None) -> Iterator[str]:
    """The steps of its life, oldest first."""
    for step in steps:
        by = f" by {numbers.plain(step.by)}" if step.by else ""
        detail = f": {numbers.plain(step.detail)}" if step.detail else ""
        yield f"{moment(step.at_s, now_s, zone)}  {step.severity.word:<4}  {_STEP_WORDS[step.transition]}{by}{detail}"


def story_record(alert: Alert, steps: Sequence[RecordedStep]) -> Json:
    """For a program."""
    return alert_record(alert) | {
        "history": [
            {
                "id": step.id,
                "at": iso_utc(step.at_s),
                "transition": step.transition.value,
                "severity": step.severity.word,
                "by": step.by or None,
                "detail": step.detail or None,
            }
            for step in steps
        ]
    }


def wrapped(label: str, said: str, width: int, tone: Tone = Tone.PLAIN) -> list[Line]:
    """A fact in as many lines as it needs."""
    room = max(20, width - LABEL_WIDTH)
    return [
        line(Span(f"{label if position == 0 else '':<{LABEL_WIDTH}}", Tone.DIM), Span(part, tone))
        for position, part in enumerate(wrap(said, room) or [""])
    ]

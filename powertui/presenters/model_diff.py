"""What a plan of changes looks like: how many of each kind, then line by line."""

from collections import Counter
from collections.abc import Sequence

from powertui.domain.merge_changes import Action, Change, FieldChange, Value
from powertui.presenters.numbers import NOTHING, number, plain
from powertui.presenters.text import BLANK, Line, Span, Tone, line
from powertui.services.change_records import JsonValue, record
from powertui.services.model_sync import Refused, SyncPlan

MOST_LINES = 40
"""More changes than this nobody reads; --json has all of them."""

MOST_REFUSALS = 20

_SIGNS = {Action.ADD: ("+", Tone.LOAD), Action.CHANGE: ("~", Tone.WARN), Action.REMOVE: ("-", Tone.CRIT)}
_WORDS = {Action.ADD: "to add", Action.CHANGE: "to change", Action.REMOVE: "to remove"}
_DONE = {Action.ADD: "added", Action.CHANGE: "changed", Action.REMOVE: "removed"}

_UNITS = {
    "_a": " A",
    "_v": " V",
    "_w": " W",
    "_pct": " %",
    "_u": " U",
}


def diff_lines(changes: Sequence[Change], most: int | None = MOST_LINES) -> list[Line]:
    """The counts, then a line for each change."""
    lines = [
        line(Span(f"{_count(action, changes)} {_WORDS[action]}: ", Tone.STRONG), _kinds(action, changes))
        for action in Action
        if _count(action, changes)
    ]
    if lines:
        lines.append(BLANK)
    shown = changes if most is None or len(changes) <= most else changes[:most]
    lines += [_change_line(change) for change in shown]
    if len(shown) < len(changes):
        lines.append(line(Span(f"… {number(len(changes) - len(shown))} more (--json for all)", Tone.DIM)))
    return lines


def refusal_lines(refusals: Sequence[Refused]) -> list[str]:
    """Why nothing is changed: a sentence each."""
    told = [plain(str(one)) for one in refusals[:MOST_REFUSALS]]
    left = len(refusals) - len(told)
    return [*told, f"… {number(left)} more"] if left > 0 else told


def done_sentence(changes: Sequence[Change]) -> str:
    """`3 power feeds added, 1 device changed`."""
    return ", ".join(
        f"{number(_count(action, changes))} {_objects(_count(action, changes))} {_DONE[action]}"
        for action in Action
        if _count(action, changes)
    )


def plan_record(plan: SyncPlan, *, is_applied: bool) -> dict[str, JsonValue]:
    """A plan for --json: everything, names as they are."""
    return {
        "applied": is_applied,
        "changes": [_change_record(change) for change in plan.changes],
        "refusals": [{"object": one.object_name, "field": one.field, "message": one.message} for one in plan.refusals],
    }


def _change_record(change: Change) -> dict[str, JsonValue]:
    return {
        "action": change.action.value,
        "kind": change.kind.value,
        "name": change.name,
        "fields": [{"name": one.name, "before": one.before, "after": one.after} for one in change.fields],
        "before": None if change.before is None else record(change.before),
        "after": None if change.after is None else record(change.after),
    }


def _change_line(change: Change) -> Line:
    sign, tone = _SIGNS[change.action]
    told = ", ".join(_field(one) for one in change.fields)
    return line(
        Span(f"{sign} ", tone), f"{change.kind.value} {plain(change.name)}", Span(f"  {told}" if told else "", Tone.DIM)
    )


def _field(change: FieldChange) -> str:
    name, unit = _label(change.name)
    return f"{name} {_value(change.before)} → {_value(change.after)}{unit if change.after is not None else ''}"


def _label(field: str) -> tuple[str, str]:
    """A field's words, and the unit that stands in its name."""
    for ending, unit in _UNITS.items():
        if field.endswith(ending):
            return field.removesuffix(ending).replace("_", " "), unit
    return {"a": "A end", "b": "B end"}.get(field, field.replace("_", " ")), ""


def _value(value: Value) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(f"{value:g}" if isinstance(value, float) else str(value))


def _count(action: Action, changes: Sequence[Change]) -> int:
    return sum(1 for change in changes if change.action is action)


def _kinds(action: Action, changes: Sequence[Change]) -> str:
    counts = Counter(change.kind for change in changes if change.action is action)
    return ", ".join(
        f"{number(count)} {kind.value if count == 1 else _plural(kind.value)}" for kind, count in counts.items()
    )


def _plural(word: str) -> str:
    return f"{word}es" if word.endswith("ch") else f"{word}s"


def _objects(count: int) -> str:
    return "object" if count == 1 else "objects"

"""Loads against what may be carried, part by part: the worst part speaks for the object."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from powertui.domain.alerts import AlertKey, Finding, Place, Severity
from powertui.domain.reading import Quality, Reading
from powertui.domain.rules.gathering import Gathering, judged_value, of_estimate
from powertui.domain.rules.spec import Grade, RuleSpec, grade
from powertui.domain.summed import Summed


@dataclass(frozen=True, slots=True)
class LimitedPart:
    """A part of an object with what it carries and may carry: the total, a leg, a phase."""

    name: str
    """Empty: the object as a whole."""
    reading: Reading
    limit: float
    limit_name: str
    """`available power`, `L1 current`."""
    source: str
    """Where the limit comes from: `32 A × 80 %`."""
    decimals: int = 0
    is_expected: bool = True
    """Somebody measures it: while there is no value, nobody can tell."""
    summed: Summed | None = None
    """Where the reading is a sum: what of it is told now, and how much of it that is."""

    @property
    def judged(self) -> Reading:
        """What it is judged by: of a sum that is not whole the part that is told now, which it carries at least."""
        return self.reading if self.summed is None else self.summed.known

    @property
    def value_words(self) -> str:
        """`12,300 VA`, `at least 12,300 VA (7 of 8 feeds measured, 1 stale)`."""
        reading = self.judged
        told = f"{reading.value or 0.0:,.{self.decimals}f} {reading.quantity.unit}"
        if self.summed is not None and self.summed.is_lower_bound:
            return f"at least {told} ({self.summed.coverage.words})"
        return f"{told}{of_estimate(reading)}"


def judge_limits(
    gathering: Gathering,
    key: AlertKey,
    name: str,
    parts: Sequence[LimitedPart],
    places_of: Callable[[], tuple[Place, ...]],
) -> None:
    """One object by one rule whose thresholds are in % of a limit.

    A sum of which a part is stale is known to be at least what the others carry: that may be over a limit for certain,
    and is never well for certain. So while a part cannot be told, nothing clears and nothing becomes milder.
    """
    spec = gathering.spec(key.rule, places_of)
    if not spec.enabled:
        return
    graded: list[tuple[float, LimitedPart, Grade]] = []
    is_unknown = False
    for part in parts:
        if judged_value(part.reading) is None:
            is_unknown = is_unknown or part.is_expected
        value = judged_value(part.judged)
        if value is not None and part.limit > 0:
            used_pct = 100 * value / part.limit
            graded.append((used_pct, part, grade(used_pct, spec)))
    worst = max(graded, key=lambda one: (one[2].severity or 0, one[0]), default=None)
    if worst is not None and worst[2].severity is not None:
        used_pct, part, its_grade = worst
        kept = max((one.kept for _, _, one in graded if one.kept is not None), default=its_grade.severity)
        if is_unknown:
            kept = spec.worst_severity
        gathering.found(_finding(key, name, part, used_pct, worst[2].severity, kept, spec, places_of()))
    elif is_unknown:
        gathering.not_known(key)
    elif any(one.is_in_band for _, _, one in graded):
        gathering.in_band(key)


def _finding(
    key: AlertKey,
    name: str,
    part: LimitedPart,
    used_pct: float,
    severity: Severity,
    kept: Severity | None,
    spec: RuleSpec,
    places: tuple[Place, ...],
) -> Finding:
    reading = part.judged
    value, unit = reading.value or 0.0, reading.quantity.unit
    is_over = used_pct > 100
    what = "is over" if is_over else f"is at {used_pct:.0f} % of"
    share = f", {used_pct:.0f} %" if is_over else ""
    return Finding(
        key=key,
        severity=severity,
        object_name=name,
        part=part.name,
        limit_name=part.limit_name,
        limit_value=part.limit,
        measured_value=value,
        unit=unit,
        message=(
            f"{part.limit_name} {part.value_words} {what} {part.limit:,.{part.decimals}f} {unit} ({part.source}{share})"
        ),
        kept_severity=kept,
        sampled_at_s=reading.sampled_at_s,
        is_estimate=reading.quality is Quality.ESTIMATED,
        advice=spec.advice,
        places=places,
    )

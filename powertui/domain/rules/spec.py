"""What a rule is made of: thresholds, hysteresis, pace, severities, and what to do. Data, not code."""

from dataclasses import dataclass
from enum import Enum

from powertui.domain.alert_life.pace import Pace
from powertui.domain.alerts import RuleKind, Severity

AT_ONCE = Pace()


class ThresholdUnit(Enum):
    """What a rule's thresholds are in. Value: (suffix of its keys in a configuration, symbol)."""

    NONE = ("", "")
    """It has none."""
    PERCENT = ("pct", "%")
    WATTS = ("w", "W")
    CELSIUS = ("c", "°C")
    HERTZ = ("hz", "Hz")
    FACTOR = ("factor", "")

    def __init__(self, suffix: str, symbol: str) -> None:
        self.suffix = suffix
        self.symbol = symbol


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule as it applies to some object."""

    kind: RuleKind
    unit: ThresholdUnit
    advice: str
    """What to do when it fires."""
    warn: float | None = None
    """Beyond it the rule holds, mildly; None: there is no such threshold."""
    over: float | None = None
    """Beyond it the rule holds in full."""
    hysteresis: float = 0.0
    """How far a value must come back behind a threshold before that counts as over."""
    is_low: bool = False
    """Beyond is below."""
    warn_severity: Severity = Severity.WARNING
    over_severity: Severity = Severity.CRITICAL
    pace: Pace = AT_ONCE
    shown_for_s: float = 0.0
    """Of what happened at one moment: how long it is worth showing."""
    enabled: bool = True

    @property
    def worst_severity(self) -> Severity:
        """Of whatever is beyond its last threshold."""
        return self.warn_severity if self.over is None else self.over_severity


@dataclass(frozen=True, slots=True)
class Grade:
    """How a value stands against a rule's thresholds."""

    severity: Severity | None
    """None: it is within all of them."""
    kept: Severity | None
    """The same with the thresholds moved by the hysteresis: what is not over yet."""
    threshold: float | None
    """The one that was passed."""

    @property
    def is_in_band(self) -> bool:
        """Not bad, and not good enough to be over."""
        return self.severity is None and self.kept is not None


WITHIN = Grade(None, None, None)


def grade(value: float, spec: RuleSpec) -> Grade:
    """How bad a value is by a rule."""
    severity, threshold = _beyond(value, spec)
    towards = -spec.hysteresis if spec.is_low else spec.hysteresis
    kept, _ = _beyond(value + towards, spec)
    return Grade(severity, kept, threshold)


def _beyond(value: float, spec: RuleSpec) -> tuple[Severity | None, float | None]:
    for threshold, severity in ((spec.over, spec.over_severity), (spec.warn, spec.warn_severity)):
        if threshold is not None and (value < threshold if spec.is_low else value > threshold):
            return severity, threshold
    return None, None

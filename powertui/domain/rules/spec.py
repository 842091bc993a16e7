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
    advice_below: str = ""
    """Of a band: what to do where the value is too low; empty: the same."""
    warn: float | None = None
    """Beyond it the rule holds, mildly; None: there is no such threshold."""
    over: float | None = None
    """Beyond it the rule holds in full."""
    warn_below: float | None = None
    """Of a band: below it the rule holds, mildly, as beyond `warn`."""
    over_below: float | None = None
    """Of a band: below it the rule holds in full."""
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
    is_low: bool = False
    """It is a lower one."""

    @property
    def is_in_band(self) -> bool:
        """Not bad, and not good enough to be over."""
        return self.severity is None and self.kept is not None


WITHIN = Grade(None, None, None)


def grade(value: float, spec: RuleSpec) -> Grade:
    """How bad a value is by a rule."""
    now, kept = _beyond(value, spec, 0.0), _beyond(value, spec, spec.hysteresis)
    return Grade(now.severity, kept.severity, now.threshold, now.is_low)


def _beyond(value: float, spec: RuleSpec, slack: float) -> Grade:
    """The worst threshold that is passed, or would be if the value were worse by the slack."""
    for beyond, below, severity in (
        (spec.over, spec.over_below, spec.over_severity),
        (spec.warn, spec.warn_below, spec.warn_severity),
    ):
        high, low = (None, beyond) if spec.is_low else (beyond, below)
        if high is not None and value + slack > high:
            return Grade(severity, severity, high)
        if low is not None and value - slack < low:
            return Grade(severity, severity, low, is_low=True)
    return WITHIN

"""From where on a value could matter to a rule, in whatever scope: what is well within is not looked at."""

from powertui.domain.alerts import RuleKind
from powertui.domain.rules.catalogue import DEFAULTS
from powertui.domain.rules.settings import RuleSettings
from powertui.domain.rules.spec import RuleSpec

NEVER = float("inf")

_ROUNDING = 1e-6
"""Sums of columns and of objects may differ in the last digit: a value at its bound is looked at."""


def highest_unjudged(settings: RuleSettings, kind: RuleKind) -> float:
    """Values above it are to be judged; `NEVER` where the rule is off everywhere."""
    thresholds = _thresholds(settings, kind)
    if not thresholds or not _may_be_on(settings, kind):
        return NEVER
    least = min(thresholds) - _hysteresis(settings, kind)
    return least - _ROUNDING * max(1.0, abs(least))


def lowest_unjudged(settings: RuleSettings, kind: RuleKind) -> float:
    """Values below it are to be judged, of a rule for which low is bad; `-NEVER` where it is off everywhere."""
    thresholds = _thresholds(settings, kind)
    if not thresholds or not _may_be_on(settings, kind):
        return -NEVER
    most = max(thresholds) + _hysteresis(settings, kind)
    return most + _ROUNDING * max(1.0, abs(most))


def lowest_of_band_unjudged(settings: RuleSettings, kind: RuleKind) -> float:
    """Of a rule with lower thresholds beside its upper ones: values below it are to be judged."""
    told = [value for spec in _specs(settings, kind) for value in (spec.warn_below, spec.over_below)]
    told += [value for one in settings.scoped.get(kind, ()) for value in (one.warn_below, one.over_below)]
    thresholds = [value for value in told if value is not None]
    if not thresholds or not _may_be_on(settings, kind):
        return -NEVER
    most = max(thresholds) + _hysteresis(settings, kind)
    return most + _ROUNDING * max(1.0, abs(most))


def longest_shown_s(settings: RuleSettings, kind: RuleKind) -> float:
    """How long what happened at one moment is shown, at most."""
    return max(spec.shown_for_s for spec in _specs(settings, kind))


def _specs(settings: RuleSettings, kind: RuleKind) -> tuple[RuleSpec, ...]:
    # A scope's rule begins with the built-in one, what is configured for everywhere included in its overrides.
    return settings.specs[kind], DEFAULTS[kind]


def _thresholds(settings: RuleSettings, kind: RuleKind) -> list[float]:
    told = [value for spec in _specs(settings, kind) for value in (spec.warn, spec.over)]
    told += [value for one in settings.scoped.get(kind, ()) for value in (one.warn, one.over)]
    # The warning of load rules, from which a scope's own begin.
    told.append(settings.near_capacity_pct if settings.specs[kind].warn == settings.near_capacity_pct else None)
    return [value for value in told if value is not None]


def _hysteresis(settings: RuleSettings, kind: RuleKind) -> float:
    told = [spec.hysteresis for spec in _specs(settings, kind)]
    told += [one.hysteresis for one in settings.scoped.get(kind, ()) if one.hysteresis is not None]
    return max(told)


def _may_be_on(settings: RuleSettings, kind: RuleKind) -> bool:
    scoped = settings.scoped.get(kind, ())
    return settings.specs[kind].enabled or bool(scoped)

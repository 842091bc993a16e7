"""The table [rules] of config.toml: other thresholds and times than the built-in ones, everywhere or in a scope."""

from difflib import get_close_matches
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from powertui.config_section import Section
from powertui.domain.alerts import RULE_BY_SLUG, RuleKind, Severity
from powertui.domain.rules.catalogue import DEFAULTS
from powertui.domain.rules.scope import parse_scope
from powertui.domain.rules.settings import RuleOverride, RuleSettings
from powertui.domain.rules.spec import ThresholdUnit

SEVERITIES = {"info": Severity.INFO, "warning": Severity.WARNING, "critical": Severity.CRITICAL}

_THRESHOLDS = ("warn", "over", "warn_below", "over_below", "hysteresis")
_DAY_S = 86_400


def _rule(text: str) -> str:
    if text not in RULE_BY_SLUG:
        near = get_close_matches(text, RULE_BY_SLUG, n=1)
        meant = f'; "{near[0]}" is one' if near else "; docs/alerts.md lists them"
        raise ValueError(f"is no rule{meant}")
    return text


def _scope(text: str) -> str:
    parse_scope(text)
    return text


def _severity(text: str) -> str:
    if text not in SEVERITIES:
        raise ValueError(f"must be one of {', '.join(SEVERITIES)}")
    return text


class RuleOverrideSection(Section):
    rule: Annotated[str, AfterValidator(_rule)]
    """Which rule, by its name in `powertui alerts` and docs/alerts.md."""
    scope: Annotated[str, AfterValidator(_scope)] | None = None
    """For what lies in or under an object only: `kind:name`, with * and ?; without it everywhere."""
    enabled: bool | None = None
    """No: the rule finds nothing."""
    severity: Annotated[str, AfterValidator(_severity)] | None = None
    """How bad the rule's last threshold is: info, warning or critical."""
    warn_pct: float | None = Field(default=None, ge=0, le=1000)
    """The milder threshold, of rules in %."""
    over_pct: float | None = Field(default=None, ge=0, le=1000)
    """The other one."""
    warn_below_pct: float | None = Field(default=None, ge=0, le=100)
    """The milder threshold of what may also be too low, of rules in %."""
    over_below_pct: float | None = Field(default=None, ge=0, le=100)
    """The other one."""
    hysteresis_pct: float | None = Field(default=None, ge=0, le=100)
    """How far a value must come back before that counts."""
    warn_w: float | None = Field(default=None, ge=0, le=1e6)
    """The same of rules in W."""
    hysteresis_w: float | None = Field(default=None, ge=0, le=1e6)
    """Their way back."""
    warn_c: float | None = Field(default=None, ge=-50, le=200)
    """The same of rules in °C."""
    over_c: float | None = Field(default=None, ge=-50, le=200)
    """The other one."""
    warn_below_c: float | None = Field(default=None, ge=-50, le=200)
    """The milder threshold of what may also be too low, of rules in °C."""
    over_below_c: float | None = Field(default=None, ge=-50, le=200)
    """The other one."""
    hysteresis_c: float | None = Field(default=None, ge=0, le=100)
    """Their way back."""
    warn_hz: float | None = Field(default=None, ge=0, le=20)
    """The same of the rule in Hz: how far off the nominal frequency."""
    over_hz: float | None = Field(default=None, ge=0, le=20)
    """The other one."""
    hysteresis_hz: float | None = Field(default=None, ge=0, le=20)
    """Its way back."""
    warn_factor: float | None = Field(default=None, ge=0, le=1)
    """The same of the power factor."""
    hysteresis_factor: float | None = Field(default=None, ge=0, le=1)
    """Its way back."""
    for_samples: int | None = Field(default=None, ge=1, le=10_000)
    """How many samples in a row the condition must hold."""
    for_s: float | None = Field(default=None, ge=0, le=_DAY_S)
    """And for how long, in s."""
    clear_samples: int | None = Field(default=None, ge=1, le=10_000)
    """How many samples in a row it must be gone."""
    clear_for_s: float | None = Field(default=None, ge=0, le=_DAY_S)
    """And for how long, in s."""

    @model_validator(mode="after")
    def _fits_the_rule(self) -> Self:
        spec = DEFAULTS[self.kind]
        told = sorted(self.model_fields_set - {"rule", "scope"})
        if not told:
            raise ValueError('changes nothing: add what is to be different, such as "enabled" or "for_s"')
        known = {name for name in _THRESHOLDS if getattr(spec, name) is not None} if spec.unit.suffix else set()
        known |= {"over_below"} if "warn_below" in known else set()
        fitting = {f"{name}_{spec.unit.suffix}" for name in known}
        for name in told:
            stem, _, suffix = name.rpartition("_")
            if stem in _THRESHOLDS and suffix in {unit.suffix for unit in ThresholdUnit} and name not in fitting:
                right = f"it has {', '.join(sorted(fitting))}" if fitting else "it has no thresholds"
                raise ValueError(f'has "{name}", which {self.rule} does not know: {right}')
        changed = self.override().on(spec)
        if changed.warn is not None and changed.over is not None and changed.warn > changed.over:
            raise ValueError(f"would warn at {changed.warn:g}, beyond the {changed.over:g} of the worse threshold")
        if changed.warn_below is not None:
            if changed.over_below is not None and changed.warn_below < changed.over_below:
                raise ValueError(
                    f"would warn below {changed.warn_below:g}, beyond the {changed.over_below:g} of the worse threshold"
                )
            if changed.warn is not None and changed.warn_below >= changed.warn:
                raise ValueError(f"would warn below {changed.warn_below:g} and above {changed.warn:g}: nothing is well")
        return self

    @property
    def kind(self) -> RuleKind:
        return RULE_BY_SLUG[self.rule]

    def override(self) -> RuleOverride:
        """The same for the domain."""
        suffix = DEFAULTS[self.kind].unit.suffix
        thresholds: dict[str, float | None] = {
            name: getattr(self, f"{name}_{suffix}", None) if suffix else None for name in _THRESHOLDS
        }
        return RuleOverride(
            kind=self.kind,
            scope=parse_scope(self.scope) if self.scope is not None else None,
            enabled=self.enabled,
            severity=SEVERITIES[self.severity] if self.severity is not None else None,
            warn=thresholds["warn"],
            over=thresholds["over"],
            warn_below=thresholds["warn_below"],
            over_below=thresholds["over_below"],
            hysteresis=thresholds["hysteresis"],
            for_samples=self.for_samples,
            for_s=self.for_s,
            clear_samples=self.clear_samples,
            clear_for_s=self.clear_for_s,
        )


Overrides = Annotated[tuple[RuleOverrideSection, ...], Field(strict=False)]
"""Tables of their own: [[rules.override]]."""


class RulesSection(Section):
    near_capacity_pct: float = Field(default=90.0, ge=1, lt=100)
    """From which share of what may be carried a warning is due, in %; over 100 % is critical."""
    override: Overrides = ()
    """Rules that are different, in order: the last one that speaks of an object counts."""

    def settings(self) -> RuleSettings:
        """The same for the domain."""
        return RuleSettings(
            near_capacity_pct=self.near_capacity_pct,
            overrides=tuple(section.override() for section in self.override),
        )

"""Rules as configured: the built-in ones, and what overrides them where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from powertui.domain.alerts import Place, RuleKind, Severity
from powertui.domain.rules.catalogue import DEFAULTS, LOAD_RULES
from powertui.domain.rules.scope import Scope
from powertui.domain.rules.spec import RuleSpec

PlacesOf = Callable[[], Sequence[Place]]


@dataclass(frozen=True, slots=True)
class RuleOverride:
    """Other figures for a rule, everywhere or in a scope; None leaves what is."""

    kind: RuleKind
    scope: Scope | None = None
    enabled: bool | None = None
    severity: Severity | None = None
    """Of being beyond the last threshold."""
    warn: float | None = None
    over: float | None = None
    warn_below: float | None = None
    over_below: float | None = None
    hysteresis: float | None = None
    for_samples: int | None = None
    for_s: float | None = None
    clear_samples: int | None = None
    clear_for_s: float | None = None

    def on(self, spec: RuleSpec) -> RuleSpec:
        """A rule with what this says instead."""
        told = {
            name: value
            for name in ("enabled", "warn", "over", "warn_below", "over_below", "hysteresis")
            if (value := getattr(self, name)) is not None
        }
        paced = {
            name: value
            for name in ("for_samples", "for_s", "clear_samples", "clear_for_s")
            if (value := getattr(self, name)) is not None
        }
        changed = replace(spec, **told, pace=replace(spec.pace, **paced))
        if self.severity is None:
            return changed
        if spec.over is None:
            return replace(changed, warn_severity=self.severity)
        return replace(changed, over_severity=self.severity, warn_severity=min(spec.warn_severity, self.severity))


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What a configuration says of the rules."""

    near_capacity_pct: float = 90.0
    """Of what is permissible; at 100 % it is over capacity."""
    overrides: tuple[RuleOverride, ...] = ()
    """In order: the last one that speaks of something counts."""
    silent_after_failures: int = 2
    """From so many failed polls in a row on a PDU does not answer."""
    specs: Mapping[RuleKind, RuleSpec] = field(init=False)
    """Each rule as it holds where no scope says otherwise."""
    scoped: Mapping[RuleKind, tuple[RuleOverride, ...]] = field(init=False)
    """The overrides of each rule that has one with a scope, all of them in order."""

    def __post_init__(self) -> None:
        base = {
            kind: replace(spec, warn=self.near_capacity_pct) if kind in LOAD_RULES else spec
            for kind, spec in DEFAULTS.items()
        }
        of_kind: dict[RuleKind, list[RuleOverride]] = {}
        for override in self.overrides:
            of_kind.setdefault(override.kind, []).append(override)
        scoped = {}
        for kind, overrides in of_kind.items():
            if any(override.scope is not None for override in overrides):
                scoped[kind] = tuple(overrides)
            for override in overrides:
                if override.scope is None:
                    base[kind] = override.on(base[kind])
        object.__setattr__(self, "specs", base)
        object.__setattr__(self, "scoped", scoped)

    def spec(self, kind: RuleKind, places_of: PlacesOf) -> RuleSpec:
        """A rule as it holds for an object; where the object lies is asked only if a scope may matter."""
        overrides = self.scoped.get(kind)
        if overrides is None:
            return self.specs[kind]
        spec = DEFAULTS[kind]
        if kind in LOAD_RULES:
            spec = replace(spec, warn=self.near_capacity_pct)
        places = places_of()
        for override in overrides:
            if override.scope is None or override.scope.holds(places):
                spec = override.on(spec)
        return spec

"""Rules as tests want them."""

from powertui.domain.alerts import RuleKind
from powertui.domain.rules import RuleOverride, RuleSettings


def prompt_rules() -> RuleSettings:
    """All rules with their thresholds, at once: no condition has to hold, or be gone, for any time."""
    return RuleSettings(
        overrides=tuple(RuleOverride(kind, for_samples=1, for_s=0, clear_samples=1, clear_for_s=0) for kind in RuleKind)
    )

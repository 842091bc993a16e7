"""The rules: which conditions hold in a plant, by thresholds that are data. Each rule is a function over few inputs."""

from powertui.domain.rules.judge import conditions_of
from powertui.domain.rules.settings import RuleOverride, RuleSettings

__all__ = ["RuleOverride", "RuleSettings", "conditions_of"]

"""What the rules say of the plant in one round."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from powertui.domain.alerts import AlertKey, Finding


@dataclass(frozen=True, slots=True)
class Conditions:
    """By key: what holds, what neither holds nor is over, what nobody can tell. The rest does not hold."""

    holds: Mapping[AlertKey, Finding] = field(default_factory=dict)
    band: AbstractSet[AlertKey] = frozenset()
    """Within the hysteresis: raises nothing and clears nothing, though it was measured."""
    unknown: AbstractSet[AlertKey] = frozenset()
    """What it would rest on is stale, missing or cannot be: silence is no recovery."""

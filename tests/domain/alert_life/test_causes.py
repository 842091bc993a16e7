"""What may explain what."""

from powertui.domain.alert_life.causes import EXPLAINED_BY
from powertui.domain.alerts import RuleKind


def test_nothing_explains_itself_however_far_around() -> None:
    def reached(rule: RuleKind, seen: frozenset[RuleKind]) -> None:
        assert rule not in seen, rule
        for cause in EXPLAINED_BY.get(rule, ()):
            reached(cause, seen | {rule})

    for rule in RuleKind:
        reached(rule, frozenset())

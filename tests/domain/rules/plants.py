"""The two-sided plant with readings to order, judged by the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from powertui.domain.alert_life.conditions import Conditions
from powertui.domain.alerts import AlertKey, Finding, RuleKind
from powertui.domain.assemble import assemble_view
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import MeasuredSubject, MeasuredTarget, bind
from powertui.domain.plant import PlantView, PollerHealth
from powertui.domain.reading import (
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
)
from powertui.domain.rules import RuleSettings, conditions_of
from powertui.domain.rules.judge import Beside
from powertui.domain.topology import Topology
from tests.measured import measured_target
from tests.plants import NOW_S, pdu_batch, pdu_description, two_sided_topology

Watts = tuple[float | None, float | None, float | None]


@dataclass
class Plant:
    """PDUs 1 (feed A1-01) and 2 (feed B1-01) with three outlets each; outlets 1 of both feed srv-db01."""

    a_w: Watts = (400, 100, 0)
    b_w: Watts = (400, 0, 0)
    topology: Topology = field(default_factory=two_sided_topology)
    voltage_v: float = 230.0
    age_s: float = 0.0
    interval_s: float = 30.0
    more: Sequence[tuple[SubjectDescription, tuple[Reading, ...]]] = ()
    """Further parts of PDU 1, with their readings."""
    facts: dict[tuple[SubjectKind, str], tuple[Reading, ...]] = field(default_factory=dict)
    """What PDU 1 tells of its parts once."""
    targets: dict[int, dict[str, object]] = field(default_factory=dict)
    """Other fields of the targets."""
    ages: dict[int, float] = field(default_factory=dict)
    """Of PDUs that were last read at another moment than `age_s` ago."""
    took_s: float = 1.0
    shed: int = 0

    def view(self) -> PlantView:
        graph = PowerGraph(self.topology)
        targets = [self._target(graph, 1, self.a_w), self._target(graph, 2, self.b_w)]
        poller = PollerHealth(True, 1.0, self.interval_s, 1, NOW_S, self.took_s, 2, 0, self.shed)
        return assemble_view(graph=graph, targets=targets, alerts=(), poller=poller, now_s=NOW_S)

    def judge(self, settings: RuleSettings | None = None, beside: Beside | None = None) -> Conditions:
        return conditions_of(self.view(), settings or RuleSettings(), beside)

    def _target(self, graph: PowerGraph, number: int, watts: Watts) -> MeasuredTarget:
        description = pdu_description()
        extra = self.more if number == 1 else ()
        description = replace(description, subjects=(*description.subjects, *(one for one, _ in extra)))
        sampled_at_s = NOW_S - self.ages.get(number, self.age_s)
        batch = pdu_batch(watts, sampled_at_s=sampled_at_s, voltage_v=self.voltage_v)
        base = batch.readings(pdu_description()) | {(one.kind, one.key): readings for one, readings in extra}
        subjects = tuple(
            MeasuredSubject(
                100 * number + position,
                replace(subject, facts=self.facts.get((subject.kind, subject.key), ()) if number == 1 else ()),
                base[subject.kind, subject.key],
                binding,
            )
            for position, (subject, binding) in enumerate(
                zip(description.subjects, bind(graph, number, description), strict=True)
            )
        )
        name = f"pdu-r01-{'ab'[number - 1]}"
        target = measured_target(number, subjects, name=name, device_id=number, sampled_at_s=sampled_at_s)
        target = replace(target, attempted_at_s=NOW_S)
        return replace(target, **self.targets.get(number, {}))  # type: ignore[arg-type]


def found(conditions: Conditions, rule: RuleKind) -> list[Finding]:
    return [finding for key, finding in conditions.holds.items() if key.rule is rule]


def rules_of(keys: "set[AlertKey] | frozenset[AlertKey]") -> set[RuleKind]:
    return {key.rule for key in keys}


def reading(quantity: Quantity, value: float | None, quality: Quality = Quality.GOOD) -> Reading:
    return Reading(quantity, value, quality, NOW_S)


__all__ = ["Plant", "found", "reading", "rules_of"]

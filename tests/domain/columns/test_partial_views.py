"""Judging what stands out finds what judging everything finds."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from powertui.domain.alert_life.conditions import Conditions
from powertui.domain.alerts import Alert, AlertKey, Finding, ObjectKind, RuleKind, Severity
from powertui.domain.assemble import assemble_view
from powertui.domain.columns.objects import RowObjects
from powertui.domain.columns.screening import Screening
from powertui.domain.columns.states import TargetState, TargetStates
from powertui.domain.columns.view import PartialViews, Round
from powertui.domain.plant import STALE_AFTER_INTERVALS
from powertui.domain.reading import PollOutcome
from powertui.domain.rules import RuleSettings, conditions_of
from powertui.domain.rules.scope import Scope
from powertui.domain.rules.settings import RuleOverride
from tests.domain.columns.plants_at_random import INTERVAL_S, NOW_S, POLLER, RandomPlant, random_plants

STALE_AFTER_S = STALE_AFTER_INTERVALS * INTERVAL_S

SETTINGS = (
    RuleSettings(),
    RuleSettings(near_capacity_pct=20),
    RuleSettings(
        overrides=(
            RuleOverride(RuleKind.FEED_OVER, Scope(ObjectKind.PANEL, "P1"), warn=5, over=10, hysteresis=4),
            RuleOverride(RuleKind.IMBALANCE, enabled=False),
            RuleOverride(RuleKind.POWER_FACTOR_LOW, warn=0.95),
        )
    ),
)


def open_alert(number: int, key: AlertKey) -> Alert:
    finding = Finding(key, Severity.WARNING, "x", "", None, None, "", "")
    return Alert(number, finding, NOW_S - 100, NOW_S, None, fired_at_s=NOW_S - 90)


@st.composite
def states(draw: st.DrawFn) -> TargetState:
    if draw(st.sampled_from((True, True, True, False))):
        return TargetState(PollOutcome.OK, rebooted_at_s=draw(st.sampled_from((None, None, NOW_S - 60, NOW_S - 9000))))
    return TargetState(PollOutcome.TIMEOUT, "no answer", draw(st.integers(1, 4)))


def both_ways(
    plant: RandomPlant, found: list[TargetState], rules: RuleSettings, alerts: tuple[Alert, ...]
) -> tuple[Conditions, Conditions]:
    """Of the whole view, and of the partial one."""
    state_of = {target.id: state for target, state in zip(plant.described, found, strict=False)}
    measured = [
        replace(
            target,
            outcome=state_of[target.id].outcome,
            failures=state_of[target.id].failures,
            detail=state_of[target.id].detail,
            rebooted_at_s=state_of[target.id].rebooted_at_s,
            attempted_at_s=None,
        )
        for target in plant.measured()
    ]
    whole = assemble_view(graph=plant.graph, targets=measured, alerts=alerts, poller=POLLER, now_s=NOW_S)
    columns = plant.columns()
    rows = TargetStates(len(columns.compiled.targets))
    for target_id, state in state_of.items():
        rows.put(columns.places.targets.row_of[target_id], state)
    judged = columns.judged(NOW_S, STALE_AFTER_S)
    suspects = Screening(columns.compiled, rules).suspects(judged, columns.roll_up(judged, NOW_S))
    this = Round(NOW_S, STALE_AFTER_S, 0, 0, POLLER, alerts, frozenset(alert.finding.key for alert in alerts))
    objects = RowObjects(columns.compiled, judged, rows)
    partial = PartialViews(columns.compiled, rules).view(objects, rows, suspects, this)
    return conditions_of(whole, rules), conditions_of(partial, rules)


@settings(max_examples=150, deadline=None)
@given(random_plants(), st.data())
def test_the_same_conditions_hold(plant: RandomPlant, data: st.DataObject) -> None:
    found = [data.draw(states()) for _ in plant.described]
    rules = data.draw(st.sampled_from(SETTINGS))
    whole, _ = both_ways(plant, found, rules, ())
    keys = sorted({*whole.holds, *whole.band, *whole.unknown}, key=repr)
    chosen = data.draw(st.lists(st.sampled_from(keys), max_size=4, unique=True)) if keys else []
    alerts = tuple(open_alert(number, key) for number, key in enumerate(chosen, start=1))
    whole, partial = both_ways(plant, found, rules, alerts)
    assert whole.holds == partial.holds
    # What is in a band or unknown matters to alerts on record only.
    assert {key for key in chosen if key in whole.band} == {key for key in chosen if key in partial.band}
    assert {key for key in chosen if key in whole.unknown} == {key for key in chosen if key in partial.unknown}

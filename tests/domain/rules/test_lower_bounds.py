"""Sums of which a part is stale: what is told now is a lower bound, which can be too much and is never well."""

from dataclasses import dataclass, replace

import pytest

from powertui.domain.alert_life.machine import advance
from powertui.domain.alert_life.pace import Pace
from powertui.domain.alerts import Alert, AlertKey, ObjectKind, RuleKind, Severity
from powertui.domain.reading import Quality, Quantity, Reading
from powertui.domain.summed import Coverage, summed
from tests.domain.rules.plants import Plant, found
from tests.plants import NOW_S, two_sided_topology

FEED_VA = 230 * 3 * 16 * 0.8
RACK_KEY = AlertKey(RuleKind.RACK_OVER, ObjectKind.RACK, 1)


def one_stale(a_w: float) -> Plant:
    """Both feeds in one rack; the PDU of side B was last read long ago."""
    return Plant(a_w=(a_w, 0, 0), b_w=(100, 0, 0), ages={2: 1000.0})


def test_what_is_fresh_alone_is_the_lower_bound_and_what_is_left_out_is_counted() -> None:
    watts = Quantity.ACTIVE_POWER
    of_feeds = [
        Reading(watts, 100.0, Quality.GOOD, 5.0),
        Reading(watts, 50.0, Quality.ESTIMATED, 4.0),
        Reading(watts, 1000.0, Quality.STALE, 1.0),
        Reading(watts, 9e9, Quality.IMPLAUSIBLE, 5.0),
        Reading(watts, None, Quality.MISSING),
    ]
    found_sum = summed(watts, of_feeds)
    assert found_sum.known == Reading(watts, 150.0, Quality.ESTIMATED, 4.0)
    assert found_sum.coverage == Coverage(1, 1, 2, 1)
    assert found_sum.coverage.words == "2 of 5 feeds measured, 2 stale, 1 without a figure"
    assert found_sum.is_lower_bound


def test_without_anything_fresh_there_is_no_lower_bound() -> None:
    watts = Quantity.ACTIVE_POWER
    found_sum = summed(watts, [Reading(watts, 1000.0, Quality.STALE, 1.0), Reading(watts, None, Quality.MISSING)])
    assert not found_sum.is_lower_bound
    assert found_sum.least.value is None
    assert found_sum.known.quality is Quality.STALE


def test_a_whole_sum_is_no_lower_bound() -> None:
    watts = Quantity.ACTIVE_POWER
    found_sum = summed(watts, [Reading(watts, 10.0, Quality.GOOD, 1.0)])
    assert not found_sum.is_lower_bound
    assert found_sum.known == found_sum.total


def test_what_is_measured_of_a_rack_is_over_for_certain_whatever_is_stale() -> None:
    (finding,) = found(one_stale(2.1 * FEED_VA).judge(), RuleKind.RACK_OVER)
    assert finding.severity is Severity.CRITICAL
    assert "at least" in finding.message
    assert "(1 of 2 feeds measured, 1 stale)" in finding.message
    assert finding.measured_value == pytest.approx(2.1 * FEED_VA)
    assert finding.sampled_at_s == NOW_S


def test_what_is_measured_of_a_panel_is_over_for_certain_by_its_legs_too() -> None:
    plant = one_panel(rated_current_a=20.0)
    (finding,) = found(replace(plant, a_w=(230 * 21, 0, 0)).judge(), RuleKind.PANEL_OVER)
    assert (finding.part, finding.severity) == ("L1", Severity.CRITICAL)
    assert "L1 current at least 21.0 A (1 of 2 feeds measured, 1 stale) is over 20.0 A" in finding.message


def one_panel(rated_current_a: float) -> Plant:
    topology = two_sided_topology()
    return replace(
        one_stale(0),
        topology=replace(
            topology,
            power_panels=(
                replace(topology.power_panels[0], rated_current_a=rated_current_a),
                *topology.power_panels[1:],
            ),
            power_feeds=tuple(replace(feed, power_panel_id=1) for feed in topology.power_feeds),
        ),
    )


def test_a_lower_bound_that_is_well_says_nothing() -> None:
    conditions = one_stale(100).judge()
    assert RACK_KEY not in conditions.holds
    assert RACK_KEY in conditions.unknown


@dataclass
class Life:
    """One alert over several rounds."""

    alert: Alert | None = None
    now_s: float = NOW_S

    def round(self, plant: Plant) -> Alert:
        conditions = plant.judge()
        mine = {key: one for key, one in conditions.holds.items() if key == RACK_KEY}
        self.now_s += 30
        mine = {key: replace(one, sampled_at_s=self.now_s) for key, one in mine.items()}
        only = replace(conditions, holds=mine)
        changes = advance([self.alert] if self.alert else [], (), only, lambda _: Pace(), self.now_s)
        changed = (*changes.opened, *changes.changed)
        self.alert = changed[0] if changed else self.alert
        assert self.alert is not None
        return self.alert


def test_an_alert_neither_clears_nor_becomes_milder_because_a_part_went_stale() -> None:
    life = Life()
    assert life.round(Plant(a_w=(FEED_VA, 0, 0), b_w=(1.1 * FEED_VA, 0, 0))).finding.severity is Severity.CRITICAL
    # Half of it is not told any more: 0.5, 0.95 and 1.05 of what the rack may carry are left.
    for share in (0.5, 0.95, 0.5, 0.95, 1.05):
        alert = life.round(one_stale(2 * share * FEED_VA))
        assert alert.is_open
        assert alert.finding.severity is Severity.CRITICAL
    # Told again, and well.
    assert not life.round(Plant(a_w=(100, 0, 0), b_w=(100, 0, 0))).is_open

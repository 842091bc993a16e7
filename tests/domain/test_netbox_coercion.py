"""Foreign values become ours as NetBox makes them its own."""

from typing import Any

import pytest

from powertui.domain.choices import FeedLeg, FeedStatus, TerminationKind
from tests.netbox_coercion import ForeignObject


def _row(**values: Any) -> ForeignObject:
    return ForeignObject("power feed", "F1", values)


@pytest.mark.parametrize(
    ("value", "number"), [(12.5, 12), (99.6, 99), (-12.5, -12), ("16", 16), (" 7 ", 7), (None, None), ("", None)]
)
def test_fractions_are_cut_off(value: object, number: int | None) -> None:
    row = _row(voltage=value)
    assert row.integer_or_none("voltage") == number
    assert row.refusals == ()


@pytest.mark.parametrize("value", ["12.5", "16A", "x", float("nan"), float("inf"), [1]])
def test_what_is_no_number_is_refused_by_its_field(value: object) -> None:
    row = _row(voltage=value)
    assert row.integer("voltage", 120) == 120
    (refusal,) = row.refusals
    assert (refusal.kind, refusal.name, refusal.field) == ("power feed", "F1", "voltage")


def test_choices_come_as_slugs_or_as_the_api_has_them() -> None:
    assert _row(status="planned").choice("status", FeedStatus.ACTIVE) is FeedStatus.PLANNED
    assert _row(status={"value": "failed", "label": "Failed"}).choice("status", FeedStatus.ACTIVE) is FeedStatus.FAILED
    assert _row(feed_leg="").choice_or_none("feed_leg", FeedLeg) is None
    assert _row().choice("status", FeedStatus.ACTIVE) is FeedStatus.ACTIVE


def test_a_status_of_someones_own_counts_as_what_the_config_says() -> None:
    row = _row(status="mothballed")
    assert row.choice("status", FeedStatus.ACTIVE, {"mothballed": FeedStatus.OFFLINE}) is FeedStatus.OFFLINE
    assert row.refusals == ()


def test_all_that_is_wrong_is_said_at_once() -> None:
    row = _row(status="broken", voltage="x", mark_connected="perhaps")
    row.choice("status", FeedStatus.ACTIVE)
    row.integer("voltage", 120)
    row.flag("mark_connected")
    assert [refusal.field for refusal in row.refusals] == ["status", "voltage", "mark_connected"]
    assert "offline, active, planned, failed" in row.refusals[0].message


@pytest.mark.parametrize(("value", "flag"), [("true", True), ("No", False), (1, True), (False, False), (None, False)])
def test_flags_are_read_in_words_too(value: object, *, flag: bool) -> None:
    assert _row(mark_connected=value).flag("mark_connected") is flag


@pytest.mark.parametrize("name", ["dcim.powerport", "powerport", "power_port", "power port", "dcim.PowerPort"])
def test_terminations_are_known_by_netboxs_names(name: str) -> None:
    assert _row().termination_kind(None, name) is TerminationKind.POWER_PORT


def test_other_terminations_carry_no_power() -> None:
    row = _row()
    assert row.termination_kind(None, "dcim.interface") is None
    assert "dcim.interface" in row.refusals[0].message

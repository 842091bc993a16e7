"""The choices that we offer are NetBox's, in its order."""

import json
from typing import Any

import pytest

from powertui.domain.choices import CableStatus, FeedLeg, FeedStatus, FeedType, OutletStatus, Phase, Supply
from powertui.domain.vocabulary import NETBOX_VOCABULARY
from powertui.domain.vocabulary_entry import Choice
from tests.shared_material import SHARED, needs_shared


def _netbox(kind: str) -> list[dict[str, Any]]:
    tables = json.loads((SHARED / "netbox" / "choices.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = tables[kind]
    return found


@needs_shared
@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("power_port_type", NETBOX_VOCABULARY.power_port_types.choices),
        ("power_outlet_type", NETBOX_VOCABULARY.power_outlet_types.choices),
        ("cable_type", NETBOX_VOCABULARY.cable_types.choices),
        ("cable_profile", NETBOX_VOCABULARY.cable_profiles.choices),
        ("cable_length_unit", NETBOX_VOCABULARY.length_units.choices),
        ("site_status", NETBOX_VOCABULARY.site_statuses.choices),
        ("location_status", NETBOX_VOCABULARY.location_statuses.choices),
        ("rack_status", NETBOX_VOCABULARY.rack_statuses.choices),
        ("device_status", NETBOX_VOCABULARY.device_statuses.choices),
        ("device_face", NETBOX_VOCABULARY.device_faces.choices),
    ],
)
def test_lists_equal_netbox(kind: str, ours: tuple[Choice, ...]) -> None:
    theirs = [Choice(entry["value"], entry["label"], entry.get("group") or "") for entry in _netbox(kind)]
    assert list(ours) == theirs


@needs_shared
@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("power_feed_status", FeedStatus),
        ("power_feed_type", FeedType),
        ("power_feed_supply", Supply),
        ("power_feed_phase", Phase),
        ("power_outlet_status", OutletStatus),
        ("power_outlet_feed_leg", FeedLeg),
        ("cable_status", CableStatus),
    ],
)
def test_enums_equal_netbox(kind: str, ours: Any) -> None:
    assert [member.value for member in ours] == [entry["value"] for entry in _netbox(kind)]


def test_connectors_of_someones_own_are_added() -> None:
    more = NETBOX_VOCABULARY.with_connectors(ports=[Choice("busbar-tap", "Busbar tap", "Ours")])
    assert "busbar-tap" in more.power_port_types
    assert "busbar-tap" not in NETBOX_VOCABULARY.power_port_types
    assert more.power_port_types.called("Busbar tap") == "busbar-tap"


@pytest.mark.parametrize("word", ["nema-5-20r", "NEMA 5-20R", "nema 5-20R", "NEMA-5-20R"])
def test_a_choice_is_found_by_its_slug_or_label(word: str) -> None:
    assert NETBOX_VOCABULARY.power_outlet_types.called(word) == "nema-5-20r"


def test_a_choice_that_is_none_is_not_found() -> None:
    assert NETBOX_VOCABULARY.power_outlet_types.called("") is None
    assert NETBOX_VOCABULARY.power_outlet_types.called("5-20") is None

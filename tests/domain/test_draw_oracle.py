"""NetBox's own figures, case by case, against ours: every key of what it computed."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.oracle import evaluate
from tests.oracle_cases import Case, cases
from tests.shared_material import needs_shared

ALL_CASES = [
    case for file_name in ("oracle_dev.json", "oracle_quirks.json", "demo_oracle.json") for case in cases(file_name)
]

UNORDERED = ("link_peers", "connected_endpoints")


@needs_shared
def test_the_oracle_has_cases() -> None:
    assert len(ALL_CASES) == 60 + 41 + 1


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case["name"])
def test_figures_equal_netbox(case: Case) -> None:
    assert list(differences(case)) == []


@needs_shared
def test_figures_of_the_big_plant_equal_netbox() -> None:
    (case,) = cases("big_oracle.json.gz")
    assert list(differences(case)) == []


def differences(case: Case) -> Iterator[str]:
    """Every figure that is not NetBox's; types count, so that 0 is not 0.0."""
    ours = evaluate(case)
    for kind, objects in case["expected"].items():
        if objects.keys() != ours[kind].keys() and kind != "power_outlets":
            yield f"{kind}: other objects"
        for object_id, expected in objects.items():
            found = ours[kind][object_id]
            for field, figure in expected.items():
                if not _same(field, found.get(field, "absent"), figure):
                    yield f"{kind} {object_id} {field}: {found.get(field)!r} where NetBox has {figure!r}"


def _same(field: str, ours: Any, theirs: Any) -> bool:
    if field in UNORDERED:
        return sorted(map(repr, ours)) == sorted(map(repr, theirs))
    return repr(ours) == repr(theirs)


def test_a_case_that_says_little_has_netboxes_defaults() -> None:
    plant = {
        "sites": [{"id": 1, "name": "S", "slug": "s", "facility": "unheard of"}],
        "power_panels": [{"id": 1, "site": 1, "name": "P"}],
        "power_feeds": [
            {"id": 1, "power_panel": 1, "name": "F", "voltage": 230, "amperage": 16, "max_utilization": 80},
        ],
        "devices": [{"id": 1, "site": 1, "name": None}],
        "power_ports": [{"id": 1, "device": 1, "name": "In", "allocated_draw": 736}],
        "cables": [{"id": 1, "a": [{"type": "power_feed", "id": 1}], "b": [{"type": "power_port", "id": 1}]}],
    }
    figures = evaluate({"topology": plant, "extra": True})
    assert figures["power_feeds"]["1"]["utilization"] == 25.0
    assert figures["power_ports"]["1"]["connected_endpoints_reachable"] is True

"""NetBox's own figures, case by case, against ours."""

import pytest

from powertui.domain.capacity import available_power_va
from powertui.domain.draw import power_draw, rack_utilization_pct
from powertui.domain.graph import PowerGraph
from tests.oracle_cases import Case, cases, topology_of
from tests.shared_material import needs_shared

UNSUPPORTED = "profile"
"""Cable profiles map positions to positions; the model does not hold them yet."""

ALL_CASES = [
    case
    for file_name in ("oracle_dev.json", "oracle_quirks.json", "demo_oracle.json")
    for case in cases(file_name)
    if not any(UNSUPPORTED in feature for feature in case.get("features", ()))
]


@needs_shared
def test_the_oracle_has_cases() -> None:
    assert len(ALL_CASES) > 60


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case["name"])
def test_figures_equal_netbox(case: Case) -> None:
    graph = PowerGraph(topology_of(case))
    wrong = [
        *_wrong_feeds(graph, case),
        *_wrong_ports(graph, case),
        *_wrong_racks(graph, case),
    ]
    assert wrong == []


def _wrong_feeds(graph: PowerGraph, case: Case) -> list[str]:
    return [
        f"feed {feed_id}: available power {available_power_va(graph.feeds[int(feed_id)])}"
        for feed_id, expected in case["expected"]["power_feeds"].items()
        if available_power_va(graph.feeds[int(feed_id)]) != expected["available_power"]
    ]


def _wrong_ports(graph: PowerGraph, case: Case) -> list[str]:
    wrong = []
    for port_id, expected in case["expected"]["power_ports"].items():
        draw = power_draw(graph, graph.ports[int(port_id)])
        legs = [
            {
                "name": leg.leg.value,
                "allocated": leg.allocated_w,
                "maximum": leg.maximum_w,
                "outlet_count": leg.outlet_count,
            }
            for leg in draw.legs
        ]
        figures = (draw.allocated_w, draw.maximum_w, draw.outlet_count, legs)
        if figures != (expected["allocated"], expected["maximum"], expected["outlet_count"], expected["legs"]):
            wrong.append(f"port {port_id}: {figures} where NetBox has {expected}")
    return wrong


def _wrong_racks(graph: PowerGraph, case: Case) -> list[str]:
    return [
        f"rack {rack_id}: {rack_utilization_pct(graph, int(rack_id))} where NetBox has {expected['power_utilization']}"
        for rack_id, expected in case["expected"]["racks"].items()
        if rack_utilization_pct(graph, int(rack_id)) != expected["power_utilization"]
    ]

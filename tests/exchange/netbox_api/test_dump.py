"""The whole of a real NetBox's recorded pages: its counts, and its figures."""

from collections.abc import Iterator

import pytest

from powertui.domain.capacity import available_power_va
from powertui.domain.draw import power_draw, rack_utilization_pct
from powertui.domain.graph import PowerGraph
from powertui.exchange.netbox_api.scope import Scope
from tests.exchange.netbox_api.conftest import Reader
from tests.exchange.netbox_api.dump import recorded_netbox
from tests.exchange.netbox_api.server import SECOND_TOKEN, FakeNetBox, Mishap, serving
from tests.oracle_cases import cases, topology_of
from tests.shared_material import needs_shared

pytestmark = needs_shared


@pytest.fixture
def recorded() -> Iterator[FakeNetBox]:
    with serving(recorded_netbox()) as netbox:
        yield netbox


def test_the_counts_are_those_of_netbox(recorded: FakeNetBox) -> None:
    found = Reader(recorded)()
    topology = found.topology
    counts = {
        "sites": 24,
        "locations": 4,
        "racks": 42,
        "devices": 72,
        "device_types": 14,
        "power_panels": 4,
        "power_feeds": 48,
        "power_ports": 75,
        "power_outlets": 104,
        "cables": 26,
    }
    assert {name: len(getattr(topology, name)) for name in counts} == counts
    assert sum(len(item.power_ports) for item in topology.device_types) == 26
    assert sum(len(item.power_outlets) for item in topology.device_types) == 8
    assert found.notes == ()


def test_each_object_is_what_netboxs_own_tables_have(recorded: FakeNetBox) -> None:
    expected = topology_of(cases("demo_oracle.json")[0])
    topology = Reader(recorded)().topology
    for kind in (
        "sites",
        "locations",
        "racks",
        "power_panels",
        "power_feeds",
        "power_ports",
        "power_outlets",
        "cables",
    ):
        ours, theirs = ({item.id: item for item in getattr(plant, kind)} for plant in (topology, expected))
        assert set(ours) == set(theirs)
    assert {port.id: (port.type, port.maximum_draw_w) for port in topology.power_ports} == {
        port.id: (port.type, port.maximum_draw_w) for port in expected.power_ports
    }
    assert {item.id: (item.a, item.b, item.status) for item in topology.cables} == {
        item.id: (item.a, item.b, item.status) for item in expected.cables
    }


@pytest.mark.parametrize(("page_size", "max_page_size"), [(1000, 1000), (1000, 7), (10, 1000)])
def test_the_figures_are_those_of_netbox(recorded: FakeNetBox, page_size: int, max_page_size: int) -> None:
    recorded.max_page_size = max_page_size
    graph = PowerGraph(Reader(recorded, page_size=page_size)().topology)
    expected = cases("demo_oracle.json")[0]["expected"]
    assert {str(feed.id): available_power_va(feed) for feed in graph.feeds.values()} == {
        feed_id: figures["available_power"] for feed_id, figures in expected["power_feeds"].items()
    }
    draws = {str(port.id): power_draw(graph, port) for port in graph.ports.values()}
    assert {key: (draw.allocated_w, draw.maximum_w, draw.outlet_count) for key, draw in draws.items()} == {
        key: (figures["allocated"], figures["maximum"], figures["outlet_count"])
        for key, figures in expected["power_ports"].items()
    }
    assert {str(rack_id): rack_utilization_pct(graph, rack_id) for rack_id in graph.racks} == {
        rack_id: figures["power_utilization"] for rack_id, figures in expected["racks"].items()
    }


def test_all_bad_days_in_one_give_the_same(recorded: FakeNetBox) -> None:
    good = Reader(recorded, page_size=20)().topology
    recorded.mishaps = [
        ("status", Mishap.RATE_LIMIT),
        ("dcim/racks", Mishap.FAIL),
        ("dcim/cables", Mishap.CUT),
        ("dcim/cables", Mishap.RATE_LIMIT),
        ("dcim/power-outlets", Mishap.BROKEN_JSON),
        ("dcim/devices", Mishap.CUT),
    ]
    reader = Reader(recorded, token=SECOND_TOKEN, page_size=20)
    assert reader().topology == good
    assert recorded.mishaps == []
    assert sorted(reader.waits_s) == [0.5, 0.5, 0.5, 0.5, 7, 7]


def test_only_power_cables_are_asked_for(recorded: FakeNetBox) -> None:
    Reader(recorded)()
    full = [request for request in recorded.asked("dcim/cables") if request.one("fields") != "id"]
    assert full
    assert all("termination_a_type" in request.query or "termination_b_type" in request.query for request in full)


def test_nothing_is_asked_for_that_netbox_would_have_to_compute(recorded: FakeNetBox) -> None:
    Reader(recorded)()
    for request in recorded.requests:
        if request.path != "status":
            fields = (request.one("fields") or "").split(",")
            assert "id" in fields
            assert not {"link_peers", "connected_endpoints", "config_context"} & set(fields)


def test_one_site_takes_its_part(recorded: FakeNetBox) -> None:
    found = Reader(recorded)(Scope(sites=("dm-akron",)))
    topology = found.topology
    assert [site.slug for site in topology.sites] == ["dm-akron"]
    assert {device.site_id for device in topology.devices} == {topology.sites[0].id}
    assert len(topology.cables) > 0
    PowerGraph(topology)
    assert found.cables_out_of_scope == 0

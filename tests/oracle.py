"""The figures of one case of NetBox's oracle (format power-oracle/1), as the project's own domain computes them."""

from typing import Any

from powertui.domain.draw import PowerDraw, power_draw, rack_utilization_pct
from powertui.domain.graph import PowerGraph
from powertui.domain.netbox_figures import Connection, InletPanel, connection, feed_page, inlet_panel
from powertui.domain.topology import PowerFeed, PowerPort, Termination
from tests.oracle_cases import Case, topology_of

Figures = dict[str, Any]


def evaluate(case: Case) -> Figures:
    """What NetBox would show of a case's plant, in the shape of its `expected`."""
    graph = PowerGraph(topology_of(case))
    topology = graph.topology
    return {
        "power_feeds": {str(feed.id): _feed(graph, feed) for feed in topology.power_feeds},
        "power_ports": {str(port.id): _port(graph, port) for port in topology.power_ports},
        "power_outlets": {str(outlet.id): _connection(connection(graph, outlet)) for outlet in topology.power_outlets},
        "racks": {str(rack.id): {"power_utilization": rack_utilization_pct(graph, rack.id)} for rack in topology.racks},
    }


def _feed(graph: PowerGraph, feed: PowerFeed) -> Figures:
    page = feed_page(graph, feed)
    return {
        "available_power": page.available_va,
        **_connection(connection(graph, feed)),
        "allocated": page.draw.allocated_w if page.draw else None,
        "maximum": page.draw.maximum_w if page.draw else None,
        "utilization": page.utilization_pct,
    }


def _port(graph: PowerGraph, port: PowerPort) -> Figures:
    return {
        **_draw(power_draw(graph, port)),
        "downstream_ports": [below.id for below in graph.downstream_ports(port.id)],
        **_connection(connection(graph, port)),
        **_panel(inlet_panel(graph, port)),
    }


def _draw(draw: PowerDraw) -> Figures:
    return {
        "allocated": draw.allocated_w,
        "maximum": draw.maximum_w,
        "outlet_count": draw.outlet_count,
        "legs": [
            {
                "name": leg.leg.value,
                "allocated": leg.allocated_w,
                "maximum": leg.maximum_w,
                "outlet_count": leg.outlet_count,
            }
            for leg in draw.legs
        ],
    }


def _panel(panel: InletPanel | None) -> Figures:
    if panel is None:
        return {"panel_available": None, "panel_utilization": None}
    figures: Figures = {"panel_available": panel.available_va, "panel_utilization": panel.utilization_pct}
    if panel.leg_available_va is not None:
        figures["panel_leg_available"] = panel.leg_available_va
        legs_pct = panel.leg_utilization_pct
        figures["panel_leg_utilization"] = "ZeroDivisionError" if legs_pct is None else list(legs_pct)
    return figures


def _connection(found: Connection) -> Figures:
    return {
        "link_peers": _terms(found.link_peers),
        "connected_endpoints": _terms(found.link_peers),
        "connected_endpoints_reachable": found.reachable,
        "occupied": found.occupied,
    }


def _terms(terminations: tuple[Termination, ...]) -> list[Figures]:
    return [{"type": end.kind.value, "id": end.id} for end in terminations]

"""Power panels and power feeds."""

from powertui.domain.choices import Supply
from powertui.domain.topology import PowerFeed
from powertui.domain.validate.report import Report

LEAST_SMALL, MOST_SMALL = -32768, 32767
"""NetBox's small integers."""


def check_supply(report: Report) -> None:
    """Check panels and feeds."""
    topology = report.topology
    report.unique(
        topology.power_panels,
        lambda panel: (panel.site_id, panel.name),
        "there is another panel of this name in the site",
    )
    report.unique(
        topology.power_feeds,
        lambda feed: (feed.power_panel_id, feed.name),
        "there is another feed of this name on the panel",
    )
    for panel in topology.power_panels:
        report.exists(panel, "site", panel.site_id, report.sites)
        if report.exists(panel, "location", panel.location_id, report.locations) and panel.location_id is not None:
            location = report.locations[panel.location_id]
            if location.site_id != panel.site_id:
                report.refuse(panel, None, f"location {location.name} is in another site; it must be in the panel's")
    for feed in topology.power_feeds:
        _check_feed(report, feed)


def _check_feed(report: Report, feed: PowerFeed) -> None:
    report.exists(feed, "tenant", feed.tenant_id, report.tenants)
    has_panel = report.exists(feed, "power_panel", feed.power_panel_id, report.panels)
    if report.exists(feed, "rack", feed.rack_id, report.racks) and has_panel and feed.rack_id is not None:
        rack, panel = report.racks[feed.rack_id], report.panels[feed.power_panel_id]
        if rack.site_id != panel.site_id:
            report.refuse(feed, None, f"rack {rack.name} and panel {panel.name} are in different sites")
    if feed.voltage_v == 0:
        report.refuse(feed, "voltage", "may not be 0; give the nominal voltage in V")
    report.between(feed, "voltage", feed.voltage_v, LEAST_SMALL, MOST_SMALL)
    if feed.voltage_v < 0 and feed.supply is not Supply.DC:
        report.refuse(feed, "voltage", "cannot be negative for AC supply; only a DC feed has a negative voltage")
    report.between(feed, "amperage", feed.amperage_a, 1, MOST_SMALL)
    report.between(feed, "max_utilization", feed.max_utilization_pct, 1, 100)

"""Tenants, sites, locations and racks."""

from powertui.domain.topology import Location
from powertui.domain.validate.report import Report

MAX_RACK_HEIGHT_U = 100
MOST_STARTING_UNIT = 32767


def check_places(report: Report) -> None:
    """Check what others stand in."""
    topology, vocabulary = report.topology, report.vocabulary
    report.unique(topology.tenants, lambda tenant: tenant.name, "there is another tenant of this name")
    report.unique(topology.tenants, lambda tenant: tenant.slug or None, "there is another tenant with this slug")
    report.unique(topology.sites, lambda site: site.name, "there is another site of this name", "name")
    report.unique(topology.sites, lambda site: site.slug or None, "there is another site with this slug", "slug")
    for site in topology.sites:
        report.choice(site, "status", site.status, vocabulary.site_statuses)
        report.exists(site, "tenant", site.tenant_id, report.tenants)
    _check_locations(report)
    _check_racks(report)


def _check_locations(report: Report) -> None:
    locations = report.topology.locations
    message = "there is another location of this {} in the same site and parent location"
    report.unique(locations, lambda one: (one.site_id, one.parent_id, one.name), message.format("name"))
    report.unique(
        locations, lambda one: (one.site_id, one.parent_id, one.slug) if one.slug else None, message.format("slug")
    )
    for location in locations:
        report.choice(location, "status", location.status, report.vocabulary.location_statuses)
        report.exists(location, "tenant", location.tenant_id, report.tenants)
        report.exists(location, "site", location.site_id, report.sites)
        if not report.exists(location, "parent", location.parent_id, report.locations):
            continue
        if _is_its_own_ancestor(report, location):
            report.refuse(location, "parent", "is within itself; name a location that is not below it")
        elif location.parent_id and report.locations[location.parent_id].site_id != location.site_id:
            report.refuse(location, None, "its parent location is in another site; both must be in the same")


def _is_its_own_ancestor(report: Report, location: Location) -> bool:
    seen: set[int] = set()
    parent_id = location.parent_id
    while parent_id is not None and parent_id not in seen:
        if parent_id == location.id:
            return True
        seen.add(parent_id)
        parent = report.locations.get(parent_id)
        parent_id = parent.parent_id if parent else None
    return False


def _check_racks(report: Report) -> None:
    racks = report.topology.racks
    # Without a location a name may occur twice: to NetBox's database no location is like no other one.
    report.unique(
        racks,
        lambda rack: (rack.location_id, rack.name) if rack.location_id is not None else None,
        "there is another rack of this name in its location",
    )
    report.unique(
        racks,
        lambda rack: (
            (rack.location_id, rack.facility_id) if rack.location_id is not None and rack.facility_id else None
        ),
        "there is another rack with this facility ID in its location",
    )
    for rack in racks:
        report.choice(rack, "status", rack.status, report.vocabulary.rack_statuses)
        report.between(rack, "u_height", rack.u_height, 1, MAX_RACK_HEIGHT_U)
        report.between(rack, "starting_unit", rack.starting_unit, 1, MOST_STARTING_UNIT)
        report.exists(rack, "tenant", rack.tenant_id, report.tenants)
        report.exists(rack, "site", rack.site_id, report.sites)
        if report.exists(rack, "location", rack.location_id, report.locations) and rack.location_id is not None:
            location = report.locations[rack.location_id]
            if location.site_id != rack.site_id:
                report.refuse(rack, None, f"location {location.name} is in another site; it must be in the rack's")

"""Sites, locations, racks and what hangs on them by name: tenants and device types."""

from dataclasses import replace

from powertui.domain.topology import DeviceType, Location, Rack, Site, Tenant
from powertui.exchange.netbox_csv import cells
from powertui.exchange.netbox_csv.combined import Listing
from powertui.exchange.netbox_csv.draft import Draft
from powertui.exchange.netbox_csv.tables import Row
from powertui.exchange.slugs import slug_of


def read_tenants(listing: Listing, draft: Draft) -> None:
    """Tenants that a file lists."""
    for row in listing.rows:
        name = cells.needed(row, "name", draft.problems)
        slug = cells.text(row, "slug", draft.problems) or slug_of(name)
        tenant = Tenant(draft.tenants.next_id, name, slug, cells.whole(row, "id", draft.problems))
        draft.tenants.put(tenant, (name,))


def tenant_id(row: Row, draft: Draft) -> int | None:
    """The tenant that a row names; an export has no file of tenants, so a name alone makes one."""
    name = cells.text(row, "tenant", draft.problems)
    if not name:
        return None
    found = draft.tenants.find((name,))
    if not found:
        draft.tenants.put(Tenant(draft.tenants.next_id, name, slug_of(name)), (name,))
    return draft.tenants.find((name,))[0].id


def read_sites(listing: Listing, draft: Draft) -> None:
    """Sites."""
    problems = draft.problems
    for row in listing.rows:
        name = cells.needed(row, "name", problems)
        if draft.sites.find((name,)):
            problems.add(row.at("name"), "stands here twice; site names are unique")
            continue
        site = Site(
            draft.sites.next_id,
            name,
            cells.text(row, "slug", problems) or slug_of(name),
            cells.listed(row, "status", draft.vocabulary.site_statuses, problems, "active"),
            tenant_id(row, draft),
            cells.text(row, "description", problems),
            cells.whole(row, "id", problems),
        )
        draft.sites.put(site, (name,))


def site_of(row: Row, draft: Draft) -> Site | None:
    """The site that a row names."""
    return draft.sites.one(row, "site", (row["site"],), draft.problems)


def read_locations(listing: Listing, draft: Draft) -> None:
    """Locations; parents may come after their children, so names of parents are looked up last."""
    problems = draft.problems
    rows: list[Row] = []
    for row in listing.rows:
        site = site_of(row, draft)
        if site is None:
            continue
        name = cells.needed(row, "name", problems)
        location = Location(
            draft.locations.next_id,
            site.id,
            name,
            cells.text(row, "slug", problems) or slug_of(name),
            None,
            cells.listed(row, "status", draft.vocabulary.location_statuses, problems, "active"),
            tenant_id(row, draft),
            cells.text(row, "description", problems),
            cells.whole(row, "id", problems),
        )
        draft.locations.put(location, (site.id, name))
        rows.append(row)
    for number, (location, row) in enumerate(zip(draft.locations.objects, rows, strict=True)):
        if row["parent"]:
            key = (location.site_id, row["parent"])
            parent = draft.locations.one(row, "parent", key, problems, row["site"])
            # By-name entries hold the objects before this; only their ids are taken from there.
            draft.locations.objects[number] = replace(location, parent_id=parent.id if parent else None)


def location_of(row: Row, site: Site, draft: Draft) -> Location | None:
    """The location that a row names, None where it names none."""
    if not row["location"]:
        return None
    return draft.locations.one(row, "location", (site.id, row["location"]), draft.problems, site.name)


def read_racks(listing: Listing, draft: Draft) -> None:
    """Racks."""
    problems = draft.problems
    for row in listing.rows:
        site = site_of(row, draft)
        if site is None:
            continue
        name = cells.needed(row, "name", problems)
        location = location_of(row, site, draft)
        rack = Rack(
            draft.racks.next_id,
            site.id,
            name,
            location.id if location else None,
            cells.whole(row, "u_height", problems, "U") or 42,
            cells.listed(row, "status", draft.vocabulary.rack_statuses, problems, "active"),
            cells.text(row, "facility_id", problems),
            tenant_id(row, draft),
            cells.text(row, "description", problems),
            cells.whole(row, "id", problems),
            cells.whole(row, "starting_unit", problems) or 1,
        )
        draft.racks.put(rack, (site.id, name), (site.id, rack.location_id, name))


def rack_of(row: Row, site: Site, location: Location | None, draft: Draft) -> Rack | None:
    """The rack that a row names; its location tells racks of the same name apart."""
    if not row["rack"]:
        return None
    exact = (site.id, location.id if location else None, row["rack"])
    name = exact if location or draft.racks.find(exact) else (site.id, row["rack"])
    return draft.racks.one(row, "rack", name, draft.problems, site.name)


def read_device_types(listing: Listing, draft: Draft) -> None:
    """Device types that a file lists; without templates, which NetBox keeps elsewhere."""
    problems = draft.problems
    for row in listing.rows:
        maker, model = cells.needed(row, "manufacturer", problems), cells.needed(row, "model", problems)
        kind = DeviceType(
            draft.device_types.next_id,
            maker,
            model,
            cells.text(row, "slug", problems) or slug_of(f"{maker} {model}"),
            _height(row, draft),
            cells.flag(row, "is_full_depth", problems, default=True),
            cells.text(row, "part_number", problems),
            netbox_id=cells.whole(row, "id", problems),
        )
        draft.device_types.put(kind, (maker, model))


def type_of(row: Row, draft: Draft) -> DeviceType | None:
    """The type that a device's row names by its manufacturer and model; the names alone make one."""
    maker, model = cells.text(row, "manufacturer", draft.problems), cells.text(row, "device_type", draft.problems)
    if not maker or not model:
        return None
    found = draft.device_types.find((maker, model))
    if not found:
        slug = slug_of(f"{maker} {model}")
        kind = DeviceType(draft.device_types.next_id, maker, model, slug, _height(row, draft))
        draft.device_types.put(kind, (maker, model))
    return draft.device_types.find((maker, model))[0]


def _height(row: Row, draft: Draft) -> float:
    height = cells.number(row, "u_height", draft.problems)
    return 1.0 if height is None else height

"""Tenants, sites, locations and racks of a plan, and what stands in them."""

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.topology import Location, Rack, Site, Tenant
from powertui.exchange.plan_file.devices import read_devices
from powertui.exchange.plan_file.draft import Draft
from powertui.exchange.plan_file.language import Scope
from powertui.exchange.plan_file.panels import read_panels
from powertui.exchange.plan_file.repeat import Item, finished, items
from powertui.exchange.slugs import slug_of
from powertui.exchange.yaml_fields import Fields


def read_tenants(plan: Fields, draft: Draft) -> None:
    """Tenants: `{name: …, slug: …}`, or names alone."""
    for item in items(plan.items("tenants"), "tenant", draft, Scope()):
        fields = item.fields
        number = draft.next_id(ModelKind.TENANT)
        tenant = Tenant(number, item.name, fields.text("slug") or slug_of(item.name), fields.whole("netbox_id"))
        draft.put(ModelKind.TENANT, tenant, (tenant.slug,), fields)
        draft.names.add_alias(ModelKind.TENANT, number, tenant.name)
        finished(item, "a tenant")


def read_sites(plan: Fields, draft: Draft) -> None:
    """Sites with all that is in them."""
    for item in items(plan.items("sites"), "site", draft, Scope()):
        fields = item.fields
        number = draft.next_id(ModelKind.SITE)
        site = Site(
            number,
            item.name,
            fields.text("slug") or slug_of(item.name),
            fields.text("status", "active"),
            description=fields.text("description"),
            netbox_id=fields.whole("netbox_id"),
        )
        draft.put(ModelKind.SITE, site, (site.name,), fields)
        draft.names.add_alias(ModelKind.SITE, number, site.slug)
        draft.refer(ModelKind.SITE, site, "tenant_id", ModelKind.TENANT, fields, "tenant", item.scope)
        _read_inside(item, draft, site.id, None, (site.name,))
        finished(item, "a site")


def _read_inside(item: Item, draft: Draft, site_id: int, location_id: int | None, path: tuple[str, ...]) -> None:
    _read_locations(item, draft, site_id, location_id, path)
    read_panels(item, draft, site_id, location_id)
    _read_racks(item, draft, site_id, location_id, path)
    read_devices(item, draft, site_id, location_id, None)


def _read_locations(parent: Item, draft: Draft, site_id: int, parent_id: int | None, path: tuple[str, ...]) -> None:
    for item in items(parent.fields.items("locations"), "location", draft, parent.scope):
        fields = item.fields
        location = Location(
            draft.next_id(ModelKind.LOCATION),
            site_id,
            item.name,
            fields.text("slug") or slug_of(item.name),
            parent_id,
            fields.text("status", "active"),
            description=fields.text("description"),
            netbox_id=fields.whole("netbox_id"),
        )
        own_path = (*path, item.name)
        draft.put(ModelKind.LOCATION, location, own_path, fields)
        draft.refer(ModelKind.LOCATION, location, "tenant_id", ModelKind.TENANT, fields, "tenant", item.scope)
        _read_inside(item, draft, site_id, location.id, own_path)
        finished(item, "a location")


def _read_racks(parent: Item, draft: Draft, site_id: int, location_id: int | None, path: tuple[str, ...]) -> None:
    for item in items(parent.fields.items("racks"), "rack", draft, parent.scope):
        fields = item.fields
        height, lowest = fields.whole("u_height"), fields.whole("starting_unit")
        rack = Rack(
            draft.next_id(ModelKind.RACK),
            site_id,
            item.name,
            location_id,
            42 if height is None else height,
            fields.text("status", "active"),
            fields.text("facility_id"),
            description=fields.text("description"),
            netbox_id=fields.whole("netbox_id"),
            starting_unit=1 if lowest is None else lowest,
        )
        draft.put(ModelKind.RACK, rack, (*path, item.name), fields)
        draft.refer(ModelKind.RACK, rack, "tenant_id", ModelKind.TENANT, fields, "tenant", item.scope)
        read_devices(item, draft, site_id, location_id, rack.id)
        finished(item, "a rack")

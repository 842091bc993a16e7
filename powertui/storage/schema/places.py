"""Where things stand: tenants, sites, locations, racks."""

from sqlalchemy import Column, Integer, String, Table

from powertui.storage.schema.base import metadata, netbox_id, reference

tenant = Table(
    "tenant",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("slug", String(100), nullable=False),
    netbox_id(),
)

site = Table(
    "site",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("slug", String(100), nullable=False),
    Column("status", String(50), nullable=False),
    Column("tenant_id", reference("tenant.id")),
    Column("description", String(200), nullable=False),
    netbox_id(),
)

location = Table(
    "location",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", reference("site.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("slug", String(100), nullable=False),
    Column("parent_id", reference("location.id")),
    Column("status", String(50), nullable=False),
    Column("tenant_id", reference("tenant.id")),
    Column("description", String(200), nullable=False),
    netbox_id(),
)

rack = Table(
    "rack",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", reference("site.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("location_id", reference("location.id")),
    Column("u_height", Integer, nullable=False),
    Column("status", String(50), nullable=False),
    Column("facility_id", String(50), nullable=False),
    Column("tenant_id", reference("tenant.id")),
    Column("description", String(200), nullable=False),
    netbox_id(),
    Column("starting_unit", Integer, nullable=False, server_default="1"),
)

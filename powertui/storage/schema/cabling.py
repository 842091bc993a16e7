"""Cables, and what their ends are plugged into."""

from sqlalchemy import Column, Double, Integer, String, Table, UniqueConstraint

from powertui.domain.choices import CableStatus, TerminationKind
from powertui.storage.schema.base import Choice, metadata, netbox_id, reference

cable = Table(
    "cable",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("status", Choice(CableStatus), nullable=False),
    Column("label", String(100), nullable=False),
    Column("type", String(50), nullable=False),
    Column("profile", String(50), nullable=False),
    Column("color", String(6), nullable=False),
    Column("length", Double),
    Column("length_unit", String(10), nullable=False),
    Column("tenant_id", reference("tenant.id")),
    Column("description", String(200), nullable=False),
    netbox_id(),
    Column("bundle", String(100), nullable=False, server_default=""),
)

cable_termination = Table(
    "cable_termination",
    metadata,
    Column("cable_id", reference("cable.id"), primary_key=True),
    Column("cable_end", String(1), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Choice(TerminationKind), nullable=False),
    Column("object_id", Integer, nullable=False),
    UniqueConstraint("kind", "object_id"),
)

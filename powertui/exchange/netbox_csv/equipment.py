"""Panels and feeds, devices with their ports and outlets."""

import re
from typing import TypeVar

from powertui.domain.choices import FeedLeg, FeedStatus, FeedType, OutletStatus, Phase, Supply
from powertui.domain.topology import Device, PowerFeed, PowerOutlet, PowerPanel, PowerPort
from powertui.exchange.netbox_csv import cells
from powertui.exchange.netbox_csv.combined import Listing
from powertui.exchange.netbox_csv.draft import Draft, Shelf
from powertui.exchange.netbox_csv.headings import TableKind
from powertui.exchange.netbox_csv.places import location_of, rack_of, site_of, tenant_id, type_of
from powertui.exchange.netbox_csv.tables import Row
from powertui.exchange.problems import Problems

_Part = TypeVar("_Part", PowerPort, PowerOutlet)

UNNAMED = "Unnamed device"
"""What an export writes in place of the name of a device that has none."""


def read_panels(listing: Listing, draft: Draft) -> None:
    """Power panels."""
    problems = draft.problems
    for row in listing.rows:
        site = site_of(row, draft)
        if site is None:
            continue
        location = location_of(row, site, draft)
        panel = PowerPanel(
            draft.panels.next_id,
            site.id,
            cells.needed(row, "name", problems),
            location.id if location else None,
            description=cells.text(row, "description", problems),
            comments=cells.text(row, "comments", problems, lines=True),
            netbox_id=cells.whole(row, "id", problems),
        )
        draft.panels.put(panel, (panel.name,), (row["site"], panel.name))


def read_feeds(listing: Listing, draft: Draft) -> None:
    """Power feeds. What a file leaves out has NetBox's default."""
    problems = draft.problems
    default = PowerFeed(0, 0, "")
    for row in listing.rows:
        name = (row["site"], row["power_panel"]) if row["site"] else (row["power_panel"],)
        panel = draft.panels.one(row, "power_panel", name, problems, row["site"])
        if panel is None:
            continue
        site = draft.sites.objects[panel.site_id - 1]
        rack = rack_of(row, site, location_of(row, site, draft), draft)
        feed = PowerFeed(
            draft.feeds.next_id,
            panel.id,
            cells.needed(row, "name", problems),
            rack.id if rack else None,
            cells.choice(row, "status", FeedStatus.ACTIVE, problems),
            cells.choice(row, "type", FeedType.PRIMARY, problems),
            cells.choice(row, "supply", Supply.AC, problems),
            cells.choice(row, "phase", Phase.SINGLE, problems),
            _or(cells.whole(row, "voltage", problems), default.voltage_v),
            _or(cells.whole(row, "amperage", problems), default.amperage_a),
            _or(cells.whole(row, "max_utilization", problems, "%"), default.max_utilization_pct),
            cells.flag(row, "mark_connected", problems),
            tenant_id(row, draft),
            cells.text(row, "description", problems),
            cells.text(row, "comments", problems, lines=True),
            cells.whole(row, "id", problems),
        )
        draft.feeds.put(feed, (site.name, feed.name), (site.name, panel.name, feed.name), (panel.name, feed.name))
        draft.rows_of[TableKind.FEEDS].append(row)


def read_devices(listing: Listing, draft: Draft) -> None:
    """Devices; an unnamed one has an empty name."""
    problems = draft.problems
    for row in listing.rows:
        site = site_of(row, draft)
        if site is None:
            continue
        location = location_of(row, site, draft)
        rack = rack_of(row, site, location, draft)
        kind = type_of(row, draft)
        height = cells.number(row, "u_height", problems)
        device = Device(
            draft.devices.next_id,
            site.id,
            _name_of_device(row, draft),
            cells.slug(row, "role", problems),
            location.id if location else None,
            rack.id if rack else None,
            cells.number(row, "position", problems),
            height if height is not None else kind.u_height if kind else 1,
            cells.text(row, "device_type", problems),
            kind.id if kind else None,
            cells.listed(row, "face", draft.vocabulary.device_faces, problems),
            cells.listed(row, "status", draft.vocabulary.device_statuses, problems, "active"),
            tenant_id(row, draft),
            cells.text(row, "serial", problems),
            cells.text(row, "asset_tag", problems),
            cells.text(row, "description", problems),
            cells.whole(row, "id", problems),
        )
        draft.devices.put(
            device, *(name for shown in _shown_as(row, device) for name in ((shown,), (site.name, shown)))
        )


def read_ports(listing: Listing, draft: Draft) -> None:
    """Power ports."""
    problems = draft.problems
    for row in listing.rows:
        device = _device_of(row, draft)
        if device is None:
            continue
        port = PowerPort(
            draft.ports.next_id,
            device.id,
            cells.needed(row, "name", problems),
            cells.listed(row, "type", draft.vocabulary.power_port_types, problems),
            cells.whole(row, "maximum_draw", problems),
            cells.whole(row, "allocated_draw", problems),
            cells.flag(row, "mark_connected", problems),
            cells.text(row, "label", problems),
            cells.text(row, "description", problems),
            cells.whole(row, "id", problems),
        )
        _put_part(row, draft.ports, port, problems)
        draft.rows_of[TableKind.PORTS].append(row)


def read_outlets(listing: Listing, draft: Draft) -> None:
    """Power outlets; NetBox's import has no column for their status, its export has."""
    problems = draft.problems
    for row in listing.rows:
        device = _device_of(row, draft)
        if device is None:
            continue
        outlet = PowerOutlet(
            draft.outlets.next_id,
            device.id,
            cells.needed(row, "name", problems),
            cells.listed(row, "type", draft.vocabulary.power_outlet_types, problems),
            _port_of(row, device, draft),
            cells.optional_choice(row, "feed_leg", FeedLeg, problems),
            cells.choice(row, "status", OutletStatus.ENABLED, problems),
            cells.text(row, "label", problems),
            cells.flag(row, "mark_connected", problems),
            cells.colour(row, "color", problems),
            cells.text(row, "description", problems),
            cells.whole(row, "id", problems),
        )
        _put_part(row, draft.outlets, outlet, problems)
        draft.rows_of[TableKind.OUTLETS].append(row)


def _put_part(row: Row, shelf: Shelf[_Part], part: _Part, problems: Problems) -> None:
    name = (part.device_id, part.name)
    if shelf.find(name):
        problems.add(row.at("name"), f"stands here twice; names of a device's {shelf.what}s are unique")
    shelf.put(part, name)


def _name_of_device(row: Row, draft: Draft) -> str:
    name = cells.text(row, "name", draft.problems)
    return "" if name == UNNAMED else name


def _shown_as(row: Row, device: Device) -> tuple[str, ...]:
    """What other files call it: an unnamed device is shown by its type and its id."""
    if device.name:
        return (device.name,)
    kind = f"{row['manufacturer']} {row['device_type']}".strip()
    return (kind,) if device.netbox_id is None else (kind, f"{kind} ({device.netbox_id})")


def _device_of(row: Row, draft: Draft) -> Device | None:
    site, name = row["device_site"], row["device"]
    unnamed = re.fullmatch(r"(.+) \([0-9]+\)", name)
    if unnamed and not draft.devices.find((name,)) and draft.devices.find((unnamed[1],)):
        name = unnamed[1]
    return draft.devices.one(row, "device", (site, name) if site else (name,), draft.problems, site)


def _port_of(row: Row, device: Device, draft: Draft) -> int | None:
    if not row["power_port"]:
        return None
    port = draft.ports.one(row, "power_port", (device.id, row["power_port"]), draft.problems, device.name)
    return port.id if port else None


def _or(value: int | None, default: int) -> int:
    return default if value is None else value

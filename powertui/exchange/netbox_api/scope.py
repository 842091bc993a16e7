"""Which part of a NetBox is read, and what it takes along so that nothing refers to what is not there."""

from collections.abc import Collection
from dataclasses import dataclass

from powertui.domain.topology import Device, Location, PowerFeed, PowerPanel, Rack


@dataclass(frozen=True, slots=True)
class Scope:
    """Slugs; empty: all. Any of the sites and any of the tenants will do; tags must all be there, as in NetBox."""

    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        return not (self.sites or self.selects)

    @property
    def selects(self) -> bool:
        """Whether objects are chosen one by one, and not by the site that they are in."""
        return bool(self.tags or self.tenants)

    @property
    def site_query(self) -> tuple[tuple[str, str], ...]:
        return tuple(("site", slug) for slug in self.sites)

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """For objects that have site, tags and tenant themselves."""
        tags = (("tag", slug) for slug in self.tags)
        return (*self.site_query, *tags, *(("tenant", slug) for slug in self.tenants))

    @property
    def panel_query(self) -> tuple[tuple[str, str], ...] | None:
        """For panels, which have no tenant; None: none of them is chosen for itself."""
        if self.tenants:
            return None
        return (*self.site_query, *(("tag", slug) for slug in self.tags))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What carries the tags and belongs to the tenants itself."""

    devices: tuple[Device, ...]
    feeds: tuple[PowerFeed, ...]
    rack_ids: frozenset[int]
    panel_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Places:
    """Ids of what the chosen stand in and hang on."""

    sites: frozenset[int]
    locations: frozenset[int]
    racks: frozenset[int]
    panels: frozenset[int]


def places_of(
    chosen: Chosen, racks: Collection[Rack], panels: Collection[PowerPanel], locations: Collection[Location]
) -> Places:
    """The racks, panels, locations and sites that the chosen objects need."""
    rack_ids = {device.rack_id for device in chosen.devices} | {feed.rack_id for feed in chosen.feeds}
    rack_ids |= chosen.rack_ids
    panel_ids = {feed.power_panel_id for feed in chosen.feeds} | chosen.panel_ids
    standing: tuple[Device | Rack | PowerPanel, ...] = (
        *chosen.devices,
        *(rack for rack in racks if rack.id in rack_ids),
        *(panel for panel in panels if panel.id in panel_ids),
    )
    parents = {location.id: location.parent_id for location in locations}
    location_ids: set[int] = set()
    for item in standing:
        location_id = item.location_id
        while location_id is not None and location_id not in location_ids:
            location_ids.add(location_id)
            location_id = parents.get(location_id)
    return Places(
        sites=frozenset(item.site_id for item in standing),
        locations=frozenset(location_ids),
        racks=frozenset(rack_id for rack_id in rack_ids if rack_id is not None),
        panels=frozenset(panel_ids),
    )

"""One order and one numbering for a topology, whatever database it came from.

Files are written in this order and with these ids, so that the same plant gives the same bytes. What cannot be told
apart by its natural key keeps the order in which it came.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol, TypeVar

from powertui.domain.choices import TerminationKind
from powertui.domain.natural import natural_key
from powertui.domain.topology import Cable, Location, Termination, Topology

NameKey = tuple[object, str]
SortKey = tuple[object, ...]
Numbers = Mapping[int, int]


class Numbered(Protocol):
    @property
    def id(self) -> int: ...


_Object = TypeVar("_Object", bound=Numbered)

NONE_FIRST = 0
"""The number of what is not there; real ones begin at 1."""


def canonical(topology: Topology) -> Topology:
    """The same plant, sorted by its natural keys and numbered from 1 in that order."""
    tenants, tenant_of = _sorted(topology.tenants, lambda item: (item.slug, item.name))
    types, type_of = _sorted(topology.device_types, lambda item: (_by(item.manufacturer), _by(item.model), item.slug))
    sites, site_of = _sorted(topology.sites, lambda item: (_by(item.name), item.slug))
    chains = _chains(topology.locations)
    locations, location_of = _sorted(topology.locations, lambda item: (site_of[item.site_id], chains[item.id]))
    racks, rack_of = _sorted(
        topology.racks,
        lambda item: (site_of[item.site_id], _at(location_of, item.location_id), _by(item.name), item.facility_id),
    )
    panels, panel_of = _sorted(topology.power_panels, lambda item: (site_of[item.site_id], _by(item.name)))
    feeds, feed_of = _sorted(topology.power_feeds, lambda item: (panel_of[item.power_panel_id], _by(item.name)))
    devices, device_of = _sorted(
        topology.devices,
        lambda item: (
            site_of[item.site_id],
            _at(location_of, item.location_id),
            _at(rack_of, item.rack_id),
            _by(item.name),
            _at(tenant_of, item.tenant_id),
            item.position_u or 0.0,
            item.face,
            item.asset_tag,
        ),
    )
    ports, port_of = _sorted(topology.power_ports, lambda item: (device_of[item.device_id], _by(item.name)))
    outlets, outlet_of = _sorted(topology.power_outlets, lambda item: (device_of[item.device_id], _by(item.name)))
    branches, _ = _sorted(topology.pdu_branches, lambda item: (device_of[item.device_id], _by(item.name)))
    ends = {
        TerminationKind.POWER_FEED: feed_of,
        TerminationKind.POWER_PORT: port_of,
        TerminationKind.POWER_OUTLET: outlet_of,
    }
    cables, _ = _sorted([_with_ends(cable, ends) for cable in topology.cables], _cable_key)
    targets, _ = _sorted(
        topology.poll_targets,
        lambda item: (_at(device_of, item.device_id), _at(panel_of, item.power_panel_id), _by(item.name), item.host),
    )
    return Topology(
        tenants=tenants,
        device_types=types,
        sites=tuple(replace(item, tenant_id=_new(tenant_of, item.tenant_id)) for item in sites),
        locations=tuple(
            replace(
                item,
                site_id=site_of[item.site_id],
                parent_id=_new(location_of, item.parent_id),
                tenant_id=_new(tenant_of, item.tenant_id),
            )
            for item in locations
        ),
        racks=tuple(
            replace(
                item,
                site_id=site_of[item.site_id],
                location_id=_new(location_of, item.location_id),
                tenant_id=_new(tenant_of, item.tenant_id),
            )
            for item in racks
        ),
        power_panels=tuple(
            replace(
                item,
                site_id=site_of[item.site_id],
                location_id=_new(location_of, item.location_id),
                fed_by_feed_id=_new(feed_of, item.fed_by_feed_id),
                fed_by_device_id=_new(device_of, item.fed_by_device_id),
            )
            for item in panels
        ),
        power_feeds=tuple(
            replace(
                item,
                power_panel_id=panel_of[item.power_panel_id],
                rack_id=_new(rack_of, item.rack_id),
                tenant_id=_new(tenant_of, item.tenant_id),
            )
            for item in feeds
        ),
        devices=tuple(
            replace(
                item,
                site_id=site_of[item.site_id],
                location_id=_new(location_of, item.location_id),
                rack_id=_new(rack_of, item.rack_id),
                device_type_id=_new(type_of, item.device_type_id),
                tenant_id=_new(tenant_of, item.tenant_id),
                polled_via_id=_new(device_of, item.polled_via_id),
            )
            for item in devices
        ),
        power_ports=tuple(replace(item, device_id=device_of[item.device_id]) for item in ports),
        power_outlets=tuple(
            replace(item, device_id=device_of[item.device_id], power_port_id=_new(port_of, item.power_port_id))
            for item in outlets
        ),
        pdu_branches=tuple(
            replace(
                item,
                device_id=device_of[item.device_id],
                outlet_ids=tuple(sorted(outlet_of[outlet_id] for outlet_id in item.outlet_ids)),
            )
            for item in branches
        ),
        cables=tuple(replace(item, tenant_id=_new(tenant_of, item.tenant_id)) for item in cables),
        poll_targets=tuple(
            replace(
                item,
                device_id=_new(device_of, item.device_id),
                power_panel_id=_new(panel_of, item.power_panel_id),
            )
            for item in targets
        ),
    )


def _sorted(
    objects: Iterable[_Object], key: Callable[[_Object], SortKey]
) -> tuple[tuple[_Object, ...], dict[int, int]]:
    ordered = sorted(objects, key=lambda item: (key(item), item.id))
    numbers = {item.id: number for number, item in enumerate(ordered, 1)}
    return tuple(replace(item, id=number) for number, item in enumerate(ordered, 1)), numbers  # type: ignore[type-var]  # all are dataclasses with an id


def _by(name: str) -> NameKey:
    return natural_key(name), name


def _at(numbers: Numbers, key: int | None) -> int:
    return NONE_FIRST if key is None else numbers[key]


def _new(numbers: Numbers, key: int | None) -> int | None:
    return None if key is None else numbers[key]


def _chains(locations: Iterable[Location]) -> dict[int, tuple[NameKey, ...]]:
    """Of each location, the names from its outermost one down to it, so that a parent sorts before its children."""
    by_id = {location.id: location for location in locations}
    chains: dict[int, tuple[NameKey, ...]] = {}
    for location in by_id.values():
        chain: list[NameKey] = []
        at: Location | None = location
        while at is not None and len(chain) <= len(by_id):
            chain.append(_by(at.name))
            at = None if at.parent_id is None else by_id[at.parent_id]
        chains[location.id] = tuple(reversed(chain))
    return chains


def _with_ends(cable: Cable, ends: Mapping[TerminationKind, Numbers]) -> Cable:
    return replace(
        cable,
        a=tuple(Termination(end.kind, ends[end.kind][end.id]) for end in cable.a),
        b=tuple(Termination(end.kind, ends[end.kind][end.id]) for end in cable.b),
    )


def _cable_key(cable: Cable) -> SortKey:
    ends = sorted((end.kind.value, end.id) for end in (*cable.a, *cable.b))
    return (ends, cable.label, cable.type, cable.status.value, cable.description)

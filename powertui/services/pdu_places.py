"""Where a new PDU stands: the site and rack that a person names, or the only ones that there are."""

from dataclasses import dataclass, replace
from difflib import get_close_matches

from powertui.domain.renewed import next_id
from powertui.domain.topology import Rack, Site, Topology
from powertui.errors import UsageError
from powertui.exchange.slugs import slug_of


@dataclass(frozen=True, slots=True)
class Place:
    """A place, and the model with it: an empty one gets its first site or rack."""

    topology: Topology
    site_id: int | None
    """None: there is none to take; `missing` says what to do."""
    rack_id: int | None = None
    location_id: int | None = None
    is_named: bool = False
    missing: str = ""


def place_for(topology: Topology, site: str, rack: str) -> Place:
    """The place of a site's name or slug and a rack's name. Raises UsageError where there is none of a name."""
    topology, found = _site(topology, site)
    if not rack:
        if found is not None:
            return Place(topology, found.id, is_named=bool(site))
        if not topology.sites:
            return Place(topology, None, missing="the model has no site yet: --site NAME makes one")
        names = ", ".join(sorted(one.name for one in topology.sites)[:8])
        return Place(topology, None, missing=f"in which site is it? --site NAME; there are {names}")
    if found is None and not topology.sites:
        raise UsageError("the model has no site yet: --site NAME makes one")
    racks = [one for one in topology.racks if found is None or one.site_id == found.id]
    called = [one for one in racks if one.name.casefold() == rack.casefold()]
    if len(called) > 1:
        raise UsageError(f"there are {len(called)} racks {rack!r}: --site says of which site")
    if not called:
        if racks or found is None:
            raise UsageError(f"there is no rack {rack!r}{_near(rack, [one.name for one in racks])}")
        called = [Rack(next_id(topology.racks), found.id, rack)]
        topology = replace(topology, racks=(*topology.racks, *called))
    return Place(topology, called[0].site_id, called[0].id, called[0].location_id, is_named=True)


def _site(topology: Topology, name: str) -> tuple[Topology, Site | None]:
    """The site of a name; without a name the only one. The first of a model is made."""
    if not name:
        return topology, topology.sites[0] if len(topology.sites) == 1 else None
    wanted = name.casefold()
    found = [one for one in topology.sites if wanted in {one.name.casefold(), one.slug.casefold()}]
    if found:
        return topology, found[0]
    if topology.sites:
        raise UsageError(f"there is no site {name!r}{_near(name, [one.name for one in topology.sites])}")
    made = Site(1, name, slug_of(name))
    return replace(topology, sites=(made,)), made


def _near(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(sorted(known)[:8])}" if known else ""

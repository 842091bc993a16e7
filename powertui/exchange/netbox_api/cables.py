"""Power cables among all the others: a NetBox may hold a hundred network cables for each cord."""

from powertui.domain.topology import Cable
from powertui.exchange.netbox_api.client import Query
from powertui.exchange.netbox_api.endpoints import CABLES
from powertui.exchange.netbox_api.failure import NetBoxError
from powertui.exchange.netbox_api.mapping import POWER_OBJECT_TYPES, cable
from powertui.exchange.netbox_api.pages import ListReader, together

_WORTH_FILTERING = 0.7
"""Up to which share of the list filtered reading pays: it brings cables with two power ends twice."""


async def power_cables(lists: ListReader, query: Query) -> list[Cable]:
    """All cables with a power component at an end; a NetBox that ignores or refuses the filter is read as a whole."""
    everything = (await lists.mark(CABLES, query)).count
    try:
        filters = await _filters(lists, query)
    except NetBoxError:
        return await lists.read(CABLES, cable, query)
    if sum(filters.values()) > everything * _WORTH_FILTERING:
        return await lists.read(CABLES, cable, query)
    found = await together(*(lists.read(CABLES, cable, item) for item in filters))
    return list({item.id: item for some in found for item in some}.values())


async def _filters(lists: ListReader, query: Query) -> dict[tuple[tuple[str, str], ...], int]:
    """Queries that together give every power cable, and how many each gives.

    NetBox has a filter for the kind of the A termination and one for the B termination, which both look at either
    end. No power cable has the same kind at both ends: where both filters find the same cables, that is so.
    """
    found = {}
    for object_type in POWER_OBJECT_TYPES:
        queries = [(*query, (f"termination_{end}_type", object_type)) for end in ("a", "b")]
        marks = await together(*(lists.mark(CABLES, item) for item in queries))
        for item, mark in zip(queries[:1] if marks[0] == marks[1] else queries, marks, strict=False):
            if mark.count:
                found[item] = mark.count
    return found

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
    """All cables with a power component at an end.

    NetBox filters by the kind of a termination: at either end, whichever of the two filters is used, in the versions
    known; should one ever mean its own end only, asking for both still finds every cable. A NetBox that ignores or
    refuses the filter is read as a whole. Which cable is one for power is decided here in any case.
    """
    filters = [
        (*query, (f"termination_{end}_type", object_type)) for end in ("a", "b") for object_type in POWER_OBJECT_TYPES
    ]
    everything = (await lists.mark(CABLES, query)).count
    try:
        counts = [mark.count for mark in await together(*(lists.mark(CABLES, item) for item in filters))]
    except NetBoxError:
        return await lists.read(CABLES, cable, query)
    if sum(counts) > everything * _WORTH_FILTERING:
        return await lists.read(CABLES, cable, query)
    wanted = [item for item, count in zip(filters, counts, strict=True) if count]
    found = await together(*(lists.read(CABLES, cable, item) for item in wanted))
    return list({item.id: item for some in found for item in some}.values())

"""The whole of an import: which lists, in which order, limited to which scope."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TypeVar

from powertui.domain.topology import Tenant, Topology
from powertui.domain.vocabulary import NETBOX_VOCABULARY, Vocabulary
from powertui.errors import UsageError
from powertui.exchange.netbox_api import endpoints, mapping, templates
from powertui.exchange.netbox_api.access import Access
from powertui.exchange.netbox_api.cables import power_cables
from powertui.exchange.netbox_api.choices import with_known_choices
from powertui.exchange.netbox_api.client import NetBoxClient, Query, Sleep
from powertui.exchange.netbox_api.devices import PollingFields, device_row, unsaid_of_polling
from powertui.exchange.netbox_api.endpoints import Endpoint
from powertui.exchange.netbox_api.failure import NotShownError, shown
from powertui.exchange.netbox_api.pages import ListReader, Progress, together
from powertui.exchange.netbox_api.rows import Notes, Row
from powertui.exchange.netbox_api.scope import Chosen, Scope, places_of
from powertui.exchange.netbox_api.version import SUMS_CHAINS_SINCE, netbox_version
from powertui.exchange.netbox_api.whole import Lists, whole

_Object = TypeVar("_Object")
_DEVICES_IN_ONE_QUESTION = 100
"""So that a URL stays below what servers take, which may be as little as 4 kB."""


@dataclass(frozen=True, slots=True)
class NetBoxImport:
    """What a NetBox holds, and what is to be said about it."""

    topology: Topology
    notes: tuple[str, ...]
    """Sentences: an object, a field, what could not be taken over."""
    cables_out_of_scope: int
    """Cables left out because one of their ends was not asked for."""
    unsaid_of_polling: frozenset[str]
    """Fields of its poll targets that it says nothing about."""


def silent(plural: str, done: int, total: int) -> None:
    """Show no progress."""


def read_netbox(
    access: Access,
    scope: Scope,
    fields: PollingFields,
    progress: Progress = silent,
    sleep: Sleep = asyncio.sleep,
    vocabulary: Vocabulary = NETBOX_VOCABULARY,
) -> NetBoxImport:
    """Read a NetBox; choices outside the vocabulary are noted and not taken over.

    Raises NetBoxError where it cannot be read, UsageError where the scope names what is not there.
    """
    notes = Notes()
    lists = asyncio.run(_read(access, scope, fields, progress, sleep, notes))
    found = whole(lists, fields, notes, is_scoped=not scope.is_all)
    return NetBoxImport(
        with_known_choices(found.topology, vocabulary, notes),
        notes.all(),
        found.cables_out_of_scope,
        unsaid_of_polling(lists.devices),
    )


async def _read(
    access: Access, scope: Scope, fields: PollingFields, progress: Progress, sleep: Sleep, notes: Notes
) -> Lists:
    async with NetBoxClient(access, sleep=sleep) as client:
        version = await netbox_version(client)
        if version < SUMS_CHAINS_SINCE:
            notes.add(
                f"NetBox {version} counts a PDU behind a PDU as 0 W where its draws are blank; "
                f"powertui adds up what hangs on it, as NetBox does since {SUMS_CHAINS_SINCE}"
            )
        reading = _Reading(ListReader(client, version, notes, progress), scope, fields)
        await reading.read_all()
    return reading.lists


class _Reading:
    """The lists of one import as they come in."""

    def __init__(self, reader: ListReader, scope: Scope, fields: PollingFields) -> None:
        self.lists = Lists()
        self._reader = reader
        self._scope = scope
        self._fields = fields
        self._tenants_seen: dict[int, Tenant] = {}
        self._rack_ids: list[int] = []
        self._panel_ids: list[int] = []

    async def read_all(self) -> None:
        """What names the scope first, so that a misspelt name ends there; then all else at once."""
        await together(self._read_tenants(), self._fill(self.lists.sites, endpoints.SITES, mapping.site))
        self._check_scope()
        await together(self._read_places(), self._read_types(), self._read_objects())
        if self._scope.selects:
            self._leave_places_of_others()
            await self._read_components_of_chosen()
        self.lists.tenants = list(({item.id: item for item in self.lists.tenants} | self._tenants_seen).values())

    async def _read_tenants(self) -> None:
        # Tenants belong to another app of NetBox, which a token for power may not show. Objects name theirs anyway.
        try:
            await self._fill(self.lists.tenants, endpoints.TENANTS, mapping.tenant)
        except NotShownError:
            self.lists.tenants = []

    def _check_scope(self) -> None:
        lists, scope = self.lists, self._scope
        _check_names(scope.sites, [site.slug for site in lists.sites], "site")
        if lists.tenants:
            _check_names(scope.tenants, [tenant.slug for tenant in lists.tenants], "tenant")
        if scope.sites:
            lists.sites = [site for site in lists.sites if site.slug in scope.sites]

    async def _read_places(self) -> None:
        lists, query = self.lists, self._scope.site_query
        await together(
            self._fill(lists.locations, endpoints.LOCATIONS, mapping.location, query),
            self._fill(lists.racks, endpoints.RACKS, mapping.rack, query),
            self._fill(lists.panels, endpoints.PANELS, mapping.power_panel, query),
        )

    async def _read_types(self) -> None:
        lists = self.lists
        await together(
            self._fill(lists.device_types, endpoints.DEVICE_TYPES, mapping.device_type),
            self._fill(lists.port_templates, endpoints.PORT_TEMPLATES, templates.port_template),
            self._fill(lists.outlet_templates, endpoints.OUTLET_TEMPLATES, templates.outlet_template),
        )

    async def _read_objects(self) -> None:
        lists, scope = self.lists, self._scope
        await together(
            self._read_cables(),
            self._fill(lists.devices, endpoints.DEVICES, lambda row: device_row(row, self._fields), scope.query),
            self._fill(lists.feeds, endpoints.FEEDS, mapping.power_feed, scope.query),
            self._read_chosen_places() if scope.selects else self._read_components(scope.site_query),
        )

    async def _read_cables(self) -> None:
        self.lists.cables = await power_cables(self._reader, self._scope.site_query)

    async def _read_components(self, query: Query) -> None:
        lists = self.lists
        await together(
            self._fill(lists.outlets, endpoints.OUTLETS, mapping.power_outlet, query),
            self._fill(lists.ports, endpoints.PORTS, mapping.power_port, query),
        )

    async def _read_components_of_chosen(self) -> None:
        ids = sorted(row.device.id for row in self.lists.devices)
        queries = [
            [("device_id", str(device_id)) for device_id in ids[start : start + _DEVICES_IN_ONE_QUESTION]]
            for start in range(0, len(ids), _DEVICES_IN_ONE_QUESTION)
        ]
        await together(*(self._read_components(query) for query in queries))

    async def _read_chosen_places(self) -> None:
        panel_query = self._scope.panel_query
        self._rack_ids = await self._ids(endpoints.RACKS, self._scope.query)
        self._panel_ids = [] if panel_query is None else await self._ids(endpoints.PANELS, panel_query)

    def _leave_places_of_others(self) -> None:
        lists = self.lists
        chosen = Chosen(
            devices=tuple(row.device for row in lists.devices),
            feeds=tuple(lists.feeds),
            rack_ids=frozenset(self._rack_ids),
            panel_ids=frozenset(self._panel_ids),
        )
        places = places_of(chosen, lists.racks, lists.panels, lists.locations)
        lists.sites = [item for item in lists.sites if item.id in places.sites]
        lists.locations = [item for item in lists.locations if item.id in places.locations]
        lists.racks = [item for item in lists.racks if item.id in places.racks]
        lists.panels = [item for item in lists.panels if item.id in places.panels]

    async def _fill(
        self,
        target: list[_Object],
        endpoint: Endpoint,
        convert: Callable[[Row], _Object | None],
        query: Query = (),
    ) -> None:
        def convert_and_see_tenant(row: Row) -> _Object | None:
            if (nested := row.nested("tenant")) is not None:
                tenant = mapping.tenant(nested)
                self._tenants_seen[tenant.id] = tenant
            return convert(row)

        target.extend(await self._reader.read(endpoint, convert_and_see_tenant, query))

    async def _ids(self, endpoint: Endpoint, query: Query) -> list[int]:
        return await self._reader.read(replace(endpoint, fields=("id",)), lambda row: row.id, query)


def _check_names(wanted: Sequence[str], known: Sequence[str], noun: str) -> None:
    for slug in wanted:
        if slug not in known:
            close = get_close_matches(slug.lower(), known, n=1)
            hint = (
                f'; did you mean "{shown(close[0])}"?' if close else "; it is the slug that is asked for, not the name"
            )
            raise UsageError(f'this NetBox has no {noun} "{shown(slug)}"{hint}')

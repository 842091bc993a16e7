"""NetBox's CSV files to a topology, with what they had no column for."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.merge_scope import Scope
from powertui.domain.topology import Topology
from powertui.domain.vocabulary import NETBOX_VOCABULARY, Vocabulary
from powertui.errors import ModelError
from powertui.exchange.netbox_csv import equipment, places
from powertui.exchange.netbox_csv.cables import read_cables
from powertui.exchange.netbox_csv.combined import Listing, listing
from powertui.exchange.netbox_csv.draft import Draft
from powertui.exchange.netbox_csv.headings import TableKind
from powertui.exchange.netbox_csv.tables import Table, csv_files, read_table
from powertui.exchange.netbox_csv.unsaid import MODEL_KINDS, unsaid
from powertui.exchange.problems import Problems

_READERS = (
    (TableKind.TENANTS, places.read_tenants),
    (TableKind.SITES, places.read_sites),
    (TableKind.LOCATIONS, places.read_locations),
    (TableKind.RACKS, places.read_racks),
    (TableKind.DEVICE_TYPES, places.read_device_types),
    (TableKind.PANELS, equipment.read_panels),
    (TableKind.FEEDS, equipment.read_feeds),
    (TableKind.DEVICES, equipment.read_devices),
    (TableKind.PORTS, equipment.read_ports),
    (TableKind.OUTLETS, equipment.read_outlets),
    (TableKind.CABLES, read_cables),
)
"""Each after what its rows refer to."""


@dataclass(frozen=True, slots=True)
class CsvModel:
    """What the files say."""

    topology: Topology
    scope: Scope
    """What they do not say, so that it is kept."""
    notes: tuple[str, ...]
    """What was passed over, as sentences."""


def read_netbox_csv(paths: Iterable[Path], vocabulary: Vocabulary = NETBOX_VOCABULARY) -> CsvModel:
    """The model in files and directories; `vocabulary` has the labels that an export writes in place of slugs.

    Raises ModelError that names file, line and column of what is wrong.
    """
    problems = Problems()
    tables = [table for path in csv_files(paths) if (table := read_table(path, problems)) is not None]
    problems.raise_if_any()
    return model_of(tables, vocabulary)


def model_of(tables: Iterable[Table], vocabulary: Vocabulary = NETBOX_VOCABULARY) -> CsvModel:
    """The model in tables."""
    problems = Problems()
    found = tuple(tables)
    if not found:
        raise ModelError("there is no CSV file to read; name files or a directory that has some")
    draft = Draft(problems, vocabulary)
    listings: dict[TableKind, Listing] = {}
    for kind, read in _READERS:
        listings[kind] = listing(kind, found, problems)
        read(listings[kind], draft)
    problems.raise_if_any()
    topology = Topology(
        sites=tuple(draft.sites.objects),
        locations=tuple(draft.locations.objects),
        racks=tuple(draft.racks.objects),
        power_panels=tuple(draft.panels.objects),
        power_feeds=tuple(draft.feeds.objects),
        devices=tuple(draft.devices.objects),
        power_ports=tuple(draft.ports.objects),
        power_outlets=tuple(draft.outlets.objects),
        cables=tuple(draft.cables),
        tenants=tuple(draft.tenants.objects),
        device_types=tuple(draft.device_types.objects),
    )
    given: frozenset[ModelKind] = frozenset(MODEL_KINDS[kind] for kind, rows in listings.items() if rows.is_given)
    return CsvModel(topology, Scope(kinds=given, unsaid=unsaid(listings.values())), tuple(draft.notes))

"""Commands that read and write files of foreign formats: each format's reader and writer, joined when asked for."""

from collections.abc import Iterable
from pathlib import Path

from powertui.config import Settings
from powertui.domain.topology import Topology
from powertui.exchange.netbox_csv import CsvFiles, CsvModel


def read_csv(paths: Iterable[Path], settings: Settings) -> CsvModel:
    """The model in NetBox's CSV files, by NetBox's labels and the configured ones. Raises ModelError with mistakes."""
    from powertui.bootstrap.vocabulary import vocabulary_of
    from powertui.exchange.netbox_csv import read_netbox_csv

    return read_netbox_csv(paths, vocabulary_of(settings.model))


def read_types(paths: Iterable[Path]) -> Topology:
    """The device types in files of the community's library. Raises ModelError with what is wrong in them."""
    from powertui.exchange.device_types import read_device_types

    return read_device_types(paths)


def read_plan_file(path: Path) -> Topology:
    """The plant that a plan file plans. Raises ModelError with what is wrong in it."""
    from powertui.exchange.plan_file import read_plan

    return read_plan(path)


def read_json_file(path: Path) -> Topology:
    """The plant in a JSON file that was exported. Raises ModelError with what is wrong in it."""
    from powertui.exchange.text_files import read_text
    from powertui.exchange.topology_json import read_topology_json

    return read_topology_json(read_text(path), str(path))


def stored_topology(database_url: str) -> Topology:
    """The whole model in an existing database. Raises DatabaseError if there is none."""
    from powertui.storage.engine import open_database
    from powertui.storage.topology_store import load_topology

    engine = open_database(database_url, create=False)
    try:
        with engine.connect() as connection:
            return load_topology(connection)
    finally:
        engine.dispose()


def plan_of(topology: Topology) -> str:
    """The model as a plan file."""
    from powertui.exchange.plan_file import plan_text

    return plan_text(topology)


def json_of(topology: Topology) -> str:
    """The model as JSON."""
    from powertui.exchange.topology_json import topology_json

    return topology_json(topology)


FROM_ELSEWHERE = ("netbox", "csv")
"""Sources of changes whose objects a NetBox has already."""


def csv_of(database_url: str, *, changed_only: bool) -> "CsvFiles":
    """The model of an existing database in NetBox's import columns; `changed_only`: what was changed here."""
    from powertui.domain.merge_kinds import ModelKind, objects_of
    from powertui.domain.merge_names import ModelNames
    from powertui.domain.merge_scope import Mention
    from powertui.exchange.canonical import canonical
    from powertui.exchange.netbox_csv import netbox_csv

    topology = canonical(stored_topology(database_url))
    if not changed_only:
        return netbox_csv(topology)
    names = ModelNames(topology)
    changed = _changed_here(database_url)
    chosen = frozenset(
        Mention(kind, item.id)
        for kind in ModelKind
        for item in objects_of(topology, kind)
        if names.with_kind(item)[:255] in changed
    )
    return netbox_csv(topology, chosen)


def _changed_here(database_url: str) -> frozenset[str]:
    """What the change log says was changed other than by a NetBox's word, and after its last word on it."""
    from sqlalchemy import select

    from powertui.storage.engine import open_database
    from powertui.storage.schema import change_log

    engine = open_database(database_url, create=False)
    try:
        with engine.connect() as connection:
            rows = connection.execute(
                select(change_log.c.object_name, change_log.c.source).order_by(change_log.c.id)
            ).all()
    finally:
        engine.dispose()
    last = {row.object_name: row.source for row in rows}
    return frozenset(name for name, source in last.items() if source not in FROM_ELSEWHERE)

"""Commands that read and write files of foreign formats: each format's reader and writer, joined when asked for."""

from collections.abc import Iterable
from pathlib import Path

from powertui.domain.topology import Topology
from powertui.exchange.netbox_csv import CsvModel


def read_csv(paths: Iterable[Path]) -> CsvModel:
    """The model in NetBox's CSV files. Raises ModelError with what is wrong in them."""
    from powertui.exchange.netbox_csv import read_netbox_csv

    return read_netbox_csv(paths)


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

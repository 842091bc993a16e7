"""Commands that read and write files of foreign formats: each format's reader and writer, joined when asked for."""

from collections.abc import Iterable
from pathlib import Path

from powertui.domain.topology import Topology
from powertui.exchange.device_types import read_device_types
from powertui.exchange.netbox_csv import CsvModel, read_netbox_csv


def read_csv(paths: Iterable[Path]) -> CsvModel:
    """The model in NetBox's CSV files. Raises ModelError with what is wrong in them."""
    return read_netbox_csv(paths)


def read_types(paths: Iterable[Path]) -> Topology:
    """The device types in files of the community's library. Raises ModelError with what is wrong in them."""
    return read_device_types(paths)

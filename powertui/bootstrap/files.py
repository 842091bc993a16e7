"""Commands that read and write files of foreign formats: each format's reader and writer, joined when asked for."""

from collections.abc import Iterable
from pathlib import Path

from powertui.exchange.netbox_csv import CsvModel, read_netbox_csv


def read_csv(paths: Iterable[Path]) -> CsvModel:
    """The model in NetBox's CSV files. Raises ModelError with what is wrong in them."""
    return read_netbox_csv(paths)

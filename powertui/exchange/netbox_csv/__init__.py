"""NetBox's CSV: its import columns and its export headings in, its import columns out."""

from powertui.exchange.netbox_csv.reader import CsvModel, read_netbox_csv
from powertui.exchange.netbox_csv.writer import CsvFile, CsvFiles, netbox_csv

__all__ = ["CsvFile", "CsvFiles", "CsvModel", "netbox_csv", "read_netbox_csv"]

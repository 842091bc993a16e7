"""NetBox's CSV: its import columns and its export headings in, its import columns out."""

from powertui.exchange.netbox_csv.reader import CsvModel, read_netbox_csv

__all__ = ["CsvModel", "read_netbox_csv"]

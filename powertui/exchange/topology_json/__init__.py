"""The whole model as JSON: every field, ids that hold within the file, units in the names of the keys."""

from powertui.exchange.topology_json.reader import read_topology_json
from powertui.exchange.topology_json.writer import topology_json

__all__ = ["read_topology_json", "topology_json"]

"""The community's device-type library: one YAML file for each type."""

from powertui.exchange.device_types.reader import device_type_of, read_device_types, read_device_types_text

__all__ = ["device_type_of", "read_device_types", "read_device_types_text"]

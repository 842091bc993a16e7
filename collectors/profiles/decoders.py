"""Small named functions for what a profile's data cannot say. A profile names one: `decoder = "hex_octets"`.

Each takes a value as the agent sent it, and gives text or a number for the column's other keys to go on with, or None
where there is none. They are pure, and never raise.
"""

from collections.abc import Callable, Mapping

from collectors.snmp.client import Raw

Decoder = Callable[[Raw], int | str | None]


def big_endian(raw: Raw) -> int | None:
    """Octets that are one unsigned number, the highest first."""
    return int.from_bytes(raw) if isinstance(raw, bytes) and 0 < len(raw) <= 8 else None


DECODERS: Mapping[str, Decoder] = {"big_endian": big_endian}

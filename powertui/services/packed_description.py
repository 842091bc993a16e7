"""Descriptions of thousands of devices, packed: looked at once an hour, and ten times as large unpacked."""

import pickle
import zlib
from dataclasses import replace

from powertui.domain.reading import TargetDescription


class PackedDescription:
    """What discovery found out about a device, but for its warnings and notes, which the database keeps.

    Pickled by this process for itself; nothing that was stored or received is ever unpacked.
    """

    __slots__ = ("_packed",)

    def __init__(self, description: TargetDescription) -> None:
        self._packed = zlib.compress(pickle.dumps(_bare(description), pickle.HIGHEST_PROTOCOL))

    def unpack(self) -> TargetDescription:
        """The description, made anew."""
        description: TargetDescription = pickle.loads(zlib.decompress(self._packed))  # noqa: S301 - our own
        return description

    def says(self, description: TargetDescription) -> bool:
        """Whether another discovery came to the same, whatever its warnings."""
        return self.unpack() == _bare(description)


def _bare(description: TargetDescription) -> TargetDescription:
    return replace(description, warnings=(), notes=b"")

"""What devices of one model have in common: channels, programs and bounds, held once for all of them. No I/O."""

from dataclasses import dataclass
from itertools import count
from weakref import WeakValueDictionary

from collectors.snmp.describe import Channel
from collectors.snmp.plan import Program, program
from collectors.snmp.plausible import BatchBounds, batch_bounds
from powertui.domain.reading import SubjectDescription


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Shape:
    """How devices with the same parts are polled: all that is not a device's own."""

    number: int
    """Its own."""
    channels: tuple[Channel, ...]
    each_cycle: Program
    with_slow: Program
    slow: tuple[int, ...]
    """The places of what is not read in each cycle."""


class Shapes:
    """Shapes by their channels, bounds by what they are; what no device has any more is forgotten.

    A hall has thousands of PDUs of a few models: without this each would hold some 40 kB of the same.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        self._known: WeakValueDictionary[tuple[Channel, ...], Shape] = WeakValueDictionary()
        self._bounds: WeakValueDictionary[BatchBounds, BatchBounds] = WeakValueDictionary()

    def of(self, channels: tuple[Channel, ...]) -> Shape:
        """The shape with these channels."""
        known = self._known.get(channels)
        if known is not None:
            return known
        shape = Shape(
            number=next(self._numbers),
            channels=channels,
            each_cycle=program(channels, with_slow=False),
            with_slow=program(channels, with_slow=True),
            slow=tuple(place for place, channel in enumerate(channels) if channel.slow and channel.oid),
        )
        self._known[channels] = shape
        return shape

    def bounds(self, subjects: tuple[SubjectDescription, ...]) -> BatchBounds:
        """The bounds of what is polled of these parts."""
        made = batch_bounds(subjects)
        return self._bounds.setdefault(made, made)

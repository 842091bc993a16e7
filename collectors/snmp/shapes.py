"""What devices of one model have in common: parts, channels and programs, held once for all of them. No I/O."""

from dataclasses import dataclass
from weakref import WeakValueDictionary

from collectors.snmp.describe import Channel
from collectors.snmp.plan import Program, program
from collectors.snmp.plausible import BatchBounds, batch_bounds
from powertui.domain.reading import SubjectDescription


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Shape:
    """How devices with the same parts are polled: all that is not a device's own."""

    channels: tuple[Channel, ...]
    each_cycle: Program
    with_slow: Program


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Parts:
    """What devices say of their parts, where all say the same."""

    subjects: tuple[SubjectDescription, ...]
    bounds: BatchBounds


class Shapes:
    """Shapes by their channels, parts by what is said of them; what no device has any more is forgotten.

    A hall has thousands of PDUs of a few models: without this each would hold some 40 kB of the same.
    """

    def __init__(self) -> None:
        self._known: WeakValueDictionary[tuple[Channel, ...], Shape] = WeakValueDictionary()
        self._parts: WeakValueDictionary[tuple[SubjectDescription, ...], Parts] = WeakValueDictionary()

    def of(self, channels: tuple[Channel, ...]) -> Shape:
        """The shape with these channels."""
        known = self._known.get(channels)
        if known is not None:
            return known
        shape = Shape(channels, program(channels, with_slow=False), program(channels, with_slow=True))
        self._known[channels] = shape
        return shape

    def parts(self, subjects: tuple[SubjectDescription, ...]) -> Parts:
        """These parts, and the bounds of what is polled of them."""
        known = self._parts.get(subjects)
        if known is None:
            known = self._parts[subjects] = Parts(subjects, batch_bounds(subjects))
        return known

"""A PDU's objects: OIDs in order, each with a value that never changes or one that is read off the PDU's state.

Values are kept as the bytes that go on the wire, so that an answer is put together and not encoded.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from collectors.simulator.electricity import PduState
from collectors.snmp import ber

Oid = tuple[int, ...]
Reader = Callable[[PduState], float]
"""Reads a raw value off a state; it is rounded to the integer that the agent answers."""


StateT = TypeVar("StateT")
StateT_contra = TypeVar("StateT_contra", contravariant=True)


class Encodes(Protocol[StateT_contra]):
    """A value that depends on the state."""

    def encoded(self, state: StateT_contra) -> bytes:
        """As it goes on the wire."""


@dataclass(frozen=True, slots=True)
class _Live:
    """A value that changes."""

    tag: int
    read: Reader
    lowest: int
    highest: int

    def encoded(self, state: PduState) -> bytes:
        return ber.integer(min(self.highest, max(self.lowest, round(self.read(state)))), self.tag)


class Mib(Generic[StateT]):
    """The objects of one agent. Immutable once built."""

    def __init__(self, values: Mapping[Oid, bytes | Encodes[StateT]]) -> None:
        self._oids = sorted(values)
        self._names = {oid: ber.oid(oid) for oid in self._oids}
        self._values = values
        self._columns = {oid[:-1] for oid in self._oids}

    def __len__(self) -> int:
        return len(self._oids)

    def __contains__(self, oid: object) -> bool:
        return oid in self._values

    def value(self, oid: Oid, state: StateT) -> bytes | None:
        """The encoded value; None if there is no such instance."""
        held = self._values.get(oid)
        return held if held is None or isinstance(held, bytes) else held.encoded(state)

    def varbind(self, oid: Oid, state: StateT) -> bytes | None:
        """The encoded pair of name and value; None if there is no such instance."""
        value = self.value(oid, state)
        return None if value is None else ber.tlv(ber.SEQUENCE, self._names[oid] + value)

    def after(self, oid: Oid) -> Oid | None:
        """The next OID in order; None at the end."""
        position = bisect_right(self._oids, oid)
        return self._oids[position] if position < len(self._oids) else None

    def has_object(self, oid: Oid) -> bool:
        """Whether there are other instances beside `oid`, so that only this one is missing."""
        return oid[:-1] in self._columns


class MibBuilder:
    """Collects an agent's objects. Relative OIDs are below `root`; a value is a constant or a `Reader`."""

    def __init__(self) -> None:
        self._values: dict[Oid, bytes | _Live] = {}

    def integer(self, oid: str, value: int | Reader) -> None:
        """INTEGER or Integer32, enumerations included."""
        self._number(oid, value, ber.INTEGER, -(2**31), 2**31 - 1)

    def gauge(self, oid: str, value: int | Reader) -> None:
        """Gauge32 or Unsigned32, which are the same on the wire."""
        self._number(oid, value, ber.GAUGE, 0, 2**32 - 1)

    def ticks(self, oid: str, read: Reader) -> None:
        """TimeTicks, hundredths of a second; they wrap."""
        self._number(oid, lambda state: int(read(state)) % 2**32, ber.TIMETICKS, 0, 2**32 - 1)

    def text(self, oid: str, value: str | bytes) -> None:
        """OCTET STRING."""
        octets = value.encode() if isinstance(value, str) else value
        self._put(oid, ber.tlv(ber.OCTETS, octets))

    def pointer(self, oid: str, value: str) -> None:
        """OBJECT IDENTIFIER."""
        self._put(oid, ber.oid(parsed(value)))

    def built(self) -> Mib[PduState]:
        return Mib(dict(self._values))

    def _number(self, oid: str, value: int | Reader, tag: int, lowest: int, highest: int) -> None:
        self._put(oid, _Live(tag, value, lowest, highest) if callable(value) else ber.integer(value, tag))

    def _put(self, oid: str, value: bytes | _Live) -> None:
        key = parsed(oid)
        assert key not in self._values, f"{oid} twice"  # noqa: S101 - two tables at one place are a mistake in an agent
        self._values[key] = value


def parsed(oid: str) -> Oid:
    """An OID from its dotted form."""
    return tuple(map(int, oid.split(".")))

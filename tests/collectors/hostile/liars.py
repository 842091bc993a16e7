"""Devices of any family whose every cell may hold anything at all: made from the family's profile and a seed."""

import random
from collections.abc import Mapping, Sequence

from collectors.profiles.model import Profile, Table
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.plan import SYS_DESCR, SYS_OBJECT_ID, SYS_UP_TIME, discovery_columns
from collectors.snmp.tables import columns_of

NUMBERS = (0, 1, -1, 2, 3, 9, 10, 100, 2300, 65_535, 2**31 - 1, -(2**31), -4_000_000, 4_000_000)
WHOLE_NUMBERS = (0, 1, 9, 12, 65_535, 2**31, 2**32 - 1)
HUGE = (2**63 - 1, 2**63, 2**64 - 1)
TEXTS = (
    b"",
    b"\0\0\0",
    b"PDU\x1b[2J\x1b]0;owned\x07",
    b"[red]x[/red][/][link=file:///etc/passwd]y",
    "\u202egnp.exe\u2066 \u200b\u200f\ufeff\u061c".encode(),
    b"\xff\xfe\xfa\x9b31m",
    b"A\rB\nC\tD\x7f",
    b"x" * 100_000,
    b"9" * 5000,
    b"1e400",
    b"-12.5",
    b"nan",
    b"inf",
    b"1,234.5 W",
    b"12.5 kW",
    b"0x10",
    b"1_000",
    "٣٤".encode(),
    "e\u0301\u0302\u0303".encode() * 300,
    b"%s%n{0}{__class__}$(id)`id`",
    b"L1",
    b"A",
    b"on",
    b"1",
    b"{row}",
    b"..1..",
    b"99999999999999999999",
)
ARCS = (0, 1, 2, 3, 4, 26, 27, 127, 128, 255, 256, 65_535, 2**31, 2**32 - 1)


POOLS: Mapping[SnmpType, Sequence[int | bytes | Oid]] = {
    SnmpType.INTEGER: NUMBERS,
    SnmpType.COUNTER32: WHOLE_NUMBERS,
    SnmpType.GAUGE32: WHOLE_NUMBERS,
    SnmpType.TIME_TICKS: WHOLE_NUMBERS,
    SnmpType.COUNTER64: WHOLE_NUMBERS + HUGE,
    SnmpType.OCTETS: TEXTS,
    SnmpType.OPAQUE: TEXTS,
    SnmpType.IP_ADDRESS: (b"12.5", b"0000", b"\xff\xff\xff\xff", b"99.9"),
    SnmpType.OID: ((1, 3), (0, 0), (2, 999, 5), (1, 3, *(2**32 - 1,) * 126)),
}


def any_value(rng: random.Random) -> SnmpValue:
    """A value of any type, with what is worst for it; or one of the exceptions."""
    kind = rng.choice(list(SnmpType))
    return SnmpValue(kind, rng.choice(POOLS[kind]) if kind in POOLS else None)


def usual_value(rng: random.Random) -> SnmpValue:
    """What might pass for a reading, a name or a state: the better to get behind the first checks."""
    if rng.random() < 0.7:
        return SnmpValue(SnmpType.INTEGER, rng.choice((0, 1, 2, 3, 4, 5, 10, 23, 50, 100, 230, 1200, -1)))
    return SnmpValue(SnmpType.OCTETS, rng.choice((b"1", b"A", b"L1", b"B1", b"12.5", b"Outlet 3", b"AA", b"230 V")))


class Liar:
    """A device's objects; the same seed makes the same device."""

    def __init__(self, profile: Profile, seed: int, most_rows: int = 4) -> None:
        self._rng = random.Random(f"{profile.family} {seed}")
        self._wildness = self._rng.choice((0.02, 0.2, 0.6, 1.0))
        self.objects: dict[Oid, SnmpValue] = {
            SYS_UP_TIME: self._value(),
            SYS_DESCR: self._value(),
            SYS_OBJECT_ID: self._value(),
            **{oid: self._value() for oid in profile.identity.oids},
        }
        for table in profile.tables:
            self._fill(table, most_rows)
        for column in discovery_columns(profile):
            if self._rng.random() < 0.2:
                self.objects[(*column, *self._index(self._rng.randrange(1, 6)))] = self._value()

    def lie(self) -> None:
        """Other values, of any kind; some are gone."""
        for oid in list(self.objects):
            if self._rng.random() < 0.5:
                self.objects[oid] = any_value(self._rng)

    def _fill(self, table: Table, most_rows: int) -> None:
        indexes = [self._index(max(1, len(table.index))) for _ in range(self._rng.randrange(1, most_rows + 1))]
        suffixes = {column.column: column.suffix for column in (*table.readings, *table.facts)}
        for column in columns_of(table):
            for index in indexes:
                if self._rng.random() < 0.95:
                    self.objects[(*column, *index, *suffixes.get(column, ()))] = self._value()

    def _index(self, arcs: int) -> Oid:
        if self._rng.random() < self._wildness / 4:
            arcs = self._rng.randrange(1, 20)
        wild = self._rng.random() < self._wildness
        return tuple(self._rng.choice(ARCS) if wild else self._rng.randrange(1, 5) for _ in range(arcs))

    def _value(self) -> SnmpValue:
        return any_value(self._rng) if self._rng.random() < self._wildness else usual_value(self._rng)

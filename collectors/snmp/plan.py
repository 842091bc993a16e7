"""What is asked, in which order: the columns that a discovery walks, the objects that a poll gets."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from collectors.profiles.model import Profile
from collectors.snmp.client import Oid, SnmpValue
from collectors.snmp.decode import MISSING, Milli, decode
from collectors.snmp.describe import Channel
from collectors.snmp.tables import columns_of
from powertui.domain.reading import MILLI, Quality

SYS_DESCR: Oid = (1, 3, 6, 1, 2, 1, 1, 1, 0)
SYS_OBJECT_ID: Oid = (1, 3, 6, 1, 2, 1, 1, 2, 0)
SYS_UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)


def discovery_columns(profile: Profile) -> tuple[Oid, ...]:
    """Each column that a profile names, once; never a whole tree: cards answer 4,000 objects in minutes."""
    return tuple(dict.fromkeys(column for table in profile.tables for column in columns_of(table)))


@dataclass(frozen=True, slots=True)
class Program:
    """A prepared poll: the objects to GET, and for each channel that is due where in the answer its value stands."""

    oids: tuple[Oid, ...]
    """sysUpTime first."""
    steps: tuple[tuple[int, int], ...]
    """(channel, place in the answer)."""
    guards: tuple[tuple[int, tuple[tuple[int, frozenset[int]], ...]], ...]
    """(channel, its guards: place in the answer and what is bad)."""


def program(channels: Sequence[Channel], *, with_slow: bool) -> Program:
    """The poll of all channels, or of all but the slow ones."""
    oids: dict[Oid, int] = {SYS_UP_TIME: 0}
    steps: list[tuple[int, int]] = []
    guards: list[tuple[int, tuple[tuple[int, frozenset[int]], ...]]] = []
    for position, channel in enumerate(channels):
        if channel.slow and not with_slow:
            continue
        steps.append((position, oids.setdefault(channel.oid, len(oids))))
        always = [guard for guard in channel.guards if not guard.only_zero]
        if always:
            places = tuple((oids.setdefault(guard.oid, len(oids)), guard.bad) for guard in always)
            guards.append((position, places))
    return Program(tuple(oids), tuple(steps), tuple(guards))


def run(
    prog: Program,
    channels: Sequence[Channel],
    answer: Sequence[SnmpValue | None],
    values: "array[int]",
    qualities: bytearray,
) -> None:
    """Decode an answer into a batch's columns; channels that are not due keep what they hold."""
    for position, place in prog.steps:
        values[position], qualities[position] = decode(channels[position].rule, answer[place])
    for position, places in prog.guards:
        if any(_is_bad(answer[place], bad) for place, bad in places):
            values[position], qualities[position] = MISSING


def doubtful(prog: Program, channels: Sequence[Channel], values: Sequence[int]) -> dict[int, tuple[Oid, ...]]:
    """Channels that read 0 and whose device answers 0 for what it does not have: which objects tell."""
    return {
        position: tuple(guard.oid for guard in channels[position].guards if guard.only_zero)
        for position, _ in prog.steps
        if values[position] == 0 and any(guard.only_zero for guard in channels[position].guards)
    }


def is_absent(channel: Channel, told: dict[Oid, SnmpValue | None]) -> bool:
    """Whether a channel's guards say that its 0 is no reading."""
    return any(guard.only_zero and _is_bad(told.get(guard.oid), guard.bad) for guard in channel.guards)


def _is_bad(value: SnmpValue | None, bad: frozenset[int]) -> bool:
    return value is not None and value.value in bad


def uptime_s(value: SnmpValue | None) -> float | None:
    """sysUpTime counts hundredths of a second."""
    return value.value / 100 if value is not None and isinstance(value.value, int) else None



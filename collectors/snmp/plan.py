"""What is asked, in which order: the columns that a discovery walks, the objects that a poll gets."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from collectors.profiles.model import Profile
from collectors.snmp.client import Oid, SnmpValue
from collectors.snmp.decode import MISSING, decode
from collectors.snmp.derive import Derivation
from collectors.snmp.describe import Channel, GuardedBy
from collectors.snmp.tables import columns_of

SYS_DESCR: Oid = (1, 3, 6, 1, 2, 1, 1, 1, 0)
SYS_OBJECT_ID: Oid = (1, 3, 6, 1, 2, 1, 1, 2, 0)
SYS_UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)


def discovery_columns(profile: Profile) -> tuple[Oid, ...]:
    """Each column that a profile names, once; never a whole tree: cards answer 4,000 objects in minutes."""
    columns = [column for table in profile.tables for column in columns_of(table)]
    return tuple(dict.fromkeys([*columns, *profile.identity.columns]))


@dataclass(frozen=True, slots=True)
class Program:
    """A prepared poll: the objects to GET, and for each channel that is due where in the answer its value stands."""

    oids: tuple[Oid, ...]
    """sysUpTime first."""
    steps: tuple[tuple[int, int], ...]
    """(channel, place in the answer)."""
    guards: tuple[tuple[int, int, frozenset[int]], ...]
    """(channel, place of its guard in the answer, what is bad)."""
    derived: tuple[tuple[int, Derivation], ...] = ()
    """(channel, how it is computed), once all others and their guards are known."""


def program(channels: Sequence[Channel], *, with_slow: bool) -> Program:
    """The poll of all channels, or of all but the slow ones."""
    oids: dict[Oid, int] = {SYS_UP_TIME: 0}
    steps: list[tuple[int, int]] = []
    guards: list[tuple[int, int, frozenset[int]]] = []
    for position, channel in enumerate(channels):
        if not channel.oid or (channel.slow and not with_slow):
            continue
        steps.append((position, oids.setdefault(channel.oid, len(oids))))
        if channel.guard is not None and not channel.guard.only_zero:
            guards.append((position, oids.setdefault(channel.guard.oid, len(oids)), channel.guard.bad))
    return Program(tuple(oids), tuple(steps), tuple(guards), in_order(channels))


def in_order(channels: Sequence[Channel]) -> tuple[tuple[int, Derivation], ...]:
    """What is computed, each after those that it rests on."""
    waiting = {position: one.derivation for position, one in enumerate(channels) if one.derivation is not None}
    ordered: list[tuple[int, Derivation]] = []
    while waiting:
        # A derivation was made of what was there before it, so that one at least rests on nothing that waits.
        ready = [(at, one) for at, one in waiting.items() if waiting.keys().isdisjoint(one.sources)]
        ordered += ready
        for at, _ in ready:
            del waiting[at]
    return tuple(ordered)


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
    for position, place, bad in prog.guards:
        if is_bad(answer[place], bad):
            values[position], qualities[position] = MISSING


def doubtful(prog: Program, channels: Sequence[Channel], values: Sequence[int]) -> dict[int, GuardedBy]:
    """Channels that read 0 and whose device answers 0 for what it does not have: which object tells."""
    return {
        position: guard
        for position, _ in prog.steps
        if values[position] == 0 and (guard := channels[position].guard) is not None and guard.only_zero
    }


def is_bad(value: SnmpValue | None, bad: frozenset[int]) -> bool:
    """Whether a guard says that there is no reading, or was asked and gave no answer."""
    return value is None or value.value in bad


def uptime_s(value: SnmpValue | None) -> float | None:
    """The agent's sysUpTime, which counts hundredths of a second."""
    return value.value / 100 if value is not None and isinstance(value.value, int) else None

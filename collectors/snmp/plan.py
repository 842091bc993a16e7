"""What is asked, in which order: the columns that a discovery walks, the objects that a poll gets."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.profiles.model import Profile
from collectors.snmp.client import TAGS, Oid, Raw, SnmpType
from collectors.snmp.decode import LARGEST, MISSING, Rule, decode_raw, known_words
from collectors.snmp.derive import Derivation
from collectors.snmp.describe import Channel, GuardedBy
from collectors.snmp.tables import columns_of

SYS_DESCR: Oid = (1, 3, 6, 1, 2, 1, 1, 1, 0)
SYS_OBJECT_ID: Oid = (1, 3, 6, 1, 2, 1, 1, 2, 0)
SYS_UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)

_NO_READINGS = (TAGS[SnmpType.OID], TAGS[SnmpType.IP_ADDRESS])


def discovery_columns(profile: Profile) -> tuple[Oid, ...]:
    """Each column that a profile names, once; never a whole tree: cards answer 4,000 objects in minutes."""
    columns = [column for table in profile.tables for column in columns_of(table)]
    return tuple(dict.fromkeys([*columns, *profile.identity.columns]))


@dataclass(frozen=True, slots=True)
class Program:
    """A prepared poll: the objects to GET, and for each channel that is due where in the answer its value stands."""

    oids: tuple[Oid, ...]
    """sysUpTime first."""
    factors: tuple[tuple[int, int, int, frozenset[int], int, Rule], ...]
    """Channels whose numbers are only multiplied, which nearly all are: (channel, place in the answer, factor, what is
    not supported, quality, the rule for what is no such number today). Tuples, for they are unpacked each cycle."""
    words: tuple[tuple[int, int, Mapping[int, int], int, Rule], ...]
    """Channels whose numbers stand for words: (channel, place in the answer, the value x 1000 of each number, quality,
    the rule for any other)."""
    others: tuple[tuple[int, int, Rule], ...]
    """(channel, place in the answer, rule)."""
    guards: tuple[tuple[int, int, frozenset[int]], ...]
    """(channel, place of its guard in the answer, what is bad)."""
    zeros: tuple[tuple[int, GuardedBy], ...]
    """Channels whose 0 may mean that the device does not have it, and what tells."""
    derived: tuple[tuple[int, Derivation], ...]
    """(channel, how it is computed), once all others and their guards are known."""


def program(channels: Sequence[Channel], *, with_slow: bool) -> Program:
    """The poll of all channels, or of all but the slow ones."""
    oids: dict[Oid, int] = {SYS_UP_TIME: 0}
    factors: list[tuple[int, int, int, frozenset[int], int, Rule]] = []
    words: list[tuple[int, int, Mapping[int, int], int, Rule]] = []
    others: list[tuple[int, int, Rule]] = []
    guards: list[tuple[int, int, frozenset[int]]] = []
    zeros: list[tuple[int, GuardedBy]] = []
    for position, channel in enumerate(channels):
        if not channel.oid or (channel.slow and not with_slow):
            continue
        place, rule, guard = oids.setdefault(channel.oid, len(oids)), channel.rule, channel.guard
        if rule.plain and rule.denominator == 1:
            factors.append((position, place, rule.numerator, rule.not_supported, int(rule.quality), rule))
        elif known := known_words(rule):
            words.append((position, place, known, int(rule.quality), rule))
        else:
            others.append((position, place, rule))
        if guard is not None and guard.only_zero:
            zeros.append((position, guard))
        elif guard is not None:
            guards.append((position, oids.setdefault(guard.oid, len(oids)), guard.bad))
    return Program(
        tuple(oids), tuple(factors), tuple(words), tuple(others), tuple(guards), tuple(zeros), in_order(channels)
    )


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


def run(prog: Program, raws: Sequence[Raw], values: "array[int]", qualities: bytearray) -> None:
    """Decode an answer into a batch's columns; channels that are not due keep what they hold."""
    for position, place, factor, not_supported, quality, rule in prog.factors:
        raw = raws[place]
        if type(raw) is int and raw not in not_supported and -LARGEST <= (scaled := raw * factor) <= LARGEST:
            values[position], qualities[position] = scaled, quality
        else:
            values[position], qualities[position] = decode_raw(rule, raw)
    for position, place, known, quality, rule in prog.words:
        raw = raws[place]
        if type(raw) is int and raw in known:
            values[position], qualities[position] = known[raw], quality
        else:
            values[position], qualities[position] = decode_raw(rule, raw)
    for position, place, rule in prog.others:
        values[position], qualities[position] = decode_raw(rule, raws[place])
    for position, place, bad in prog.guards:
        if is_bad(raws[place], bad):
            values[position], qualities[position] = MISSING


def readable(raws: Sequence[Raw], tags: bytes) -> Sequence[Raw]:
    """An answer's values without those that are no reading in any family, however much they may look like a number."""
    if not any(tag in tags for tag in _NO_READINGS):
        return raws
    return [None if tag in _NO_READINGS else raw for raw, tag in zip(raws, tags, strict=True)]


def doubtful(prog: Program, values: Sequence[int]) -> dict[int, GuardedBy]:
    """Channels that read 0 and whose device answers 0 for what it does not have: which object tells."""
    return {position: guard for position, guard in prog.zeros if values[position] == 0}


def is_bad(raw: Raw, bad: frozenset[int]) -> bool:
    """Whether a guard says that there is no reading, or was asked and gave no answer."""
    return not isinstance(raw, int) or raw in bad


def uptime_s(raw: Raw) -> float | None:
    """The agent's sysUpTime, which counts hundredths of a second in 32 bits; None for what it cannot be."""
    return raw / 100 if isinstance(raw, int) and 0 <= raw < 2**32 else None

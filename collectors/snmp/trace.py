"""Follows each value of a device from what it said to the reading that it becomes."""

from array import array
from collections.abc import Mapping, Sequence
from fractions import Fraction

from collectors.profiles.overrides import Overridden
from collectors.snmp.client import Oid, SnmpValue
from collectors.snmp.decode import decode, text_of
from collectors.snmp.derive import Derivation, compute
from collectors.snmp.describe import Channel
from collectors.snmp.first_contact import scale_of
from collectors.snmp.plan import in_order
from collectors.snmp.plausible import batch_bounds, mark_implausible
from powertui.domain.plausible import bounds_of
from powertui.domain.provenance import Standing, Trace
from powertui.domain.reading import (
    MILLI,
    MISSING_RAW,
    Quality,
    Reading,
    SubjectDescription,
    TargetDescription,
    unscaled,
)


def traces(
    description: TargetDescription,
    channels: Sequence[Channel],
    said: Mapping[Oid, SnmpValue | None],
    overridden: Overridden,
) -> tuple[Trace, ...]:
    """The origins of all values, in the order of a batch; `said` is what the device has just said, guards included."""
    places = [(subject, quantity) for subject in description.subjects for quantity in subject.quantities]
    names = [f"{subject.kind.value} {subject.key} {quantity.key}" for subject, quantity in places]
    values, qualities = array("q"), bytearray()
    for channel in channels:
        scaled, quality = decode(channel.rule, said.get(channel.oid)) if channel.oid else decode(channel.rule, None)
        is_kept = not _guarded(channel, scaled, said)
        values.append(scaled if is_kept else MISSING_RAW)
        qualities.append(quality if is_kept else Quality.UNSUPPORTED)
    derived = in_order(channels)
    compute(derived, values, qualities)
    mark_implausible(batch_bounds(description.subjects), derived, values, qualities)
    return tuple(
        _trace(
            subject,
            Reading(quantity, unscaled(values[place]), Quality(qualities[place])),
            channels[place],
            said,
            overridden,
            names,
        )
        for place, (subject, quantity) in enumerate(places)
    )


def objects_of(channels: Sequence[Channel]) -> tuple[Oid, ...]:
    """All objects that `traces` needs to know of."""
    guards = (channel.guard.oid for channel in channels if channel.guard is not None)
    return tuple(dict.fromkeys((*(channel.oid for channel in channels if channel.oid), *guards)))


def _trace(
    subject: SubjectDescription,
    reading: Reading,
    channel: Channel,
    said: Mapping[Oid, SnmpValue | None],
    overridden: Overridden,
    names: Sequence[str],
) -> Trace:
    answer = said.get(channel.oid)
    is_there = answer is not None and answer.exists
    return Trace(
        kind=subject.kind,
        key=subject.key,
        quantity=reading.quantity,
        profile=overridden.profile.family,
        oid=channel.oid,
        raw=text_of(answer) if is_there else "",
        type=answer.type.value if answer is not None and is_there else "",
        scale=scale_of(channel.rule),
        standing=_standing(reading, channel.derivation, is_there=is_there),
        value=reading.value,
        is_overridden=bool(channel.oid) and overridden.has(subject.kind, reading.quantity, channel.oid),
        offset=Fraction(channel.rule.offset, MILLI),
        rule="" if channel.derivation is None else channel.derivation.rule.value,
        sources=() if channel.derivation is None else tuple(names[source] for source in channel.derivation.sources),
        because=_reason(subject, reading, channel, is_there=is_there),
    )


def _standing(reading: Reading, derivation: Derivation | None, *, is_there: bool) -> Standing:
    if reading.quality is Quality.IMPLAUSIBLE:
        return Standing.IMPLAUSIBLE
    if reading.value is not None:
        return Standing.ESTIMATED if reading.quality is Quality.ESTIMATED else Standing.READ
    if derivation is not None:
        return Standing.NO_SOURCE
    if not is_there:
        return Standing.ABSENT
    return Standing.NOT_SUPPORTED if reading.quality is Quality.UNSUPPORTED else Standing.UNREADABLE


def _reason(subject: SubjectDescription, reading: Reading, channel: Channel, *, is_there: bool) -> str:
    if reading.quality is Quality.IMPLAUSIBLE:
        bounds = bounds_of(reading.quantity, subject.kind, subject.facts)
        beyond = bounds is not None and reading.value is not None and not bounds.admits(reading.value)
        return bounds.reason if beyond and bounds is not None else "a source is implausible"
    guarded = is_there and reading.value is None and reading.quality is Quality.UNSUPPORTED and channel.guard
    return f"{'.'.join(map(str, channel.guard.oid))} says so" if guarded and channel.guard else ""


def _guarded(channel: Channel, scaled: int, said: Mapping[Oid, SnmpValue | None]) -> bool:
    """Whether another object says that this one has no value."""
    guard = channel.guard
    if guard is None or (guard.only_zero and scaled != 0):
        return False
    told = said.get(guard.oid)
    return told is None or told.value is None or told.value in guard.bad

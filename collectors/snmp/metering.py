"""How the energy counters of a device behave, for whoever adds up what they count. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from collectors.profiles.columns import Counter
from collectors.snmp.decode import Rule
from collectors.snmp.describe import Channel
from collectors.snmp.first_contact import scale_of
from powertui.domain.energy import EnergyCounter
from powertui.domain.plausible import bounds_of
from powertui.domain.reading import Quantity, SubjectDescription

WH_IN_KWH = 1000


def with_counters(
    subjects: Sequence[SubjectDescription], channels: Sequence[Channel]
) -> tuple[SubjectDescription, ...]:
    """The same parts; those that count energy know how their counter wraps. `channels` are those of all parts."""
    left = iter(channels)
    return tuple(_with_counter(subject, [next(left) for _ in subject.quantities]) for subject in subjects)


def _with_counter(subject: SubjectDescription, channels: Sequence[Channel]) -> SubjectDescription:
    if Quantity.ENERGY not in subject.quantities:
        return subject
    channel = channels[subject.quantities.index(Quantity.ENERGY)]
    most = bounds_of(Quantity.ACTIVE_POWER, subject.kind, subject.facts)
    if not channel.oid or most is None:
        return subject
    return replace(subject, counter=_counter(channel.rule, channel.counter, most.highest))


@lru_cache(maxsize=1024)
def _counter(rule: Rule, counter: Counter | None, most_power_w: float) -> EnergyCounter:
    """How a counter that is decoded so, and wraps so, counts: the outlets of a thousand PDUs have one in common."""
    step_wh = abs(scale_of(rule)) * WH_IN_KWH
    wraps_at = counter.wraps_at if counter is not None else None
    return EnergyCounter(
        step_wh=float(step_wh),
        wraps_at_wh=None if wraps_at is None else float(wraps_at * step_wh),
        most_power_w=most_power_w,
        is_resettable=counter is None or counter.resettable,
    )

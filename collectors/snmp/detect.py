"""Which profile fits a device: its sysObjectID first, then a probe, for sysObjectIDs are shared, and lie. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from collectors.profiles.identity import Detection
from collectors.profiles.model import Profile
from collectors.snmp.client import Oid, SnmpValue
from collectors.snmp.decode import text_of

_BY_DESCRIPTION = 1000
"""A sysDescr that is the family's alone says more than any number of arcs."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a device has said of itself so far."""

    sys_object_id: Oid = ()
    sys_descr: str = ""
    answered: Mapping[Oid, SnmpValue] = field(default_factory=dict)
    """Instances that exist, of those that were asked for."""
    columns: frozenset[Oid] = frozenset()
    """Columns that have rows, of those that were walked."""


def instances_of(profiles: Sequence[Profile]) -> tuple[Oid, ...]:
    """The instances to ask for, to tell which of the profiles fits."""
    found: list[Oid] = []
    for profile in profiles:
        detection = profile.detection
        found += (*detection.probe, *(condition.oid for condition in detection.probe_where), *detection.probe_absent)
    return tuple(dict.fromkeys(found))


def columns_of(profiles: Sequence[Profile]) -> tuple[Oid, ...]:
    """The columns to look into, where no instance is known beforehand."""
    return tuple(dict.fromkeys(column for profile in profiles for column in profile.detection.probe_columns))


def candidates(profiles: Sequence[Profile], seen: Seen) -> tuple[Profile, ...]:
    """Families whose sysObjectID or sysDescr fits: the longest first, and a family's own before a shared one."""
    fitting = [profile for profile in profiles if not profile.detection.generic and _standing(profile, seen)[0]]
    return tuple(sorted(fitting, key=lambda profile: _standing(profile, seen), reverse=True))


def choose(profiles: Sequence[Profile], seen: Seen) -> Profile | None:
    """The first candidate that a probe confirms; else one that the device's own word is enough for."""
    fitting = candidates(profiles, seen)
    return next((profile for profile in fitting if is_confirmed(profile.detection, seen)), None) or next(
        (profile for profile in fitting if _is_recognised(profile.detection, seen)), None
    )


def choose_by_probe(profiles: Sequence[Profile], seen: Seen) -> Profile | None:
    """Any that a probe confirms, whatever the device calls itself; a standard's tables after all families.

    At last, a standard whose own sysObjectID the device has: recognised, without data.
    """
    confirmed = [profile for profile in profiles if is_confirmed(profile.detection, seen)]
    confirmed.sort(key=lambda profile: profile.detection.generic)
    named = [p for p in profiles if p.detection.generic and _is_recognised(p.detection, seen)]
    return next(iter([*confirmed, *named]), None)


def is_confirmed(detection: Detection, seen: Seen) -> bool:
    """Whether the device has what only a device of the family has."""
    if not detection.can_be_probed or _is_look_alike(detection, seen):
        return False
    if detection.probe or detection.probe_columns:
        has_instance = any(oid in seen.answered for oid in detection.probe)
        if not has_instance and not seen.columns.intersection(detection.probe_columns):
            return False
    for condition in detection.probe_where:
        said = text_of(seen.answered.get(condition.oid))
        if not said or (condition.values and said not in condition.values):
            return False
        if condition.pattern and not re.search(condition.pattern, said):
            return False
    return True


def _is_recognised(detection: Detection, seen: Seen) -> bool:
    """Whether what the device says of itself is enough, though no probe answers: recognised, perhaps without data."""
    if _is_look_alike(detection, seen):
        return False
    if _own_length(detection, seen.sys_object_id):
        return True
    # A description can be anybody's; it needs a sysObjectID that at least does not speak against it.
    known = detection.sys_object_ids + detection.shared_sys_object_ids + detection.exact_sys_object_ids
    fits = not known or not seen.sys_object_id or bool(_longest(known, seen.sys_object_id))
    return fits and _is_described(detection, seen)


def _is_look_alike(detection: Detection, seen: Seen) -> bool:
    return any(oid in seen.answered for oid in detection.probe_absent) or any(
        re.search(pattern, seen.sys_descr) for pattern in detection.not_sys_descr
    )


def _is_described(detection: Detection, seen: Seen) -> bool:
    return any(re.search(pattern, seen.sys_descr) for pattern in detection.sys_descr)


def _standing(profile: Profile, seen: Seen) -> tuple[int, bool]:
    """How well a device's own words fit, and whether they are the family's alone."""
    detection = profile.detection
    own = _own_length(detection, seen.sys_object_id)
    length = max(own, _longest(detection.shared_sys_object_ids, seen.sys_object_id))
    if _is_described(detection, seen):
        return length + _BY_DESCRIPTION, True
    return length, own == length


def _own_length(detection: Detection, sys_object_id: Oid) -> int:
    exact = len(sys_object_id) if sys_object_id in detection.exact_sys_object_ids else 0
    return max(exact, _longest(detection.sys_object_ids, sys_object_id))


def _longest(prefixes: Sequence[Oid], sys_object_id: Oid) -> int:
    return max((len(prefix) for prefix in prefixes if sys_object_id[: len(prefix)] == prefix), default=0)

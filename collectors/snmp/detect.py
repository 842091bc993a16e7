"""Which profile fits a device: its sysObjectID first, then a probe, for sysObjectIDs are shared and sometimes lie."""

from collections.abc import Collection, Sequence

from collectors.profiles.model import Profile
from collectors.snmp.client import Oid


def probes_of(profiles: Sequence[Profile]) -> tuple[Oid, ...]:
    """The instances to ask for."""
    return tuple(dict.fromkeys(oid for profile in profiles for oid in profile.detection.probe))


def candidates(profiles: Sequence[Profile], sys_object_id: Oid) -> tuple[Profile, ...]:
    """Profiles whose prefix fits, the longest first."""
    ranked = [(_longest(_prefixes(profile), sys_object_id), profile) for profile in profiles]
    fitting = [(length, profile) for length, profile in ranked if length]
    fitting.sort(key=lambda pair: -pair[0])
    return tuple(profile for _, profile in fitting)


def choose(profiles: Sequence[Profile], sys_object_id: Oid, answered: Collection[Oid]) -> Profile | None:
    """The first candidate that a probe confirms; else the first whose own prefix it is; else any that a probe fits."""
    fitting = candidates(profiles, sys_object_id)
    for profile in fitting:
        if _confirmed(profile, answered):
            return profile
    for profile in fitting:
        if _longest(profile.detection.sys_object_ids, sys_object_id):
            return profile
    return next((profile for profile in profiles if _confirmed(profile, answered)), None)


def _confirmed(profile: Profile, answered: Collection[Oid]) -> bool:
    return any(oid in answered for oid in profile.detection.probe)


def _prefixes(profile: Profile) -> tuple[Oid, ...]:
    return profile.detection.sys_object_ids + profile.detection.shared_sys_object_ids


def _longest(prefixes: Sequence[Oid], sys_object_id: Oid) -> int:
    return max((len(prefix) for prefix in prefixes if sys_object_id[: len(prefix)] == prefix), default=0)

"""How pollers share the devices: which shard a device is of, and which shards are whose. Pure arithmetic.

Each site's devices are dealt to its shards by a hash of their ids, and each site's shards are shared out by count among
those pollers that may take them. Every poller reckons by itself; where two know different things for a moment,
the locks decide, and the next look sets it right.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

NOWHERE = 0
"""The site of devices that have none."""

JUDGING = -1
"""The site of the one shard that is no device's: whoever has it is shown as the poller, and judges if it does that
itself, not by a process beside it."""

MOST_SHARDS_OF_SITE = 64
FEWEST_SHARDS_OF_SITE = 8
ABOUT_SHARDS_IN_ALL = 1024
"""A server holds some six thousand locks as it is delivered, for all its users together."""

_GOLDEN_64 = 0x9E37_79B9_7F4A_7C15
_64_BITS = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Claim:
    """What entitles a poller to write what it read: a shard, and since which change of hands it has been this one's."""

    shard_id: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Member:
    """A poller that is there."""

    id: int
    sites: frozenset[str] = frozenset()
    """Slugs of the sites that it is for; none: any."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a site's devices."""

    id: int
    site_id: int
    number: int
    is_locked: bool = False
    """Whether some poller has it."""
    holder_id: int | None = None
    """Who had it last; None where it was given back in order, or never taken."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a poller is to do about its shards."""

    take: tuple[int, ...] = ()
    """To try, in this order; another one may be faster."""
    give: tuple[int, ...] = ()


def shards_for(site_count: int) -> int:
    """How many shards a new site gets, where there are so many sites already."""
    return max(FEWEST_SHARDS_OF_SITE, min(MOST_SHARDS_OF_SITE, ABOUT_SHARDS_IN_ALL // max(1, site_count)))


def shard_number(target_id: int, shard_count: int) -> int:
    """Which of its site's shards a device is in: the same wherever it is reckoned; ids in a row are spread evenly."""
    return ((target_id * _GOLDEN_64 & _64_BITS) * shard_count) >> 64


def entitled(members: Iterable[Member], slug: str | None) -> tuple[Member, ...]:
    """Who may take a site's shards: pollers that name it; where none of them is there, those that name no site.

    `slug` is None for what belongs to no site, which anybody may take who names none; where there is no such poller,
    anybody. In the order of their ids.
    """
    there = sorted(members, key=lambda member: member.id)
    own = [member for member in there if slug in member.sites]
    anywhere = [member for member in there if not member.sites]
    return tuple(own or anywhere or (there if slug is None else ()))


def quota(me: int, members: Sequence[Member], site_id: int, shard_count: int) -> int:
    """How many of a site's shards a poller may have; those of all who are entitled make all shards."""
    ids = [member.id for member in members]
    if me not in ids:
        return 0
    share, left_over = divmod(shard_count, len(ids))
    # What is left over goes to others at each site.
    return share + (1 if (ids.index(me) + site_id) % len(ids) < left_over else 0)


def plan(
    me: int,
    members: Collection[Member],
    shards: Iterable[Shard],
    mine: Collection[int],
    slugs: Mapping[int, str],
    *,
    is_settled: bool = True,
) -> Plan:
    """What a poller is to take and to give back. `mine` are the shards that it has, `slugs` those of sites by id.

    Not settled is who has come to the database only now: others may be on their way back to it too, so that what they
    have not given back in order is left to them for a while.
    """
    of_site: dict[int, list[Shard]] = {}
    for shard in shards:
        of_site.setdefault(shard.site_id, []).append(shard)
    take: list[int] = []
    give: list[int] = []
    for site_id, here in sorted(of_site.items()):
        here.sort(key=lambda shard: shard.number)
        may_have = _may_have(me, members, site_id, len(here), slugs)
        have = [shard.id for shard in here if shard.id in mine]
        surplus = len(have) - may_have
        if surplus > 0 and site_id != JUDGING:
            give += have[-surplus:]
        elif surplus < 0:
            free = [shard for shard in here if not shard.is_locked and shard.id not in mine]
            open_to_me = [shard.id for shard in free if is_settled or shard.holder_id in {None, me}]
            take += _from_own_end(me, open_to_me)[:-surplus]
    return Plan(tuple(take), tuple(give))


def _may_have(me: int, members: Collection[Member], site_id: int, count: int, slugs: Mapping[int, str]) -> int:
    if site_id == JUDGING:
        # Whoever has it keeps it.
        return 1
    slug = None if site_id == NOWHERE else slugs.get(site_id, "")
    return quota(me, entitled(members, slug), site_id, count)


def _from_own_end(me: int, shard_ids: list[int]) -> list[int]:
    """Each poller begins elsewhere, so that they seldom try the same."""
    if not shard_ids:
        return []
    start = shard_number(me, len(shard_ids))
    return shard_ids[start:] + shard_ids[:start]

"""Shards are shared out fairly, to those who may have them, and none is left over or given out twice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.sharding import (
    JUDGING,
    NOWHERE,
    Member,
    Shard,
    entitled,
    plan,
    quota,
    shard_number,
    shards_for,
)

SLUGS = {1: "berlin", 2: "paris", 3: "oslo"}
MEMBERS = st.lists(
    st.builds(
        Member,
        id=st.integers(min_value=1, max_value=2**31 - 1),
        sites=st.frozensets(st.sampled_from(sorted(SLUGS.values())), max_size=2),
    ),
    max_size=7,
    unique_by=lambda member: member.id,
)


def all_shards(counts: Mapping[int, int]) -> list[Shard]:
    wanted = [(site_id, number) for site_id, count in counts.items() for number in range(count)]
    return [Shard(place, site_id, number) for place, (site_id, number) in enumerate(wanted, start=1)]


class Table:
    """Shards, and who has which: what the database's locks would say."""

    def __init__(self, counts: Mapping[int, int]) -> None:
        self.shards = all_shards(counts)
        self.holder: dict[int, int] = {}
        self.moves = 0

    def look(self) -> list[Shard]:
        return [replace(shard, is_locked=shard.id in self.holder) for shard in self.shards]

    def mine(self, me: int) -> set[int]:
        return {shard_id for shard_id, holder in self.holder.items() if holder == me}

    def settle(self, members: Sequence[Member]) -> None:
        """Everybody looks and acts, until nobody has anything to do."""
        there = {member.id for member in members}
        self.holder = {shard_id: holder for shard_id, holder in self.holder.items() if holder in there}
        for _ in range(20):
            acted = False
            for member in members:
                todo = plan(member.id, members, self.look(), self.mine(member.id), SLUGS)
                for shard_id in todo.give:
                    del self.holder[shard_id]
                for shard_id in todo.take:
                    assert self.holder.setdefault(shard_id, member.id) == member.id
                    self.moves += 1
                acted = acted or bool(todo.give or todo.take)
            if not acted:
                return
        raise AssertionError("they never came to rest")

    def count(self, member: Member, site_id: int) -> int:
        held = self.mine(member.id)
        return sum(shard.id in held for shard in self.shards if shard.site_id == site_id)


@given(st.lists(MEMBERS, min_size=1, max_size=4), st.integers(min_value=1, max_value=64))
def test_whoever_comes_and_goes_each_shard_has_one_poller_that_may_have_it_and_shares_are_fair(
    rounds: list[list[Member]], count: int
) -> None:
    counts = {1: count, 2: 64, NOWHERE: count}
    table = Table(counts)
    for members in rounds:
        table.settle(members)
        for site_id, shards in counts.items():
            may = entitled(members, SLUGS.get(site_id))
            held = [table.count(member, site_id) for member in may]
            assert sum(held) == (shards if may else 0)
            assert not held or max(held) - min(held) <= 1
            others = [member for member in members if member not in may]
            assert all(table.count(member, site_id) == 0 for member in others)


@given(st.integers(min_value=1, max_value=12))
def test_a_new_poller_takes_its_share_and_nothing_else_moves(before: int) -> None:
    members = [Member(number) for number in range(1, before + 1)]
    table = Table({1: 64})
    table.settle(members)
    table.moves = 0
    table.settle([*members, Member(1000)])
    assert table.moves <= 64 // (before + 1) + before + 1


@given(st.integers(min_value=2, max_value=12))
def test_of_a_poller_that_is_gone_only_its_own_shards_move(before: int) -> None:
    members = [Member(number) for number in range(1, before + 1)]
    table = Table({1: 64})
    table.settle(members)
    orphaned = len(table.mine(1))
    table.moves = 0
    table.settle(members[1:])
    # And what is left over from the division, which goes by the place among those who are there.
    assert orphaned <= table.moves <= orphaned + before


def test_one_poller_judges_and_keeps_on() -> None:
    table = Table({JUDGING: 1})
    table.settle([Member(5)])
    table.settle([Member(3), Member(5), Member(9)])
    assert table.holder == {1: 5}
    table.settle([Member(3), Member(9)])
    assert len(table.holder) == 1


def test_a_site_without_a_poller_of_its_own_is_anybodys_who_names_none() -> None:
    own, other, anybody = Member(1, frozenset({"berlin"})), Member(2, frozenset({"paris"})), Member(3)
    assert entitled([own, other, anybody], "berlin") == (own,)
    assert entitled([other, anybody], "berlin") == (anybody,)
    assert entitled([other], "berlin") == ()
    assert entitled([own, other], None) == (own, other)
    assert entitled([own, anybody], None) == (anybody,)


def test_who_has_just_come_leaves_to_others_what_they_have_not_given_back() -> None:
    left, given_back, own = Shard(1, 1, 0, holder_id=8), Shard(2, 1, 1), Shard(3, 1, 2, holder_id=7)
    todo = plan(7, [Member(7)], [left, given_back, own], (), SLUGS, is_settled=False)
    assert sorted(todo.take) == [2, 3]
    assert sorted(plan(7, [Member(7)], [left, given_back, own], (), SLUGS).take) == [1, 2, 3]


@given(st.lists(st.integers(min_value=1), unique=True, min_size=1, max_size=9), st.integers(0, 64), st.integers(0, 99))
def test_all_quotas_together_are_all_shards(ids: list[int], count: int, site_id: int) -> None:
    members = [Member(number) for number in sorted(ids)]
    shares = [quota(member.id, members, site_id, count) for member in members]
    assert sum(shares) == count
    assert max(shares) - min(shares) <= 1


@given(st.integers(min_value=1, max_value=2**31), st.integers(min_value=1, max_value=64))
def test_a_device_is_always_in_the_same_of_its_sites_shards(target_id: int, count: int) -> None:
    assert 0 <= shard_number(target_id, count) < count


def test_devices_are_spread_evenly_over_shards() -> None:
    spread = Counter(shard_number(target_id, 64) for target_id in range(1, 10_001))
    assert len(spread) == 64
    assert max(spread.values()) - min(spread.values()) <= 5


def test_many_sites_have_fewer_shards_each_so_that_a_servers_locks_suffice() -> None:
    assert (shards_for(0), shards_for(3), shards_for(32), shards_for(2000)) == (64, 64, 32, 8)

from collectors.profiles.model import Detection, Evidence, Identity, Profile
from collectors.snmp.client import Oid
from collectors.snmp.detect import choose

ACME: Oid = (1, 3, 6, 1, 4, 1, 99999)
PROBE: Oid = (*ACME, 1, 0)


def profile(family: str, own: tuple[Oid, ...] = (), shared: tuple[Oid, ...] = (), probe: Oid = PROBE) -> Profile:
    return Profile(family, "Acme", "ACME-MIB", Evidence.MIB, "", Detection(own, shared, (probe,)), Identity(), ())


def chosen(profiles: list[Profile], sys_object_id: Oid, *answered: Oid) -> str | None:
    found = choose(profiles, sys_object_id, answered)
    return found.family if found else None


def test_the_longest_prefix_that_a_probe_confirms_wins() -> None:
    profiles = [profile("short", (ACME,)), profile("long", ((*ACME, 7),))]
    assert chosen(profiles, (*ACME, 7, 1), PROBE) == "long"


def test_a_probe_decides_between_families_that_share_a_prefix() -> None:
    other: Oid = (*ACME, 2, 0)
    profiles = [profile("one", shared=(ACME,)), profile("two", shared=(ACME,), probe=other)]
    assert chosen(profiles, ACME, other) == "two"


def test_an_own_prefix_is_enough_where_no_probe_answers() -> None:
    assert chosen([profile("own", (ACME,))], (*ACME, 1)) == "own"


def test_a_shared_prefix_is_not_enough() -> None:
    assert chosen([profile("shared", shared=(ACME,))], ACME) is None


def test_a_device_whose_sys_object_id_lies_is_known_by_its_probe() -> None:
    assert chosen([profile("honest", (ACME,))], (1, 3, 6, 1, 4, 1, 0), PROBE) == "honest"


def test_a_prefix_is_of_whole_arcs() -> None:
    assert chosen([profile("nine", ((*ACME, 4),))], (*ACME, 42)) is None

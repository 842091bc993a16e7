from collectors.profiles.identity import Detection, Identity, ProbeCondition
from collectors.profiles.model import Evidence, Profile
from collectors.snmp.client import Oid, SnmpValue
from collectors.snmp.detect import Seen, choose, choose_by_probe
from tests.collectors.devices import value

ACME: Oid = (1, 3, 6, 1, 4, 1, 99999)
PROBE: Oid = (*ACME, 1, 0)
TYPE: Oid = (*ACME, 3, 0)
ELSEWHERE: Oid = (1, 3, 6, 1, 4, 1, 8072, 3)


def profile(family: str, own: tuple[Oid, ...] = (), shared: tuple[Oid, ...] = (), **more: object) -> Profile:
    words = {"probe": (PROBE,), **more}
    detection = Detection(own, shared, **words)  # type: ignore[arg-type]  # test's own keywords
    return Profile(family, "Acme", "ACME-MIB", Evidence.MIB, "", detection, Identity(), ())


def chosen(
    profiles: list[Profile], sys_object_id: Oid, *answered: Oid, descr: str = "", **more: SnmpValue
) -> str | None:
    """As a device is asked: the fitting profiles first, then all others."""
    said = {oid: value("x") for oid in answered} | ({TYPE: more["type"]} if more else {})
    seen = Seen(sys_object_id, descr, said, frozenset(answered))
    found = choose(profiles, seen) or choose_by_probe(profiles, seen)
    return found.family if found else None


def test_the_longest_prefix_that_a_probe_confirms_wins() -> None:
    profiles = [profile("short", (ACME,)), profile("long", ((*ACME, 7),))]
    assert chosen(profiles, (*ACME, 7, 1), PROBE) == "long"


def test_a_familys_own_prefix_goes_before_a_shared_one_of_the_same_length() -> None:
    profiles = [profile("shared", shared=(ACME,)), profile("own", (ACME,))]
    assert chosen(profiles, ACME, PROBE) == "own"


def test_a_probe_decides_between_families_that_share_a_prefix() -> None:
    other: Oid = (*ACME, 2, 0)
    profiles = [profile("one", shared=(ACME,)), profile("two", shared=(ACME,), probe=(other,))]
    assert chosen(profiles, ACME, other) == "two"


def test_an_own_prefix_is_enough_where_no_probe_answers() -> None:
    assert chosen([profile("own", (ACME,))], (*ACME, 1)) == "own"


def test_a_shared_prefix_is_not_enough() -> None:
    assert chosen([profile("shared", shared=(ACME,))], ACME) is None


def test_a_device_whose_sys_object_id_lies_is_known_by_its_probe() -> None:
    assert chosen([profile("honest", (ACME,))], (1, 3, 6, 1, 4, 1, 0), PROBE) == "honest"


def test_a_prefix_is_of_whole_arcs() -> None:
    assert chosen([profile("nine", ((*ACME, 4),))], (*ACME, 42)) is None


def test_an_exact_id_is_no_prefix() -> None:
    profiles = [profile("root", exact_sys_object_ids=(ACME,))]
    assert chosen(profiles, ACME) == "root"
    assert chosen(profiles, (*ACME, 1)) is None


def test_a_description_of_the_familys_own_and_its_probe_beat_a_longer_prefix() -> None:
    profiles = [profile("prefix", ((*ACME, 7),)), profile("words", sys_descr=("(?i)acme words",))]
    assert chosen(profiles, (*ACME, 7), PROBE, descr="ACME Words 2.1") == "words"


def test_a_description_tells_apart_what_shares_an_exact_id_and_answers_nothing() -> None:
    one = profile("one", exact_sys_object_ids=(ACME,), sys_descr=("Switch",))
    two = profile("two", exact_sys_object_ids=(ACME,), sys_descr=("Meter",))
    assert chosen([one, two], ACME, descr="Acme Meter") == "two"


def test_a_description_is_enough_with_a_prefix_that_all_have() -> None:
    profiles = [profile("words", shared=(ELSEWHERE,), sys_descr=("^acme",))]
    assert chosen(profiles, ELSEWHERE, descr="acme pdu") == "words"
    assert chosen(profiles, ELSEWHERE, descr="another") is None


def test_a_description_is_not_enough_against_another_vendors_id() -> None:
    profiles = [profile("words", (ACME,), sys_descr=("pdu",))]
    assert chosen(profiles, ELSEWHERE, descr="some pdu") is None
    assert chosen(profiles, (), descr="some pdu") == "words"


def test_a_column_that_has_rows_confirms_too() -> None:
    profiles = [profile("bus", shared=(ACME,), probe=(), probe_columns=((*ACME, 9),))]
    assert chosen(profiles, ACME, (*ACME, 9)) == "bus"
    assert chosen(profiles, ACME) is None


def test_what_a_probe_says_tells_look_alikes_apart() -> None:
    pdu = profile("pdu", shared=(ACME,), probe_where=(ProbeCondition(TYPE, frozenset({"2"})),))
    ats = profile("ats", shared=(ACME,), probe=(), probe_where=(ProbeCondition(TYPE, pattern=r"\.4$"),))
    assert chosen([pdu, ats], ACME, PROBE, type=value(2)) == "pdu"
    assert chosen([pdu, ats], ACME, PROBE, type=value((1, 3, 4))) == "ats"
    assert chosen([pdu, ats], ACME, PROBE) is None


def test_a_look_alikes_object_rules_a_family_out_even_under_its_own_id() -> None:
    profiles = [profile("old", (ACME,), probe_absent=(TYPE,))]
    assert chosen(profiles, ACME, PROBE) == "old"
    assert chosen(profiles, ACME, PROBE, TYPE) is None


def test_a_standards_tables_come_last() -> None:
    profiles = [profile("any", (ELSEWHERE,), generic=True), profile("family", probe=((*ACME, 5),))]
    assert chosen(profiles, ELSEWHERE, PROBE, (*ACME, 5)) == "family"
    assert chosen(profiles, ELSEWHERE, PROBE) == "any"
    assert chosen(profiles, ELSEWHERE) == "any"
    assert chosen(profiles, (*ACME, 1), PROBE) == "any"
    assert chosen(profiles, (*ACME, 1)) is None


def test_a_look_alikes_description_rules_a_family_out() -> None:
    profiles = [profile("pdu", (ACME,), not_sys_descr=("(?i)\\bups\\b",))]
    assert chosen(profiles, ACME, PROBE, descr="Acme PDU") == "pdu"
    assert chosen(profiles, ACME, PROBE, descr="Acme UPS 3000") is None


def test_a_family_without_a_probe_is_known_by_its_own_id_alone() -> None:
    profiles = [profile("silent", (ACME,), probe=())]
    assert chosen(profiles, (*ACME, 3)) == "silent"
    assert chosen(profiles, ELSEWHERE) is None

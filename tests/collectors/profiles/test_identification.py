"""All profiles at once: none takes another family's devices."""

from collections.abc import Iterator

import pytest

from collectors.profiles.loader import load_profiles
from collectors.profiles.model import Profile
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.detect import Seen, choose, choose_by_probe

PROFILES = load_profiles()
ANSWER = SnmpValue(SnmpType.OCTETS, b"PDU")


def dotted(oid: Oid) -> str:
    return ".".join(map(str, oid))


def own_names() -> Iterator[tuple[Profile, Oid]]:
    for profile in PROFILES:
        detection = profile.detection
        if not detection.generic:
            for oid in (*detection.sys_object_ids, *detection.exact_sys_object_ids):
                yield profile, oid
            for oid in detection.sys_object_ids:
                yield profile, (*oid, 999_999)


@pytest.mark.parametrize(
    ("profile", "oid"), own_names(), ids=lambda value: value.family if isinstance(value, Profile) else dotted(value)
)
def test_a_familys_own_sys_object_id_is_enough_to_recognise_it(profile: Profile, oid: Oid) -> None:
    chosen = choose(PROFILES, Seen(sys_object_id=oid))
    assert chosen is not None
    assert chosen.family == profile.family


@pytest.mark.parametrize(
    "profile",
    [profile for profile in PROFILES if profile.detection.probe and not profile.detection.probe_where],
    ids=lambda profile: profile.family,
)
def test_a_familys_probe_is_answered_by_no_other(profile: Profile) -> None:
    for oid in profile.detection.probe:
        chosen = choose_by_probe(PROFILES, Seen(answered={oid: ANSWER}))
        assert chosen is not None
        assert chosen.family == profile.family, dotted(oid)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.family)
def test_a_shared_sys_object_id_alone_says_nothing_of_those_that_share_it(profile: Profile) -> None:
    for oid in profile.detection.shared_sys_object_ids:
        chosen = choose(PROFILES, Seen(sys_object_id=oid))
        assert chosen is None or chosen.family != profile.family, dotted(oid)


@pytest.mark.parametrize(
    ("sys_object_id", "sys_descr"),
    [
        ("1.3.6.1.4.1.318.1.3.2.11", "APC Web/SNMP Management Card: Smart-UPS 1500"),
        ("1.3.6.1.4.1.318.1.3.27", "APC Smart-UPS"),
        ("1.3.6.1.4.1.476.1.42", "Liebert GXT3-3000"),
        ("1.3.6.1.4.1.534.1", "Eaton 9PX"),
        ("1.3.6.1.4.1.674.10892.5", "iDRAC"),
        ("1.3.6.1.4.1.232.22", "a blade enclosure"),
        ("1.3.6.1.4.1.3808.1.1.1", "CyberPower UPS"),
        ("1.3.6.1.4.1.850", "PowerAlert"),
        ("1.3.6.1.4.1.2.6.223", "IBM DPI"),
        ("1.3.6.1.4.1.705.1", "a UPS or a transfer switch"),
        ("1.3.6.1.4.1.4555.1.1.1", "a UPS"),
        ("1.3.6.1.4.1.28507.4", "Auto Transfer Switch"),
        ("1.3.6.1.4.1.10456.1.600", "a switch of PLANET's"),
        ("1.3.6.1.4.1.8072.3.2.10", "Linux web 6.1.0"),
        ("1.3.6.1.4.1.2021.250.10", "Linux (none) 3.12"),
        ("1.3.6.1.4.1.9.1.1208", "Cisco IOS"),
        ("1.3.6.1.4.1.0", "something with a mangled id"),
        ("0.0", ""),
    ],
)
def test_a_neighbour_that_answers_no_probe_is_unknown(sys_object_id: str, sys_descr: str) -> None:
    seen = Seen(sys_object_id=tuple(map(int, sys_object_id.split("."))), sys_descr=sys_descr)
    chosen = choose(PROFILES, seen)
    assert chosen is None, chosen.family

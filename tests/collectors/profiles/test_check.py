"""All mistakes of a file at once, each with its key as the file has it; and the profiles of the user's own."""

from pathlib import Path

import pytest

from collectors.profiles.loader import check, packaged_profiles, profiles_and_warnings
from tests.collectors.profiles.test_loader import GOOD, Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return Write(tmp_path)


def said(path: Path) -> list[str]:
    return [str(mistake) for mistake in check(path).mistakes]


SUM = """
[[derive]]
kind = "unit"
quantity = "current_a"
rule = "sum"
"""
MAX_OF_AMPS = """
[[derive]]
kind = "unit"
quantity = "amps"
rule = "max"
of = "phase"
"""
MORE = """
[[tables]]
each = { n = "1..3" }
kind = "phase"
id = "L{{n}}"
readings = [{ quantity = "current_a", column = ".4.{{n}}", KEYS }]
"""


def test_a_right_file_is_a_profile_without_mistakes(write: Write) -> None:
    path = write(GOOD)
    checked = check(path)
    assert checked.mistakes == ()
    assert checked.profile is not None
    assert checked.profile.origin == str(path)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(write: Write) -> None:
    text = (
        GOOD.replace('vendor = "Acme"', "").replace("scale = 0.1", "scale = 0").replace('column = ".3.3"', "colum = 3")
    )
    assert said(write(text)) == [
        "vendor: is missing",
        "tables[0].readings[0].scale: a scale is a number above 0, or a ratio such as '1/360'",
        "tables[0].readings[1].colum: there is no such key",
    ]


def test_what_only_the_whole_shows_is_told_beside_what_a_key_shows(write: Write) -> None:
    broken = GOOD[GOOD.index("[[tables]]") :].replace("scale = 0.1", "scale = 0")
    text = GOOD.replace('quantity = "current_a"', 'quantity = "amps"') + broken
    first, second = said(write(text))
    assert first.startswith("tables[1].readings[0].scale: a scale is a number above 0")
    assert second.startswith("tables[0].readings[0]: 'amps' is no quantity")


@pytest.mark.parametrize(
    ("top", "sentence"),
    [
        ("[identity]", "[identity]\nmodle = []"),
        ("[detect]", '[detect]\nprobes = [".1.0"]'),
        ('vendor = "Acme"', 'vendor = "Acme"\nvendors = 1'),
    ],
)
def test_a_slip_in_another_section_does_not_hide_what_tables_have(write: Write, top: str, sentence: str) -> None:
    assert top in GOOD
    first, second = said(write(GOOD.replace(top, sentence).replace('"current_a"', '"amps"')))
    assert first.endswith("there is no such key")
    assert "'amps' is no quantity" in second


def test_a_mistake_of_an_element_that_stands_for_several_is_told_once(write: Write) -> None:
    assert said(write(GOOD + MORE.replace("KEYS", "scale = 0"))) == [
        "tables[1].readings[0].scale: a scale is a number above 0, or a ratio such as '1/360'"
    ]
    assert said(write(GOOD + MORE.replace("KEYS", 'at = "{m}"'))) == [
        "tables[1]: {m} is not one of the table's parts: row"
    ]


def test_an_element_after_one_that_stands_for_several_keeps_its_place(write: Write) -> None:
    text = GOOD + MORE.replace(", KEYS", "") + MORE.replace("KEYS", "bogus = 1")
    assert said(write(text)) == ["tables[2].readings[0].bogus: there is no such key"]


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("pattern = 'MN:(\\S+)'", "pattern = 'MN:(\\S+'", "identity.model[1].pattern: 'MN:(\\\\S+' is no regular"),
        ("pattern = 'MN:(\\S+)'", "pattern = 'MN:'", "identity.model[1].pattern: 'MN:' must have one group"),
        ('probe = [".1.0"]', 'sys_descr = ["("]', "detect.sys_descr[0]: '(' is no regular expression"),
        ('sys_object_ids = ["99999.7"]\nprobe = [".1.0"]', "", "detect: has neither a sysObjectID of its own nor a"),
        ('probe = [".1.0"]', "generic = true", "detect: is generic, so it needs a probe"),
        ('probe = [".1.0"]', 'probe_where = [{ oid = ".1" }]', "detect.probe_where[0]: needs values or a pattern"),
        ('{ oid = "1.3.6.1.2.1.1.1.0",', "{", "identity.model[1]: needs either an oid, or a column"),
        ("[enums]", "[enums]\nspare = { 1 = 'on' }", "enums.spare: no reading uses it"),
        ('id = "{number}"', 'id = "{row}"', "tables[0].parts.number: nothing uses it"),
        ('kind = "outlet"', 'kind = "outlet"\nsensors = { value = ".4" }', "tables[0].sensors: no reading names a"),
        ('kind = "outlet"', 'kind = "outlet"\nindex = ["a:rest", "b"]', "tables[0].index: what takes the rest stands"),
        ('kind = "outlet"', 'kind = "outlet"\nskip_empty = "name"', "tables[0]: {name} is not one of"),
        ("scale = 0.1", 'decoder = "magic"', "tables[0].readings[0]: there is no decoder 'magic'; there are big_e"),
        ("scale = 0.1", 'unit_column = ".9"', "tables[0].readings[0]: unit_column and units go together"),
        ("scale = 0.1", "wraps_at = 100", "tables[0].readings[0]: current_a is no energy"),
        ("scale = 0.1", 'offset = "x"', "tables[0].readings[0].offset: an offset is a number"),
        ("[[tables]]", SUM + "[[tables]]", "derive[0]: sum needs `of`"),
        ("[[tables]]", MAX_OF_AMPS + "[[tables]]", "derive[0].quantity: 'amps' is no quantity"),
        ("[detect]", "[talk]\nmax_varbinds = 0\n[detect]", "talk.max_varbinds: input should be greater than or equal"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_key(write: Write, right: str, wrong: str, sentence: str) -> None:
    assert right in GOOD
    (first, *_) = said(write(GOOD.replace(right, wrong, 1)))
    assert first.startswith(sentence)
    assert "\n" not in first


@pytest.mark.parametrize("octets", [b"\xff\xfe", b"[" * 100_000, b"a = " + b"[" * 5_000, b"\0", b"", b"#" * 1_100_000])
def test_what_is_no_profile_is_one_sentence(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "odd.toml"
    path.write_bytes(octets)
    assert said(path)
    assert check(path).profile is None


class Home:
    """A user's home directory."""

    def __init__(self, directory: Path) -> None:
        self.profiles = directory / ".config" / "powertui" / "profiles"
        self.profiles.mkdir(parents=True)
        self.environment = {"HOME": str(directory)}

    def write(self, name: str, text: str) -> None:
        (self.profiles / name).write_text(text)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_own_profiles_there_are_those_of_the_package(tmp_path: Path) -> None:
    found = profiles_and_warnings({"HOME": str(tmp_path)})
    assert (found.profiles, found.warnings) == (packaged_profiles(), ())


def test_an_own_profile_is_added(home: Home) -> None:
    home.write("acme.toml", GOOD)
    found = profiles_and_warnings(home.environment)
    assert {profile.family for profile in found.profiles} - {one.family for one in packaged_profiles()} == {"acme-pdu"}
    assert [profile.family for profile in found.profiles] == sorted(profile.family for profile in found.profiles)


def test_an_own_profile_takes_the_place_of_the_packages(home: Home) -> None:
    home.write("mine.toml", GOOD.replace("acme-pdu", "sentry4"))
    found = profiles_and_warnings(home.environment)
    assert [profile.vendor for profile in found.profiles if profile.family == "sentry4"] == ["Acme"]
    assert len(found.profiles) == len(packaged_profiles())


def test_a_broken_own_profile_is_a_warning_and_all_others_are_used(home: Home) -> None:
    home.write("acme.toml", GOOD)
    home.write("broken.toml", GOOD.replace("scale = 0.1", "scale = 0, colour = 1"))
    found = profiles_and_warnings(home.environment)
    assert "acme-pdu" in {profile.family for profile in found.profiles}
    (warning,) = found.warnings
    assert warning.startswith(f"{home.profiles / 'broken.toml'}: is not used: tables[0].readings[0].scale: a scale is")
    assert warning.endswith(" (and 1 more)")


def test_two_own_profiles_of_one_family_are_a_warning(home: Home) -> None:
    home.write("a.toml", GOOD)
    home.write("b.toml", GOOD)
    (warning,) = profiles_and_warnings(home.environment).warnings
    assert warning.startswith(f"{home.profiles / 'b.toml'}: is not used: ")
    assert "a.toml" in warning


def test_xdg_config_home_is_respected_if_it_is_absolute(home: Home, tmp_path: Path) -> None:
    home.write("acme.toml", GOOD)
    elsewhere = tmp_path / "elsewhere"
    for value, is_found in ((str(elsewhere), False), (str(tmp_path / ".config"), True), ("relative", True)):
        found = profiles_and_warnings(home.environment | {"XDG_CONFIG_HOME": value})
        assert ("acme-pdu" in {profile.family for profile in found.profiles}) is is_found

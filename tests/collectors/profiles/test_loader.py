"""The format's checker: what is right loads, and a mistake is one sentence that names file and key."""

from pathlib import Path

import pytest

from collectors.profiles.loader import load, load_directory, load_profiles
from collectors.profiles.model import Evidence, Profile
from powertui.domain.reading import LoadState
from powertui.errors import ProfileError

GOOD = """
family = "acme-pdu"
vendor = "Acme"
mib = "ACME-MIB"
evidence = "mib"
root = "99999.1"
not_supported = [-1]

[detect]
sys_object_ids = ["99999.7"]
probe = [".1.0"]

[identity]
model = [".1.0", { oid = "1.3.6.1.2.1.1.1.0", pattern = 'MN:(\\S+)' }]

[enums]
load = { 1 = "normal", 2 = "overload" }

[[tables]]
kind = "outlet"
parts.number = { column = ".3.1", default = "{row}" }
id = "{number}"
readings = [
    { quantity = "current_a", column = ".3.2", scale = 0.1 },
    { quantity = "energy_kwh", column = ".3.3" },
    { quantity = "load_state", column = ".3.4", enum = "load" },
]
"""


@pytest.fixture
def write(tmp_path: Path) -> "Write":
    return Write(tmp_path)


class Write:
    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def __call__(self, text: str, name: str = "acme.toml") -> Path:
        path = self.directory / name
        path.write_text(text)
        return path


def mistake(path: Path) -> str:
    with pytest.raises(ProfileError) as caught:
        load(path)
    return str(caught.value)


@pytest.mark.parametrize("profile", load_profiles(), ids=lambda profile: profile.family)
def test_a_packaged_profile_can_be_recognised(profile: Profile) -> None:
    detection = profile.detection
    assert detection.can_be_probed or detection.sys_object_ids or detection.exact_sys_object_ids


@pytest.mark.parametrize("profile", load_profiles(), ids=lambda profile: profile.family)
def test_a_packaged_profile_polls_nothing_that_never_changes(profile: Profile) -> None:
    for table in profile.tables:
        assert all(column.quantity.code < 50 for column in table.readings)


def test_the_families_have_different_names() -> None:
    families = [profile.family for profile in load_profiles()]
    assert families == sorted(set(families))


def test_oids_are_absolute_once_loaded(write: Write) -> None:
    profile = load(write(GOOD))
    assert profile.detection.sys_object_ids == ((1, 3, 6, 1, 4, 1, 99999, 7),)
    assert profile.detection.probe == ((1, 3, 6, 1, 4, 1, 99999, 1, 1, 0),)
    assert profile.identity.model[1].oid == (1, 3, 6, 1, 2, 1, 1, 1, 0)
    assert profile.evidence is Evidence.MIB


def test_energy_is_read_seldom_unless_said_otherwise(write: Write) -> None:
    (table,) = load(write(GOOD)).tables
    assert [column.slow for column in table.readings] == [False, True, False]


def test_words_become_our_numbers(write: Write) -> None:
    (table,) = load(write(GOOD)).tables
    words = table.readings[2].words
    assert words is not None
    assert words.numbers == {1: LoadState.NORMAL, 2: LoadState.OVERLOAD}


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ('vendor = "Acme"', 'vendor = "Acme"\ncolour = "red"', "acme.toml: colour: there is no such key"),
        ('column = ".3.2"', 'column = "ifInOctets"', "tables[0].readings[0].column: an OID is numbers with dots"),
        ('quantity = "current_a"', 'quantity = "amps"', "tables[0].readings[0]: 'amps' is no quantity; known are curr"),
        ('enum = "load"', 'enum = "loads"', "there is no [enums.loads]; there are load"),
        ('enum = "load"', "scale = 1", "load_state is an enumeration: name the one of [enums] it has"),
        ('2 = "overload"', '2 = "too much"', "enums.load.2: 'too much' is not one of normal, low"),
        ('id = "{number}"', 'id = "{nummer}"', "tables[0]: {nummer} is not one of the table's parts: row, number"),
        ('id = "{number}"', 'id = "{number:roman}"', "tables[0].id: '{number:roman}' has the form 'roman'"),
        ('id = "{number}"', 'id = "{number"', "tables[0].id: '{number' has a brace without a field"),
        ('default = "{row}"', 'default = "{line}"', "tables[0].parts.number: {line} is not one of row"),
        ('model = [".1.0"', 'model = [".1.x"', "identity.model[0]: an OID is numbers with dots"),
        ('kind = "outlet"', 'kind = "socket"', "tables[0].kind: input should be 'unit', 'input'"),
        ("scale = 0.1", "scale = 0", "tables[0].readings[0].scale: a scale is a number above 0"),
        ('evidence = "mib"', 'evidence = "hearsay"', "evidence: input should be 'recording' or 'mib'"),
        ('column = ".3.3"', "sensor = 8", "tables[0].readings[1]: names a sensor, but the table has no [sensors]"),
        (', column = ".3.3"', "", "tables[0].readings[1]: needs a column, a sensor's type or a variable's name"),
        ('family = "acme-pdu"', 'family = "Acme PDU"', "family: string should match pattern"),
        ("[detect]", "[detect", "acme.toml: is not TOML"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_key(write: Write, right: str, wrong: str, sentence: str) -> None:
    assert right in GOOD
    said = mistake(write(GOOD.replace(right, wrong, 1)))
    assert said.startswith("acme.toml: ")
    assert sentence in said
    assert "\n" not in said


def test_a_table_must_bring_something(write: Write) -> None:
    assert "neither readings nor facts" in mistake(write(GOOD[: GOOD.index("readings = [")]))


def test_two_profiles_of_one_family_are_a_mistake(write: Write) -> None:
    write(GOOD, "a.toml")
    write(GOOD, "b.toml")
    with pytest.raises(ProfileError, match=r"b\.toml: family 'acme-pdu' has a profile already"):
        load_directory(write.directory)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "nowhere.toml: cannot be read" in mistake(tmp_path / "nowhere.toml")

"""`powertui profiles`: what is known, and what is wrong in a file, with its place."""

import json
import os
from pathlib import Path

import pytest

from collectors.profiles.loader import PACKAGED, packaged_profiles
from tests.cli.conftest import CommandLine

GOOD = """\
family = "my-pdu"
vendor = "Me"
mib = "ME-MIB"
evidence = "recording"
root = "99999.1"

[detect]
sys_object_ids = ["99999"]
probe = [".1.0"]

[identity]
model = [".1.0"]

[[tables]]
kind = "unit"
id = "1"
unit = "1"
readings = [
    { quantity = "active_power_w", column = ".2.1", scale = 0.1 },
    { quantity = "current_a", column = ".2.2", scale = 0.01 },
]
"""


@pytest.fixture
def own(tmp_path: Path, powertui: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of a user's own profiles."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    directory = tmp_path / "powertui" / "profiles"
    directory.mkdir(parents=True)
    return directory


def changed(path: Path, before: str, after: str) -> Path:
    assert before in GOOD
    path.write_text(GOOD.replace(before, after))
    return path


def test_all_packaged_families_are_listed_with_what_they_rest_on(powertui: CommandLine) -> None:
    rows = json.loads(powertui("profiles", "--json").out)
    assert [row["family"] for row in rows] == [profile.family for profile in packaged_profiles()]
    assert {row["evidence"] for row in rows} == {"recording", "mib"}
    assert {row["target"] for row in rows} >= {"pdu", "meter", "ups", "ats"}
    listed = powertui("profiles")
    assert listed.lines[0].split() == ["family", "vendor", "MIB", "evidence", "target", "decoders", "from"]
    assert len(listed.lines) == len(rows) + 1
    assert f"{len(rows)} families" in listed.err


def test_the_decoders_that_a_profile_uses_are_listed(own: Path, powertui: CommandLine) -> None:
    changed(own / "my-pdu.toml", 'column = ".2.1", scale = 0.1', 'column = ".2.1", decoder = "big_endian"')
    row = next(row for row in json.loads(powertui("profiles", "--json").out) if row["family"] == "my-pdu")
    assert row["decoders"] == ["big_endian"]


def test_a_profile_of_ones_own_adds_a_family_and_is_told_where_it_is(own: Path, powertui: CommandLine) -> None:
    (own / "my-pdu.toml").write_text(GOOD)
    row = next(row for row in json.loads(powertui("profiles", "--json").out) if row["family"] == "my-pdu")
    assert (row["origin"], row["replaces"]) == (str(own / "my-pdu.toml"), False)
    assert "1 your own" in powertui("profiles").err


def test_a_profile_of_ones_own_may_replace_ours(own: Path, powertui: CommandLine) -> None:
    changed(own / "sentry4.toml", '"my-pdu"', '"sentry4"')
    rows = [row for row in json.loads(powertui("profiles", "--json").out) if row["family"] == "sentry4"]
    assert [(row["vendor"], row["replaces"]) for row in rows] == [("Me", True)]
    assert "(replaces ours)" in powertui("profiles").out


def test_a_broken_profile_of_ones_own_is_told_and_the_others_are_used(own: Path, powertui: CommandLine) -> None:
    (own / "broken.toml").write_text("x = [")
    outcome = powertui("profiles")
    assert outcome.code == 0
    assert "broken.toml: is not used" in outcome.err
    assert len(outcome.lines) == len(packaged_profiles()) + 1


def test_one_profile_in_detail_says_what_it_reads_and_where(own: Path, powertui: CommandLine) -> None:
    (own / "my-pdu.toml").write_text(GOOD)
    outcome = powertui("profiles", "show", "my-pdu")
    assert "  sysObjectID  1.3.6.1.4.1.99999" in outcome.lines
    assert "  active_power_w  W  1.3.6.1.4.1.99999.1.2.1  x 0.1" in outcome.lines
    detail = json.loads(powertui("profiles", "show", "my-pdu", "--json").out)
    assert [row["quantity"] for row in detail["tables"][0]["readings"]] == ["active_power_w", "current_a"]


@pytest.mark.parametrize("profile", packaged_profiles(), ids=lambda profile: profile.family)
def test_every_packaged_profile_can_be_shown_and_is_without_mistakes(profile: object, powertui: CommandLine) -> None:
    family = str(getattr(profile, "family", ""))
    assert powertui("profiles", "show", family).code == 0
    assert powertui("profiles", "check", str(PACKAGED / f"{family}.toml")).code == 0


def test_a_family_that_is_not_there_is_told_with_what_may_be_meant(powertui: CommandLine) -> None:
    outcome = powertui("profiles", "show", "sentry5")
    assert (outcome.code, outcome.out) == (2, "")
    assert "did you mean 'sentry4'" in outcome.err or "did you mean 'sentry3'" in outcome.err


def test_a_right_profile_is_called_right(tmp_path: Path, powertui: CommandLine) -> None:
    path = tmp_path / "my-pdu.toml"
    path.write_text(GOOD)
    outcome = powertui("profiles", "check", "--strict", str(path))
    assert (outcome.code, outcome.out, outcome.err) == (0, "", f"powertui: {path}: right\n")


@pytest.mark.parametrize(
    ("before", "after", "place", "sentence"),
    [
        ('".2.1", scale', '".2.x", scale', "19:36", "tables[0].readings[0].column: an OID is numbers"),
        ('quantity = "current_a"', 'quantity = "current"', "20:5", "tables[0].readings[1]: 'current' is no quantity"),
        ('kind = "unit"', 'kind = "unit"\ncolour = "red"', "16:1", "tables[0].colour: there is no such key"),
        ('kind = "unit"', 'kind = "units"', "15:1", "tables[0].kind: "),
        ('vendor = "Me"\n', "", "", "vendor: is missing"),
        ("]\n", "", "10:10", "is not TOML"),
    ],
)
def test_each_mistake_has_its_line_and_column(
    tmp_path: Path, powertui: CommandLine, before: str, after: str, place: str, sentence: str
) -> None:
    path = changed(tmp_path / "my-pdu.toml", before, after)
    outcome = powertui("profiles", "check", str(path))
    assert outcome.code == 1
    where = f"{path}:{place}: mistake: " if place else f"{path}: mistake: "
    if "TOML" not in sentence:
        assert any(line.startswith(f"{where}{sentence}") for line in outcome.lines), outcome.out
    else:
        assert f"{sentence}: " in outcome.out
        assert outcome.out.startswith(f"{path}:")
    assert "Traceback" not in outcome.err


def test_all_mistakes_are_told_at_once(tmp_path: Path, powertui: CommandLine) -> None:
    path = tmp_path / "my-pdu.toml"
    path.write_text(GOOD.replace('".2.1"', '"x"').replace('".2.2"', '"y"').replace('kind = "unit"', 'kind = "z"'))
    document = json.loads(powertui("profiles", "check", "--json", str(path)).out)
    findings = document[0]["findings"]
    assert [finding["line"] for finding in findings] == [15, 19, 20]
    assert {finding["severity"] for finding in findings} == {"mistake"}


@pytest.mark.parametrize(
    ("before", "after", "line", "sentence"),
    [
        ('probe = [".1.0"]\n', "", 7, "detect: has no probe"),
        ('sys_object_ids = ["99999"]', 'shared_sys_object_ids = ["99999"]', 0, ""),
        ('model = [".1.0"]', "", 11, "identity: has neither model nor serial"),
        ('column = ".2.2", scale = 0.01', 'column = ".2.2"', 20, "has no scale: current_a would be a whole number"),
        ('column = ".2.2"', 'column = ".2.1"', 20, "is that of active_power_w too"),
        ('"recording"', '"mib"', 4, "nothing was compared with a device yet"),
        ('column = ".2.2"', 'column = "99998.1.2.2"', 20, "is in the tree of enterprise 99998"),
        ('kind = "unit"', 'kind = "outlet"', 14, "have nothing that is the PDU's total"),
    ],
)
def test_doubts_are_told_with_their_place_and_are_no_mistakes(
    tmp_path: Path, powertui: CommandLine, before: str, after: str, line: int, sentence: str
) -> None:
    path = changed(tmp_path / "my-pdu.toml", before, after)
    outcome = powertui("profiles", "check", str(path))
    assert outcome.code == 0
    if not sentence:
        assert outcome.out == ""
        return
    assert [one for one in outcome.lines if sentence in one and one.startswith(f"{path}:{line}:")], outcome.out
    assert powertui("profiles", "check", "--strict", str(path)).code == 1


def test_a_file_that_is_called_otherwise_is_doubted(tmp_path: Path, powertui: CommandLine) -> None:
    (tmp_path / "x.toml").write_text(GOOD)
    assert "my-pdu.toml is found sooner" in powertui("profiles", "check", str(tmp_path / "x.toml")).out


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x = '\x1b[31m[red]'", b"[" * 5000, b"\0"])
def test_no_file_brings_more_than_sentences(tmp_path: Path, powertui: CommandLine, content: bytes) -> None:
    path = tmp_path / "odd.toml"
    path.write_bytes(content)
    outcome = powertui("profiles", "check", str(path))
    assert outcome.code == 1
    assert "\x1b" not in outcome.out + outcome.err
    assert "internal error" not in outcome.err


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path, powertui: CommandLine) -> None:
    outcome = powertui("profiles", "check", str(tmp_path / "none.toml"), os.devnull)
    assert outcome.code == 2
    assert "there is no such file" in outcome.err

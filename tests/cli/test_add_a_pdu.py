"""docs/add-a-pdu.md, line by line: each command exists with its options, and its profile reads what it says."""

import re
import shlex
from pathlib import Path

import click
import pytest

from collectors.profiles.loader import load
from powertui.cli.main import powertui
from powertui.domain.reading import Quantity, SubjectKind
from tests.cli.conftest import CommandLine
from tests.collectors.devices import read_with

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "add-a-pdu.md").read_text(encoding="utf-8")
PROFILE = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)[0]
CONSOLE = "".join(re.findall(r"```console\n(.*?)```", DOCUMENT, re.DOTALL))
COMMANDS = re.findall(r"^(powertui .*?)(?: {2,}.*| > .*)?$", CONSOLE, re.MULTILINE)


def test_it_fits_on_one_page() -> None:
    assert len(DOCUMENT.splitlines()) <= 120


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_of_it_can_be_typed(line: str) -> None:
    command: click.Command = powertui
    arguments = shlex.split(line)[1:]
    context = click.Context(command)
    while isinstance(command, click.Group) and arguments:
        found = command.get_command(context, arguments[0])
        assert found is not None, line
        command, arguments = found, arguments[1:]
    command.make_context(command.name, list(arguments))


def test_it_has_commands() -> None:
    assert len(COMMANDS) == len(re.findall(r"^powertui ", CONSOLE, re.MULTILINE)) > 5


def test_its_profile_is_right(tmp_path: Path, powertui: CommandLine) -> None:
    path = tmp_path / "acme-pdu.toml"
    path.write_text(PROFILE)
    outcome = powertui("profiles", "check", "--strict", str(path))
    assert (outcome.code, outcome.out) == (0, "")


def test_its_profile_reads_what_its_comments_say(tmp_path: Path) -> None:
    path = tmp_path / "acme-pdu.toml"
    path.write_text(PROFILE)
    device = read_with(
        [load(path)],
        {
            "1.3.6.1.2.1.1.2.0": (1, 3, 6, 1, 4, 1, 99999, 7),
            "99999.1.1.1.0": "Acme 8",
            "99999.1.2.1.0": 12345,
            "99999.1.3.1.3.1": 150,
            "99999.1.3.1.3.2": 0,
        },
    )
    assert (device.description.family, device.description.model) == ("acme-pdu", "Acme 8")
    assert device.value(SubjectKind.UNIT, "1", Quantity.ACTIVE_POWER) == 1234.5
    assert device.keys(SubjectKind.OUTLET) == ["1", "2"]
    assert device.value(SubjectKind.OUTLET, "1", Quantity.CURRENT) == 1.5


def test_every_file_that_it_links_to_or_names_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", DOCUMENT):
        assert (ROOT / "docs" / target).exists(), target
    for named in re.findall(r"`((?:tests|collectors)/[^`]+)`", DOCUMENT):
        assert (ROOT / named).exists(), named

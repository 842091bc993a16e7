"""import, edit, rm, cable as a person meets them, on a real database file."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest

from powertui.bootstrap.files import stored_topology
from powertui.cli.importing import ImportOptions, Incoming, import_options, run_import
from powertui.cli.invocation import Invocation
from powertui.domain.merge_scope import NETBOX
from powertui.domain.topology import Rack, Topology
from powertui.storage.engine import open_database
from tests.cli.conftest import CommandLine, Outcome
from tests.plants import two_sided_topology

PLANT = two_sided_topology()


class Importer:
    """An import command over a topology."""

    def __init__(self, capture: pytest.CaptureFixture[str], database: Path) -> None:
        self.capture = capture
        self.database = database

    def __call__(self, incoming: Topology | Incoming, *arguments: str) -> Outcome:
        @click.command()
        @import_options
        @click.pass_obj
        def command(invocation: Invocation, options: ImportOptions) -> None:
            run_import(invocation, options, "test", lambda: incoming)

        self.capture.readouterr()
        code = command.main([*arguments, "--database", str(self.database)], standalone_mode=False, obj=Invocation())
        captured = self.capture.readouterr()
        return Outcome(code or 0, captured.out, captured.err)

    def model(self) -> Topology:
        return stored_topology(f"sqlite:///{self.database}")


@pytest.fixture
def importer(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Importer]:
    monkeypatch.delenv("POWERTUI_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    yield Importer(capsys, tmp_path / "new" / "plant.db")


def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: str, after: str) -> None:
    """An editor that replaces a text."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        f"path.write_text(path.read_text().replace({before!r}, {after!r}))\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{script}'")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)


def test_an_import_makes_the_database_and_says_what_it_did(importer: Importer) -> None:
    outcome = importer(PLANT, "--yes")
    assert outcome.code == 0
    assert outcome.lines[0] == (
        "27 to add: 1 site, 1 location, 1 rack, 2 power panels, 2 power feeds, 4 devices, 5 power ports,"
        " 6 power outlets, 5 cables"
    )
    assert "+ power feed P-A1 / A1-01" in outcome.lines
    assert outcome.err == "powertui: 27 objects added\n"
    assert importer.model() == PLANT


def test_a_second_import_has_nothing_to_do(importer: Importer) -> None:
    importer(PLANT, "--yes")
    again = importer(PLANT)
    assert (again.code, again.out, again.err) == (0, "", "powertui: nothing to do\n")


def test_a_change_shows_its_fields_in_words(importer: Importer) -> None:
    importer(PLANT, "--yes")
    feed = replace(PLANT.power_feeds[0], amperage_a=32, rack_id=None)
    outcome = importer(replace(PLANT, power_feeds=(feed, PLANT.power_feeds[1])), "--dry-run")
    assert outcome.lines == [
        "1 to change: 1 power feed",
        "",
        "~ power feed P-A1 / A1-01  rack R01 → –, amperage 16 → 32 A",
    ]
    assert outcome.err == "powertui: a dry run: nothing is written\n"
    assert importer.model() == PLANT


def test_a_dry_run_makes_no_database(importer: Importer) -> None:
    assert importer(PLANT, "--dry-run").code == 0
    assert not importer.database.exists()


def test_without_a_terminal_and_without_yes_it_is_only_a_plan(importer: Importer) -> None:
    outcome = importer(PLANT)
    assert outcome.code == 0
    assert outcome.err == "powertui: nothing is written, for there is no terminal to ask at; --yes agrees beforehand\n"
    assert importer.model() == Topology()


def test_a_long_diff_is_cut_and_json_has_all_of_it(importer: Importer) -> None:
    many = replace(PLANT, racks=tuple(Rack(number, 1, f"R{number:03}", 1) for number in range(1, 201)))
    outcome = importer(many, "--dry-run")
    assert outcome.lines[-1] == "… 186 more (--json for all)"
    told = json.loads(importer(many, "--json", "--yes").out)
    assert (len(told["changes"]), told["applied"], told["refusals"]) == (226, True, [])


def test_a_refusal_is_a_sentence_and_nothing_is_written(importer: Importer) -> None:
    importer(PLANT, "--yes")
    wrong = replace(PLANT.power_feeds[0], voltage_v=0)
    outcome = importer(replace(PLANT, power_feeds=(wrong, PLANT.power_feeds[1])), "--yes")
    assert outcome.code == 1
    first, last = outcome.err.splitlines()
    assert first.startswith("powertui: power feed P-A1 / A1-01: voltage: ")
    assert last == "powertui: nothing is written"
    assert importer.model() == PLANT


def test_only_prune_removes_and_only_what_is_the_sources(importer: Importer) -> None:
    importer(PLANT, "--yes")
    less = replace(PLANT, cables=())
    assert importer(less, "--yes").err == "powertui: nothing to do\n"
    assert importer(Incoming(less, NETBOX), "--yes", "--prune").err == "powertui: nothing to do\n"
    assert importer(less, "--yes", "--prune").err == "powertui: 5 objects removed\n"


def test_a_hostile_name_moves_no_cursor(importer: Importer) -> None:
    named = replace(PLANT, racks=(replace(PLANT.racks[0], name="R\x1b[2J\n1"),))
    outcome = importer(named, "--dry-run")
    assert "\x1b" not in outcome.out + outcome.err


def test_edit_shows_and_applies_what_was_typed(
    importer: Importer, powertui: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer(PLANT, "--yes")
    editor(monkeypatch, tmp_path, "amperage_a: 16", "amperage_a: 20")
    outcome = powertui("edit", "feed:P-A1/A1-01", "--yes", "--database", str(importer.database))
    assert (outcome.code, outcome.err) == (0, "powertui: 1 object changed\n")
    assert outcome.lines[-1] == "~ power feed P-A1 / A1-01  amperage 16 → 20 A"
    assert importer.model().power_feeds[0].amperage_a == 20
    assert not list(tmp_path.glob("powertui-*.yaml")), "nothing is left behind"


def test_edit_of_an_unchanged_text_changes_nothing(
    importer: Importer, powertui: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer(PLANT, "--yes")
    editor(monkeypatch, tmp_path, "no such text", "")
    outcome = powertui("edit", "rack:R01", "--database", str(importer.database))
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "powertui: nothing to do\n")


def test_edit_tells_the_line_of_a_mistake_and_keeps_the_text(
    importer: Importer, powertui: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer(PLANT, "--yes")
    editor(monkeypatch, tmp_path, "amperage_a: 16", "amperage_a: lots")
    outcome = powertui("edit", "feed:P-A1/A1-01", "--yes", "--database", str(importer.database))
    assert outcome.code == 1
    mistake, nothing, kept = outcome.err.splitlines()
    assert mistake == 'powertui: line 13: amperage_a "lots": right would be a whole number'
    assert nothing == "powertui: nothing is written"
    (draft,) = tmp_path.glob("powertui-*.yaml")
    assert str(draft) in kept
    assert importer.model() == PLANT


def test_edit_tells_that_there_is_no_editor(
    importer: Importer, powertui: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer(PLANT, "--yes")
    monkeypatch.setenv("VISUAL", "/nonexistent/editor")
    outcome = powertui("edit", "R01", "--database", str(importer.database))
    assert outcome.code == 2
    assert "the editor /nonexistent/editor cannot be started" in outcome.err


def test_edit_prints_for_a_pipe(importer: Importer, powertui: CommandLine) -> None:
    importer(PLANT, "--yes")
    outcome = powertui("edit", "R01", "--print", "--database", str(importer.database))
    assert outcome.lines[0] == "# rack R01"


def test_rm_and_cable_note_who_did_it(
    importer: Importer, powertui: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer(PLANT, "--yes")
    monkeypatch.setenv("LOGNAME", "kim")
    database = str(importer.database)
    assert powertui("rm", "cable:#5", "-y", "--database", database).code == 0
    assert powertui("cable", "pdu-r01-b:Outlet 3", "sw-r01:PSU1", "-y", "--database", database).code == 0
    assert powertui("rm", "R01", "-y", "--database", database).code == 1
    engine = open_database(f"sqlite:///{database}", create=False)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT who, source, summary FROM change_log ORDER BY id DESC LIMIT 2").all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [
        ("kim", "cable", "add cable pdu-r01-b / Outlet 3 – sw-r01 / PSU1"),
        ("kim", "rm", "remove cable pdu-r01-a / Outlet 2 – sw-r01 / PSU1"),
    ]


@pytest.mark.parametrize(("answer", "objects"), [("n", 1), ("y", 0)])
def test_at_a_terminal_it_asks_first(importer: Importer, answer: str, objects: int) -> None:
    importer(Topology(sites=PLANT.sites), "--yes")
    command = [sys.executable, "-m", "powertui", "rm", "site:ams1", "--database", str(importer.database)]
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as process:
            os.write(ours, f"{answer}\n".encode())
            out, _ = process.communicate(timeout=120)
    finally:
        os.close(theirs)
        os.close(ours)
    assert process.returncode == 0
    assert b"- site ams1" in out
    assert len(importer.model().sites) == objects


def test_help_lists_the_sources(powertui: CommandLine) -> None:
    outcome = powertui("import", "--help")
    assert outcome.code == 0
    for source in ("netbox", "csv", "plan", "device-types"):
        assert source in outcome.out


def test_a_cable_to_a_device_asks_for_its_port(importer: Importer, powertui: CommandLine) -> None:
    importer(PLANT, "--yes")
    outcome = powertui("cable", "pdu-r01-b", "sw-r01:PSU1", "--database", str(importer.database))
    assert outcome.code == 2
    assert '"pdu-r01-b" is a device: a cable ends at one of its ports or outlets, pdu-r01-b:NAME' in outcome.err


def test_the_help_of_cable_has_an_example_a_line(powertui: CommandLine) -> None:
    assert '  powertui cable pdu-r01-a:"Outlet 3" srv-db03:PSU1' in powertui("cable", "--help").lines

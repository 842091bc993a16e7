"""The command line as a whole: help, errors, exit codes."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from powertui import errors
from powertui.cli import crash
from powertui.cli.main import COMMANDS
from powertui.errors import DatabaseError
from tests.cli.conftest import CommandLine, FixedPlant


def test_help_lists_every_command_that_is_not_internal(powertui: CommandLine) -> None:
    outcome = powertui("--help")
    assert outcome.code == 0
    for command in COMMANDS:
        assert (f"  {command.name} " in outcome.out) is not command.is_hidden


@pytest.mark.parametrize("command", ["demo", "tree", "feeds", "pdus", "alerts", "snmp", "poll"])
def test_each_command_explains_itself(powertui: CommandLine, command: str) -> None:
    pytest.importorskip(f"powertui.cli.{command}")
    outcome = powertui(command, "--help")
    assert outcome.code == 0
    assert outcome.out.startswith(f"Usage: powertui {command}")


def test_the_version_is_the_distributions(powertui: CommandLine) -> None:
    from importlib.metadata import version

    assert powertui("--version").out == f"powertui {version('powertui')}\n"


def test_a_misspelt_command_is_one_sentence_with_the_one_that_was_meant(powertui: CommandLine) -> None:
    outcome = powertui("feds")
    assert outcome.code == 2
    assert outcome.err == 'powertui: there is no command "feds"; did you mean "feeds"? (see powertui --help)\n'


@pytest.mark.parametrize("arguments", [["feeds", "--nonsense"], ["demo", "--cycles", "0"], ["feeds", "a", "b"]])
def test_wrong_usage_is_one_sentence_and_2(powertui: CommandLine, arguments: list[str]) -> None:
    outcome = powertui(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert outcome.err.startswith("powertui: ")


@pytest.mark.parametrize(
    "arguments", [["alerts", "show"], ["alerts", "ack"], ["alerts", "unsilence"], ["maintenance", "end"]]
)
def test_a_number_that_no_database_has_is_wrong_usage(powertui: CommandLine, arguments: list[str]) -> None:
    outcome = powertui(*arguments, "9" * 25)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "is not in the range" in outcome.err


def test_what_a_sentence_quotes_moves_no_cursor(powertui: CommandLine, tmp_path: Path) -> None:
    outcome = powertui("--config", str(tmp_path / "no\x1b[31msuch.toml"), "feeds")
    assert outcome.code == 2
    assert "no·[31msuch.toml" in outcome.err


def test_a_missing_configuration_is_one_sentence_and_2(powertui: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "nowhere.toml"
    outcome = powertui("--config", str(path), "feeds")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"powertui: {path}: there is no such file\n"


def test_a_broken_configuration_names_file_line_and_key(powertui: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[poller]\nintervall_s = 5\n")
    outcome = powertui("--config", str(path), "feeds")
    assert outcome.code == 2
    assert outcome.err.startswith(f'powertui: {path}:2: unknown key "intervall_s" in [poller]')


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.DatabaseError("the database is of a newer version"), 1),
        (errors.CredentialError("environment variable X is not set"), 1),
        (errors.UsageError("that is impossible"), 2),
    ],
)
def test_each_of_our_errors_is_its_sentence_and_its_code(
    powertui: CommandLine, monkeypatch: pytest.MonkeyPatch, error: errors.PowertuiError, code: int
) -> None:
    def fail(_url: str) -> None:
        raise error

    monkeypatch.setattr("powertui.bootstrap.plant.open_plant", fail)
    outcome = powertui("feeds")
    assert (outcome.code, outcome.out, outcome.err) == (code, "", f"powertui: {error}\n")


def test_ctrl_c_is_130_and_no_traceback(powertui: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_url: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("powertui.bootstrap.plant.open_plant", interrupt)
    outcome = powertui("feeds")
    assert (outcome.code, outcome.out, outcome.err.strip()) == (130, "", "")


def test_an_error_that_nobody_expected_leaves_its_traceback_in_a_file_without_values(
    powertui: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_url: str) -> None:
        community = "".join(reversed("2retnuh"))
        raise ZeroDivisionError(len(community))

    log = tmp_path / "state" / "errors.log"
    monkeypatch.setattr(crash, "_places", lambda: iter([log]))
    monkeypatch.setattr("powertui.bootstrap.plant.open_plant", fail)
    outcome = powertui("feeds")
    assert outcome.code == 1
    assert outcome.err == f"powertui: internal error, ZeroDivisionError; the traceback is at the end of {log}\n"
    written = log.read_text()
    assert "Traceback (most recent call last)" in written
    assert "hunter2" not in written
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_database_that_is_busy_is_one_sentence_and_a_statement_that_is_wrong_is_an_internal_error(
    powertui: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'busy.db'}", connect_args={"timeout": 0})

    def write(statement: str) -> None:
        with engine.connect() as held, engine.connect() as connection:
            held.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql(statement)

    monkeypatch.setattr(crash, "_places", lambda: iter([tmp_path / "errors.log"]))
    monkeypatch.setattr("powertui.bootstrap.plant.open_plant", lambda _url: write("BEGIN IMMEDIATE"))
    busy = powertui("feeds")
    assert (busy.code, busy.err) == (
        DatabaseError.exit_code,
        "powertui: the database cannot be used now: database is locked\n",
    )
    monkeypatch.setattr("powertui.bootstrap.plant.open_plant", lambda _url: write("SELECT 1 FROM nowhere"))
    assert "internal error" in powertui("feeds").err
    engine.dispose()


def test_where_no_file_can_be_written_the_sentence_says_so(
    powertui: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_url: str) -> None:
        raise ZeroDivisionError

    (tmp_path / "file").touch()
    monkeypatch.setattr(crash, "_places", lambda: iter([tmp_path / "file" / "errors.log"]))
    monkeypatch.setattr("powertui.bootstrap.plant.open_plant", fail)
    assert "no place could be found" in powertui("feeds").err


def test_the_screens_need_a_terminal(powertui: CommandLine) -> None:
    outcome = powertui()
    assert outcome.code == 2
    assert "the screens need a terminal" in outcome.err


def test_an_empty_database_option_is_told_what_would_be_right(powertui: CommandLine, plant: FixedPlant) -> None:
    outcome = powertui("feeds", "--database", "")
    assert outcome.code == 2
    assert outcome.err.startswith("powertui: --database is empty; right would be a path or a URL")

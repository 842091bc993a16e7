"""The command `powertui`, and the one boundary where its errors become sentences and exit codes."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from powertui.cli.invocation import Invocation
from powertui.cli.lazy import LazyCommand, LazyGroup
from powertui.errors import DatabaseError, PowertuiError

INTERRUPTED = 130
"""As shells report a program that SIGINT ended."""

PIPE_CLOSED = 141
"""As shells report a program that SIGPIPE ended."""

COMMANDS = (
    LazyCommand("demo", "powertui.cli.demo", "demo", "A simulated plant with real SNMP, live: nothing to set up."),
    LazyCommand("tree", "powertui.cli.tree", "tree", "The topology with its loads, from sites down to PDUs."),
    LazyCommand("feeds", "powertui.cli.feeds", "feeds", "Power feeds: measured, modelled, permissible."),
    LazyCommand("compare", "powertui.cli.compare", "compare", "Measured beside modelled: what the model has wrong."),
    LazyCommand("racks", "powertui.cli.racks", "racks", "Racks as modelled, side by side, and with one side lost."),
    LazyCommand("what-if", "powertui.cli.what_if", "what_if", "What happens if something fails, on the load of now."),
    LazyCommand("pdus", "powertui.cli.pdus", "pdus", "PDUs and what they carry, with --outlets outlet by outlet."),
    LazyCommand("alerts", "powertui.cli.alerts", "alerts", "What is wrong now, and what was within the last day."),
    LazyCommand("energy", "powertui.cli.energy", "energy", "kWh, peak and cost of a month: by rack, tenant, feed, ..."),
    LazyCommand("trend", "powertui.cli.trend", "trend", "Where loads are going: days until feeds and panels are full."),
    LazyCommand("events", "powertui.cli.events", "events", "What happened: traps, reboots, replaced devices."),
    LazyCommand(
        "notify", "powertui.cli.notify_group", "notify_group", "Who is told of alerts: test routes, see the log."
    ),
    LazyCommand(
        "maintenance", "powertui.cli.maintenance_group", "maintenance_group", "Planned work: nobody is told of it."
    ),
    LazyCommand("lint", "powertui.cli.lint", "lint", "What in the model is wrong, doubtful or will surprise."),
    LazyCommand(
        "import", "powertui.cli.import_group", "import_group", "Take the model from NetBox, CSV or a plan file."
    ),
    LazyCommand("edit", "powertui.cli.edit", "edit", "Change an object, or a whole rack, in your editor."),
    LazyCommand("rm", "powertui.cli.rm", "rm", "Remove an object, and what hangs on it."),
    LazyCommand("cable", "powertui.cli.cable", "cable", "Plug a cord: an outlet or feed to a power port."),
    LazyCommand("pdu", "powertui.cli.pdu_group", "pdu_group", "Put a PDU that answers into the model; match outlets."),
    LazyCommand("discover", "powertui.cli.discover", "discover", "Find PDUs in ranges of addresses."),
    LazyCommand(
        "profiles", "powertui.cli.profiles_group", "profiles_group", "The PDU families known; check a profile."
    ),
    LazyCommand("snmp", "powertui.cli.snmp", "snmp", "Ask a device directly: read everything it gives, once."),
    LazyCommand(
        "simulate", "powertui.cli.simulate", "simulate", "One device of any family that answers SNMP: for tests."
    ),
    LazyCommand("export", "powertui.cli.export", "export", "The power model as a plan file, JSON or NetBox's CSV."),
    LazyCommand("db", "powertui.cli.db_group", "db_group", "How large the database is, and how it will grow."),
    LazyCommand("poll", "powertui.cli.poll", "poll", "Run the poller in the foreground."),
    LazyCommand("metrics", "powertui.cli.metrics", "metrics", "Serve OpenMetrics, or push to Prometheus."),
    LazyCommand("internal", "powertui.cli.internal", "internal", "The program's own processes.", is_hidden=True),
)


class Root(LazyGroup):
    """The outermost group: a closed pipe at the other end is no error of anybody."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run, and write out what was printed while there is still somebody to tell."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Python flushes stdout once more when it ends; let that go nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(PIPE_CLOSED)
        return result


@click.command(
    cls=Root,
    lazy=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="Configuration file.")
@click.option(
    "--database",
    metavar="URL",
    envvar="POWERTUI_DATABASE",
    help="Database to use: a URL, or the path of an SQLite file.",
)
@click.version_option(package_name="powertui", message="%(prog)s %(version)s")
@click.pass_context
def powertui(context: click.Context, config: Path | None, database: str | None) -> None:
    """Live power load beside modelled draw: panels, feeds, racks and PDUs, read over SNMP.

    Without a command, opens the screens on the configured database. Start with: powertui demo
    """
    context.obj = Invocation(config, database)
    if context.invoked_subcommand is None:
        from powertui.cli.screens import run_screens

        run_screens(context.obj)


def run(arguments: Sequence[str]) -> int:
    """Run the command line; returns the exit code. Every error ends here, as one sentence on stderr."""
    try:
        result = powertui.main(list(arguments), prog_name="powertui", standalone_mode=False)
    except click.UsageError as error:
        return _tell(_usage(error), error.exit_code)
    except click.ClickException as error:
        return _tell(error.format_message(), error.exit_code)
    except click.Abort:
        return INTERRUPTED
    except PowertuiError as error:
        return _tell(str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 - the boundary: a person gets a sentence, the file gets the traceback
        return _tell_unexpected(error)
    return result if isinstance(result, int) else 0


def main() -> NoReturn:
    """The entry point."""
    sys.exit(run(sys.argv[1:]))


def _usage(error: click.UsageError) -> str:
    command = error.ctx.command_path if error.ctx else "powertui"
    message = error.format_message().rstrip(".")
    return f"{message[:1].lower()}{message[1:]} (see {command} --help)"


def _tell_unexpected(error: Exception) -> int:
    # Without a database there is no such trouble, and what knows its kinds takes long to load.
    if "sqlalchemy" in sys.modules:
        from powertui.bootstrap.database_trouble import database_trouble

        trouble = database_trouble(error)
        if trouble is not None:
            return _tell(trouble, DatabaseError.exit_code)
    from powertui.cli.crash import record

    return _tell(record(error), 1)


def _tell(message: str, exit_code: int) -> int:
    from powertui.cli.output import say

    say(f"powertui: {message}")
    return exit_code

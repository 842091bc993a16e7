"""What each way into the program loads, seen from a process of its own."""

import resource
import subprocess
import sys

import pytest

HEAVY = ("textual", "rich", "sqlalchemy", "alembic", "pydantic", "pysnmp", "apscheduler", "cryptography")

COMMAND_MODULES = ("main", "demo", "tree", "feeds", "pdus", "alerts", "events", "poll", "snmp", "internal", "compare")


def loaded_by(statement: str) -> set[str]:
    """The top-level packages that are loaded once a statement has run."""
    script = (
        f"import sys\ntry:\n    {statement}\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stderr
    return set(result.stderr.split())


def run_of(*arguments: str) -> str:
    return f"from powertui.cli.main import run; run({list(arguments)!r})"


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("feeds", "--help"), ("demo", "--help"), ("nosuch",)]
)
def test_help_and_usage_errors_load_nothing_heavy(arguments: tuple[str, ...]) -> None:
    # The sentence about a usage error goes to stderr too, where the names are.
    assert not loaded_by(run_of(*arguments)) & {*HEAVY, "numpy"}


def test_help_answers_in_less_than_a_third_of_a_second() -> None:
    took_s = []
    for _ in range(3):
        before_s = children_took_s()
        subprocess.run([sys.executable, "-m", "powertui", "--help"], capture_output=True, check=True, timeout=120)
        took_s.append(children_took_s() - before_s)
    assert min(took_s) < 0.3


def children_took_s() -> float:
    """Of the processor: how busy the machine is beside it is not the program's doing."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("module", COMMAND_MODULES)
def test_no_command_loads_textual_when_it_is_imported(module: str) -> None:
    pytest.importorskip(f"powertui.cli.{module}")
    assert not loaded_by(f"import powertui.cli.{module}") & {"textual", "rich"}


@pytest.mark.parametrize(
    "module",
    [
        "powertui.bootstrap.demo",
        "powertui.bootstrap.demo_children",
        "powertui.bootstrap.device",
        "powertui.bootstrap.notify",
        "powertui.bootstrap.plant",
        "powertui.bootstrap.poller",
        "powertui.services.polling",
        "powertui.services.poller",
        "powertui.services.evaluation",
        "powertui.services.live",
        "powertui.presenters.cycle",
        "powertui.presenters.tree_listing",
        "collectors.collector",
        "collectors.simulator.server",
    ],
)
def test_pollers_and_headless_commands_never_load_textual(module: str) -> None:
    pytest.importorskip(module)
    assert not loaded_by(f"import {module}") & {"textual", "rich"}


def test_a_command_that_reads_a_database_loads_neither_textual_nor_snmp() -> None:
    loaded = loaded_by(run_of("feeds", "--database", "/nonexistent/plant.db"))
    assert "sqlalchemy" in loaded
    assert not loaded & {"textual", "rich", "pysnmp"}


def test_apprise_is_loaded_by_nobody_but_a_route_that_needs_it() -> None:
    assert not loaded_by("import powertui.bootstrap.notify") & {"apprise", "requests"}
    assert not loaded_by("import powertui.bootstrap.notices, powertui.bootstrap.poller") & {"apprise", "requests"}


@pytest.mark.parametrize(
    "module",
    [
        "powertui.bootstrap.poller",
        "powertui.services.evaluation",
        "powertui.tui.app",
        *(f"powertui.cli.{name}" for name in COMMAND_MODULES),
    ],
)
def test_only_who_judges_loads_numpy(module: str) -> None:
    pytest.importorskip(module)
    assert "numpy" not in loaded_by(f"import {module}")


def test_who_judges_loads_no_channel() -> None:
    assert "httpx" not in loaded_by("import powertui.bootstrap.evaluation")


def test_the_domain_loads_nothing_from_outside() -> None:
    assert not loaded_by("import powertui.domain.assemble, powertui.domain.rules") & {*HEAVY, "click"}


def test_polling_without_snmp_v3_loads_no_cryptography_and_no_second_engine() -> None:
    assert not loaded_by("import powertui.bootstrap.poller, collectors.snmp.engines.fast.client") & {
        "cryptography",
        "pysnmp",
        "pyasn1",
    }

"""The arrows between the rooms, and what the project's own papers promise."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def test_the_arrows_between_the_rooms_hold() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run(
        [str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 0, f"\n{result.stdout}{result.stderr}"


def test_every_contract_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    contracts = text.split("[[tool.importlinter.contracts]]\n")[1:]
    assert contracts
    assert all(contract.startswith("# ") for contract in contracts)


def fenced_blocks() -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```$", README.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def test_readme_begins_with_the_two_commands_one_line_each() -> None:
    demo, check = fenced_blocks()[:2]
    assert demo.count("\n") == check.count("\n") == 1
    assert demo.rstrip().endswith("powertui demo")
    assert "pytest" in check
    for command in (demo, check):
        assert command.startswith("python3 -m venv "), "each does all of its own set-up"


def test_continuous_integration_runs_readmes_own_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    printed = subprocess.run(
        [str(script), "--print"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    ).stdout
    assert printed == fenced_blocks()[1]


def test_continuous_integration_covers_every_python_that_is_promised() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert promised == ["3.11", "3.12", "3.13", "3.14"]
    assert all(f'"{version}"' in workflow for version in promised)
    assert ".ci/run" in workflow


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/figures.md"])
def test_links_in_the_documents_lead_somewhere(name: str) -> None:
    document = ROOT / name
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{name} links to {target}, which is not there"


def test_the_changelog_has_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{project['version']}]" in changelog or "## [Unreleased]" in changelog


def test_readme_names_every_command() -> None:
    from powertui.cli.main import COMMANDS

    text = README.read_text(encoding="utf-8")
    for command in COMMANDS:
        if not command.is_hidden:
            assert f"powertui {command.name}" in text, command.name

"""docs/metrics.md names what there is, and its rules are rules."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
import yaml

from powertui.domain.rollup import AreaKind
from powertui.metrics import alerts, failover_families, health, load_families, plant, remote_write
from powertui.metrics.families import PART_FAMILIES, PART_WORDS, Family

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "metrics.md"


def all_families() -> list[Family]:
    found = [family for part in PART_FAMILIES.values() for family in (part.family, part.estimated)]
    for module in (alerts, failover_families, health, load_families, plant, remote_write):
        found += _families(vars(module).values())
    for area in load_families.AREAS.values():
        found += _families(vars(area).values())
    return found


def _families(values: Iterable[object]) -> list[Family]:
    found: list[Family] = []
    for value in values:
        if isinstance(value, Family):
            found.append(value)
        elif isinstance(value, tuple):
            found += [part for part in value if isinstance(part, Family)]
        elif is_dataclass(value) and not isinstance(value, type):
            found += _families([getattr(value, each.name) for each in fields(value)])
    return found


def documented() -> set[str]:
    """The names in the tables: a cell's first in full, the others by what follows their part."""
    parts = {"PART": tuple(PART_WORDS.values()), "AREA": tuple(kind.value for kind in AreaKind)}
    names: set[str] = set()
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cell = line.split("|")[1] if line.startswith("| `powertui_") else ""
        stem = ""
        for name in re.findall(r"`([a-zA-Z_]+)`", cell):
            if name.startswith("powertui_"):
                part = name.split("_")[1]
                stem = "powertui_remote_write" if part == "remote" else f"powertui_{part}"
            whole = name if name.startswith("powertui_") else stem + name
            for place in parts.get(whole.split("_")[1], ("",)):
                names.add(whole.replace("PART", place).replace("AREA", place))
    return names


def test_no_name_is_two_families() -> None:
    names = [family.sample_name for family in all_families()]
    assert len(names) == len(set(names))


def test_the_document_names_every_metric_and_none_that_is_not() -> None:
    names = {family.sample_name for family in all_families() if not family.name.endswith(("_estimated", "_modelled"))}
    assert documented() == names


def rules() -> str:
    (text,) = re.findall(r"```yaml\n(groups:\n.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert isinstance(text, str)
    return text


def test_the_rules_speak_of_metrics_that_are_there() -> None:
    names = {family.sample_name for family in all_families()}
    expressions = [rule["expr"] for rule in yaml.safe_load(rules())["groups"][0]["rules"]]
    used = {name for expression in expressions for name in re.findall(r"powertui_\w+", expression)}
    assert used
    assert used <= names


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool here: apt-get install prometheus")
def test_the_rules_are_rules(tmp_path: Path) -> None:
    path = tmp_path / "rules.yml"
    path.write_text(rules(), encoding="utf-8")
    result = subprocess.run(
        ["promtool", "check", "rules", str(path)], capture_output=True, text=True, check=False, timeout=90
    )
    assert result.returncode == 0, result.stdout + result.stderr

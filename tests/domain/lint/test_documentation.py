"""docs/lint.md lists every finding as the code has it."""

from pathlib import Path

import pytest

from powertui.domain.lint.codes import LintCode

LISTED = (Path(__file__).parents[3] / "docs" / "lint.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", LintCode, ids=lambda code: code.slug)
def test_the_documentation_has_a_findings_words(code: LintCode) -> None:
    severity = code.severity
    assert f"| {severity.glyph} {severity.word} | `{code.slug}` | {code.why} | {code.mend} |" in LISTED

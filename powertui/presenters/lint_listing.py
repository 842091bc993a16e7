"""Findings of lint: grouped by what they are about for people, one object each for programs."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from powertui.domain.alerts import Severity
from powertui.domain.lint.finding import LintFinding
from powertui.presenters.conditions import condition_of
from powertui.presenters.numbers import plain
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.records import Json
from powertui.presenters.table import matches
from powertui.presenters.text import Line, Span, Tone, line

HEADINGS = (Heading("OBJECT"), Heading("WHERE"), Heading("WHAT"))


def chosen_findings(findings: Iterable[LintFinding], name: str) -> list[LintFinding]:
    """Those that a word or some words find in their code, object, place or text."""
    return [
        finding
        for finding in findings
        if matches(f"{finding.code.slug} {finding.name} {' '.join(finding.place)} {finding.what}", name)
    ]


def lint_lines(findings: Sequence[LintFinding]) -> list[Line]:
    """Each code once, with why it matters and how to mend it, and under it what was found where."""
    found: list[Line] = []
    for code, group in groupby(findings, key=lambda finding: finding.code):
        rows = list(group)
        count = f"  {len(rows)}×" if len(rows) > 1 else ""
        sign = condition_of(code.severity).sign
        if found:
            found.append(())
        found.append(line(*sign, "  ", Span(code.slug, Tone.STRONG), Span(count, Tone.DIM)))
        found.append(line("  why:  ", code.why))
        found.append(line("  mend: ", code.mend))
        found += plain_table(HEADINGS, [_row(finding) for finding in rows], indent="  ")
    return found


def lint_summary(findings: Iterable[LintFinding]) -> str:
    """2 crit, 3 warn, 1 info."""
    counted = dict.fromkeys(sorted(Severity, reverse=True), 0)
    for finding in findings:
        counted[finding.severity] += 1
    return ", ".join(f"{count} {severity.word}" for severity, count in counted.items() if count) or "no findings"


def lint_record(finding: LintFinding) -> Json:
    """A finding as a JSON object."""
    return {
        "code": finding.code.slug,
        "severity": finding.severity.word,
        "object_kind": finding.kind.value,
        "object_id": finding.object_id,
        "netbox_id": finding.netbox_id,
        "object": finding.name,
        "where": list(finding.place),
        "what": finding.what,
        "why": finding.code.why,
        "mend": finding.code.mend,
    }


def _row(finding: LintFinding) -> tuple[Line, ...]:
    return (
        cell(plain(f"{finding.kind.value} {finding.name}")),
        cell(plain(" / ".join(finding.place)), Tone.DIM),
        cell(plain(finding.what)),
    )

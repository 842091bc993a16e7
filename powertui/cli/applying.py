"""Showing a plan of changes, asking, and applying it: the same for imports, edits, removals and cables."""

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from powertui.cli.output import print_json, print_lines, say

if TYPE_CHECKING:
    from powertui.bootstrap.model import ModelDesk
    from powertui.services.model_sync import SyncPlan

REFUSED = 1


@dataclass(frozen=True, slots=True)
class Consent:
    """How a person agrees to changes."""

    dry_run: bool = False
    yes: bool = False
    as_json: bool = False


def finish(desk: "ModelDesk", plan: "SyncPlan", consent: Consent, *, source: str, asking: str) -> int:
    """Show the plan and, if it may be and a person agrees, apply it. Returns the exit code."""
    from powertui.presenters.model_diff import diff_lines, done_sentence, plan_record
    from powertui.services.model_sync import apply

    if not consent.as_json and plan.changes:
        print_lines(diff_lines(plan.changes))
        sys.stdout.flush()
    if plan.refusals:
        if consent.as_json:
            print_json(plan_record(plan, is_applied=False))
        tell_refusals(plan)
        return REFUSED
    is_applied = bool(plan.changes) and _agreed(consent, asking)
    if is_applied:
        apply(desk.engine, plan, who=desk.who, source=source, clock=desk.clock)
    if consent.as_json:
        print_json(plan_record(plan, is_applied=is_applied))
    if not plan.changes:
        say("powertui: nothing to do")
    elif is_applied:
        say(f"powertui: {done_sentence(plan.changes)}")
    return 0


def tell_refusals(plan: "SyncPlan") -> None:
    """Say why nothing is written."""
    from powertui.presenters.model_diff import refusal_lines

    for sentence in refusal_lines(plan.refusals):
        say(f"powertui: {sentence}")
    say("powertui: nothing is written")


def _agreed(consent: Consent, asking: str) -> bool:
    if consent.dry_run:
        say("powertui: a dry run: nothing is written")
        return False
    if consent.yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        say("powertui: nothing is written, for there is no terminal to ask at; --yes agrees beforehand")
        return False
    if click.confirm(asking, err=True):
        return True
    say("powertui: nothing is written")
    return False

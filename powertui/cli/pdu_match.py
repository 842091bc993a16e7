"""`powertui pdu match`: which reported outlet is which modelled one; what is unclear, the person decides."""

import sys
from typing import TYPE_CHECKING

import click

from powertui.cli.applying import REFUSED, Consent, finish, tell_refusals
from powertui.cli.invocation import Invocation
from powertui.cli.output import print_json, print_lines, say

if TYPE_CHECKING:
    from powertui.bootstrap.model import ModelDesk
    from powertui.config import Settings
    from powertui.domain.poll_target import PollTarget
    from powertui.domain.reading import TargetDescription
    from powertui.domain.topology import Device, Topology
    from powertui.services.model_sync import SyncPlan
    from powertui.services.pdu_matching import Question


@click.command()
@click.argument("name", metavar="DEVICE")
@click.option("--take", "takes", metavar="N=OUTLET", multiple=True, help="Reported outlet N is OUTLET. Repeatable.")
@click.option("--read", "is_read", is_flag=True, help="Ask the PDU now, instead of taking what the poller saw.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask; what is unclear stays unclear.")
@click.option("--json", "as_json", is_flag=True, help="Print what is which, and the changes, as JSON.")
@click.option("--database", metavar="URL", help="Database to change: a URL, or an SQLite file's path.")
@click.pass_context
def match(
    context: click.Context,
    name: str,
    takes: tuple[str, ...],
    database: str | None,
    *,
    is_read: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Link the outlets that a polled PDU reports with those of DEVICE in the model.

    By printed label, then number, then name. What is unclear you are asked about, or say with --take. Links are our
    own fields: no import takes them away, and renaming an outlet parts nobody.
    """
    from powertui.bootstrap.model import open_desk
    from powertui.presenters.outlet_matching import matching_lines
    from powertui.services.model_sync import read_model
    from powertui.services.pdu_matching import (
        decided,
        decisions_of,
        plan_links,
        question_of,
        stored_description,
        target_of,
    )

    invocation: Invocation = context.obj or Invocation()
    settings = invocation.settings(database)
    with open_desk(settings, create=False) as desk:
        model = read_model(desk.engine)
        device = _device(model.topology, name)
        target = target_of(model, device)
        with desk.engine.connect() as connection:
            stored = None if is_read else stored_description(connection, target)
        question = question_of(model, device, stored or _read_now(settings, target))
        question = decided(question, decisions_of(question, takes))
        if not as_json:
            print_lines(matching_lines(question))
            sys.stdout.flush()
            if not (yes or dry_run) and sys.stdin.isatty() and sys.stderr.isatty():
                question = _asked(question)
        plan = plan_links(model, question, vocabulary=desk.vocabulary)
        consent = Consent(dry_run, yes, as_json)
        if as_json:
            context.exit(_as_json(desk, question, plan, consent))
        context.exit(finish(desk, plan, consent, source="pdu match", asking="Link these?"))


def _device(topology: "Topology", name: str) -> "Device":
    from powertui.domain.merge_kinds import ModelKind
    from powertui.domain.object_lookup import NotFound, find_object
    from powertui.domain.topology import Device
    from powertui.errors import UsageError

    found = find_object(topology, name, frozenset({ModelKind.DEVICE}))
    if isinstance(found, NotFound):
        raise UsageError(found.sentence)
    if not isinstance(found, Device):
        raise UsageError(f"{name} is no device")
    return found


def _read_now(settings: "Settings", target: "PollTarget") -> "TargetDescription":
    """Ask the PDU itself, with the credential that the poller would use."""
    from powertui.bootstrap.device import Tries, named_access
    from powertui.bootstrap.overrides import configured_overrides
    from powertui.bootstrap.pdus import Agent, read_agent
    from powertui.cli.snmp_access import fail
    from powertui.domain.reading import PollFailure

    access = named_access(settings, target.credential, Tries())
    agent = Agent(target.host, target.port, target.credential, target.family, target.name)
    found = read_agent(agent, access, configured_overrides(settings))
    if isinstance(found, PollFailure):
        fail(found, access)
    return found.description


def _asked(question: "Question") -> "Question":
    """The question after a person has said something about each outlet that is unclear."""
    from powertui.presenters.numbers import plain
    from powertui.presenters.outlet_matching import reported_name
    from powertui.services.pdu_matching import decided, outlet_called

    left = list(question.open_places)
    while left:
        place = left.pop(0)
        if place not in question.open_places:
            continue
        candidates = question.candidates(place)
        say(f"{reported_name(question, place)} is:")
        for number, outlet in enumerate(candidates, start=1):
            say(f"  {number}  {plain(outlet.name)}{f'  ({plain(outlet.label)})' if outlet.label else ''}")
        answer = click.prompt(
            "Number, =NAME of an outlet, or Enter to leave it", default="", show_default=False, err=True
        ).strip()
        if not answer:
            continue
        if answer.isdecimal() and 0 < int(answer) <= len(candidates):
            outlet_id: int | None = candidates[int(answer) - 1].id
        else:
            outlet_id = outlet_called(question, answer.removeprefix("="))
        if outlet_id is None:
            say(f"there is no {plain(answer)!r}")
            left.insert(0, place)
            continue
        question = decided(question, {place: outlet_id})
    return question


def _as_json(desk: "ModelDesk", question: "Question", plan: "SyncPlan", consent: Consent) -> int:
    from powertui.presenters.model_diff import plan_record
    from powertui.presenters.outlet_matching import matching_record
    from powertui.services.model_sync import apply

    is_applied = bool(plan.changes) and consent.yes and not consent.dry_run and not plan.refusals
    if is_applied:
        apply(desk.engine, plan, who=desk.who, source="pdu match", clock=desk.clock)
    print_json({**matching_record(question), **plan_record(plan, is_applied=is_applied)})
    if plan.refusals:
        tell_refusals(plan)
        return REFUSED
    return 0

"""`powertui pdu match`: which reported outlet or circuit is which modelled one; what is unclear, the person decides."""

import sys
from typing import TYPE_CHECKING

import click

from powertui.cli.applying import REFUSED, Consent, finish, tell_refusals
from powertui.cli.invocation import Invocation
from powertui.cli.options import changed_database_option, dry_run_option
from powertui.cli.output import print_json, print_lines, say

if TYPE_CHECKING:
    from powertui.bootstrap.model import ModelDesk
    from powertui.config import Settings
    from powertui.domain.poll_target import PollTarget
    from powertui.domain.reading import TargetDescription
    from powertui.domain.topology import Device, PowerPanel, Topology
    from powertui.services.model_sync import SyncPlan
    from powertui.services.pdu_matching import Question


@click.command()
@click.argument("name", metavar="DEVICE|PANEL")
@click.option(
    "--take", "takes", metavar="N=NAME", multiple=True, help="Reported outlet or circuit N is NAME. Repeatable."
)
@click.option("--read", "is_read", is_flag=True, help="Ask the PDU now, instead of taking what the poller saw.")
@dry_run_option
@click.option("-y", "--yes", is_flag=True, help="Do not ask; what is unclear stays unclear.")
@click.option("--json", "as_json", is_flag=True, help="Print what is which, and the changes, as JSON.")
@changed_database_option
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
    """Link the outlets that a polled PDU reports with those of DEVICE, or a meter's circuits with PANEL's feeds.

    By printed label (of a feed: its breaker position), then number, then name. What is unclear you are asked about, or
    say with --take. Links are our own fields: no import takes them away, and renaming an outlet or feed parts nobody.
    """
    from powertui.bootstrap.model import open_desk
    from powertui.domain.topology import Device
    from powertui.presenters.outlet_matching import matching_lines
    from powertui.services.model_sync import read_model
    from powertui.services.pdu_matching import (
        decided,
        decisions_of,
        panel_question,
        plan_links,
        question_of,
        stored_description,
        target_of,
    )

    invocation: Invocation = context.obj or Invocation()
    settings = invocation.settings(database)
    with open_desk(settings, create=False) as desk:
        model = read_model(desk.engine)
        owner = _owner(model.topology, name)
        target = target_of(model, owner)
        with desk.engine.connect() as connection:
            stored = None if is_read else stored_description(connection, target)
        description = stored or _read_now(settings, target)
        question = (
            question_of(model, owner, description)
            if isinstance(owner, Device)
            else panel_question(model, owner, description)
        )
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


def _owner(topology: "Topology", name: str) -> "Device | PowerPanel":
    from powertui.domain.merge_kinds import ModelKind
    from powertui.domain.object_lookup import NotFound, find_object
    from powertui.domain.topology import Device, PowerPanel
    from powertui.errors import UsageError

    found = find_object(topology, name, frozenset({ModelKind.DEVICE}))
    if isinstance(found, NotFound):
        panel = find_object(topology, name, frozenset({ModelKind.POWER_PANEL}))
        if isinstance(panel, NotFound):
            raise UsageError(found.sentence)
        found = panel
    if not isinstance(found, Device | PowerPanel):
        raise UsageError(f"{name} is neither a device nor a power panel")
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
    """The question after a person has said something about each part that is unclear."""
    from powertui.presenters.numbers import plain
    from powertui.presenters.outlet_matching import reported_name
    from powertui.services.pdu_matching import decided, part_called, printed_at

    left = list(question.open_places)
    while left:
        place = left.pop(0)
        if place not in question.open_places:
            continue
        candidates = question.candidates(place)
        say(f"{reported_name(question, place)} is:")
        for number, one in enumerate(candidates, start=1):
            stands = printed_at(one)
            say(f"  {number}  {plain(one.name)}{f'  ({plain(stands)})' if stands else ''}")
        answer = click.prompt(
            f"Number, =NAME of the {question.part_word}, or Enter to leave it",
            default="",
            show_default=False,
            err=True,
        ).strip()
        if not answer:
            continue
        if answer.isdecimal() and 0 < int(answer) <= len(candidates):
            part_id: int | None = candidates[int(answer) - 1].id
        else:
            part_id = part_called(question, answer.removeprefix("="))
        if part_id is None:
            say(f"there is no {plain(answer)!r}")
            left.insert(0, place)
            continue
        question = decided(question, {place: part_id})
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

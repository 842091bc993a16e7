"""`powertui profiles`: which PDU families are known, and whether a profile of one's own is right."""

from pathlib import Path

import click

from powertui.cli.lazy import LazyGroup
from powertui.cli.output import print_json, print_lines, say
from powertui.errors import UsageError

MISTAKEN = 1


@click.group(name="profiles", cls=LazyGroup, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def profiles_group(context: click.Context, *, as_json: bool) -> None:
    """The PDU families that are known, and what each profile rests on.

    Profiles of your own in ~/.config/powertui/profiles add families, or replace ours. docs/add-a-pdu.md tells how.
    """
    if context.invoked_subcommand is not None:
        return
    from powertui.bootstrap.profiles import known_profiles
    from powertui.presenters.profile_listing import profile_lines, profile_record, profiles_sentence

    profiles, warnings = known_profiles()
    if as_json:
        print_json([profile_record(one) for one in profiles])
    else:
        print_lines(profile_lines(profiles))
        say(f"powertui: {profiles_sentence(profiles)}")
    for warning in warnings:
        say(f"powertui: {_shown(warning)}")


@profiles_group.command()
@click.argument("family", metavar="FAMILY")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show(family: str, *, as_json: bool) -> None:
    """One profile in full: what it is recognised by, and where each quantity is read."""
    from powertui.bootstrap.profiles import profile_detail
    from powertui.presenters.profile_listing import detail_lines, detail_record

    detail = profile_detail(family)
    if as_json:
        print_json(detail_record(detail))
    else:
        print_lines(detail_lines(detail))


@profiles_group.command(epilog="Exit codes: 0 right, 1 mistakes (with --strict: doubts too), 2 wrong usage.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Exit with 1 if there is any doubt.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], *, strict: bool, as_json: bool) -> None:
    """Say all that is wrong in a profile, with line and column, and what in it is doubtful."""
    from powertui.bootstrap.profiles import checked_profile
    from powertui.presenters.profile_listing import Severity, finding_lines, finding_record

    for file in files:
        if not file.is_file():
            raise UsageError(f"{_shown(str(file))}: there is no such file")
    checked = [(file, checked_profile(file)) for file in files]
    if as_json:
        print_json([{"file": str(file), "findings": [finding_record(one) for one in found]} for file, found in checked])
    else:
        for file, found in checked:
            print_lines(finding_lines(str(file), found))
    for file, found in checked:
        mistakes = sum(one.severity is Severity.MISTAKE for one in found)
        doubts = len(found) - mistakes
        word = (
            f"{_count(mistakes, 'mistake')}"
            if mistakes
            else "right"
            if not doubts
            else f"right, {_count(doubts, 'doubt')}"
        )
        say(f"powertui: {_shown(str(file))}: {word}")
    every = [one for _, found in checked for one in found]
    if any(one.severity is Severity.MISTAKE for one in every) or (strict and every):
        context.exit(MISTAKEN)


def _count(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _shown(text: str) -> str:
    from powertui.presenters.numbers import plain

    return plain(text)

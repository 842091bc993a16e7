"""What `powertui what-if` does with saved scenarios: ask one, save one, forget one, list all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from powertui.cli.output import print_json, print_lines, say

if TYPE_CHECKING:
    from powertui.config import Settings


@dataclass(frozen=True, slots=True)
class ScenarioOptions:
    """Names; None where an option was not given."""

    asked: str | None
    save: str | None
    forget: str | None
    is_list: bool


def scenario_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options; the command gets them as `kept`."""

    @click.option("--scenario", "asked", metavar="NAME", help="Ask what is saved under a name, besides.")
    @click.option("--save", metavar="NAME", callback=_name, help="Save what is asked, for all who use the database.")
    @click.option("--forget", metavar="NAME", help="Delete what is saved under a name.")
    @click.option("--list", "is_list", is_flag=True, help="List what is saved.")
    @wraps(command)
    def gathered(
        *args: Any, asked: str | None, save: str | None, forget: str | None, is_list: bool, **kwargs: Any
    ) -> None:
        command(*args, kept=ScenarioOptions(asked, save, forget, is_list), **kwargs)

    return gathered


def is_done(settings: "Settings", kept: ScenarioOptions, *, as_json: bool) -> bool:
    """Forget or list, where that is asked: then nothing else is."""
    from powertui.bootstrap.scenarios import forget_scenario, read_scenarios
    from powertui.presenters.numbers import plain
    from powertui.presenters.scenario_listing import scenario_record, scenario_table
    from powertui.services.ports import SystemClock

    if kept.forget is not None:
        forget_scenario(settings, kept.forget)
        say(f'powertui: scenario "{plain(kept.forget)}" is forgotten')
        return True
    if not kept.is_list:
        return False
    found = read_scenarios(settings)
    if as_json:
        print_json([scenario_record(one) for one in found])
    elif found:
        print_lines(scenario_table(found, SystemClock().now_s()))
    else:
        say("powertui: no scenario is saved; --save NAME saves what is asked")
    return True


def _name(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    from powertui.domain.redundancy.saved import LONGEST_NAME

    if value is None:
        return None
    if not value.strip() or not value.isprintable() or len(value) > LONGEST_NAME:
        raise click.BadParameter(f"must be a name of at most {LONGEST_NAME} characters")
    return value.strip()

"""`powertui what-if`: what happens if something fails, on the load of now."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option
from powertui.cli.output import print_json, print_lines, say
from powertui.cli.plant import measured_now, read_and_ask
from powertui.cli.scenario_options import ScenarioOptions, is_done, scenario_options
from powertui.errors import UsageError


@click.command("what-if")
@click.option("--fail", "failing", multiple=True, metavar="OBJECT", help="What is lost; may be given again.")
@click.option("--add", "adding", multiple=True, metavar="RACK=LOAD", help="A load to add: rack:R14=4x1.2kW.")
@scenario_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON: keys with units.")
@database_option
@click.pass_obj
def what_if(
    invocation: Invocation,
    failing: tuple[str, ...],
    adding: tuple[str, ...],
    database: str | None,
    *,
    kept: ScenarioOptions,
    as_json: bool,
) -> None:
    """What goes dark, what each survivor would carry, and which breakers would open next.

    OBJECT: panel:P-A2, feed:A1-01, pdu-r01-a, ups:UPS-1, pdu-r01-a:"Outlet 3", or a name that is the only one of its
    sort. All that are given are lost together. Loads are measured where they are, else estimated or modelled: ~ marks
    an estimate, and the assumptions are told. A scenario is saved by the model's objects: it follows them when they are
    renamed, and says so when one is gone.
    """
    from powertui.bootstrap.scenarios import keep_scenario, scenario_words
    from powertui.domain.assumptions import Assumptions
    from powertui.domain.object_lookup import NotFound
    from powertui.domain.redundancy.cascade import what_if as followed
    from powertui.domain.redundancy.naming import Naming
    from powertui.domain.redundancy.picture import picture_of_view
    from powertui.domain.redundancy.scenario import addition
    from powertui.domain.redundancy.scenario import failing as found_failing
    from powertui.presenters.numbers import plain
    from powertui.presenters.what_if import what_if_lines
    from powertui.presenters.what_if_report import WhatIfReport, what_if_record

    settings = invocation.settings(database)
    if is_done(settings, kept, as_json=as_json):
        return
    if not failing and not adding and kept.asked is None:
        raise UsageError("what-if needs something that fails or is added: --fail panel:P-A2, --add rack:R14=4x1.2kW")
    view, measured = read_and_ask(invocation, database, measured_now)
    assumptions = Assumptions(settings.model.power_factor)
    picture = picture_of_view(view, assumptions, settings.redundancy.trip_at_pct, measured)
    naming = Naming(view.graph)
    if kept.asked is not None:
        words = scenario_words(settings, view.graph.topology, kept.asked)
        failing, adding = (*words.failing, *failing), (*words.adding, *adding)
    lost, added = [], []
    for text in failing:
        found = found_failing(picture.network, naming, text)
        if isinstance(found, NotFound):
            raise UsageError(found.sentence)
        lost.append(found)
    for text in adding:
        more = addition(picture.network, assumptions, text)
        if isinstance(more, NotFound):
            raise UsageError(more.sentence)
        added.append(more)
    if kept.save is not None:
        had = keep_scenario(settings, view.graph.topology, kept.save, failing, adding, view.now_s)
        say(f'powertui: saved as "{plain(kept.save)}"{", in place of another" if had else ""}')
    nodes = [node for one in lost for node in one.nodes]
    result = followed(picture.network, picture.loads, picture.limits, nodes, added)
    names = tuple(dict.fromkeys(one.name for one in lost))
    report = WhatIfReport(picture, names, tuple(added), result)
    if as_json:
        print_json(what_if_record(report))
    else:
        print_lines(what_if_lines(report))

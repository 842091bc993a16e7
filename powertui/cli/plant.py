"""What the commands share that read the plant from its database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from powertui.cli.invocation import Invocation
from powertui.cli.output import say
from powertui.domain.energy_record import EnergyRecord
from powertui.domain.plant import PlantView
from powertui.errors import DatabaseError
from powertui.presenters.numbers import age
from powertui.presenters.picture import Picture

if TYPE_CHECKING:
    from powertui.domain.honest_area import HonestView
    from powertui.domain.redundancy.measurements import Measurements
    from powertui.services.ports import PlantSource

Answer = TypeVar("Answer")


def read_plant(
    invocation: Invocation, database: str | None, metered: Callable[[PlantView], Sequence[int]] | None = None
) -> Picture:
    """The plant as of now; raises DatabaseError where there is none. With the lifetime energy of the `metered`."""

    def energies(source: "PlantSource", view: PlantView) -> Mapping[int, EnergyRecord]:
        return source.energies(metered(view)) if metered is not None else {}

    view, found = read_and_ask(invocation, database, energies)
    return replace(Picture.of(view), energies=found)


def read_and_ask(
    invocation: Invocation, database: str | None, ask: Callable[["PlantSource", PlantView], Answer]
) -> tuple[PlantView, Answer]:
    """The plant as of now, and what else is asked of the database while it is open."""
    from powertui.bootstrap.plant import open_plant
    from powertui.config import redacted_url

    url = invocation.settings(database).database.url
    source = open_plant(url)
    try:
        view = source.refresh()
        if view is None:
            raise DatabaseError(
                f"{redacted_url(url)} holds no plant yet; one that does comes from: powertui demo --keep DIR"
            )
        answer = ask(source, view)
    finally:
        source.close()
    _tell_age(view)
    return view, answer


def count_honestly(invocation: Invocation, database: str | None, picture: Picture) -> "HonestView":
    """The model's honest figures, with what the configuration assumes."""
    from powertui.domain.assumptions import Assumptions
    from powertui.domain.honest_area import honest_view

    return honest_view(picture.view.graph, Assumptions(invocation.settings(database).model.power_factor))


def measured_now(source: "PlantSource", view: PlantView) -> "Measurements":
    """What is measured now, and how devices shared that are not metered at all their cords any more."""
    from powertui.domain.redundancy.of_view import measurements_of
    from powertui.services.learnt_shares import learnt_shares

    measured = measurements_of(view)
    return replace(measured, shares=learnt_shares(source, view, measured))


def read_with_standings(invocation: Invocation, database: str | None) -> Picture:
    """The plant, with what every feed and rack would do after any single loss, on the load of now."""
    from powertui.domain.assumptions import Assumptions
    from powertui.domain.redundancy.picture import picture_of_view
    from powertui.domain.redundancy.singles import single_losses
    from powertui.presenters.standings import standings_of

    settings = invocation.settings(database)
    assumptions = Assumptions(settings.model.power_factor)
    view, measured = read_and_ask(invocation, database, measured_now)
    known = picture_of_view(view, assumptions, settings.redundancy.trip_at_pct, measured)
    singles = single_losses(known.network, known.loads, known.limits)
    standings = standings_of(singles, view.now_s, is_measured=known.has_readings)
    return Picture.of(view, standings=standings)


def tell_nothing_found(what: str, name: str, found: Sequence[object]) -> None:
    """Say on stderr that a filter found nothing: no data is an answer too, but an easily overlooked one."""
    if name and not found:
        say(f"powertui: no {what} matches {name!r}")


def _tell_age(view: PlantView) -> None:
    if view.poller.is_alive:
        if view.poller.is_judging_overdue:
            say(f"powertui: alerts judged {age(view.poller.judged_age_s)} ago, since then none is raised or cleared")
        return
    began_at_s = view.poller.cycle_started_at_s
    last = "none ever did" if began_at_s is None else f"its last cycle began {age(view.now_s - began_at_s)} ago"
    say(f"powertui: no poller runs on this database, {last}")

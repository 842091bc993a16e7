"""What the command about saved what-ifs needs."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from powertui.config import Settings
from powertui.domain.object_lookup import NotFound
from powertui.domain.redundancy.saved import Scenario, ScenarioWords, saved_scenario, words_of
from powertui.domain.topology import Topology
from powertui.errors import UsageError
from powertui.services.login import login_name
from powertui.storage.engine import open_database, reading, writing
from powertui.storage.scenario_store import delete_scenario, load_scenarios, save_scenario


def read_scenarios(settings: Settings) -> tuple[Scenario, ...]:
    """All of them, by name."""
    engine = open_database(settings.database.url, create=False)
    try:
        with reading(engine) as connection:
            return load_scenarios(connection)
    finally:
        engine.dispose()


def scenario_words(settings: Settings, topology: Topology, name: str) -> ScenarioWords:
    """A scenario in today's words. Raises UsageError where it, or an object of it, is not there."""
    known = {scenario.name: scenario for scenario in read_scenarios(settings)}
    if name not in known:
        raise _unknown(name, known)
    words = words_of(topology, known[name])
    if isinstance(words, NotFound):
        raise UsageError(words.sentence)
    return words


def keep_scenario(
    settings: Settings, topology: Topology, name: str, failing: Sequence[str], adding: Sequence[str], now_s: float
) -> bool:
    """Save one; whether it took the place of another. Raises UsageError where an object is not found."""
    scenario = saved_scenario(topology, name, failing, adding, login_name(), now_s)
    if isinstance(scenario, NotFound):
        raise UsageError(scenario.sentence)
    engine = open_database(settings.database.url, create=False)
    try:
        with writing(engine) as connection:
            return save_scenario(connection, scenario)
    finally:
        engine.dispose()


def forget_scenario(settings: Settings, name: str) -> None:
    """Delete one. Raises UsageError where there is none of that name."""
    engine = open_database(settings.database.url, create=False)
    try:
        with writing(engine) as connection:
            known = {scenario.name: scenario for scenario in load_scenarios(connection)}
            if not delete_scenario(connection, name):
                raise _unknown(name, known)
    finally:
        engine.dispose()


def _unknown(name: str, known: Iterable[str]) -> UsageError:
    near = get_close_matches(name, list(known), n=1)
    hint = f'did you mean "{near[0]}"?' if near else "`powertui what-if --list` shows those that there are"
    return UsageError(f'there is no scenario "{name}"; {hint}')

"""The poller's process: collectors, polling, evaluation, on a schedule, until it is told to end."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from collectors.collector import Patience, SnmpCollector
from collectors.profiles.loader import profiles_and_warnings
from collectors.profiles.model import Profile
from collectors.snmp.client import Credential, SnmpClient
from powertui.bootstrap.credentials import configured_credential
from powertui.bootstrap.engines import devices_at_once, snmp_client
from powertui.bootstrap.listening import Listening, configured_listening, listening_beside
from powertui.bootstrap.opened import opened
from powertui.bootstrap.overrides import configured_overrides
from powertui.bootstrap.poller_children import evaluation_child, poller_children
from powertui.bootstrap.process import run_until_told
from powertui.bootstrap.sharing import SharingSettings, configured_sharing, presence_for
from powertui.config import Settings
from powertui.domain.rules import RuleSettings
from powertui.domain.scale_override import ScaleOverride
from powertui.presenters.numbers import plain
from powertui.services.beside import kept_beside
from powertui.services.child import ChildSpec
from powertui.services.evaluation import Evaluation
from powertui.services.poller import Poller
from powertui.services.polling import Polling
from powertui.services.ports import SystemClock

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PollOptions:
    """What may be said about polling beside what has to be."""

    overrides: Sequence[ScaleOverride] = ()
    listening: Listening = field(default_factory=Listening)
    sharing: SharingSettings = field(default_factory=SharingSettings)
    children: Sequence[ChildSpec] = ()
    """Processes to keep beside it."""
    evaluates: bool = True
    """No: one of the children does."""


def run_poller(settings: Settings, *, lifeline: bool = False) -> None:
    """Poll the configured database's targets until a signal, or until the parent is gone."""
    credentials = {name: configured_credential(section) for name, section in settings.snmp.credentials.items()}
    rules = settings.rules.settings()
    listening = configured_listening(settings)
    run_until_told(
        lambda stop: poll(
            settings.database.url,
            settings.poller.interval_s,
            snmp_client(settings.snmp.engine),
            credentials,
            rules,
            stop,
            PollOptions(
                configured_overrides(settings),
                listening,
                configured_sharing(settings),
                (*poller_children(settings), evaluation_child(settings)),
                evaluates=False,
            ),
        ),
        lifeline=lifeline,
    )


async def poll(
    database_url: str,
    interval_s: float,
    client: SnmpClient,
    credentials: Mapping[str, Credential],
    rules: RuleSettings,
    stop: asyncio.Event,
    options: PollOptions | None = None,
) -> None:
    """Poll a database's targets until `stop` is set: all of an SQLite file's, this one's share of a PostgreSQL's."""
    options = options or PollOptions()
    clock = SystemClock()
    with opened(database_url) as engine:
        presence, among = presence_for(engine, clock, interval_s, options.sharing)
        evaluation = Evaluation(engine, clock, rules) if options.evaluates else None
        collector = SnmpCollector(
            client, usable_profiles(), credentials, clock, patience_for(interval_s), options.overrides
        )
        polling = Polling(engine, collector, evaluation, clock, interval_s, devices_at_once(client), among)
        try:
            with kept_beside(options.children):
                async with listening_beside(engine, clock, credentials, options.listening):
                    await Poller(polling, presence).run(stop)
        finally:
            await polling.close()
            await collector.close()


def usable_profiles() -> tuple[Profile, ...]:
    """All profiles; of each file of the user's own that cannot be used the log says why, a sentence each."""
    found = profiles_and_warnings()
    for warning in found.warnings:
        logger.warning("%s", plain(warning))
    return found.profiles


def patience_for(interval_s: float) -> Patience:
    """Waits that fit into an interval, so that a silent device is told from a slow one within its own cycle."""
    return Patience(timeout_s=min(2.0, interval_s / 5), retries=2, poll_budget_s=interval_s * 0.75)

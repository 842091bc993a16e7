"""The process that judges the plant, which a poller keeps beside it: it never makes a poll late."""

import asyncio
import os
from contextlib import suppress

from powertui.bootstrap.notices import configured_notices
from powertui.bootstrap.opened import opened
from powertui.bootstrap.process import run_until_told
from powertui.bootstrap.redundancy import redundancy_settings
from powertui.config import Settings
from powertui.services.evaluating import Evaluating
from powertui.services.evaluation import Evaluation
from powertui.services.past import DatabasePast
from powertui.services.peer_losses import PeerLosses
from powertui.services.ports import SystemClock
from powertui.services.signs_of_life import show_life

NICENESS = 2
"""Polls go first, what is coarse comes after."""


def run_evaluation(settings: Settings) -> None:
    """Judge what is polled by the configured rules until the parent is gone."""
    with suppress(OSError):
        os.nice(NICENESS)

    async def work(stop: asyncio.Event) -> None:
        clock = SystemClock()
        rules = settings.rules.settings()
        with opened(settings.database.url) as engine:
            losses = PeerLosses(redundancy_settings(settings), DatabasePast(engine, clock))
            evaluation = Evaluation(engine, clock, rules, notices=configured_notices(settings), peer_losses=losses)
            rounds = Evaluating(engine, clock, evaluation, settings.poller.interval_s, on_look=show_life)
            await rounds.run_until(stop)

    run_until_told(work, lifeline=True)

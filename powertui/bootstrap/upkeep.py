"""The process of the coarse jobs, which a poller keeps beside it: rollups, packing, retention, the model's sync."""

import asyncio
import os
from contextlib import suppress

from powertui.bootstrap.chores import configured_chores
from powertui.bootstrap.process import run_until_told
from powertui.config import Settings
from powertui.services.coarse import CoarseJobs
from powertui.services.ports import SystemClock
from powertui.storage.engine import open_database

NICENESS = 5
"""Polls go first. Not more: on a machine that is busy all the time it would keep a database's lock for long."""


def run_upkeep(settings: Settings) -> None:
    """Do the configured chores at their beats until the parent is gone, in the middle of one if need be."""
    with suppress(OSError):
        os.nice(NICENESS)

    async def work(stop: asyncio.Event) -> None:
        engine = open_database(settings.database.url, create=False)
        await CoarseJobs(engine, SystemClock(), configured_chores(settings).jobs(engine)).run_until(stop)

    run_until_told(work, lifeline=True)

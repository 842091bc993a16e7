"""The event log is kept within its bounds, however long a poller runs."""

import asyncio
import logging

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from powertui.domain.events import EventRetention
from powertui.services.ports import Clock
from powertui.storage.engine import writing
from powertui.storage.event_store import is_over, trim_events

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 60.0


def keep_within(engine: Engine, retention: EventRetention, now_s: float) -> None:
    """Remove what is too old or too much. Takes the write lock only where there is something to remove."""
    with engine.connect() as connection:
        if not is_over(connection, retention, now_s):
            return
    with writing(engine) as connection:
        trim_events(connection, retention, now_s)


async def keep_events(engine: Engine, retention: EventRetention, clock: Clock) -> None:
    """The same again and again, until it is cancelled."""
    while True:
        try:
            await asyncio.to_thread(keep_within, engine, retention, clock.now_s())
        except SQLAlchemyError as error:
            logger.warning("the event log could not be trimmed yet: %s", error)
        await asyncio.sleep(LOOK_EVERY_S)

"""A process that fires alerts and kills itself before, in the middle of, or after sending: for `test_delivery_killed`.

Usage: python -m tests.integration.killed_delivery CONFIG fired|claimed|sent
"""

import os
import signal
import sys
import uuid
from pathlib import Path

from powertui.bootstrap.notices import configured_notices
from powertui.bootstrap.notify import configured_channels
from powertui.config import read_settings
from powertui.domain.alerts import Transition
from powertui.domain.graph import PowerGraph
from powertui.domain.notify.sending import Message
from powertui.services.delivering import Channel, Delivering
from powertui.services.ports import SystemClock
from powertui.services.receipts import Receipt
from powertui.storage.engine import open_database, writing
from tests.alert_events import Life, alert_on
from tests.plants import two_sided_topology

ALERTS = 12


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Fatal:
    """A channel in whose use the process dies."""

    def __init__(self, channel: Channel, *, is_sent: bool) -> None:
        self._channel = channel
        self._is_sent = is_sent

    def send(self, message: Message) -> Receipt:
        if self._is_sent:
            self._channel.send(message)
        kill()
        raise AssertionError("still alive")


def fire(database_url: str, config: Path) -> None:
    """Fire and clear alerts, as a round of evaluation does: in one transaction with their notifications."""
    notices = configured_notices(read_settings(config))
    graph = PowerGraph(two_sided_topology())
    clock = SystemClock()
    engine = open_database(database_url, create=True)
    lives = [Life(alert_on(number, object_id=number)) for number in range(1, ALERTS + 1)]
    for transition in (Transition.FIRED, Transition.CLEARED):
        with writing(engine) as connection:
            events = [life.step(transition, clock.now_s()) for life in lives]
            notices.take(connection, events, graph, clock.now_s())
    engine.dispose()


def main(config: Path, when: str) -> None:
    settings = read_settings(config)
    fire(settings.database.url, config)
    if when == "fired":
        kill()
    clock = SystemClock()
    channels: dict[str, Channel] = {
        name: Fatal(channel, is_sent=when == "sent") for name, channel in configured_channels(settings, clock).items()
    }
    delivering = Delivering(open_database(settings.database.url, create=False), channels, clock, uuid.uuid4().hex)
    for route in delivering.due():
        delivering.work_off(route)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

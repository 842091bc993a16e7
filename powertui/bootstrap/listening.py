"""What listens beside the poller, where configured: a receiver of traps. And how long events are kept."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from collectors.profiles.loader import load_profiles
from collectors.snmp.client import Credential
from powertui.config import Settings
from powertui.errors import ConfigError
from powertui.services.ports import Clock
from powertui.services.traps import TrapIntake

_ENGINE_ID_HEAD = bytes.fromhex("8000000005")
"""RFC 3411 5: no enterprise of ours, then octets of our own choice."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Whether and how traps are listened to."""

    addresses: tuple[tuple[str, int], ...] = ()
    """Where to listen for traps; empty: not at all."""
    credentials: tuple[str, ...] = ()
    """Whose communities and users traps may carry, by name; empty: each device's own."""


def configured_listening(settings: Settings) -> Listening:
    """As the configuration has it; raises ConfigError where it names a credential that there is not."""
    for name in settings.traps.accept:
        if name not in settings.snmp.credentials:
            known = ", ".join(sorted(settings.snmp.credentials)) or "none"
            raise ConfigError(f"{settings.source}: traps.accept names {name!r}; there is {known}")
    return Listening(
        settings.traps.addresses,
        settings.traps.accept,
    )


@asynccontextmanager
async def listening_beside(
    engine: Engine, clock: Clock, credentials: Mapping[str, Credential], listening: Listening
) -> AsyncIterator[None]:
    """Runs it as tasks of their own while the body runs; they begin when the body first waits."""
    work: list[Coroutine[Any, Any, None]] = []
    if listening.addresses:
        work.append(_intake(engine, clock, credentials, listening).run())
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _intake(engine: Engine, clock: Clock, credentials: Mapping[str, Credential], listening: Listening) -> TrapIntake:
    from collectors.traps.opening import Trust
    from collectors.traps.receiver import Identity, TrapReceiver
    from collectors.traps.socket import ListenAddress
    from collectors.traps.words import TrapNames

    receiver = TrapReceiver(
        [ListenAddress(host, port) for host, port in listening.addresses],
        Trust(credentials, listening.credentials),
        TrapNames(load_profiles()),
        # Seconds since the epoch count up from start to start as well as a stored number would.
        Identity(_engine_id(listening), int(clock.now_s())),
        clock,
    )
    return TrapIntake(engine, receiver, clock)


def _engine_id(listening: Listening) -> bytes:
    """The same at each start, so that senders of informs need not be told anew; another on each host and port."""
    who = f"{socket.gethostname()} {listening.addresses}".encode()
    return _ENGINE_ID_HEAD + hashlib.sha256(who).digest()[:12]

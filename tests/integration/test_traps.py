"""A trap on the wire, beside a poller's loop, becomes a row of the log and a request for a poll."""

import asyncio
import socket
from pathlib import Path

from sqlalchemy import select

from collectors.snmp.client import Credential, SnmpVersion
from powertui.bootstrap.listening import Listening, listening_beside
from powertui.domain.events import EventKind
from powertui.services.ports import SystemClock
from powertui.services.staging import stage_plant
from powertui.storage import schema
from powertui.storage.engine import open_database
from powertui.storage.event_store import load_events
from tests.collectors.traps.conftest import send
from tests.collectors.traps.messages import v1_trap, v2c_trap
from tests.plants import two_sided_topology, two_targets


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_trap_on_the_wire_is_an_event_and_a_request_for_a_poll(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'plant.db'}"
    (target, *_) = two_targets()
    stage_plant(url, two_sided_topology(), (target,), SystemClock())
    engine = open_database(url, create=False)
    port = free_port()
    credentials = {target.credential: Credential(SnmpVersion.V2C, community="public-traps")}
    async with listening_beside(engine, SystemClock(), credentials, Listening(addresses=(("127.0.0.1", port),))):
        for _ in range(200):
            # Until it listens and knows the PDU; and garbage beside it.
            send(port, b"\x30garbage", v2c_trap("another-community"), v1_trap())
            await asyncio.sleep(0.05)
            with engine.connect() as connection:
                events = load_events(connection)
                asked = connection.execute(select(schema.poll_request.c.target_id)).scalars().all()
            if events:
                break
    engine.dispose()
    assert {(event.kind, event.target_name, event.name) for event in events if event.kind is EventKind.TRAP} == {
        (EventKind.TRAP, target.name, "PowerNet-MIB 318.0.268")
    }
    assert asked == [target.id]
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []

"""A process that imports a hall and kills itself at a given moment: for `test_import_killed`.

Usage: python -m tests.integration.killed_import DATABASE statement NUMBER | DATABASE after SECONDS
"""

import os
import signal
import sys
import threading
from typing import Any

from sqlalchemy import Engine, event

from powertui.domain.choices import Phase, TerminationKind
from powertui.domain.topology import (
    Cable,
    Device,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Termination,
    Topology,
)
from powertui.services.model_sync import apply, plan
from powertui.storage.engine import open_database
from tests.clocks import StillClock

RACKS = 30
OUTLETS = 24
PORT, OUTLET, FEED = TerminationKind.POWER_PORT, TerminationKind.POWER_OUTLET, TerminationKind.POWER_FEED


def hall(name: str = "ams1", racks: int = RACKS) -> Topology:
    """Racks with two PDUs each, and as many servers with two cords as there are outlets."""
    pdus = [(rack, side) for rack in range(1, racks + 1) for side in (0, 1)]
    servers = [(rack, number) for rack in range(1, racks + 1) for number in range(1, OUTLETS + 1)]
    pdu_ids = {pdu: position for position, pdu in enumerate(pdus, start=1)}
    server_ids = {server: position for position, server in enumerate(servers, start=len(pdus) + 1)}
    outlet_ids = {
        (pdu, number): position
        for position, (pdu, number) in enumerate(
            ((pdu, number) for pdu in pdus for number in range(1, OUTLETS + 1)), start=1
        )
    }
    psu_ids = {
        (server, side): position
        for position, (server, side) in enumerate(
            ((server, side) for server in servers for side in (0, 1)), start=len(pdus) + 1
        )
    }
    supply = [Cable(pdu_ids[pdu], _end(FEED, pdu_ids[pdu]), _end(PORT, pdu_ids[pdu])) for pdu in pdus]
    cords = [
        Cable(port_id, _end(OUTLET, outlet_ids[(rack, side), number]), _end(PORT, port_id))
        for ((rack, number), side), port_id in psu_ids.items()
    ]
    return Topology(
        sites=(Site(1, name, name),),
        racks=tuple(Rack(rack, 1, f"R{rack:02}") for rack in range(1, racks + 1)),
        power_panels=(PowerPanel(1, 1, "PA"), PowerPanel(2, 1, "PB")),
        power_feeds=tuple(
            PowerFeed(pdu_ids[pdu], pdu[1] + 1, f"F{pdu[0]:02}", pdu[0], phase=Phase.THREE, voltage_v=400)
            for pdu in pdus
        ),
        devices=(
            *(Device(pdu_ids[pdu], 1, f"pdu-{pdu[0]:02}-{'ab'[pdu[1]]}", "pdu", rack_id=pdu[0]) for pdu in pdus),
            *(Device(server_ids[one], 1, f"srv-{one[0]:02}-{one[1]:02}", "server", rack_id=one[0]) for one in servers),
        ),
        power_ports=(
            *(PowerPort(pdu_ids[pdu], pdu_ids[pdu], "Inlet") for pdu in pdus),
            *(
                PowerPort(port_id, server_ids[server], f"PSU{side + 1}", allocated_draw_w=200)
                for (server, side), port_id in psu_ids.items()
            ),
        ),
        power_outlets=tuple(
            PowerOutlet(outlet_id, pdu_ids[pdu], f"Outlet {number}", power_port_id=pdu_ids[pdu])
            for (pdu, number), outlet_id in outlet_ids.items()
        ),
        cables=(*supply, *cords),
    )


def import_hall(database_url: str) -> None:
    """Import the hall; what else is in the database goes."""
    engine = open_database(database_url, create=True)
    planned = plan(engine, hall(), prune=True)
    apply(engine, planned, who="kim", source="test", clock=StillClock())
    engine.dispose()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    database_url, manner, moment = sys.argv[1:]
    count = 0

    def counted(*_arguments: Any) -> None:
        nonlocal count
        count += 1
        if manner == "statement" and count == int(moment):
            die()

    event.listen(Engine, "before_cursor_execute", counted)
    event.listen(Engine, "commit", counted)
    if manner == "after":
        killer = threading.Timer(float(moment), die)
        killer.daemon = True
        killer.start()
    import_hall(database_url)
    sys.stdout.write(str(count))


def _end(kind: TerminationKind, item_id: int) -> tuple[Termination, ...]:
    return (Termination(kind, item_id),)


if __name__ == "__main__":
    main()

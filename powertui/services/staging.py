"""Putting a simulated plant into a database: a fresh one gets all of it, a kept one learns the new addresses."""

from collections.abc import Sequence

from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import Topology
from powertui.services.ports import Clock
from powertui.storage.engine import open_database, writing
from powertui.storage.target_store import add_targets, move_targets
from powertui.storage.topology_store import model_revision, note_change, save_topology

SOURCE = "demo"


def stage_plant(database_url: str, topology: Topology, targets: Sequence[PollTarget], clock: Clock) -> None:
    """Make the database what the simulator serves."""
    engine = open_database(database_url, create=True)
    with writing(engine) as connection:
        if model_revision(connection) == 0:
            save_topology(connection, topology)
            add_targets(connection, targets)
            summary = f"{len(topology.devices)} devices, {len(topology.power_feeds)} feeds, {len(targets)} PDUs to poll"
        else:
            move_targets(connection, targets)
            summary = f"new addresses of {len(targets)} simulated PDUs"
        note_change(connection, at_s=clock.now_s(), source=SOURCE, summary=summary)
    engine.dispose()

"""Putting a simulated plant into a database: a fresh one gets all of it, a kept one learns the new addresses."""

from collections.abc import Sequence
from dataclasses import replace

from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import Topology
from powertui.services.ports import Clock
from powertui.storage.engine import open_database, writing
from powertui.storage.target_store import load_targets
from powertui.storage.topology_store import model_revision, note_change, save_topology, write_objects

SOURCE = "demo"


def stage_plant(database_url: str, topology: Topology, targets: Sequence[PollTarget], clock: Clock) -> None:
    """Make the database what the simulator serves."""
    engine = open_database(database_url, create=True)
    with writing(engine) as connection:
        if model_revision(connection) == 0:
            save_topology(connection, replace(topology, poll_targets=tuple(targets)))
            summary = f"{len(topology.devices)} devices, {len(topology.power_feeds)} feeds, {len(targets)} PDUs to poll"
        else:
            served = {target.name: target for target in targets}
            moved = [
                replace(known, host=served[known.name].host, port=served[known.name].port)
                for known in load_targets(connection)
                if known.name in served
            ]
            write_objects(connection, PollTarget, changed=moved)
            summary = f"new addresses of {len(moved)} simulated PDUs"
        note_change(connection, at_s=clock.now_s(), source=SOURCE, summary=summary)
    engine.dispose()

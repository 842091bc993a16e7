"""A model that is read shares what is equal, and nothing that only compares equal."""

import pytest

from powertui.services.staging import stage_plant
from powertui.storage.engine import open_database, reading
from powertui.storage.topology_store import load_topology
from tests.clocks import StillClock
from tests.plants import two_sided_topology, two_targets

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_ONE
def test_a_reference_is_the_objects_own_id_and_a_name_that_repeats_is_one(database_url: str) -> None:
    stage_plant(database_url, two_sided_topology(), two_targets(), StillClock())
    engine = open_database(database_url, create=False)
    with reading(engine) as connection:
        found = load_topology(connection)
    engine.dispose()
    assert found.power_outlets == two_sided_topology().power_outlets
    ids = {device.id: device.id for device in found.devices}
    assert all(port.device_id is ids[port.device_id] for port in found.power_ports)
    names: dict[str, str] = {}
    for outlet in found.power_outlets:
        assert names.setdefault(outlet.name, outlet.name) is outlet.name
    assert all(type(device.position_u) in {float, type(None)} for device in found.devices)

"""What is written of the model is what is read."""

from pathlib import Path

from powertui.storage.engine import open_database, writing
from powertui.storage.topology_store import load_topology, model_revision, note_change, save_topology
from tests.plants import two_sided_topology


def test_a_topology_survives_the_database(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'plant.db'}", create=True)
    with writing(engine) as connection:
        assert model_revision(connection) == 0
        save_topology(connection, two_sided_topology())
        note_change(connection, at_s=1.0, source="test", summary="a plant")
    with engine.connect() as connection:
        assert load_topology(connection) == two_sided_topology()
        assert model_revision(connection) == 1
    engine.dispose()

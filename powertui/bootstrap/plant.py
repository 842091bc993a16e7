"""Commands that look at a plant: a database and nothing else."""

from powertui.services.live import LivePlant
from powertui.services.ports import PlantSource, SystemClock
from powertui.storage.engine import open_database


def open_plant(database_url: str) -> PlantSource:
    """The plant in an existing database. Raises DatabaseError if there is none."""
    return LivePlant(open_database(database_url, create=False), SystemClock())

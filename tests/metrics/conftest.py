"""A database with the two-sided plant, as the services' tests have it; the command line, as its own have it."""

from tests.cli.conftest import powertui
from tests.services.conftest import station

__all__ = ["powertui", "station"]

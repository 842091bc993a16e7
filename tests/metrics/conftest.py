"""A database with the two-sided plant, as the services' tests have it."""

from tests.services.conftest import station

__all__ = ["station"]

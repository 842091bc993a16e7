"""Saved what-ifs, for a screen: kept in the plant's database, where all who use it see them."""

from typing import TYPE_CHECKING

from powertui.domain.redundancy.saved import Scenario

if TYPE_CHECKING:
    from sqlalchemy import Engine


class SavedScenarios:
    """Opens the database when first asked. Its methods block: never call them on an event loop."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._opened: Engine | None = None

    def all(self) -> tuple[Scenario, ...]:
        """By name."""
        from powertui.storage.engine import reading
        from powertui.storage.scenario_store import load_scenarios

        with reading(self._engine()) as connection:
            return load_scenarios(connection)

    def save(self, scenario: Scenario) -> None:
        """In place of one of the same name."""
        from powertui.storage.engine import writing
        from powertui.storage.scenario_store import save_scenario

        with writing(self._engine()) as connection:
            save_scenario(connection, scenario)

    def delete(self, name: str) -> None:
        """Forget one; of a name that there is not, nothing."""
        from powertui.storage.engine import writing
        from powertui.storage.scenario_store import delete_scenario

        with writing(self._engine()) as connection:
            delete_scenario(connection, name)

    def close(self) -> None:
        """Give back the database."""
        if self._opened is not None:
            self._opened.dispose()

    def _engine(self) -> "Engine":
        if self._opened is None:
            from powertui.storage.engine import open_database

            self._opened = open_database(self._database_url, create=False)
        return self._opened

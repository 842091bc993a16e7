"""What stands before the command on the command line, and the settings that follow from it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from powertui.errors import UsageError

if TYPE_CHECKING:
    from powertui.config import Settings


@dataclass(frozen=True, slots=True)
class Invocation:
    """The options of `powertui` itself; what click calls `obj`."""

    config: Path | None = None
    database: str | None = None

    def settings(self, database: str | None = None) -> "Settings":
        """The settings; `database`, else --database, goes before the file's."""
        from powertui.config import DatabaseSection, database_url, load_settings

        settings = load_settings(self.config)
        chosen = database if database is not None else self.database
        if chosen is None:
            return settings
        try:
            url = database_url(chosen)
        except ValueError as error:
            raise UsageError(f"--database {error}") from None
        return settings.model_copy(update={"database": DatabaseSection(url=url)})

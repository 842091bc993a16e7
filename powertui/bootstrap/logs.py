"""Where children of the screens, and of a poller, write their logs."""

from pathlib import Path

from platformdirs import user_log_path

from powertui.errors import ConfigError


def log_of(child: str) -> Path:
    """A child's log in the user's directory of logs, which is made if need be.

    Raises ConfigError where nothing can be written there.
    """
    folder = user_log_path("powertui", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{child}.log"
        path.open("ab").close()
    except OSError as error:
        raise ConfigError(
            f"no log can be written in {folder}: {error.strerror};"
            " the environment variable XDG_STATE_HOME names another directory"
        ) from None
    return path

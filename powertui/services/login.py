"""Who runs this program."""

from getpass import getuser


def login_name() -> str:
    """The name by which one logged in; empty where the system does not say."""
    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return ""

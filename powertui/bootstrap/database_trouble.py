"""What a database refused, told apart from errors of the program: for whoever shows a person one sentence."""

from sqlalchemy.exc import OperationalError

_OF_THE_PROGRAM = "SQLITE_ERROR"
"""What SQLite calls a statement that is wrong in itself; the other kinds are about its file, its disk and its locks."""


def database_trouble(error: Exception) -> str | None:
    """A sentence where the database is busy, full, away or cannot be written; None: it is no such trouble."""
    if not isinstance(error, OperationalError) or getattr(error.orig, "sqlite_errorname", "") == _OF_THE_PROGRAM:
        return None
    reason = str(error.orig).strip().partition("\n")[0]
    return f"the database cannot be used now: {reason}"

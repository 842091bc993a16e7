"""How many rows columns had where they were walked last: devices of a family mostly have as many.

It only decides how much is asked for at once. Where a device has more rows they are asked for like any others; where
it has fewer, what follows them in its MIB comes along and is thrown away.
"""

from collectors.snmp.client import Oid

MOST_COLUMNS = 4096
"""Then all is forgotten, and learnt anew: the profiles together name fewer, an agent has no say in it."""


class ColumnLengths:
    """Of all agents of a client."""

    def __init__(self) -> None:
        self._rows: dict[Oid, int] = {}

    def left(self, column: Oid, came: int) -> int | None:
        """How many more rows to ask for, its end included, where so many have come; None: nobody knows."""
        rows = self._rows.get(column)
        return None if rows is None or came > rows else rows + 1 - came

    def note(self, column: Oid, rows: int) -> None:
        """A column was walked to its end."""
        if len(self._rows) >= MOST_COLUMNS and column not in self._rows:
            self._rows.clear()
        self._rows[column] = rows

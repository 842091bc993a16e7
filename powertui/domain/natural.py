"""Names in the order in which people count: pdu-9 before pdu-10."""

import re

_DIGITS = re.compile(r"(\d+)")


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key: runs of digits by their value, all else by its letters, case apart."""
    parts = _DIGITS.split(name)
    return tuple(
        (0, int(part), part) if position % 2 else (1, 0, part.casefold()) for position, part in enumerate(parts) if part
    )

"""A span of time as people type it: 90s, 15m, 1h, 2d, 1w."""

import re

FORMS = "90s, 15m, 1h, 2d or 1w"

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([smhdw])", re.ASCII)


def seconds_of(text: str) -> float | None:
    """Seconds; None where a text is no span."""
    found = _SPAN.fullmatch(text.strip())
    return float(found[1]) * _UNITS_S[found[2]] if found is not None else None

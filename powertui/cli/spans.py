"""A span of time as people type it: 90s, 15m, 1h, 2d, 1w."""

import re

import click

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([smhdw])", re.ASCII)


def span_s(_context: click.Context, _parameter: click.Parameter, text: str | None) -> float | None:
    """Seconds of an option's text; None where it was not given. Raises BadParameter with what would be right."""
    if text is None:
        return None
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise click.BadParameter(f"{text!r} is no span of time; right would be 90s, 15m, 1h, 2d or 1w")
    return float(found[1]) * _UNITS_S[found[2]]

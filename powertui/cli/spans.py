"""A span of time as an option: 90s, 15m, 1h, 2d, 1w."""

import click

from powertui.presenters.spans import FORMS, seconds_of

__all__ = ["seconds_of", "span_s"]


def span_s(_context: click.Context, _parameter: click.Parameter, text: str | None) -> float | None:
    """Seconds of an option's text; None where it was not given. Raises BadParameter with what would be right."""
    if text is None:
        return None
    found_s = seconds_of(text)
    if found_s is None:
        raise click.BadParameter(f"{text!r} is no span of time; right would be {FORMS}")
    return found_s

"""Sentences over several lines."""

import textwrap


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` columns; words longer than that are broken."""
    return textwrap.wrap(text, max(12, width)) or [""]

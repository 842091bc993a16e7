"""stdout is data, stderr is narration; colour and signs only where the terminal can show them."""

import json
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from powertui.presenters.numbers import plain
from powertui.presenters.plain import asciified
from powertui.presenters.text import Line, Tone

_STYLES: dict[Tone, dict[str, bool | str]] = {
    Tone.STRONG: {"bold": True},
    Tone.DIM: {"dim": True},
    Tone.FAINT: {"dim": True},
    Tone.ACCENT: {"fg": "cyan"},
    Tone.INFO: {"fg": "cyan"},
    Tone.WARN: {"fg": "yellow"},
    Tone.CRIT: {"fg": "magenta", "bold": True},
    Tone.UNKNOWN: {"dim": True},
}

_SIGNS = "✖▲·–−±~├└│─×…°≥"


def can_show_signs(stream: TextIO) -> bool:
    """Whether the stream's encoding has the signs that this program uses."""
    try:
        _SIGNS.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def wants_colour(stream: TextIO) -> bool:
    """Only a terminal, and not where NO_COLOR or a dumb terminal says otherwise."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines as data."""
    colour = wants_colour(sys.stdout)
    for item in lines:
        spans = [(span.text, _STYLES.get(span.tone, {}) if colour else {}) for span in item]
        while spans and not spans[-1][0].strip():
            spans.pop()
        if spans:
            spans[-1] = (spans[-1][0].rstrip(), spans[-1][1])
        _write(sys.stdout, "".join(_styled(text, style) for text, style in spans))


def print_json(value: object, *, indent: int | None = 2) -> None:
    """Print a value as JSON; with indent None on one line."""
    ensure_ascii = not can_show_signs(sys.stdout)
    _write(sys.stdout, json.dumps(value, indent=indent, ensure_ascii=ensure_ascii, allow_nan=False))


def print_text(text: str) -> None:
    """Print text that has line breaks of its own, such as CSV."""
    sys.stdout.flush()
    # UTF-8 whatever the terminal's encoding is: this is a file, even where it is piped.
    sys.stdout.buffer.write(text.encode())


def say(text: str) -> None:
    """Tell a person something that is no data. Never an error in itself; what it quotes moves no cursor."""
    try:
        _write(sys.stderr, "\n".join(plain(line) for line in text.split("\n")))
    except OSError:
        return


def _styled(text: str, style: dict[str, bool | str]) -> str:
    if not style:
        return text
    import click

    return click.style(text, **style)  # type: ignore[arg-type]  # the table above holds what click.style takes


def _write(stream: TextIO, text: str) -> None:
    shown = text if can_show_signs(stream) else asciified(text)
    encoding = stream.encoding or "ascii"
    stream.write(shown.encode(encoding, "replace").decode(encoding) + "\n")

"""What ends an import, and what may pass: each a sentence for the person who started it."""

from dataclasses import dataclass

from powertui.errors import PowertuiError

_SHOWN_CHARACTERS = 240


class NetBoxError(PowertuiError):
    """A NetBox that cannot be read: where, why, and what would help."""


class NotShownError(NetBoxError):
    """One list that this token, or this NetBox, does not give."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A request that brought nothing; a value, for most of them pass when it is made again."""

    sentence: str
    may_pass: bool
    wait_s: float | None = None
    """How long the server asks to be left alone."""
    is_not_shown: bool = False
    """Whether this list is kept back, while others may well be given."""


def shown(text: str) -> str:
    """What a server says, fit to stand in a sentence: one line, no control characters, not endless."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS]}…"

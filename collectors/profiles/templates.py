"""The small language in which a profile forms ids: `L{phase}`, `{tower:letter}{infeed:letter}{outlet}`, `{row+1}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_FIELD = re.compile(r"\{(\w+?)([+-]\d{1,9})?(?::(\w+))?\}", re.ASCII)
_NUMBER = re.compile(r"^-?\d{1,18}$", re.ASCII)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _letter(text: str) -> str:
    """1 is A, 26 is Z; what is no such number stays as it is."""
    return _LETTERS[int(text) - 1] if text.isdecimal() and 1 <= int(text) <= len(_LETTERS) else text


_FORMS = frozenset({"", "letter"})


@dataclass(frozen=True, slots=True)
class Template:
    """Literal text with fields. `fill` gives None where a field has no value, or is no number that may be added to."""

    text: str

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(match[1] for match in _FIELD.finditer(self.text))

    @property
    def mistakes(self) -> tuple[str, ...]:
        """What in it cannot be understood: unknown forms and braces without a field."""
        unknown = [f"the form {match[3]!r}" for match in _FIELD.finditer(self.text) if (match[3] or "") not in _FORMS]
        stray = ["a brace without a field"] if set("{}") & set(_FIELD.sub("", self.text)) else []
        return tuple(unknown + stray)

    def fill(self, values: Mapping[str, str]) -> str | None:
        """The text with its fields' values in it."""
        filled = ""
        for piece in _pieces(self.text):
            filled += piece.literal
            if piece.field:
                value = values.get(piece.field)
                if value is None:
                    return None
                if piece.added is not None:
                    if not _NUMBER.match(value):
                        return None
                    value = str(int(value) + piece.added)
                filled += _letter(value) if piece.is_letter else value
        return filled


class _Piece(NamedTuple):
    """Literal text, and the field behind it."""

    literal: str
    field: str
    """Empty at the end."""
    added: int | None
    is_letter: bool


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[_Piece, ...]:
    """A template taken apart: profiles have some hundred, and discoveries fill them in for each part of each device."""
    pieces = []
    at = 0
    for match in _FIELD.finditer(text):
        added = None if match[2] is None else int(match[2])
        pieces.append(_Piece(text[at : match.start()], match[1], added, match[3] is not None))
        at = match.end()
    return (*pieces, _Piece(text[at:], "", None, is_letter=False))

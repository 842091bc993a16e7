"""The small language in which a profile forms ids: `L{phase}`, `{tower:letter}{infeed:letter}{outlet}`, `{row+1}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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
        for match in _FIELD.finditer(self.text):
            value = values.get(match[1])
            if value is None or (match[2] and not _NUMBER.match(value)):
                return None
        return _FIELD.sub(lambda match: _form(match, values[match[1]]), self.text)


def _form(match: re.Match[str], value: str) -> str:
    number = str(int(value) + int(match[2])) if match[2] else value
    return _letter(number) if match[3] else number

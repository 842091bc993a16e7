"""The small language in which a profile forms ids: `L{phase}`, `{tower:letter}{infeed:letter}{outlet}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _letter(text: str) -> str:
    """1 is A, 26 is Z; what is no such number stays as it is."""
    return _LETTERS[int(text) - 1] if text.isdecimal() and 1 <= int(text) <= len(_LETTERS) else text


_FORMS = {"": lambda text: text, "letter": _letter}


@dataclass(frozen=True, slots=True)
class Template:
    """Literal text with fields. `fill` gives None where a field has no value."""

    text: str

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(match[1] for match in _FIELD.finditer(self.text))

    @property
    def mistakes(self) -> tuple[str, ...]:
        """What in it cannot be understood: unknown forms and braces without a field."""
        unknown = [f"the form {match[2]!r}" for match in _FIELD.finditer(self.text) if (match[2] or "") not in _FORMS]
        stray = ["a brace without a field"] if set("{}") & set(_FIELD.sub("", self.text)) else []
        return tuple(unknown + stray)

    def fill(self, values: Mapping[str, str]) -> str | None:
        if any(field not in values for field in self.fields):
            return None
        return _FIELD.sub(lambda match: _FORMS[match[2] or ""](values[match[1]]), self.text)

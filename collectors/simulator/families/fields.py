"""Templates the other way round: which parts a template would have to be filled with to become a text."""

import re

from collectors.profiles.templates import Template

_FIELD = re.compile(r"\{(\w+?)([+-]\d+)?(?::(\w+))?\}")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def fields_for(template: Template, text: str) -> dict[str, str] | None:
    """The parts with which the template becomes the text, each field as short as it can be; None if none do."""
    expression, last, names = "", 0, []
    for match in _FIELD.finditer(template.text):
        expression += re.escape(template.text[last : match.start()]) + "(.+?)"
        names.append(match)
        last = match.end()
    found = re.fullmatch(expression + re.escape(template.text[last:]), text)
    if found is None:
        return None
    parts = {name[1]: _unformed(name, piece) for name, piece in zip(names, found.groups(), strict=True)}
    return parts if template.fill(parts) == text else None


def _unformed(field: re.Match[str], piece: str) -> str:
    """What a field was before it was made a letter and something was added to it."""
    if field[3] and piece in _LETTERS:
        piece = str(_LETTERS.index(piece) + 1)
    if field[2] and piece.removeprefix("-").isdecimal():
        piece = str(int(piece) - int(field[2]))
    return piece

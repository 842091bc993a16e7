"""Label sets: what tells one series from another, as text. Hostile names are harmless."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NewType
from unicodedata import category

MOST_CHARACTERS = 255
"""Of a value: what the model has room for; what is longer came from a device, and is cut."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that steer a terminal or hide text; nobody names a rack so on purpose."""

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_PAIR = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\.")
_PLAIN = {r"\\": "\\", r"\"": '"', r"\n": "\n"}


LabelSet = NewType("LabelSet", bytes)
"""`device="pdu-1",site="ams1"`: as both text formats have it, by name; empty: no labels. Equal ones are, of one metric,
the same series. Octets, since a plant has a million of them, and each is only ever put into a line."""


def label_set(labels: Mapping[str, str]) -> LabelSet:
    """Labels by name; those without a value are left out, for an empty label is none."""
    return LabelSet(b",".join([_pair(name, value) for name, value in sorted(labels.items()) if value]))


def with_last(labels: LabelSet, name: str, value: str) -> LabelSet:
    """The same with one more label, whose name comes behind all others."""
    return LabelSet(labels + b"," + _pair(name, value)) if labels else LabelSet(_pair(name, value))


NO_LABELS = LabelSet(b"")


def pairs_of(labels: LabelSet) -> list[tuple[str, str]]:
    """Names and values again."""
    found = _PAIR.findall(labels.decode())
    return [(name, _ESCAPED.sub(lambda match: _PLAIN[match[0]], value)) for name, value in found]


def clean(value: str) -> str:
    """A value as it is shown: nothing that cannot be seen, no lone surrogates, not without end."""
    if value.isascii() and value.isprintable() and len(value) <= MOST_CHARACTERS:
        return value
    return "".join(_REPLACEMENT if category(one) in _UNSEEN else one for one in value[:MOST_CHARACTERS])


def escaped(value: str) -> str:
    """A value between quotation marks, as both text formats have it."""
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


@lru_cache(maxsize=1 << 16)
def _pair(name: str, value: str) -> bytes:
    return f'{name}="{escaped(clean(value))}"'.encode()

"""Label sets: what tells one series from another, as text and as remote-write has it. Hostile names are harmless."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from unicodedata import category

MOST_CHARACTERS = 255
"""Of a value: what the model has room for; what is longer came from a device, and is cut."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that steer a terminal or hide text; nobody names a rack so on purpose."""

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Two are the same series, of one metric, if their text is the same."""

    text: str
    """`device="pdu-1",site="ams1"`: escaped, by name; empty: no labels."""
    wire: bytes = field(compare=False, repr=False)
    """The same as Label messages of a remote-write TimeSeries."""


def label_set(labels: Mapping[str, str]) -> LabelSet:
    """Labels by name; those without a value are left out, for an empty label is none."""
    pairs = [(name, clean(value)) for name, value in sorted(labels.items()) if value]
    return LabelSet(
        ",".join(f'{name}="{escaped(value)}"' for name, value in pairs),
        b"".join(wire_label(name, value) for name, value in pairs),
    )


NO_LABELS = label_set({})


def clean(value: str) -> str:
    """A value as it is shown: nothing that cannot be seen, no lone surrogates, not without end."""
    if value.isascii() and value.isprintable() and len(value) <= MOST_CHARACTERS:
        return value
    return "".join(_REPLACEMENT if category(one) in _UNSEEN else one for one in value[:MOST_CHARACTERS])


def escaped(value: str) -> str:
    """A value between quotation marks, as both text formats have it."""
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def wire_label(name: str, value: str) -> bytes:
    """Field 1 of a TimeSeries: a Label of name (1) and value (2)."""
    label = length_delimited(1, name.encode()) + length_delimited(2, value.encode())
    return length_delimited(1, label)


def length_delimited(number: int, content: bytes) -> bytes:
    """A field of bytes in protobuf's wire format."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(value: int) -> bytes:
    """A number from 0 on, seven bits an octet, the lowest first."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)

"""One choice of a field that is a slug: what is stored, what people read, and what it is listed under."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    slug: str
    label: str
    group: str = ""


def choices(group: str, labels: Mapping[str, str]) -> tuple[Choice, ...]:
    """The choices of one group."""
    return tuple(Choice(slug, label, group) for slug, label in labels.items())

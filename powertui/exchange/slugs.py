"""Slugs of names, for what has a name only."""

import re
import unicodedata

_OTHER = re.compile(r"[^a-z0-9_]+")


def slug_of(name: str) -> str:
    """The name's slug as NetBox proposes it: lower case, no accents, hyphens between words."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _OTHER.sub("-", plain).strip("-")[:100].strip("-") or "unnamed"

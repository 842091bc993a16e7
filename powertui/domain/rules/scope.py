"""Scopes: `panel:PP-H1-*` and what lies under it. For rules, routes and maintenance alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from powertui.domain.alerts import ObjectKind, Place

SCOPE_KINDS = tuple(kind for kind in ObjectKind if kind not in {ObjectKind.INLET, ObjectKind.SENSOR, ObjectKind.POLLER})
"""What a scope can name."""


@dataclass(frozen=True, slots=True)
class Scope:
    """All that is, lies in, or gets its power through an object whose name fits."""

    kind: ObjectKind
    pattern: str
    """The name, with * and ?; case does not matter."""

    def holds(self, places: Iterable[Place]) -> bool:
        """Whether something with these places is in it."""
        wanted = self.pattern.casefold()
        return any(place.kind is self.kind and fnmatchcase(place.name.casefold(), wanted) for place in places)


def parse_scope(text: str) -> Scope:
    """From `kind:name`. ValueError with a sentence that says what would be right."""
    word, colon, name = text.partition(":")
    kinds = {kind.value: kind for kind in SCOPE_KINDS}
    kind = kinds.get(word.strip().casefold())
    if not colon or kind is None or not name.strip() or not name.isprintable():
        raise ValueError(
            f'must be one of {", ".join(kinds)}, a colon and a name, such as "panel:PP-A1" (with * for any text)'
        )
    return Scope(kind, name.strip())

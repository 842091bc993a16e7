"""How references in a plan file lead to objects: by as much of the path as tells one from the others, or by a key."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from powertui.domain.merge_kinds import ModelKind
from powertui.exchange.plan_file.language import escape_reference, plain, split

Path = tuple[str, ...]

_SHORTEST = {ModelKind.POWER_FEED: 2, ModelKind.POWER_PORT: 2, ModelKind.POWER_OUTLET: 2}
"""Feeds are named with their panel, ports and outlets with their device; all else by its name alone."""

KEY = "="
"""Before a key."""


@dataclass(slots=True)
class Names:
    """All objects that can be referred to."""

    ids: dict[tuple[ModelKind, Path], list[int]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[tuple[ModelKind, str], int] = field(default_factory=dict)
    paths: dict[tuple[ModelKind, int], Path] = field(default_factory=dict)
    aliases: dict[tuple[ModelKind, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: ModelKind, number: int, path: Path) -> None:
        """Make an object known; its path begins with its site."""
        self.paths[kind, number] = path
        for length in range(_SHORTEST.get(kind, 1), len(path) + 1):
            self.ids[kind, path[len(path) - length :]].append(number)

    def add_alias(self, kind: ModelKind, number: int, name: str) -> None:
        """A second name, where the first finds nothing: a tenant's name beside its slug."""
        self.aliases[kind, name].append(number)

    def path(self, kind: ModelKind, number: int) -> Path:
        """The whole path of an object."""
        return self.paths[kind, number]

    def find(self, kind: ModelKind, reference: str, site: str) -> Sequence[int]:
        """The objects that a reference may mean, seen from a site; the reference is still escaped."""
        if reference.startswith(KEY):
            number = self.keys.get((kind, plain(reference[1:])))
            return [] if number is None else [number]
        parts = tuple(plain(part) for part in split(reference, "/"))
        found = self.ids.get((kind, parts), [])
        if len(found) > 1:
            exact = [number for number in found if self.paths[kind, number] in ((site, *parts), parts)]
            near = [number for number in found if self.paths[kind, number][0] == site]
            found = exact if len(exact) == 1 else near or found
        if not found and len(parts) == 1:
            found = self.aliases.get((kind, parts[0]), [])
        return found

    def reference(self, kind: ModelKind, number: int, site: str) -> str | None:
        """The shortest reference that leads to an object from a site; None where only a key does."""
        path = self.paths[kind, number]
        for length in range(_SHORTEST.get(kind, 1), len(path) + 1):
            text = "/".join(escape_reference(part) for part in path[len(path) - length :])
            if path[-1] and list(self.find(kind, text, site)) == [number]:
                return text
        return None

"""What a source of objects speaks of: what it says nothing about stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from powertui.domain.merge_kinds import OURS_AS_A_WHOLE, ModelKind

ALL_KINDS = frozenset(ModelKind)
NETBOX_KINDS = ALL_KINDS - OURS_AS_A_WHOLE


@dataclass(frozen=True, slots=True)
class Mention:
    """An object of the incoming topology."""

    kind: ModelKind
    id: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What a source speaks of. The default: all there is, as a plan file does."""

    kinds: frozenset[ModelKind] = ALL_KINDS
    """Of which kinds it holds all objects: only those may be pruned."""
    is_netbox: bool = False
    """Only objects that came from a NetBox may be pruned."""
    site_slugs: frozenset[str] | None = None
    """Only objects of these sites may be pruned; None: of all."""
    mentioned: frozenset[Mention] = frozenset()
    """Incoming objects that only say which existing one is meant (a cable's device); they must exist."""
    unsaid: Mapping[ModelKind, frozenset[str]] = field(default_factory=dict)
    """Fields that the source has no place for (a CSV file without that column): they keep their value."""


EVERYTHING = Scope()
NETBOX = Scope(kinds=NETBOX_KINDS, is_netbox=True)

"""Profiles with the scales that a configuration sets for some devices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from collectors.profiles.columns import Column
from collectors.profiles.model import Profile, Table
from collectors.snmp.client import Oid
from powertui.domain.reading import Quantity, SubjectKind
from powertui.domain.scale_override import ScaleOverride
from powertui.services.ports import PollTarget


@dataclass(frozen=True, slots=True)
class OverriddenColumn:
    """A column whose scale is a person's."""

    kind: SubjectKind
    quantity: Quantity
    oid: Oid


@dataclass(frozen=True, slots=True)
class Overridden:
    """A profile as one device is read with it."""

    profile: Profile
    columns: frozenset[OverriddenColumn] = frozenset()
    unused: tuple[ScaleOverride, ...] = ()
    """Overrides that fit the device and no column of its profile."""

    def has(self, kind: SubjectKind, quantity: Quantity, oid: Oid) -> bool:
        """Whether the scale of an object is a person's."""
        return any(
            (one.kind, one.quantity) == (kind, quantity) and one.oid == oid[: len(one.oid)] for one in self.columns
        )


class Overrides:
    """Finds a device's overrides. Profiles are kept once made: rules are found by the columns of a profile."""

    def __init__(self, overrides: Sequence[ScaleOverride]) -> None:
        self._overrides = tuple(overrides)
        self._made: dict[tuple[int, tuple[ScaleOverride, ...]], tuple[Profile, Overridden]] = {}

    def of(self, profile: Profile, target: PollTarget, model: str) -> Overridden:
        """The profile as this device is to be read with it; of several overrides of a column the last holds."""
        names = (target.name, target.host, f"{target.host}:{target.port}", profile.family, f"{profile.family}/{model}")
        fitting = tuple(one for one in self._overrides if one.fits(names))
        if not fitting:
            return Overridden(profile)
        place = (id(profile), fitting)
        if place not in self._made:
            # The profile is kept beside what was made of it, so that its id stays its own.
            self._made[place] = profile, overridden(profile, fitting)
        return self._made[place][1]


def overridden(profile: Profile, overrides: Sequence[ScaleOverride]) -> Overridden:
    """A profile with other scales."""
    columns: set[OverriddenColumn] = set()
    used: set[ScaleOverride] = set()

    def scaled(table: Table, column: Column) -> Column:
        scale: Fraction | None = None
        for one in overrides:
            if _is_meant(one, table, column):
                scale = one.scale
                used.add(one)
        if scale is None:
            return column
        columns.add(OverriddenColumn(table.kind, column.quantity, column.column))
        return replace(column, scale=scale, device_scale=None)

    tables = tuple(
        replace(
            table,
            readings=tuple(scaled(table, column) for column in table.readings),
            facts=tuple(scaled(table, column) for column in table.facts),
        )
        for table in profile.tables
    )
    unused = tuple(one for one in overrides if one not in used)
    return Overridden(replace(profile, tables=tables), frozenset(columns), unused)


def _is_meant(override: ScaleOverride, table: Table, column: Column) -> bool:
    if column.words is not None:
        return False
    choice = override.column
    if choice.oid:
        return choice.oid == column.column
    return (choice.kind, choice.quantity) == (table.kind, column.quantity)

"""How a family is told from others, and where a device says who it is. All OIDs are absolute."""

from dataclasses import dataclass

from collectors.snmp.client import Oid


@dataclass(frozen=True, slots=True)
class Source:
    """Where an identity is read, and the part of its text that counts."""

    oid: Oid
    """An instance, or the column whose first row it is."""
    is_column: bool = False
    pattern: str = ""
    """A regular expression with one group; empty: the whole text."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Each in the order in which the sources are tried."""

    model: tuple[Source, ...] = ()
    serial: tuple[Source, ...] = ()
    firmware: tuple[Source, ...] = ()
    name: tuple[Source, ...] = ()
    vendor: tuple[Source, ...] = ()
    """Of a standard's tables, which many make."""

    @property
    def sources(self) -> tuple[Source, ...]:
        return (*self.model, *self.serial, *self.firmware, *self.name, *self.vendor)

    @property
    def oids(self) -> tuple[Oid, ...]:
        """The instances."""
        return tuple(source.oid for source in self.sources if not source.is_column)

    @property
    def columns(self) -> tuple[Oid, ...]:
        return tuple(source.oid for source in self.sources if source.is_column)


@dataclass(frozen=True, slots=True)
class ProbeCondition:
    """What a probed instance must say: one of some values, or a text that a pattern is found in."""

    oid: Oid
    values: frozenset[str] = frozenset()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Detection:
    sys_object_ids: tuple[Oid, ...] = ()
    """Prefixes that are the family's own."""
    shared_sys_object_ids: tuple[Oid, ...] = ()
    """Prefixes that other families have too: they count only together with a probe that answers."""
    probe: tuple[Oid, ...] = ()
    """Instances of which one must exist."""
    exact_sys_object_ids: tuple[Oid, ...] = ()
    """The family's own too, but longer ones are other devices'."""
    sys_descr: tuple[str, ...] = ()
    """Regular expressions that are found in the sysDescr of the family alone."""
    probe_columns: tuple[Oid, ...] = ()
    """Columns of which one must have a row, where no instance is known beforehand."""
    probe_where: tuple[ProbeCondition, ...] = ()
    """All of these must hold as well."""
    probe_absent: tuple[Oid, ...] = ()
    """Instances that a device of the family does not have, but a look-alike does."""
    not_sys_descr: tuple[str, ...] = ()
    """Regular expressions that are found in the sysDescr of look-alikes."""
    generic: bool = False
    """A standard's tables rather than a family's: taken only where no other profile fits."""

    @property
    def can_be_probed(self) -> bool:
        return bool(self.probe or self.probe_columns or self.probe_where)

"""A PDU family's profile, checked and ready: what the loader makes of a TOML file. All OIDs are absolute."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from collectors.profiles.templates import Template
from collectors.snmp.client import Oid
from powertui.domain.reading import Quantity, SubjectKind


class Evidence(Enum):
    """What a profile's facts rest on."""

    RECORDING = "recording"
    """Compared with recordings of real devices."""
    MIB = "mib"
    """Read from the MIB's text only."""


class Role(Enum):
    """What a table may do to the subjects that the tables before it have found."""

    MAIN = "main"
    """Adds subjects, and fills in what others lack."""
    FILL = "fill"
    """Only fills in."""
    FALLBACK = "fallback"
    """Adds subjects only if no table before it found one of the kind; else fills in."""


class Parse(Enum):
    """How a value becomes a number."""

    NUMBER = "number"
    TEXT = "text"
    """The number that a text begins with: `32A`; of a range (`200-240V`) the middle, as an estimate."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an identity is read: an instance, and the part of its text that counts."""

    oid: Oid
    pattern: str = ""
    """A regular expression with one group; empty: the whole text."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Each in the order in which the sources are tried."""

    model: tuple[Source, ...] = ()
    serial: tuple[Source, ...] = ()
    firmware: tuple[Source, ...] = ()
    name: tuple[Source, ...] = ()

    @property
    def oids(self) -> tuple[Oid, ...]:
        return tuple(source.oid for source in (*self.model, *self.serial, *self.firmware, *self.name))


@dataclass(frozen=True, slots=True)
class Detection:
    sys_object_ids: tuple[Oid, ...]
    """Prefixes that are the family's own."""
    shared_sys_object_ids: tuple[Oid, ...]
    """Prefixes that other families have too: they count only together with a probe that answers."""
    probe: tuple[Oid, ...]
    """Instances of which one must exist."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A cell of another table."""

    column: Oid
    index: Template


@dataclass(frozen=True, slots=True)
class Part:
    """A named text of a row, for templates and filters."""

    name: str
    column: Oid | None = None
    of: Template | None = None
    """Instead of a column: made of the parts before it."""
    index: Template | None = None
    """Where in the column, if not at the row's own index."""
    map: Mapping[str, str] | None = None
    """Words for values; a row with a value that is not here has no such part."""
    tail: int = 0
    """Of an OID, only the last arcs."""
    default: Template | None = None
    """Where there is none. Without a default a row that lacks the part does not count."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A column beside the value that says whether the value is one."""

    column: Oid
    bad: frozenset[int]
    only_zero: bool
    """The device answers 0 for what it does not have, so only a 0 needs the question."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A bit of a BITS column that must be set."""

    column: Oid
    bit: int


@dataclass(frozen=True, slots=True)
class Column:
    """Where a quantity is read, and how. Several of one quantity are tried in order."""

    quantity: Quantity
    column: Oid
    at: Template | None = None
    """Where in the column, if not at the row's own index; such a column makes no rows."""
    suffix: Oid = ()
    """Arcs behind the row's index: a sensor's type."""
    variable: str = ""
    """In a table of named variables: the rest of the variable's name, behind what names the row."""
    scale: Fraction = Fraction(1)
    digits: Oid | None = None
    """A column with the number of decimal digits, at the same index and suffix."""
    scale_column: Oid | None = None
    """A column with a scale: -100 divides by 100, 100 multiplies."""
    parse: Parse = Parse.NUMBER
    words: Mapping[int, int] | None = None
    """Of an enumeration: our number for the device's."""
    magnitude: bool = False
    """The sign only says leading or lagging."""
    estimated: bool = False
    not_supported: frozenset[int] = frozenset()
    not_supported_texts: frozenset[str] = frozenset()
    guards: tuple[Guard, ...] = ()
    """In order: the first whose column the device has decides."""
    flag: Flag | None = None
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A cell of another table that must have one of some values."""

    cell: Lookup
    values: frozenset[str] = frozenset()
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """Padding rows: those whose part is greater than a count that the device declares."""

    count: Lookup
    part: str


@dataclass(frozen=True, slots=True)
class Unused:
    """A table that a device fills with 0 because it does not use it."""

    all_zero: Quantity
    when: Condition


@dataclass(frozen=True, slots=True)
class Variables:
    """A table of named variables of all kinds: a row is what several names have in common."""

    name: Oid
    """The column with the names."""
    row: str
    """A regular expression for the beginning of a name; its named groups are parts of the row."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that are subjects of one kind."""

    kind: SubjectKind
    role: Role
    index: tuple[str, ...]
    """Names of the index's parts; `name:text` is a length and as many characters."""
    parts: tuple[Part, ...]
    id: Template
    unit: Template
    label: Template | None
    name: Template | None
    leg: Template | None
    branch: Template | None
    """An alias of the branch that feeds the row."""
    alias: Template | None
    """How other tables refer to the row."""
    where: Mapping[str, frozenset[str]]
    """Values that a part must have."""
    where_not: Mapping[str, frozenset[str]]
    require: Condition | None
    bound: Bound | None
    unused: Unused | None
    variables: Variables | None
    readings: tuple[Column, ...]
    facts: tuple[Column, ...]
    """Read on discovery only."""


@dataclass(frozen=True, slots=True)
class Profile:
    family: str
    vendor: str
    mib: str
    evidence: Evidence
    first_unit: str
    """Subjects of other units have the unit's name before their key; empty: ids are unique by themselves."""
    detection: Detection
    identity: Identity
    tables: tuple[Table, ...]

"""A PDU family's profile, checked and ready: what the loader makes of a TOML file. All OIDs are absolute."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from collectors.profiles.columns import Column, Condition, Lookup
from collectors.profiles.identity import Detection, Identity
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


class Binding(Enum):
    """What of the model a device is bound to."""

    PDU = "pdu"
    METER = "meter"
    """A panel's own meter: its branches are the panel's feeds."""
    UPS = "ups"
    ATS = "ats"


@dataclass(frozen=True, slots=True)
class Talk:
    """What a slow or broken agent needs."""

    max_varbinds: int | None = None
    """The most objects that one request may ask for; None: as many as the engine likes."""
    bulk: bool = True
    """Whether GETBULK works."""
    one_column: bool = False
    """Whether a walk must ask for one column at a time."""
    timeout_s: float | None = None
    """Seconds; None: as configured."""


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
    pattern: str = ""
    """A regular expression; its one group is the part. A text without a match has no such part."""
    hex: bool = False
    """The value is octets, not text: a MAC address. They are written as hexadecimal digits."""
    octets: int = 0
    """The value is octets: the first so many, as an index has them: 2.0.0.255."""
    variable: str = ""
    """In a table of named variables: the instance of this variable of the row."""
    blank: str | None = None
    """Where the device has a cell, and nothing is written in it. None: as if there were no cell."""
    default: Template | None = None
    """Where there is none. Without a default a row that lacks the part does not count."""


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
    group: int
    """Tables that one element of the file stands for have one number; they are one in what `role` says."""
    index: tuple[str, ...]
    """Names of the index's parts: `name` is one arc, `name:3` three, `name:rest` all that are left, `name:text` a
    length and as many characters, `name:mac` six arcs as hexadecimal digits."""
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
    rows: tuple[Oid, ...]
    """Columns whose indexes are rows as well; such rows are subjects though they may have no readings."""
    skip_empty: tuple[str, ...]
    """Parts that padding rows have blank."""
    require: Condition | None
    bound: Bound | None
    unused: Unused | None
    variables: Variables | None
    readings: tuple[Column, ...]
    facts: tuple[Column, ...]
    """Read on discovery only."""


class DeriveRule(Enum):
    """How a value that a device does not have is computed from those that it has."""

    SUM = "sum"
    """Of all subjects of a kind; the neutral is none."""
    MAX = "max"
    PRODUCT_VA_PF = "product_va_pf"
    """W = VA x PF."""
    RATIO_W_VA = "ratio_w_va"
    """PF = W / VA."""
    PRODUCT_V_A = "product_v_a"
    """VA = V x A."""


@dataclass(frozen=True, slots=True)
class Derive:
    """A quantity that subjects get where the device has none itself. Always an estimate."""

    kind: SubjectKind
    quantity: Quantity
    rule: DeriveRule
    of: SubjectKind | None = None
    """Whose values are summed or compared."""
    per_unit: bool = True
    """Only of the same unit."""


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
    derives: tuple[Derive, ...] = ()
    talk: Talk = Talk()
    binding: Binding = Binding.PDU
    note: str = ""
    """What whoever reads such a device should know: one sentence."""
    origin: str = ""
    """The file that it was read from."""

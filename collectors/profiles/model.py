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
    QUANTITY = "quantity"
    """A text that is a number and its unit, `0.061kW`: its prefix counts, and a unit of something else is no value."""
    DECIMAL = "decimal"
    """A text that is nothing but a number: `46.0`."""


class Binding(Enum):
    """What of the model a device is bound to."""

    PDU = "pdu"
    METER = "meter"
    """A panel's own meter: its branches are the panel's feeds."""
    UPS = "ups"
    ATS = "ats"


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
    pattern: str = ""
    """A regular expression; its one group is the part. A text without a match has no such part."""
    hex: bool = False
    """The value is octets, not text: a MAC address. They are written as hexadecimal digits."""
    octets: int = 0
    """The value is octets: the first so many, as an index has them: 2.0.0.255."""
    variable: str = ""
    """In a table of named variables: the instance of this variable of the row."""
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
class Percentage:
    """The value is a share, in percent, of another cell."""

    of: Lookup
    scale: Fraction
    """What that cell is multiplied by to be in the quantity's unit."""


@dataclass(frozen=True, slots=True)
class DeviceScale:
    """Columns in which the device itself says how a value is scaled; at the value's own index and suffix."""

    digits: Oid | None = None
    """The number of decimal digits: 3 is thousandths."""
    scale: Oid | None = None
    """-100 divides by 100, 100 multiplies."""
    exponent: Oid | None = None
    """A power of ten: -2 is hundredths."""
    si_scale: Oid | None = None
    """ENTITY-SENSOR-MIB's enumeration: 9 is units, 8 thousandths, 10 thousands."""
    unit: Oid | None = None
    """A unit's name or number, one of `units`."""
    units: Mapping[str, Fraction] | None = None
    percent_of: Percentage | None = None

    @property
    def columns(self) -> tuple[Oid, ...]:
        at = self.percent_of.of.column if self.percent_of is not None else None
        cells = (self.digits, self.scale, self.exponent, self.si_scale, self.unit, at)
        return tuple(cell for cell in cells if cell is not None)


@dataclass(frozen=True, slots=True)
class Counter:
    """How an energy counter behaves."""

    wraps_at: int | None = None
    """The raw value that it never reaches: the next is 0. None: as wide as its SNMP type."""
    resettable: bool = True
    """Whether a person may set it back."""


@dataclass(frozen=True, slots=True)
class Words:
    """An enumeration: our numbers for what the device says."""

    numbers: Mapping[int, int]
    texts: Mapping[str, int]
    """In small letters."""


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
    offset: Fraction = Fraction(0)
    """Raw x scale + offset is in the quantity's unit."""
    device_scale: DeviceScale | None = None
    fahrenheit: "Condition | bool" = False
    """Whether the device shows degrees Fahrenheit: always, or where a cell says so."""
    parse: Parse = Parse.NUMBER
    pattern: str = ""
    """A regular expression; its one group is what counts of the value's text."""
    decoder: str = ""
    """A function of `collectors.profiles.decoders` that the value goes through first."""
    words: Words | None = None
    magnitude: bool = False
    """The sign only says leading or lagging."""
    estimated: bool = False
    not_supported: frozenset[int] = frozenset()
    not_supported_texts: frozenset[str] = frozenset()
    not_supported_below: int | None = None
    guards: tuple[Guard, ...] = ()
    """In order: the first whose column the device has decides."""
    flag: Flag | None = None
    slow: bool = False
    counter: Counter | None = None


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
